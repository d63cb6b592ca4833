"""Settings of quotes."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, saved
from kehu.quotes.actions import settings as actions
from kehu.quotes.forms import LimitForm, RulesForm
from kehu.quotes.models import DiscountLimit
from kehu.quotes.permissions import QuoteVerb
from kehu.quotes.queries.rules import rules as current_rules


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require(QuoteVerb.CONFIGURE)
    said = current_rules()
    initial = {
        "number_prefix": said.prefix, "valid_days": said.valid_days, "on_acceptance": said.on_acceptance,
        "stage": said.stage_id, "letterhead_zh": said.letterhead.get("zh-hans", ""),
        "letterhead_en": said.letterhead.get("en", ""), "terms_zh": said.terms.get("zh-hans", ""),
        "terms_en": said.terms.get("en", ""),
    }  # fmt: skip
    form = RulesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        changes = {key: given[key] for key in ("valid_days", "on_acceptance", "stage")}
        changes["prefix"] = given["number_prefix"]
        changes["letterhead"] = {"zh-hans": given["letterhead_zh"], "en": given["letterhead_en"]}
        changes["terms"] = {"zh-hans": given["terms_zh"], "en": given["terms_en"]}
        actions.change_rules(changes=changes, by=user)
        return saved(request, message=_("The settings of quotes are saved."), go_to=request.path)
    limits = DiscountLimit.objects.select_related("role")
    context = {"rules_form": form, "limits": limits}
    return page(request, "quotes/rules.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def add_limit(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require(QuoteVerb.CONFIGURE)
    return form_dialog(
        request,
        form=LimitForm(request.POST if request.method == "POST" else None),
        title=_("Limit of discounts"),
        save=lambda given: actions.set_limit(by=user, **given),
        message=_("The limit holds from now on."),
        go_to="/settings/quotes/",
    )


@require_POST
def remove_limit(request: HttpRequest, limit_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require(QuoteVerb.CONFIGURE)
    actions.remove_limit(limit=get_object_or_404(DiscountLimit, pk=limit_id), by=user)
    return saved(request, message=_("The limit is gone."), go_to="/settings/quotes/")
