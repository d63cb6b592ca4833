"""Who calls the API: a token in the `Authorization` header, or the session of a signed-in browser."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.security import APIKeyCookie, HttpBearer

from kehu.foundation.access.models import ApiToken, User
from kehu.foundation.access.models.tokens import digest
from kehu.foundation.database.kept import kept

# Writing the time at every request would make every read a write.
NOTE_USE_EVERY = timedelta(minutes=1)


class TokenAuth(HttpBearer):
    """`Authorization: Bearer kehu_…`. The token narrows what its user may do to its scopes."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        now = timezone.now()
        rows = _valid(digest=digest(token), now=now)
        if not rows or not rows[0].user.is_active:
            return None
        found: ApiToken = rows[0]
        if found.last_used_at is None or now - found.last_used_at > NOTE_USE_EVERY:
            ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
        found.user.grants.token_scopes = found.scopes
        request.user = found.user
        if found.user.language and "Accept-Language" not in request.headers:
            translation.activate(found.user.language)
        return found.user


@kept
def _valid(digest: str, now: datetime) -> QuerySet[ApiToken]:
    tokens = ApiToken.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
    return tokens.filter(revoked_at__isnull=True, digest=digest).select_related("user").order_by()


class BrowserAuth(APIKeyCookie):
    """A signed-in browser; ninja checks its CSRF token. Who sends a token is judged by that token alone."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> User | None:
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        found: User | None = super().__call__(request)
        return found

    def authenticate(self, request: HttpRequest, _key: str | None) -> User | None:
        return request.user if isinstance(request.user, User) and request.user.is_active else None


def is_welcome(request: HttpRequest) -> bool:
    """Whether the credentials of a request still hold; a stored answer is not for a token that was revoked since."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return TokenAuth().authenticate(request, token.strip()) is not None
    return bool(request.user.is_authenticated and request.user.is_active)
