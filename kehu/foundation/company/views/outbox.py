"""Settings: the outbox, every mail that left or would have left."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.company.actions import company as actions
from kehu.foundation.company.models import Company, Mail
from kehu.foundation.company.permissions import CompanyVerb
from kehu.foundation.ui.responses import fragment, page, saved

PAGE = 50


def outbox(request: HttpRequest) -> HttpResponse:
    reader(request).require(CompanyVerb.MANAGE)
    state = request.GET.get("state", "")
    found = Mail.objects.filter(state=state) if state in Mail.State.values else Mail.objects.all()
    last = _cursor(request.GET.get("after", ""))
    if last:
        at, pk = last
        found = found.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    rows = list(found.defer("body", "html").order_by("-created_at", "-pk")[: PAGE + 1])
    after = f"{rows[PAGE - 1].created_at.isoformat()}_{rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
    company = Company.objects.current()
    context = {
        "mails": rows[:PAGE], "after": after, "state": state, "states": Mail.State.choices, "company": company,
    }  # fmt: skip
    return page(request, "company/outbox.html", context)


def mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    reader(request).require(CompanyVerb.MANAGE)
    return fragment(request, "company/mail.html", {"mail": get_object_or_404(Mail, pk=mail_id)})


@require_POST
def settle(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """`outcome` says whether an uncertain mail left (`sent`) or is to be sent again."""
    one = get_object_or_404(Mail, pk=mail_id)
    actions.settle_mail(mail=one, was_sent=request.POST.get("outcome") == "sent", by=reader(request))
    return saved(request, message=_("Saved."), changed=["outbox"])


@require_POST
def release(request: HttpRequest) -> HttpResponse:
    actions.release_outbound(by=reader(request))
    return saved(request, message=_("Mail leaves again."), changed=["outbox"])


def _cursor(text: str) -> tuple[datetime, UUID] | None:
    moment, _separator, pk = text.partition("_")
    try:
        at = parse_datetime(moment)
        return (at, UUID(pk)) if at else None
    except ValueError:
        return None
