import zlib
from base64 import b64decode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client
from lxml import etree

from kehu.foundation.access.actions import users
from kehu.foundation.access.models import Role, User
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.single_sign_on.actions import providers
from kehu.foundation.single_sign_on.actions.providers import ProviderRefused
from kehu.foundation.single_sign_on.models import IdentityProvider
from kehu.foundation.single_sign_on.tests.conftest import SamlProvider
from tests.world import World

OIDC, SAML = IdentityProvider.Protocol.OIDC, IdentityProvider.Protocol.SAML
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="testserver")  # the SAML library reads the header itself


@pytest.fixture
def oidc(world: World, oidc_server: str) -> IdentityProvider:
    changes = {
        "key": "company", "name": "Company account", "protocol": OIDC, "domains": ["example.com"],
        "issuer": oidc_server, "client_id": "kehu", "client_secret": "a secret of the provider",
    }  # fmt: skip
    return providers.save(provider=None, changes=changes, by=world.ada)


@pytest.fixture
def saml(world: World, saml_provider: SamlProvider) -> IdentityProvider:
    changes = {
        "key": "office", "name": "Office account", "protocol": SAML, "domains": ["example.com"],
        "metadata": saml_provider.metadata,
    }  # fmt: skip
    return providers.save(provider=None, changes=changes, by=world.ada)


def sign_in_by_oidc(client: Client, sub: str) -> Any:
    """Walks the way a browser goes: to the provider, through its form, and back."""
    leaving = client.get("/accounts/oidc/company/login/")
    assert leaving.status_code == 302
    there = httpx.post(leaving["Location"], data={"sub": sub})
    back = urlsplit(there.headers["Location"])
    return client.get(f"{back.path}?{back.query}", follow=True)


def sign_in_by_saml(client: Client, provider: SamlProvider, email: str, change: Any = lambda answer: answer) -> Any:
    leaving = client.get("/accounts/saml/office/login/")
    packed = parse_qs(urlsplit(leaving["Location"]).query)["SAMLRequest"][0]
    request = etree.fromstring(zlib.decompress(b64decode(packed), -15))
    acs = request.get("AssertionConsumerServiceURL")
    answer = provider.response(
        email=email, to=acs, audience="http://testserver/accounts/saml/office/metadata/", request_id=request.get("ID")
    )
    return client.post("/accounts/saml/office/acs/", {"SAMLResponse": change(answer)}, follow=True)


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_the_log_in_page_offers_the_provider(oidc: IdentityProvider, client: Client) -> None:
    assert "Company account" in client.get("/accounts/login/").content.decode()


def test_a_colleague_signs_in_by_openid_connect_and_keeps_his_password(
    world: World, oidc: IdentityProvider, client: Client
) -> None:
    world.alice.set_password("a-long-enough-password")
    world.alice.save()
    sign_in_by_oidc(client, "alice@example.com")

    assert who(client) == str(world.alice.pk)
    assert User.objects.get(pk=world.alice.pk).check_password("a-long-enough-password")
    again = Client(HTTP_HOST="testserver")
    sign_in_by_oidc(again, "alice@example.com")
    assert who(again) == str(world.alice.pk)


def test_a_stranger_is_told_whom_to_ask_and_is_taken_in_only_with_a_role(
    world: World, oidc: IdentityProvider, client: Client
) -> None:
    refused = sign_in_by_oidc(client, "newcomer@example.com")
    assert "Ask an administrator to take you in." in refused.content.decode()
    assert who(client) is None

    role = Role.objects.get(key="sales")
    providers.save(provider=oidc, changes={"new_user_role": role}, by=world.ada)
    sign_in_by_oidc(client, "newcomer@example.com")
    newcomer = User.objects.get(email="newcomer@example.com")
    assert who(client) == str(newcomer.pk)
    assert (newcomer.name, [one.key for one in newcomer.roles.all()]) == ("New Comer", ["sales"])
    assert not newcomer.has_usable_password()


