"""Kehu's own addresses, and the sample pages beside them; a test takes them on with `settings.ROOT_URLCONF`."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path, reverse
from django.utils import timezone

from kehu.config.urls import handler400, handler403, handler404, handler500
from kehu.config.urls import urlpatterns as own
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses, widgets

HERE = Path(__file__).parent
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
CITIES = ["Beijing 北京", "Shanghai 上海", "Guangzhou 广州", "Shenzhen 深圳", "Chengdu 成都", "Wuhan 武汉"]


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As it stands on the contract.")
    born = forms.DateField(label="Born on", widget=widgets.DateInput, required=False)
    call_at = forms.DateTimeField(label="Call at", widget=widgets.MomentInput, required=False)
    phone = forms.CharField(label="Phone", widget=widgets.PhoneInput, required=False)
    amount = forms.CharField(label="Amount", widget=widgets.MoneyInput, required=False)
    tier = forms.ChoiceField(label="Tier", choices=[("a", "A"), ("b", "B"), ("c", "C")])
    city = forms.ChoiceField(
        label="City",
        choices=[("", ""), *((city[:3], city) for city in CITIES)],
        widget=widgets.SearchingChoice,
        required=False,
    )
    owners = forms.MultipleChoiceField(
        label="Team",
        choices=[("x", "Xu Li"), ("w", "Wang Fang")],
        required=False,
        widget=widgets.SearchingChoices(
            options_url="/sample/options", labels=lambda values: [(value, value.upper()) for value in values]
        ),
    )
    tags = forms.MultipleChoiceField(
        label="Tags", choices=[("vip", "VIP"), ("new", "New"), ("5g", "5G")], widget=widgets.ChipChoices, required=False
    )
    note = forms.CharField(label="Note", widget=widgets.GrowingText(draft="sample-note"), required=False)
    agreed = forms.BooleanField(label="Agrees to be called", required=False)


def show(request: HttpRequest) -> HttpResponse:
    initial = {"city": "Bei", "owners": ["x"], "tags": ["vip"]}
    form = SampleForm(request.POST or None, initial=initial)
    rows = [
        {
            "name": f"{city} Property Management",
            "amount": 1234567.5 * place,
            "when": timezone.now() - timedelta(hours=7 * place),
        }
        for place, city in enumerate(CITIES, start=1)
    ]
    return _render(request, "page.html", {"form": form, "rows": rows})


def dialog(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.POST or None, auto_id="dialog_%s")
    if request.method == "POST" and form.is_valid():
        return responses.saved(request, message="The customer is saved.", changed=["sample"])
    return _render(request, "dialog.html", {"form": form}, status=422 if form.errors else 200)


def options(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("q", "").lower()
    found = [(city[:3], city, "") for city in CITIES if wanted in city.lower()]
    return responses.fragment(request, "ui/options.html", {"options": found})


def edit(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.POST or {"name": request.session.get("name", "Acme")}, auto_id="edit_%s")
    if request.method == "POST" and form["name"].value():
        request.session["name"] = form["name"].value()
        return HttpResponse(request.session["name"])
    context: dict[str, Any] = {"field": form["name"], "action": reverse("sample-edit")}
    return responses.fragment(request, "ui/edit.html", context, status=422 if request.method == "POST" else 200)


def refuse(request: HttpRequest) -> HttpResponse:
    raise Refusal("That was somebody else's.")


def fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def count(request: HttpRequest) -> HttpResponse:
    request.session["count"] = request.session.get("count", 0) + 1
    return HttpResponse(f"loaded {request.session['count']}")


def token(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"posted": request.POST.get("name", "")})


def _render(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    template = engines["jinja2"].from_string((HERE / name).read_text(encoding="utf-8"))
    return HttpResponse(template.render(context, request), status=status)


urlpatterns = [
    *own,
    path("sample/", show, name="sample"),
    path("sample/dialog", dialog, name="sample-dialog"),
    path("sample/options", options),
    path("sample/edit", edit, name="sample-edit"),
    path("sample/refuse", refuse, name="sample-refuse"),
    path("sample/fail", fail, name="sample-fail"),
    path("sample/count", count, name="sample-count"),
    path("sample/token", token, name="sample-token"),
]
