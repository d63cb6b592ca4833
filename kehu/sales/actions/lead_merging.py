"""Two leads that are one: the survivor takes what the other knows and what was said with it."""

from collections.abc import Mapping

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.events.bus import publish
from kehu.foundation.files.models import Attachment
from kehu.foundation.search.index import reindex
from kehu.interactions.models import Task
from kehu.sales import events
from kehu.sales.actions.leads import LeadRefused
from kehu.sales.cleaning import perhaps_email
from kehu.sales.derived import set_keys
from kehu.sales.models import Lead, Touch
from kehu.sales.permissions import LeadVerb
from kehu.sales.storing import scores

FIELDS = (
    "name", "company", "job_title", "phone", "email", "city", "source", "owner", "budget", "authority", "need",
    "needed_by", "trigger", "next_step", "next_step_on",
)  # fmt: skip
LATEST = ("new", "working", "qualified")


def merge(*, survivor: Lead, loser: Lead, choices: Mapping[str, str], by: User) -> ChangeSet:
    """`choices` says by field whose value stays (“survivor” or “loser”); without one a value beats none. Touches, tasks
    and files of the loser go along, its notes are added, and it goes to the trash. The change set takes all of it back.

    Raises PermissionMissing, OutOfReach, LeadRefused.
    """
    by.require(LeadVerb.EDIT)
    by.require(LeadVerb.DELETE)
    if survivor.pk == loser.pk:
        raise LeadRefused(_("A lead cannot be merged with itself."))
    with writing(by=by):
        first, second = (editable(one, by) for one in sorted((survivor, loser), key=lambda one: one.pk))
        kept, gone = (first, second) if first.pk == survivor.pk else (second, first)
        if not (kept.is_open and gone.is_open):
            raise LeadRefused(_("Only open leads are merged."))
        made = change_sets.begin(kind=ChangeSet.Kind.MERGE, title=kept.name, object_key="lead", by=by)
        with writing(by=by, change_set=made.pk):
            _take_values(kept, gone, choices)
            _take_along(kept, gone)
            kept.save()
            Lead.objects.filter(pk=gone.pk).update(deleted_at=timezone.now(), deleted_by=by)
            reindex("lead", [kept.pk, gone.pk])
            scores.rescore([kept.pk])
        change_sets.finish(change_set=made, counts={"merged": 1})
        publish(events.LeadsMerged(kept.pk, gone.pk), by=by.pk)
    return made


def _take_values(kept: Lead, gone: Lead, choices: Mapping[str, str]) -> None:
    for name in FIELDS:
        theirs, chosen = getattr(gone, name), choices.get(name)
        if chosen == "loser" or (chosen is None and getattr(kept, name) in (None, "")):
            setattr(kept, name, theirs)
    kept.notes = "\n\n".join(text for text in dict.fromkeys((kept.notes.strip(), gone.notes.strip())) if text)
    kept.custom = {**gone.custom, **{key: value for key, value in kept.custom.items() if value not in (None, "", [])}}
    if LATEST.index(gone.state) > LATEST.index(kept.state):
        kept.state, kept.state_since = gone.state, gone.state_since
    kept.email_key = perhaps_email(kept.email)[1]
    set_keys(kept)


def _take_along(kept: Lead, gone: Lead) -> None:
    Touch.objects.filter(lead=gone).update(lead=kept)
    Task.objects.filter(related_key="lead", related_id=gone.pk).update(related_id=kept.pk)
    Attachment.objects.filter(object_key="lead", record_id=gone.pk).update(record_id=kept.pk)
    said = Touch.objects.filter(lead=kept).exclude(kind=Touch.Kind.NOTE)
    kept.touch_count = said.count()
    kept.last_touch_at = said.aggregate(latest=Max("at"))["latest"]