def test_a_provider_is_not_believed_about_other_domains(world: World, oidc: IdentityProvider, client: Client) -> None:
    users.change(user=world.alice, changes={"email": "alice@elsewhere.example"}, by=world.ada)
    providers.save(provider=oidc, changes={"new_user_role": Role.objects.get(key="administrator")}, by=world.ada)
    sign_in_by_oidc(client, "alice@elsewhere.example")
    assert who(client) is None


def test_who_was_deactivated_does_not_come_in(world: World, oidc: IdentityProvider, client: Client) -> None:
    users.deactivate(user=world.alice, by=world.ada)
    sign_in_by_oidc(client, "alice@example.com")
    assert who(client) is None


def test_a_colleague_signs_in_by_saml(
    world: World, saml: IdentityProvider, saml_provider: SamlProvider, client: Client
) -> None:
    sign_in_by_saml(client, saml_provider, "alice@example.com")
    assert who(client) == str(world.alice.pk)


def test_an_answer_that_another_key_signed_is_refused(world: World, saml: IdentityProvider, client: Client) -> None:
    refused = sign_in_by_saml(client, SamlProvider(), "alice@example.com")
    assert who(client) is None
    assert "did not let you in" in refused.content.decode()


def test_an_answer_cannot_be_used_twice(
    world: World, saml: IdentityProvider, saml_provider: SamlProvider, client: Client
) -> None:
    seen: list[str] = []
    sign_in_by_saml(client, saml_provider, "alice@example.com", lambda answer: seen.append(answer) or answer)
    thief = Client(HTTP_HOST="testserver")
    thief.post("/accounts/saml/office/acs/", {"SAMLResponse": seen[0]}, follow=True)
    assert who(thief) is None


def test_an_administrator_sets_a_provider_up_and_its_secret_is_never_shown(world: World, client: Client) -> None:
    client.force_login(world.ada)
    data = {
        "name": "飞书", "key": "feishu", "domains": "Example.com, example.cn", "issuer": "https://idp.example",
        "client_id": "kehu", "client_secret": "very-secret-indeed", "is_active": "on",
    }  # fmt: skip
    assert client.post("/settings/single-sign-on/new/openid_connect/", data, headers=HTMX).status_code == 204
    made = IdentityProvider.objects.get(key="feishu")
    assert (made.domains, made.client_secret) == (["example.com", "example.cn"], "very-secret-indeed")

    shown = client.get("/settings/single-sign-on/").content.decode()
    assert "http://testserver/accounts/oidc/feishu/login/callback/" in shown
    form = client.get(f"/settings/single-sign-on/{made.pk}/", headers=HTMX).content.decode()
    assert "very-secret-indeed" not in shown + form
    again = {**data, "client_secret": "", "name": "Lark"}
    assert client.post(f"/settings/single-sign-on/{made.pk}/", again, headers=HTMX).status_code == 204
    made.refresh_from_db()
    assert (made.name, made.client_secret) == ("Lark", "very-secret-indeed")
    trail = AuditEntry.objects.filter(record_id=made.pk).values_list("old", "new")
    assert "very-secret-indeed" not in str(list(trail))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"issuer": "http://idp.example"}, "issuer"),
        ({"issuer": "http://169.254.169.254"}, "issuer"),
        ({"domains": []}, "domains"),
        ({"client_id": ""}, "client_id"),
        ({"protocol": SAML, "metadata": "<html>not metadata</html>"}, "metadata"),
        ({"protocol": SAML}, "metadata"),
    ],
)
def test_what_cannot_work_is_refused_beside_its_input(
    world: World, oidc: IdentityProvider, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(ProviderRefused) as refused:
        providers.save(provider=oidc, changes=change, by=world.ada)
    assert refused.value.field == field


def test_a_seller_does_not_see_the_settings(world: World, oidc: IdentityProvider, client: Client) -> None:
    client.force_login(world.alice)
    for path in ("", "new/openid_connect/", f"{oidc.pk}/"):
        assert client.get(f"/settings/single-sign-on/{path}").status_code == 403
    assert client.post(f"/settings/single-sign-on/{oidc.pk}/deletion/", headers=HTMX).status_code == 403
    assert IdentityProvider.objects.filter(pk=oidc.pk).exists()
