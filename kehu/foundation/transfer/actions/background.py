"""What the job process does with an import; an unexpected failure is written down where the person looks."""

from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.actions import running
from kehu.foundation.transfer.models import Import

log = structlog.get_logger("kehu.transfer")


def run_import(import_id: UUID) -> None:
    try:
        running.run(import_id=import_id)
    except (OperationalError, InterfaceError):
        raise  # the job is tried again
    except Exception as problem:
        stop(import_id, problem)


def check_import(import_id: UUID) -> None:
    try:
        running.check(import_id=import_id)
    except (OperationalError, InterfaceError):
        raise
    except Exception as problem:
        stop(import_id, problem)


def stop(import_id: UUID, problem: Exception) -> None:
    """The import has stopped; it can go on from its checkpoint once the cause is gone."""
    log.exception("import_stopped", id=str(import_id), exc_info=problem)
    expected = isinstance(problem, Refusal) or problem.__class__.__name__ == "PermissionMissing"
    sentence = str(problem) if expected else _("Something went wrong in Kehu; the log says what.")
    with transaction.atomic():
        of = Import.objects.select_for_update(of=("self",)).select_related("change_set", "run").get(pk=import_id)
        of.state, of.failure = Import.State.FAILED, sentence
        of.save(update_fields=["state", "failure"])
        if of.change_set:
            change_sets.finish(change_set=of.change_set, counts=of.counts, state=ChangeSet.State.FAILED)
        if of.run:
            runs.finish(run=of.run, state=Run.State.FAILED, failure=sentence)
