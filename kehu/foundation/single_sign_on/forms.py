"""The form of an identity provider."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.models import Role
from kehu.foundation.single_sign_on.models import IdentityProvider

DOMAIN = re.compile(r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$")
COMMON = ("name", "key", "domains", "new_user_role", "is_active")


class ProviderForm(forms.Form):
    """What both protocols share; `FORMS` has the form of each."""

    name = forms.CharField(label=_("Name on the log-in page"), max_length=80)
    key = forms.SlugField(
        label=_("Key"), max_length=40,
        help_text=_("Stands in the address that the identity provider sends people back to; letters, digits, hyphens."),
    )  # fmt: skip
    domains = forms.CharField(
        label=_("Mail domains"),
        help_text=_("Only addresses of these domains are believed, such as example.com; several are parted by commas."),
    )
    new_user_role = forms.ModelChoiceField(
        Role.objects.none(), label=_("Role of new people"), required=False,
        help_text=_("Empty: only people whom an administrator took in may sign in."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("Shown on the log-in page"), required=False, initial=True)

    def __init__(self, *args: Any, provider: IdentityProvider | None = None, **kwargs: Any):
        if provider:
            names = [name for name in self.base_fields if name not in ("client_secret", "metadata")]
            kwargs["initial"] = {name: getattr(provider, name) for name in names}
            kwargs["initial"] |= {"domains": ", ".join(provider.domains)}
        super().__init__(*args, **kwargs)
        self.fields["new_user_role"].queryset = Role.objects.order_by("name")  # type: ignore[attr-defined]
        if provider:
            del self.fields["key"]

    def clean_domains(self) -> list[str]:
        domains = [one.lower().lstrip("@") for one in re.split(r"[\s,;，；、]+", self.cleaned_data["domains"]) if one]
        for one in domains:
            if not DOMAIN.match(one):
                raise forms.ValidationError(_("“%(domain)s” is not a mail domain."), params={"domain": one})
        return domains


class OidcForm(ProviderForm):
    issuer = forms.URLField(
        label=_("Issuer"), assume_scheme="https",
        help_text=_("The address before /.well-known/openid-configuration."),
    )  # fmt: skip
    client_id = forms.CharField(label=_("Client id"), max_length=200)
    client_secret = forms.CharField(
        label=_("Client secret"), max_length=400, required=False, widget=forms.PasswordInput,
        help_text=_("Leave it empty to keep the one that is set."),
    )  # fmt: skip


class SamlForm(ProviderForm):
    metadata = forms.CharField(
        label=_("Metadata"), required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The XML that the identity provider publishes. Leave it empty to keep what is set."),
    )  # fmt: skip


FORMS: dict[str, type[ProviderForm]] = {
    IdentityProvider.Protocol.OIDC: OidcForm,
    IdentityProvider.Protocol.SAML: SamlForm,
}
