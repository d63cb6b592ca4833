"""Problem documents (RFC 9457): every failure of the API says what went wrong in the caller's language."""

from collections.abc import Sequence
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.api.answers import etag
from kehu.foundation.refusals import Outdated, Refusal

log = structlog.get_logger("api")


def problem(request: HttpRequest, status: int, kind: str, title: str, detail: str = "", **further: Any) -> HttpResponse:
    """A problem document; `kind` is a stable word for programs, `title` and `detail` are for people."""
    document = {"type": f"urn:kehu:problem:{kind}", "title": title, "status": status}
    if detail:
        document["detail"] = detail
    document["request_id"] = getattr(request, "id", "")
    return JsonResponse({**document, **further}, status=status, content_type="application/problem+json")


def install(api: NinjaAPI) -> None:
    """Answer all expected and unexpected failures of `api` with problem documents."""
    handlers: dict[type[Exception], Any] = {
        AuthenticationError: _unauthenticated,
        PermissionDenied: _forbidden,
        Http404: _not_found,
        Outdated: _outdated,
        Refusal: _refused,
        ValidationError: _invalid,
        HttpError: _http_error,
        Exception: _unexpected,
    }
    for failure, handler in handlers.items():
        api.add_exception_handler(failure, handler)


def _unauthenticated(request: HttpRequest, _error: Exception) -> HttpResponse:
    response = problem(request, 401, "unauthenticated", _("Send a valid API token."))
    response["WWW-Authenticate"] = 'Bearer realm="Kehu"'
    return response


def _forbidden(request: HttpRequest, error: Exception) -> HttpResponse:
    further = {"permission": error.verb} if isinstance(error, PermissionMissing) else {}
    return problem(request, 403, "forbidden", _("You may not do this."), str(error), **further)


def _not_found(request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(request, 404, "not-found", _("There is nothing here that you may see."))


def _outdated(request: HttpRequest, error: Exception) -> HttpResponse:
    version = getattr(error, "version", None)
    further = {"current_version": version} if version is not None else {}
    response = problem(request, 412, "outdated", _("The record has changed in the meantime."), str(error), **further)
    if version is not None:
        response["ETag"] = etag(version)
    return response


def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    assert isinstance(error, Refusal)
    several = getattr(error, "problems", None)
    if several:
        errors = [{"pointer": f"/{name}", "detail": sentence} for name, sentence in several]
        return problem(request, 422, "invalid", _("The request does not fit."), error.message, errors=errors)
    errors = [{"pointer": f"/{error.field.replace('.', '/')}", "detail": error.message}] if error.field else []
    return problem(request, 422, "refused", _("This cannot be done."), error.message, errors=errors)


def _invalid(request: HttpRequest, error: Exception) -> HttpResponse:
    assert isinstance(error, ValidationError)
    errors = [{"pointer": _pointer(one["loc"]), "detail": sentence_of(one)} for one in error.errors[:50]]
    return problem(request, 422, "invalid", _("The request does not fit."), errors=errors)


def _http_error(request: HttpRequest, error: Exception) -> HttpResponse:
    assert isinstance(error, HttpError)
    return problem(request, error.status_code, "bad-request", _("The request does not fit."), str(error))


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("api.failed", request_id=getattr(request, "id", ""), error=type(error).__name__)
    return problem(
        request, 500, "failed", _("Something went wrong on our side."), _("Quote the request id when you report it.")
    )


def _pointer(location: Sequence[Any]) -> str:
    """`("body", "payload", "name")` → `/name`; the first two parts name the argument of the view function."""
    parts = list(location)
    return "/" + "/".join(str(part) for part in (parts[2:] if parts[:1] == ["body"] and len(parts) > 2 else parts[1:]))


def sentence_of(error: dict[str, Any]) -> str:
    """What a validation error of pydantic means, in the caller's language."""
    kind = str(error.get("type", ""))
    known = {
        "missing": _("This value is required."),
        "extra_forbidden": _("There is no such field."),
        "uuid_parsing": _("This is not an identifier."),
        "json_invalid": _("This is not valid JSON."),
        "string_too_long": _("The text is too long."),
        "string_too_short": _("The text is too short."),
        "int_parsing": _("This is not a whole number."),
        "bool_parsing": _("Say true or false."),
        "enum": _("This is not one of the possible values."),
        "literal_error": _("This is not one of the possible values."),
    }
    return known.get(kind) or (_("This is not a date or time.") if "date" in kind else _("This value does not fit."))
