"""Settings: background work."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.jobs.actions import dead_letters as letters
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.permissions import JobVerb
from kehu.foundation.jobs.queries import PAGE, dead_letters, runs_visible_to, waiting_count
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import fragment, page, refused, saved


@require_GET
def list_jobs(request: HttpRequest) -> HttpResponse:
    """One's own long work; for managers of jobs everyone's, and the dead letters."""
    manages = reader(request).may(JobVerb.MANAGE)
    before = request.GET.get("before", "")
    dead = dead_letters(int(before) if before.isdigit() else None) if manages else []
    context = {
        "runs": runs_visible_to(reader(request))[:PAGE], "dead": dead, "manages": manages,
        "waiting": waiting_count() if manages else None,
        "before": dead[-1].id if len(dead) == PAGE else None,
    }  # fmt: skip
    return page(request, "jobs/list.html", context)


@require_GET
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The progress of one piece of work, as a fragment that asks again while it runs."""
    return fragment(request, "jobs/run.html", {"run": get_object_or_404(runs_visible_to(reader(request)), pk=run_id)})


@require_POST
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    runs.cancel(run=get_object_or_404(runs_visible_to(reader(request)), pk=run_id), by=reader(request))
    return saved(request, message=_("It stops at its next step."), changed=["jobs"])


@require_POST
def try_again(request: HttpRequest, job_id: int) -> HttpResponse:
    try:
        letters.try_again(job_id=job_id, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("The job is tried again."), changed=["jobs"])
