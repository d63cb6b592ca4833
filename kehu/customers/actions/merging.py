"""Merging two customers that are one, and taking that back."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.derived import refresh
from kehu.customers.events import CustomersMerged, CustomersUnmerged
from kehu.customers.extensions import extensions
from kehu.customers.models import Customer, DuplicatePair, LifecycleChange, Merge, TierAssignment
from kehu.customers.permissions import CustomerVerb
from kehu.customers.queries.merging import decide, preview, result, suggestion
from kehu.customers.storing.duplicates import forget_keys
from kehu.customers.storing.referring import repoint_fields
from kehu.customers.storing.repointing import repoint
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import OutOfReach, editable
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets, undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.events.bus import publish
from kehu.foundation.refusals import Refusal

__all__ = ["CannotMerge", "CannotUnmerge", "merge", "preview", "unmerge"]


class CannotMerge(Refusal):
    """The two cannot become one."""


class CannotUnmerge(Refusal):
    """Another merge has built on this one; it has to be taken back first."""


def merge(*, survivor: Customer, loser: Customer, by: User, choices: dict[str, str] | None = None) -> Merge:
    """Everything of the loser goes to the survivor, the loser goes out of sight and his address leads to the survivor.

    `choices` says for a field whose value is kept ("survivor", "loser", for texts and lists also "both"); for the
    others the suggestion of `preview` holds. Raises CannotMerge, OutOfReach, PermissionMissing.
    """
    by.require(CustomerVerb.MERGE)
    with writing(by=by):
        survivor, loser = _both(survivor, loser, by)
        decided = decide(survivor, loser, _allowed(survivor, loser, by, choices or {}))
        change_set = change_sets.begin(
            kind=ChangeSet.Kind.MERGE, title=f"{loser.name} → {survivor.name}"[:200], object_key="customer", by=by
        )
        made = Merge.objects.create(
            survivor=survivor, loser=loser, choices=decided, merged_by=by, change_set=change_set
        )
        with writing(by=by, change_set=change_set.pk):
            _move_all(survivor, loser, decided, by)
        change_sets.finish(change_set=change_set, counts={"merged": 1})
        _settle_pair(survivor, loser, by, DuplicatePair.State.MERGED)
        publish(CustomersMerged(survivor.pk, loser.pk, made.pk), by=by.pk)
    return made


def unmerge(*, merge: Merge, by: User) -> dict[str, Any]:
    """Both customers and all their relations are as before; what was edited since stays with the survivor and is in
    the report. Raises CannotUnmerge, CannotBeUndone, PermissionMissing.
    """
    return undoing.undo(change_set=merge.change_set, by=by)


def may_unmerge(change_set: ChangeSet, by: User) -> None:
    """Whoever may merge the two may part them. Called for every taking back of a merge."""
    by.require(CustomerVerb.MERGE)
    made = Merge.objects.select_related("survivor", "loser").get(change_set=change_set)
    into = made.survivor.merged_into
    if into:
        raise CannotUnmerge(
            _("“%(survivor)s” was merged into “%(other)s” since. Take that merge back first.")
            % {"survivor": made.survivor, "other": into}
        )
    if not Customer.objects.editable_by(by).filter(pk=made.survivor_id).exists():
        raise OutOfReach(made.survivor)
    later = Merge.objects.filter(survivor=made.survivor, undone_at=None, created_at__gt=made.created_at)
    for other in later.select_related("loser").order_by("-created_at"):
        if _entangled(made, other):
            raise CannotUnmerge(
                _(
                    "“%(other)s” was merged into “%(survivor)s” since, with data that both had."
                    " Take that merge back first."
                )
                % {"survivor": made.survivor, "other": other.loser}
            )


def mark_unmerged(change_set: ChangeSet, by: User) -> None:
    made = Merge.objects.select_related("survivor", "loser").get(change_set=change_set)
    Merge.objects.filter(pk=made.pk).update(undone_at=timezone.now(), undone_by=by)
    _settle_pair(made.survivor, made.loser, by, DuplicatePair.State.OPEN)
    publish(CustomersUnmerged(made.survivor_id, made.loser_id, made.pk), by=by.pk)


def _both(survivor: Customer, loser: Customer, by: User) -> tuple[Customer, Customer]:
    """Both rows as they stand now, locked in one order whoever comes first."""
    if survivor.pk == loser.pk:
        raise CannotMerge(_("A customer cannot be merged with himself."))
    for one in (survivor, loser):
        one.refresh_from_db(fields=["deleted_at", "merged_into"])
        if one.merged_into_id or one.deleted_at:
            raise CannotMerge(_("“%(customer)s” is no longer there: merged or in the trash.") % {"customer": one})
    if survivor.kind != loser.kind:
        raise CannotMerge(_("A person and an organisation cannot be merged."))
    locked = {one.pk: editable(one, by) for one in sorted((survivor, loser), key=lambda customer: customer.pk)}
    return locked[survivor.pk], locked[loser.pk]


def _allowed(survivor: Customer, loser: Customer, by: User, choices: dict[str, str]) -> dict[str, str]:
    """The user's choices for the fields that he may edit."""
    open_fields = {one.key for one in preview(survivor, loser, by) if not one.fixed}
    return {
        key: whose
        for key, whose in choices.items()
        if key in open_fields or whose == suggestion(survivor, loser, key)[0]
    }


def _move_all(survivor: Customer, loser: Customer, decided: dict[str, str], by: User) -> None:
    columns = result(survivor, loser, decided)
    repoint(survivor=survivor, loser=loser, by=by)
    for extension in extensions():
        extension.merge(survivor=survivor, loser=loser)
    now = timezone.now()
    if columns.get("lifecycle_stage_id"):
        LifecycleChange.objects.create(
            customer=survivor, stage_id=columns["lifecycle_stage_id"], changed_by=by, at=now, reason=_("merge")
        )
    if "tier" in columns:
        TierAssignment.objects.create(
            customer=survivor, tier=columns["tier"], assigned_by=by, at=now, reason=_("merge")
        )
    if columns:
        Customer.objects.filter(pk=survivor.pk).update(**columns)
    repoint_fields(survivor, loser)
    Customer.objects.filter(pk=loser.pk).update(deleted_at=now, deleted_by=by, merged_into=survivor)
    forget_keys(loser.pk)
    refresh([survivor.pk, loser.pk])


def _settle_pair(survivor: Customer, loser: Customer, by: User, state: DuplicatePair.State) -> None:
    first, second = sorted((survivor.pk, loser.pk))
    decided_by = None if state == DuplicatePair.State.OPEN else by
    DuplicatePair.objects.filter(first=first, second=second).update(state=state, decided_by=decided_by)


def _entangled(made: Merge, later: Merge) -> bool:
    """Whether the later merge dropped rows as doubles or moved rows that this one had moved."""
    of_later = AuditEntry.objects.filter(change_set_id=later.change_set_id)
    ours = AuditEntry.objects.filter(change_set_id=made.change_set_id).exclude(record_id=made.survivor_id)
    return of_later.filter(Q(action="D") | Q(record_id__in=ours.values("record_id"))).exists()
