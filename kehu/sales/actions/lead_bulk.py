"""Many leads at once, for imports: one statement for each kind of row, and one event a batch."""

from collections.abc import Sequence
from uuid import UUID

from kehu.foundation.access.models import Scope, User
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish
from kehu.foundation.search.index import reindex
from kehu.sales import events
from kehu.sales.actions import assignment
from kehu.sales.derived import set_keys
from kehu.sales.models import Lead
from kehu.sales.permissions import LeadVerb
from kehu.sales.storing import scores

COLUMNS = (
    "name", "sort_name", "company", "company_key", "job_title", "phone", "email", "email_key", "city", "source",
    "budget", "authority", "need", "needed_by", "trigger", "next_step", "next_step_on", "notes", "custom",
)  # fmt: skip


def write(
    *, new: Sequence[Lead], changed: Sequence[Lead], by: User, change_set: UUID | None, announce: bool = False
) -> None:
    """Write leads that were checked by whoever calls. New ones without an owner are given out by the rules, else they
    are those of `by` unless he sees all of them anyway. `announce`: automations may react to them.
    """
    by.require(LeadVerb.IMPORT)
    with writing(by=by, change_set=change_set):
        for row in (*new, *changed):
            set_keys(row)
        Lead.objects.bulk_create(new, batch_size=500)
        Lead.objects.bulk_update(changed, COLUMNS, batch_size=500)
        reindex("lead", [row.pk for row in new], new=True)
        reindex("lead", [row.pk for row in changed])
        ids = [row.pk for row in (*new, *changed)]
        if ids:
            scores.rescore(ids)
        nobodys = [row.pk for row in new if row.owner_id is None and row.is_open]
        if nobodys:
            given = {one.lead_id for one in assignment.give_out(leads=nobodys, by=by)}
            if by.grants.scope("lead") != Scope.ALL:  # else they would be out of sight of whoever brought them
                Lead.objects.filter(pk__in=set(nobodys) - given).update(owner=by)
        if new and announce:
            publish(events.LeadsImported([row.pk for row in new], change_set), by=by.pk)
