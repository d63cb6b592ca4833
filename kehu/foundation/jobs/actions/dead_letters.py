"""Trying again what failed for good."""

from django.db import connection
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.jobs.permissions import JobVerb
from kehu.foundation.refusals import Refusal


class NotDead(Refusal):
    """The job has not failed, or somebody tried it again already."""


def try_again(*, job_id: int, by: User) -> None:
    """Queue a failed job anew, with a fresh set of attempts. Raises `NotDead`."""
    by.require(JobVerb.MANAGE)
    with writing(by=by), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL"
            " WHERE id = %s AND status = 'failed'",
            [job_id],
        )
        if cursor.rowcount == 0:
            raise NotDead(_("This job is no longer among the failed ones."))
