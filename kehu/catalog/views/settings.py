"""Settings of the catalog: categories, units, tax classes, rounding."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.catalog.actions import vocabulary
from kehu.catalog.choices import tree
from kehu.catalog.models import Category, TaxClass, TaxRate, Unit
from kehu.catalog.permissions import ProductVerb
from kehu.catalog.queries import taxes
from kehu.catalog.word_forms import CategoryForm, RulesForm, TaxClassForm, UnitForm
from kehu.foundation.access import effects
from kehu.foundation.access.reader import reader
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, saved

MODELS: dict[str, Any] = {"category": Category, "unit": Unit, "tax": TaxClass}
CHANGED = ["catalog-words"]


@require_GET
def words(request: HttpRequest) -> HttpResponse:
    reader(request).require(ProductVerb.CONFIGURE)
    context = {
        "categories": tree(),
        "units": Unit.objects.select_related("base"),
        "classes": TaxClass.objects.prefetch_related("rates"),
        "rules": taxes.rules(),
    }
    return page(request, "catalog/words.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, kind: str) -> HttpResponse:
    return _dialog(request, kind, None)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, kind: str, word_id: UUID) -> HttpResponse:
    return _dialog(request, kind, _word(kind, word_id))


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, kind: str, word_id: UUID) -> HttpResponse:
    """GET tells what uses it."""
    word, by = _word(kind, word_id), reader(request)
    by.require(ProductVerb.CONFIGURE)
    return form_dialog(
        request, form=forms.Form(request.POST if request.method == "POST" else None), danger=True, label=_("Remove"),
        title=_("Remove %(name)s?") % {"name": word}, text=effects.told(effects.uses(word)),
        save=lambda _data: vocabulary.remove(word=word, by=by), message=_("Removed."), changed=CHANGED,
    )  # fmt: skip


@require_POST
def remove_rate(request: HttpRequest, rate_id: UUID) -> HttpResponse:
    by = reader(request)
    by.require(ProductVerb.CONFIGURE)
    vocabulary.remove_rate(rate=get_object_or_404(TaxRate, pk=rate_id), by=by)
    return saved(request, message=_("Removed."), changed=CHANGED)


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    by, now = reader(request), taxes.rules()
    by.require(ProductVerb.CONFIGURE)
    initial = {"tax_rounding": now.tax_rounding, "prices_include_tax": now.prices_include_tax}
    return form_dialog(
        request, form=RulesForm(request.POST or None, initial=initial), title=_("Rounding"),
        save=lambda given: vocabulary.set_rules(by=by, **given), message=_("Saved."), changed=CHANGED,
    )  # fmt: skip


def _dialog(request: HttpRequest, kind: str, word: Any) -> HttpResponse:
    by = reader(request)
    by.require(ProductVerb.CONFIGURE)
    data = request.POST or None
    titles = {"category": _("Category"), "unit": _("Unit"), "tax": _("Tax class")}
    if kind not in titles:
        raise Http404
    form, save = _made(kind, word, data, by)
    return form_dialog(request, form=form, title=titles[kind], save=save, message=_("Saved."), changed=CHANGED)


def _made(kind: str, word: Any, data: Any, by: Any) -> tuple[forms.Form, Callable[[dict[str, Any]], object]]:
    if kind == "category":
        form = CategoryForm(data, category=word)
        return form, lambda given: vocabulary.save_category(
            category=word, name=given["name"], parent=given["parent"], names=form.names(), position=given["position"],
            by=by,
        )  # fmt: skip
    if kind == "unit":
        initial = _values(word, "label", "factor", "base_id", "decimals", "is_active")
        return UnitForm(data, initial=initial), lambda given: vocabulary.save_unit(unit=word, by=by, **given)
    initial = _values(word, "label", "is_default", "is_active")
    return TaxClassForm(data, initial=initial), lambda given: vocabulary.save_tax_class(
        tax_class=word, by=by, **given
    )  # fmt: skip


def _values(word: Any, *attributes: str) -> dict[str, Any]:
    names = {"label": "name", "base_id": "base"}
    return {names.get(one, one): getattr(word, one) for one in attributes} if word else {}


def _word(kind: str, word_id: UUID) -> Any:
    if kind not in MODELS:
        raise Http404
    return get_object_or_404(MODELS[kind], pk=word_id)
