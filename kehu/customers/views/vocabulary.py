"""Settings: the company's own words for its customers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kehu.customers.actions import vocabulary
from kehu.customers.forms.vocabulary import StageWordForm, TagWordForm, TypeWordForm
from kehu.customers.models import LifecycleStage, RelationshipType, Tag
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.access import effects
from kehu.foundation.access.reader import reader
from kehu.foundation.search.sorting import sort_key
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page

MOST = 300
MODELS: dict[str, Any] = {"stage": LifecycleStage, "type": RelationshipType, "tag": Tag}


@require_GET
def words(request: HttpRequest) -> HttpResponse:
    reader(request).require(CustomerVerb.CONFIGURE)
    context = {
        "stages": LifecycleStage.objects.all(),
        "types": RelationshipType.objects.all(),
        "tags": sorted(
            Tag.objects.annotate(customers=Count("tagged")).order_by("name", "id")[:MOST],
            key=lambda one: sort_key(one.name),
        ),
    }
    return page(request, "customers/words.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, kind: str) -> HttpResponse:
    return _dialog(request, kind, None)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, kind: str, word_id: UUID) -> HttpResponse:
    return _dialog(request, kind, _word(kind, word_id))


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, kind: str, word_id: UUID) -> HttpResponse:
    """GET tells what uses the word."""
    word, by = _word(kind, word_id), reader(request)
    by.require(CustomerVerb.CONFIGURE)
    acts: dict[str, Callable[[], None]] = {
        "stage": lambda: vocabulary.remove_stage(stage=word, by=by),
        "type": lambda: vocabulary.remove_type(type=word, by=by),
        "tag": lambda: vocabulary.remove_tag(tag=word, by=by),
    }
    return form_dialog(
        request, form=forms.Form(request.POST if request.method == "POST" else None), danger=True, label=_("Remove"),
        title=_("Remove %(name)s?") % {"name": word}, text=effects.told(effects.uses(word)),
        save=lambda _data: acts[kind](), message=_("Removed."), changed=["words"],
    )  # fmt: skip


def _dialog(request: HttpRequest, kind: str, word: Any) -> HttpResponse:
    by = reader(request)
    by.require(CustomerVerb.CONFIGURE)
    data = request.POST or None
    made: dict[str, tuple[Callable[[], forms.Form], Callable[[dict[str, Any]], object], str]] = {
        "stage": (
            lambda: StageWordForm(data, existing=word, initial=_initial(word, "label", "position")),
            lambda given: vocabulary.save_stage(stage=word, by=by, **given), _("Lifecycle stage"),
        ),
        "type": (
            lambda: TypeWordForm(data, existing=word, initial=_initial(word, "forward_label", "reverse_label")),
            lambda given: vocabulary.save_type(type=word, by=by, **given), _("Relationship type"),
        ),
        "tag": (
            lambda: TagWordForm(data, initial=_initial(word, "name")),
            lambda given: vocabulary.save_tag(tag=word, by=by, **given), _("Tag"),
        ),
    }  # fmt: skip
    if kind not in made:
        raise Http404
    form, save, title = made[kind]
    return form_dialog(request, form=form(), title=title, save=save, message=_("Saved."), changed=["words"])


def _initial(word: Any, *attributes: str) -> dict[str, Any]:
    names = {"label": "name", "forward_label": "forward", "reverse_label": "reverse"}
    return {names.get(one, one): getattr(word, one) for one in attributes} if word else {}


def _word(kind: str, word_id: UUID) -> Any:
    if kind not in MODELS:
        raise Http404
    return get_object_or_404(MODELS[kind], pk=word_id)
