"""What customers do when something happened: wherever somebody changed, duplicates are looked for again, and what is
wrong with his record.
"""

from collections.abc import Iterable
from uuid import UUID

from kehu.customers.actions import duplicates, privacy_requests, quality
from kehu.customers.events import (
    CustomerChanged,
    CustomerCreated,
    CustomerRestored,
    CustomersChanged,
    CustomersCreated,
    CustomersMerged,
    CustomersTrashed,
    CustomersUnmerged,
    CustomerTrashed,
)
from kehu.customers.extensions import extensions
from kehu.foundation.changes.events import ChangeSetUndone, RecordsRestored, RecordsTrashed
from kehu.foundation.changes.queries import entries
from kehu.foundation.events.bus import handles
from kehu.foundation.privacy.events import RecordsErased
from kehu.foundation.privacy.models import Erasure

# Fields whose change says nothing about who somebody is.
SILENT = {
    "owner", "team", "tier", "lifecycle_stage", "tags", "notes", "territory", "territory_pinned", "source",
    "satisfaction",
}  # fmt: skip


def look_again(customer_ids: Iterable[UUID]) -> None:
    ids = list(customer_ids)
    duplicates.look_again(ids)
    quality.look_again(ids)


def _settle(customer_ids: Iterable[UUID]) -> None:
    """What other domains make of new and changed customers, without a job of their own for each."""
    ids = list(customer_ids)
    for extension in extensions():
        extension.settled(ids)


@handles(CustomerCreated)
def compare_new(event: CustomerCreated) -> None:
    look_again([event.customer_id])
    _settle([event.customer_id])


@handles(CustomersCreated)
def compare_many_new(event: CustomersCreated) -> None:
    look_again(event.customer_ids)
    _settle(event.customer_ids)


@handles(CustomerChanged)
def compare_changed(event: CustomerChanged) -> None:
    if set(event.fields) - SILENT:
        duplicates.look_again([event.customer_id])
    quality.look_again([event.customer_id])
    _settle([event.customer_id])


@handles(CustomersChanged)
def compare_many_changed(event: CustomersChanged) -> None:
    if set(event.fields) - SILENT:
        duplicates.look_again(event.customer_ids)
    quality.look_again(event.customer_ids)
    _settle(event.customer_ids)


@handles(CustomerTrashed)
def forget_trashed(event: CustomerTrashed) -> None:
    look_again([event.customer_id])


@handles(CustomersTrashed)
def forget_many_trashed(event: CustomersTrashed) -> None:
    look_again(event.customer_ids)


@handles(CustomerRestored)
def compare_restored(event: CustomerRestored) -> None:
    look_again([event.customer_id])


@handles(CustomersMerged)
def compare_merged(event: CustomersMerged) -> None:
    look_again([event.survivor_id, event.loser_id])


@handles(CustomersUnmerged)
def compare_unmerged(event: CustomersUnmerged) -> None:
    look_again([event.survivor_id, event.loser_id])


@handles(RecordsTrashed)
def forget_deleted(event: RecordsTrashed) -> None:
    if event.object_key == "customer":
        look_again(event.record_ids)


@handles(RecordsRestored)
def compare_those_back(event: RecordsRestored) -> None:
    if event.object_key == "customer":
        look_again(event.record_ids)


@handles(RecordsErased)
def answer_request(event: RecordsErased) -> None:
    """The request that asked for the erasure is answered by it."""
    privacy_requests.settle(erasure=Erasure.objects.get(pk=event.erasure_id))


@handles(ChangeSetUndone)
def compare_what_came_back(event: ChangeSetUndone) -> None:
    """Records of other kinds among those touched have no customer and fall out by themselves."""
    after = entries.NOBODY
    while touched := entries.subjects_after(event.reversal_id, after, 2000):
        look_again(touched)
        after = touched[-1]
