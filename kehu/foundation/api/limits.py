"""How often one caller may ask: a bucket per caller that refills steadily, kept in the memory of the web process."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kehu.foundation.api.idempotency import caller as caller_of
from kehu.foundation.api.problems import problem

MOST_CALLERS = 50_000


@dataclass
class Bucket:
    """`tokens` requests may come at once; they refill at the allowed rate."""

    tokens: float
    at: float


class Buckets:
    """One for each caller, whatever names him."""

    def __init__(self) -> None:
        self.buckets: dict[str, Bucket] = {}
        self.lock = threading.Lock()

    def wait(self, caller: str, cost: int, per_minute: int) -> int:
        """Seconds to wait, 0 when the request may pass."""
        now = time.monotonic()
        with self.lock:
            if len(self.buckets) > MOST_CALLERS:
                self.buckets.clear()
            bucket = self.buckets.setdefault(caller, Bucket(per_minute, now))
            bucket.tokens = min(per_minute, bucket.tokens + (now - bucket.at) * per_minute / 60)
            bucket.at = now
            if bucket.tokens < cost:
                return max(1, round((cost - bucket.tokens) * 60 / per_minute))
            bucket.tokens -= cost
            return 0


class RateLimit:
    """Middleware for `/api/`. Reads cost one, writes two. `KEHU_API_RATE` is what a minute allows; 0: no limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.buckets = Buckets()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        per_minute = settings.API_RATE
        if not per_minute or not request.path.startswith("/api/"):
            return self.get_response(request)
        cost = 1 if request.method in {"GET", "HEAD", "OPTIONS"} else 2
        wait = self.buckets.wait(caller_of(request), cost, per_minute)
        if wait:
            response = problem(request, 429, "too-many-requests", _("Too many requests; wait a moment."))
            response["Retry-After"] = str(wait)
            return response
        return self.get_response(request)
