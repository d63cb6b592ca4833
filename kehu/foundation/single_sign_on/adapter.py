"""What allauth asks when somebody comes from an identity provider."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.single_sign_on.actions import providers
from kehu.foundation.single_sign_on.models import IdentityProvider


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Providers are our own rows, so that they have history, rights and a settings page like everything else."""

    def list_apps(
        self, _request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        known = IdentityProvider.objects.filter(is_active=True)
        apps = [_as_app(one) for one in known]
        if provider:
            apps = [app for app in apps if provider in (app.provider, app.provider_id)]
        return [app for app in apps if not client_id or app.client_id == client_id]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whom an administrator took in is known by his address from the first time on. Strangers are sent back to the
        log-in page with a sentence, not to a form.
        """
        address = _vouched_address(sociallogin)
        if not sociallogin.is_existing and (user := User.objects.filter(email__iexact=address).first()):
            with writing(by=user):
                sociallogin.connect(request, user)
        if sociallogin.is_existing or self.is_open_for_signup(request, sociallogin):
            return
        messages.error(request, _("Nobody with this mail address may sign in. Ask an administrator to take you in."))
        raise ImmediateHttpResponse(redirect("account_login"))

    def is_open_for_signup(self, _request: HttpRequest, sociallogin: SocialLogin) -> bool:
        provider = _provider_of(sociallogin)
        return provider.new_user_role_id is not None and bool(_vouched_address(sociallogin))

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Any:
        email = _vouched_address(sociallogin)
        user = providers.take_in(provider=_provider_of(sociallogin), email=email, name=_name(sociallogin))
        with writing(by=user):
            sociallogin.connect(request, user)
        return user

    def on_authentication_error(self, request: HttpRequest, provider: Any, **further: Any) -> None:
        messages.error(request, _("The identity provider did not let you in. Try again, or ask an administrator."))
        raise ImmediateHttpResponse(redirect("account_login"))


def _as_app(provider: IdentityProvider) -> SocialApp:
    """In the form allauth reads; never stored."""
    settings: dict[str, Any] = {}
    if provider.protocol == IdentityProvider.Protocol.OIDC:
        settings["server_url"] = provider.issuer
        client_id = provider.client_id
    else:
        settings["idp"] = {
            "entity_id": provider.entity_id,
            "sso_url": provider.sso_url,
            "x509cert": provider.certificate,
        }
        # A Kehu inside a company's network may be called just "crm".
        advanced = {"want_assertion_signed": True, "want_name_id": True, "allow_single_label_domains": True}
        settings["advanced"] = advanced
        settings["use_nameid_for_email"] = True
        client_id = provider.key
    return SocialApp(
        provider=provider.protocol, provider_id=provider.key, name=provider.name, client_id=client_id,
        secret=provider.client_secret, settings=settings,
    )  # fmt: skip


def _provider_of(sociallogin: SocialLogin) -> IdentityProvider:
    return IdentityProvider.objects.select_related("new_user_role").get(key=sociallogin.provider.app.provider_id)


def _vouched_address(sociallogin: SocialLogin) -> str:
    """The person's address if it is of a domain the provider speaks for, whatever it says of being verified; or ""."""
    domains = _provider_of(sociallogin).domains
    addresses = [one.email for one in sociallogin.email_addresses]
    return next((one for one in addresses if one.partition("@")[2].lower() in domains), "")


def _name(sociallogin: SocialLogin) -> str:
    said = sociallogin.provider.extract_common_fields(sociallogin.account.extra_data)
    return said.get("name") or " ".join(filter(None, [said.get("first_name"), said.get("last_name")]))
