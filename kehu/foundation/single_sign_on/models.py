"""Where employees have their accounts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.foundation.database.records import Record


class IdentityProvider(Record):
    """`key` stands in the addresses that the provider sends people back to, so it never changes."""

    class Protocol(models.TextChoices):
        OIDC = "openid_connect", "OpenID Connect"
        SAML = "saml", "SAML 2.0"

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    protocol = models.CharField(max_length=20, choices=Protocol.choices)
    domains = ArrayField(models.CharField(max_length=253))
    new_user_role = models.ForeignKey(
        "access.Role", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("Role of new people"),
    )  # fmt: skip
    is_active = models.BooleanField(default=True)

    issuer = models.URLField(blank=True, max_length=400, help_text="OpenID Connect: where the configuration is found")
    client_id = models.CharField(max_length=200, blank=True)
    client_secret = models.CharField(max_length=400, blank=True)

    entity_id = models.CharField(max_length=400, blank=True, help_text="SAML: the name of the provider")
    sso_url = models.URLField(blank=True, max_length=400)
    certificate = models.TextField(blank=True, help_text="with which the provider signs, base64 without frame lines")

    audit_secret = ("client_secret",)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
