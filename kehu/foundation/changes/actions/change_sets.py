"""Opening and closing change sets."""

from typing import Any

from django.utils import timezone

from kehu.foundation.access.models import User
from kehu.foundation.changes.models import ChangeSet


def begin(
    *, kind: ChangeSet.Kind, title: str, object_key: str, by: User | None, reverses: ChangeSet | None = None
) -> ChangeSet:
    """Open a change set; pass its id to `writing(change_set=…)` for every change that belongs to it."""
    return ChangeSet.objects.create(kind=kind, title=title[:200], object_key=object_key, by=by, reverses=reverses)


def finish(*, change_set: ChangeSet, counts: dict[str, Any], state: ChangeSet.State = ChangeSet.State.DONE) -> None:
    change_set.counts = counts
    change_set.state = state
    change_set.finished_at = timezone.now()
    change_set.save(update_fields=["counts", "state", "finished_at"])
