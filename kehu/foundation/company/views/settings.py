"""Settings: the company, its calendar and its exchange rates."""

from uuid import UUID

from django import forms
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.company.actions import company as actions
from kehu.foundation.company.forms import DayForm, GeneralForm, LogoForm, MailForm, MapsForm, RateForm
from kehu.foundation.company.models import CalendarDay, Company, ExchangeRate
from kehu.foundation.company.permissions import CompanyVerb
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import page, saved

MOST = 400


def general(request: HttpRequest) -> HttpResponse:
    return _settings(request, GeneralForm, "company/general.html", _("The company's settings are saved."))


def mail_server(request: HttpRequest) -> HttpResponse:
    return _settings(request, MailForm, "company/mail_server.html", _("The mail server is saved."))


def maps(request: HttpRequest) -> HttpResponse:
    return _settings(request, MapsForm, "company/maps.html", _("The maps are saved."))


def _settings(request: HttpRequest, form_class: type[forms.Form], template: str, message: str) -> HttpResponse:
    reader(request).require(CompanyVerb.MANAGE)
    company = Company.objects.current()
    initial = {name: getattr(company, name) for name in form_class.base_fields if name != "mail_password"}
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(changes=form.cleaned_data, by=reader(request))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return saved(request, message=message, go_to=request.path)
    return page(request, template, {"form": form, "company": company}, status=422 if form.errors else 200)


def change_logo(request: HttpRequest) -> HttpResponse:
    reader(request).require(CompanyVerb.MANAGE)
    return form_dialog(
        request,
        form=LogoForm(request.POST or None, request.FILES or None),
        title=_("Logo"),
        save=lambda data: actions.set_logo(data=data["logo"].read(), by=reader(request)),
        message=_("The logo is saved."),
        go_to="/settings/company/",
    )


@require_GET
def logo(_request: HttpRequest) -> FileResponse:
    """The logo as a picture; it was drawn anew by us, so it is safe to show."""
    path = Company.objects.current().logo
    if not path:
        raise Http404
    try:
        picture = default_storage.open(path)
        return FileResponse(picture, content_type="image/webp", headers={"Cache-Control": "max-age=300"})
    except FileNotFoundError as missing:
        raise Http404 from missing


def calendar(request: HttpRequest) -> HttpResponse:
    reader(request).require(CompanyVerb.MANAGE)
    context = {"days": CalendarDay.objects.order_by("-day")[:MOST], "rates": ExchangeRate.objects.all()[:MOST]}
    return page(request, "company/calendar.html", context)


def add_day(request: HttpRequest) -> HttpResponse:
    reader(request).require(CompanyVerb.MANAGE)
    return form_dialog(
        request,
        form=DayForm(request.POST or None),
        title=_("Special day"),
        text=_("A holiday, or a weekend day on which people work to make up for one."),
        save=lambda data: actions.set_day(by=reader(request), **data),
        message=_("Saved."),
        changed=["calendar"],
    )


def add_rate(request: HttpRequest) -> HttpResponse:
    reader(request).require(CompanyVerb.MANAGE)
    own = Company.objects.current().currency
    return form_dialog(
        request,
        form=RateForm(request.POST or None),
        title=_("Exchange rate"),
        text=_("What one unit of the currency is worth in %(currency)s.") % {"currency": own},
        save=lambda data: actions.set_rate(by=reader(request), **data),
        message=_("Saved."),
        changed=["calendar"],
    )


@require_POST
def remove_day(request: HttpRequest, day_id: UUID) -> HttpResponse:
    actions.remove_day(day=get_object_or_404(CalendarDay, pk=day_id), by=reader(request))
    return saved(request, message=_("Removed."), changed=["calendar"])


@require_POST
def remove_rate(request: HttpRequest, rate_id: UUID) -> HttpResponse:
    actions.remove_rate(rate=get_object_or_404(ExchangeRate, pk=rate_id), by=reader(request))
    return saved(request, message=_("Removed."), changed=["calendar"])
