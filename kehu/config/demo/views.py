"""One click removes the demo company."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.config.demo.jobs import remove
from kehu.foundation.access.reader import reader
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.permissions import CompanyVerb
from kehu.foundation.jobs.actions import runs
from kehu.foundation.ui.responses import saved


@require_POST
def remove_demo(request: HttpRequest) -> HttpResponse:
    reader(request).require(CompanyVerb.MANAGE)
    with writing(by=reader(request)):
        run = runs.plan(kind="demo", title=_("Remove the demo company"), by=reader(request))
        remove.defer(run_id=str(run.pk), user_id=str(reader(request).pk))
    return saved(request, message=_("The demo company is being removed."), go_to=reverse("jobs:list"))
