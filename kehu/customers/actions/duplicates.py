"""Finding customers that may be one, and deciding about the pairs. Nothing merges by itself."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued

from kehu.customers.models import Customer, DuplicatePair, DuplicateSearch
from kehu.customers.permissions import CustomerVerb
from kehu.customers.storing import duplicates as store
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.refusals import Refusal

BATCH = 2000
BLOCKS = 1500


class SearchWaits(Refusal):
    """One search is enough."""


def dismiss(*, pair: DuplicatePair, by: User) -> None:
    """These are two. The pair does not come back, whatever is found later."""
    _decide(pair, by, DuplicatePair.State.DISMISSED)


def reopen(*, pair: DuplicatePair, by: User) -> None:
    """Take a dismissal back."""
    _decide(pair, by, DuplicatePair.State.OPEN)


def _decide(pair: DuplicatePair, by: User, state: DuplicatePair.State) -> None:
    by.require(CustomerVerb.MERGE)
    with writing(by=by):
        for one in (pair.first, pair.second):
            editable(one, by)
        DuplicatePair.objects.filter(pk=pair.pk).update(
            state=state, decided_by=None if state == DuplicatePair.State.OPEN else by
        )


def look_again(customer_ids: Iterable[UUID]) -> None:
    """Bring the pairs of these customers up to date, after they changed, came or went."""
    ids = list(dict.fromkeys(customer_ids))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        with transaction.atomic():
            read = store.store_keys(batch)
            found = store.compare(store.partners(batch), read)
            store.forget_pairs(batch, keep=(one.pair for one in found))
            store.store_pairs(found, timezone.now())


def plan_search(*, by: User, defer: Callable[..., Any]) -> Run:
    """Announce a search through all customers and have it done by the job that `defer` puts into the queue.

    Raises SearchWaits while one is waiting to begin.
    """
    by.require(CustomerVerb.CONFIGURE)
    try:
        with transaction.atomic():
            run = runs.plan(kind="customers.duplicates", title=_("Search for duplicates"), by=by)
            defer(run_id=str(run.pk))
    except AlreadyEnqueued as problem:
        raise SearchWaits(_("A search is waiting to begin already.")) from problem
    return run


def search_all(*, run: Run | None = None) -> None:
    """Read all customers, compare those that share a key, and forget open pairs that are none any more.

    Goes on where a killed search stopped; a second one beside it makes no harm. Raises runs.Cancelled between batches.
    """
    search = _begin(run)
    while search.phase != DuplicateSearch.Phase.DONE:
        if run:
            runs.progress(run=run, done=search.done)
        search = _step(search.pk)


@transaction.atomic
def _begin(run: Run | None) -> DuplicateSearch:
    search, _made = DuplicateSearch.objects.select_for_update().get_or_create(pk=1)
    if search.phase == DuplicateSearch.Phase.DONE:
        search.phase, search.after, search.done = DuplicateSearch.Phase.KEYS, "", 0
        search.started_at, search.finished_at = timezone.now(), None
    search.run = run
    search.save()
    if run:
        runs.progress(run=run, done=search.done, total=2 * Customer.objects.filter(deleted_at=None).count())
    return search


@transaction.atomic
def _step(pk: int) -> DuplicateSearch:
    search = DuplicateSearch.objects.select_for_update().get(pk=pk)
    step = {DuplicateSearch.Phase.KEYS: _read_customers, DuplicateSearch.Phase.PAIRS: _compare_blocks}
    if search.phase in step:
        step[DuplicateSearch.Phase(search.phase)](search)
    search.save()
    return search


def _read_customers(search: DuplicateSearch) -> None:
    rows = Customer.objects.filter(deleted_at=None).order_by("pk")
    if search.after:
        rows = rows.filter(pk__gt=search.after)
    ids = list(rows.values_list("pk", flat=True)[:BATCH])
    if ids:
        store.store_keys(ids)
        search.after = str(ids[-1])
        search.done += len(ids)
    else:
        search.phase, search.after = DuplicateSearch.Phase.PAIRS, ""


def _compare_blocks(search: DuplicateSearch) -> None:
    last, pairs = store.blocks_after(int(search.after) if search.after else None, BLOCKS)
    store.store_pairs(store.compare(pairs), timezone.now())
    if last is not None:
        search.after = str(last)
        search.done += BLOCKS
        return
    _forget_unfound(search.started_at)
    search.phase, search.after, search.finished_at = DuplicateSearch.Phase.DONE, "", timezone.now()


def _forget_unfound(started_at: datetime | None) -> None:
    DuplicatePair.objects.filter(state=DuplicatePair.State.OPEN, found_at__lt=started_at).delete()
