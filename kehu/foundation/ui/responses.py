"""How views answer: whole pages, fragments, and word of success or refusal that reaches the user in any case."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from kehu.foundation.refusals import Refusal


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A whole page; shared caches never keep it, and browsers ask again before they show it a second time."""
    return _answer(request, template, context, status)


def fragment(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A part of a page or the content of a dialog; 422 with the same template shows a form's errors."""
    return _answer(request, template, context, status)


def saved(
    request: HttpRequest, *, message: str, changed: Iterable[str] = (), go_to: str = "", undo: str = ""
) -> HttpResponse:
    """The answer to a form that did what it should.

    In the page: closes the dialog, shows `message` and fires `changed-KEY` on the body for each key of `changed`, so
    that parts with `hx-trigger="changed-KEY from:body"` reload themselves; or leaves for `go_to`, with the message
    there and, with `undo`, a button that posts to that address. Without htmx: a redirect to `go_to`, else back to where
    the form was.
    """
    if is_htmx(request) and not go_to:
        events: dict[str, Any] = {"saved": {"message": message, "tone": "good"}}
        return told(HttpResponse(status=204), **events, **{f"changed-{key}": {} for key in changed})
    messages.success(request, message, extra_tags=undo)
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": go_to})
    return HttpResponseRedirect(go_to or _back(request))


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """422 with the refusal's sentence: as a toast inside the page, as a page of its own otherwise."""
    if is_htmx(request):
        return toast(request, refusal.message, status=422)
    return page(request, "ui/refused.html", {"message": refusal.message, "back": _back(request)}, status=422)


def toast(request: HttpRequest, message: str, *, tone: str = "bad", status: int = 200) -> HttpResponse:
    """An answer to htmx that leaves the page as it is and shows a message; `tone` is good, info, warn or bad."""
    response = HttpResponse(status=status, headers={"HX-Reswap": "none"})
    response["Vary"] = "HX-Request"
    return told(response, toast={"message": message, "tone": tone})


def told(response: HttpResponse, **events: dict[str, Any]) -> HttpResponse:
    """Adds events that htmx fires on the body once the answer has arrived."""
    # The body and not the element that asked: that one is often gone by then.
    fired = {name: {"target": "body", **detail} for name, detail in events.items()}
    response["HX-Trigger"] = json.dumps(fired)  # ASCII, as headers must be
    return response


def is_htmx(request: HttpRequest) -> bool:
    """Whether a script of the page asks, so that a fragment is wanted."""
    return request.headers.get("HX-Request") == "true"


def _answer(request: HttpRequest, template: str, context: Mapping[str, Any] | None, status: int) -> HttpResponse:
    response = render(request, template, dict(context or {}), status=status)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers.setdefault("Vary", "HX-Request")
    return response


def _back(request: HttpRequest) -> str:
    referrer = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure())
    return referrer if safe else "/"
