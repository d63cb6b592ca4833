"""Taking a whole import back: the change set's own undo, in the background, with the import's state following."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.changes import hooks
from kehu.foundation.changes.actions import undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.transfer import jobs
from kehu.foundation.transfer.models import Import
from kehu.foundation.ui.addresses import url


def begin(*, of: Import, by: User) -> None:
    """Take the import back in the background. Raises PermissionMissing, CannotBeUndone."""
    if of.change_set is None:
        raise undoing.CannotBeUndone(_("Nothing has been imported yet."))
    undoing.check(change_set=of.change_set, by=by)
    with transaction.atomic():
        run = runs.plan(
            kind="undo", title=_("Taking back of %(name)s") % {"name": of.name}, by=by,
            url=url("transfer:import", of.pk),
        )  # fmt: skip
        Import.objects.filter(pk=of.pk).update(run=run)
        jobs.undo_import.defer(import_id=str(of.pk), user_id=str(by.pk), run_id=str(run.pk))


def run(*, import_id: UUID, user_id: UUID, run_id: UUID) -> None:
    """The job's part; begun again it goes on where it stood."""
    of = Import.objects.select_related("change_set").get(pk=import_id)
    work = Run.objects.get(pk=run_id)
    if of.change_set is None or work.is_over:
        return
    try:
        undoing.undo(change_set=of.change_set, by=User.objects.get(pk=user_id), run=work)
    except runs.Cancelled:
        runs.finish(run=work, state=Run.State.CANCELLED)
    else:
        runs.finish(run=work)


def _undone(change_set: ChangeSet, _by: User) -> None:
    Import.objects.filter(change_set=change_set).update(state=Import.State.UNDONE)


def connect() -> None:
    hooks.register(ChangeSet.Kind.IMPORT, undone=_undone)
