"""`Idempotency-Key`: a repeated POST or PATCH, even eight at once, takes effect once and is answered alike.

The key is written first, in the same transaction as the effect: a repetition waits on the unique key until the first
request has committed, and then finds its answer. Killed in between, neither key nor effect exists. A failed request
leaves no key, since it had no effect. Keys are kept for two days.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.api.authentication import is_welcome
from kehu.foundation.api.models import IdempotentRequest
from kehu.foundation.api.problems import problem

KEPT = timedelta(days=2)
LONGEST_KEY = 200
REPLAYED_HEADERS = ("Content-Type", "Location", "ETag")


class IdempotencyKeys:
    """Middleware; it stands outside ninja so that parsing, effect and answer are covered together."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if request.method not in {"POST", "PATCH"} or not key or not request.path.startswith("/api/"):
            return self.get_response(request)
        if len(key) > LONGEST_KEY:
            return problem(request, 400, "bad-idempotency-key", _("The idempotency key is too long."))
        with transaction.atomic():
            response = self._once(request, key)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response

    def _once(self, request: HttpRequest, key: str) -> HttpResponse:
        who, fingerprint = caller(request), _fingerprint(request)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO api_idempotentrequest (caller, key, fingerprint, headers, at)"
                " VALUES (%s, %s, %s, '{}', now()) ON CONFLICT (caller, key) DO NOTHING RETURNING id",
                [who, key, fingerprint],
            )
            row = cursor.fetchone()
        if row is None:
            if not is_welcome(request):
                return self.get_response(request)  # which refuses it
            return _replay(request, IdempotentRequest.objects.get(caller=who, key=key), fingerprint)
        response = self.get_response(request)
        if response.status_code < 400:
            headers = {name: response[name] for name in REPLAYED_HEADERS if name in response}
            IdempotentRequest.objects.filter(pk=row[0]).update(
                status=response.status_code, body=response.content, headers=headers
            )
        return response


def forget_old_keys() -> int:
    deleted, _per_model = IdempotentRequest.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return deleted


def _replay(request: HttpRequest, stored: IdempotentRequest, fingerprint: str) -> HttpResponse:
    if stored.fingerprint != fingerprint:
        return problem(
            request, 422, "idempotency-key-reused", _("This idempotency key was used for a different request.")
        )
    response = HttpResponse(bytes(stored.body or b""), status=stored.status)
    for name, value in stored.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


def caller(request: HttpRequest) -> str:
    """A hash of the credentials a request came with, also when they are not valid."""
    credentials = request.headers.get("Authorization") or request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return hashlib.sha256(credentials.encode()).hexdigest()


def _fingerprint(request: HttpRequest) -> str:
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()
