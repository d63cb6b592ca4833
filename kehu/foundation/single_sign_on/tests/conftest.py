"""A real OpenID Connect server on this machine, and a SAML identity provider that signs with a key of its own."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from onelogin.saml2.utils import OneLogin_Saml2_Utils

SSO = "https://idp.example/sso"
ENTITY = "https://idp.example/metadata"
EMAIL_NAME_ID = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"


@pytest.fixture(scope="module")
def oidc_server() -> Iterator[str]:
    """The issuer's address; whoever posts `sub` to its log-in form is signed in as that."""
    import oidc_provider_mock

    claims = [
        oidc_provider_mock.User(sub=one, claims={"email": one, "name": name})
        for one, name in [
            ("alice@example.com", "Alice"), ("newcomer@example.com", "New Comer"), ("alice@elsewhere.example", "Alice"),
        ]
    ]  # fmt: skip
    with oidc_provider_mock.run_server_in_thread(user_claims=claims) as server:
        yield f"http://localhost:{server.server_port}"


class SamlProvider:
    """Answers as the OASIS specification of SAML 2.0 core and the web browser profile say."""

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp.example")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        self.key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM).decode()
        self.der = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()

    @property
    def metadata(self) -> str:
        return f"""<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ENTITY}">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{self.der}
</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{SSO}"/>
</IDPSSODescriptor></EntityDescriptor>"""

    def response(self, *, email: str, to: str, audience: str, request_id: str) -> str:
        """A signed answer to the request, as the browser posts it."""
        now = datetime.now(UTC)
        moment, later = (f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (now, now + timedelta(minutes=5)))
        assertion = f"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="a{now:%f}" Version="2.0"
 IssueInstant="{moment}"><saml:Issuer>{ENTITY}</saml:Issuer><saml:Subject>
<saml:NameID Format="{EMAIL_NAME_ID}">{email}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData
 NotOnOrAfter="{later}" Recipient="{to}" InResponseTo="{request_id}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{moment}" NotOnOrAfter="{later}"><saml:AudienceRestriction><saml:Audience>{audience}
</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{moment}"
 SessionIndex="s1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password
</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>
<saml:Attribute Name="urn:oid:2.5.4.42"><saml:AttributeValue>Alice</saml:AttributeValue></saml:Attribute>
</saml:AttributeStatement></saml:Assertion>""".replace("\n</saml:Audience>", "</saml:Audience>")
        signed = OneLogin_Saml2_Utils.add_sign(assertion, self.key, self.certificate)
        text = signed.decode() if isinstance(signed, bytes) else signed
        answer = f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="r{now:%f}" Version="2.0"
 IssueInstant="{moment}" Destination="{to}" InResponseTo="{request_id}">
<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{ENTITY}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{text}
</samlp:Response>"""
        return base64.b64encode(answer.encode()).decode()


@pytest.fixture(scope="module")
def saml_provider() -> SamlProvider:
    return SamlProvider()
