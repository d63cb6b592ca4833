"""Making and revoking API tokens."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import ApiToken, User
from kehu.foundation.access.models.tokens import digest, new_token
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.access.verbs import all_verbs
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal


class TokenRefused(Refusal):
    """The token cannot be made like this."""


def create(
    *, user: User, name: str, scopes: list[str], by: User, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A token for `user`, who makes it himself or has it made by a manager of users. Returns the row and the secret,
    which is shown this once. `scopes` are verbs, `object.*`, or `*`. Raises `TokenRefused`.
    """
    by.require(AccessVerb.USE_API if user == by else AccessVerb.MANAGE_USERS)
    known = {*all_verbs(), "*", *(f"{verb.split('.')[0]}.*" for verb in all_verbs())}
    unknown = [scope for scope in scopes if scope not in known]
    if unknown or not scopes:
        raise TokenRefused(_("Choose what the token may do."), field="scopes")
    if expires_at is not None and expires_at <= timezone.now():
        raise TokenRefused(_("The token would be expired already."), field="expires_at")
    secret = new_token()
    with writing(by=by):
        token = ApiToken.objects.create(
            user=user, name=name[:80], digest=digest(secret), tail=secret[-4:], scopes=scopes, expires_at=expires_at
        )
    return token, secret


def revoke(*, token: ApiToken, by: User) -> None:
    """End a token at once."""
    if token.user_id != by.pk:
        by.require(AccessVerb.MANAGE_USERS)
    with writing(by=by):
        ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
