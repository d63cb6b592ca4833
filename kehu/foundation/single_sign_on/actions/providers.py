"""Setting identity providers up, and taking in the people they vouch for."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from kehu.foundation.access.actions import users
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.permissions import CompanyVerb
from kehu.foundation.refusals import Refusal
from kehu.foundation.single_sign_on.models import IdentityProvider

LOCAL = {"localhost", "127.0.0.1", "::1"}
SAML_METADATA = "metadata"


class ProviderRefused(Refusal):
    """The identity provider cannot be set up like this."""


def save(*, provider: IdentityProvider | None, changes: dict[str, Any], by: User) -> IdentityProvider:
    """Set a provider up or change it. An empty `client_secret` keeps the one that is set; `metadata` is the XML a SAML
    provider publishes, from which its name, address and certificate are read. Raises `ProviderRefused`.
    """
    by.require(CompanyVerb.MANAGE)
    if provider and not changes.get("client_secret"):
        changes.pop("client_secret", None)
    metadata = changes.pop(SAML_METADATA, "")
    if metadata:
        changes |= read_metadata(metadata)
    saved = provider or IdentityProvider()
    for name, value in changes.items():
        setattr(saved, name, value)
    _check(saved)
    with writing(by=by):
        saved.save()
    return saved


def remove(*, provider: IdentityProvider, by: User) -> None:
    """Nobody signs in through it any more; the people stay."""
    by.require(CompanyVerb.MANAGE)
    with writing(by=by):
        provider.delete()


def read_metadata(text: str) -> dict[str, str]:
    """Name, log-in address and certificate of a SAML provider out of its metadata. Raises `ProviderRefused`."""
    try:
        found = OneLogin_Saml2_IdPMetadataParser.parse(text)["idp"]
        certificate = found.get("x509cert") or found["x509certMulti"]["signing"][0]
        return {
            "entity_id": found["entityId"],
            "sso_url": found["singleSignOnService"]["url"],
            "certificate": certificate,
        }
    except Exception as unreadable:  # the parser raises whatever its XML reader or a missing element raises
        raise ProviderRefused(
            _("This is not the metadata of a SAML identity provider."), field=SAML_METADATA
        ) from unreadable


def take_in(*, provider: IdentityProvider, email: str, name: str) -> User:
    """Make a user of somebody the provider vouches for, with the provider's role for new people."""
    role = provider.new_user_role
    if role is None:
        raise ProviderRefused(_("Nobody is taken in through this identity provider."))
    return users.create(email=email, name=name or email, roles=[role.key], by=User.objects.system())


def _check(provider: IdentityProvider) -> None:
    if not provider.domains:
        raise ProviderRefused(_("Name the mail domains it speaks for."), field="domains")
    if IdentityProvider.objects.filter(key=provider.key).exclude(pk=provider.pk).exists():
        raise ProviderRefused(_("Another identity provider has this key."), field="key")
    if provider.protocol == IdentityProvider.Protocol.OIDC:
        _check_address(provider.issuer, "issuer")
        if not provider.client_id:
            raise ProviderRefused(_("Enter the client id that the identity provider gave to Kehu."), field="client_id")
    else:
        if not provider.certificate:
            raise ProviderRefused(_("Paste the metadata of the identity provider."), field=SAML_METADATA)
        _check_address(provider.sso_url, SAML_METADATA)


def _check_address(address: str, field: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
        raise ProviderRefused(_("The address of an identity provider begins with https://."), field=field)
