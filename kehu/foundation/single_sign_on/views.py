"""Settings: identity providers."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.company.permissions import CompanyVerb
from kehu.foundation.single_sign_on.actions import providers
from kehu.foundation.single_sign_on.forms import FORMS
from kehu.foundation.single_sign_on.models import IdentityProvider
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page, saved

MOST = 100


@require_GET
def list_providers(request: HttpRequest) -> HttpResponse:
    reader(request).require(CompanyVerb.MANAGE)
    rows = [
        {"provider": one, "callbacks": _callbacks(request, one)}
        for one in IdentityProvider.objects.select_related("new_user_role")[:MOST]
    ]
    context = {"rows": rows, "protocols": IdentityProvider.Protocol.choices}
    return page(request, "single_sign_on/list.html", context)


def create(request: HttpRequest, protocol: str) -> HttpResponse:
    if protocol not in FORMS:
        raise Http404
    return _dialog(request, None, protocol)


def edit(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    provider = get_object_or_404(IdentityProvider, pk=provider_id)
    return _dialog(request, provider, provider.protocol)


@require_POST
def remove(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    providers.remove(provider=get_object_or_404(IdentityProvider, pk=provider_id), by=reader(request))
    return saved(request, message=_("Removed."), changed=["providers"])


def _dialog(request: HttpRequest, provider: IdentityProvider | None, protocol: str) -> HttpResponse:
    user = reader(request)
    user.require(CompanyVerb.MANAGE)

    def save(data: dict[str, Any]) -> None:
        providers.save(provider=provider, changes={**data, "protocol": protocol}, by=user)

    return form_dialog(
        request,
        form=FORMS[protocol](request.POST or None, provider=provider),
        title=provider.name if provider else _("New identity provider"),
        save=save,
        message=_("Saved."),
        changed=["providers"],
    )


def _callbacks(request: HttpRequest, provider: IdentityProvider) -> list[tuple[str, str]]:
    """What has to be entered at the identity provider: (label, address) pairs."""
    if provider.protocol == IdentityProvider.Protocol.OIDC:
        pairs = [(_("Redirect address"), reverse("openid_connect_callback", args=[provider.key]))]
    else:
        pairs = [
            (_("Metadata of Kehu"), reverse("saml_metadata", args=[provider.key])),
            (_("Assertion consumer address"), reverse("saml_acs", args=[provider.key])),
        ]
    return [(label, request.build_absolute_uri(path)) for label, path in pairs]
