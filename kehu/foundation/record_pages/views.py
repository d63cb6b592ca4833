"""“Edit layout”: panels and groups of fields, moved by drag or by keys."""

import json
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kehu.foundation.access.models import Role
from kehu.foundation.access.reader import reader
from kehu.foundation.objects import registry
from kehu.foundation.record_pages import panels
from kehu.foundation.record_pages.actions import layouts
from kehu.foundation.record_pages.arranging import apply, layout_for
from kehu.foundation.record_pages.models import Layout
from kehu.foundation.record_pages.panels import Catalogue
from kehu.foundation.record_pages.permissions import LayoutVerb
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses

EVERYBODY = "everybody"


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, object_key: str) -> HttpResponse:
    """`for` names a role by its key, or `everybody`; without it the layout is one's own."""
    kind, catalogue = _kind(request, object_key)
    user, role, whose = reader(request), _role(request), request.GET.get("for", "")
    everybody = whose == EVERYBODY
    if role or everybody:
        user.require(LayoutVerb.MANAGE)
    if request.method == "POST":
        try:
            given = json.loads(request.POST.get("arrangement", ""))
            layouts.keep(object_key=object_key, arrangement=given if isinstance(given, dict) else {}, by=user,
                         role=role, everybody=everybody)  # fmt: skip
        except ValueError:
            return responses.toast(request, _("The layout is not readable."), status=422)
        except Refusal as refusal:
            return responses.refused(request, refusal)
        return responses.saved(request, message=_("The page is arranged."), go_to=_back(request, kind))
    own = Layout.objects.filter(object_key=object_key, role=role, user=None if role or everybody else user).first()
    nearest = own or (None if role or everybody else layout_for(object_key, user))
    fields = dict(catalogue.fields(user))
    context = {
        "kind": kind, "arrangement": apply(nearest.arrangement if nearest else {}, catalogue.panels(user), fields),
        "labels": fields, "own": own, "whose": whose, "address": request.get_full_path(),
        "reset": f"{reverse('record_pages:reset', args=[object_key])}?{request.GET.urlencode()}",
        "back": _back(request, kind), "choices": _choices(request, object_key),
    }  # fmt: skip
    return responses.page(request, "record_pages/edit.html", context)


@require_POST
def reset(request: HttpRequest, object_key: str) -> HttpResponse:
    kind, _catalogue = _kind(request, object_key)
    everybody = request.GET.get("for") == EVERYBODY
    layouts.forget(object_key=object_key, by=reader(request), role=_role(request), everybody=everybody)
    return responses.saved(request, message=_("The page is as it was."), go_to=_back(request, kind))


def _kind(request: HttpRequest, object_key: str) -> tuple[registry.ObjectType, Catalogue]:
    kind, catalogue = registry.find(object_key), panels.find(object_key)
    if kind is None or catalogue is None:
        raise Http404
    reader(request).require(kind.view)
    return kind, catalogue


def _role(request: HttpRequest) -> Role | None:
    whose = request.GET.get("for", "")
    if whose in {"", EVERYBODY}:
        return None
    found = Role.objects.filter(key=whose).first()
    if found is None:
        raise Http404
    return found


def _choices(request: HttpRequest, object_key: str) -> list[tuple[str, Any, bool]]:
    """(address, label, current) of the layouts that the user may arrange."""
    if not reader(request).may(LayoutVerb.MANAGE):
        return []
    whose, address = request.GET.get("for", ""), reverse("record_pages:edit", args=[object_key])
    roles = [(role.key, role.label) for role in Role.objects.all()]
    named = [("", _("Only for me")), (EVERYBODY, _("For everybody")), *roles]
    kept = {"back": request.GET["back"]} if request.GET.get("back") else {}
    return [
        (f"{address}?{urlencode({**({'for': key} if key else {}), **kept})}", label, key == whose)
        for key, label in named
    ]


def _back(request: HttpRequest, kind: registry.ObjectType) -> str:
    wanted = request.GET.get("back", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else kind.list_address or "/"
