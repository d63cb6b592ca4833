"""The OpenAPI document: what every operation may answer, which headers it takes, which parameters a list knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase
from pydantic import BaseModel

from kehu.foundation.api.resources import LISTED, Resource
from kehu.foundation.api.schemas import target_of
from kehu.foundation.lists.query import LARGEST_PAGE, PAGE_SIZE
from kehu.foundation.objects.registry import Field, Kind
from kehu.foundation.search import registry as searchable

PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457), in the caller's language.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {
            "type": "string",
            "description": "A stable word for programs.",
            "examples": ["urn:kehu:problem:invalid"],
        },
        "title": {"type": "string", "examples": ["The request does not fit."]},
        "status": {"type": "integer", "examples": [422]},
        "detail": {"type": "string"},
        "request_id": {"type": "string", "description": "Quote it when you report a failure."},
        "permission": {"type": "string", "description": "The permission that is missing (403)."},
        "current_version": {"type": "integer", "description": "What the record's version is now (412)."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "examples": ["/name"]},
                    "detail": {"type": "string", "examples": ["This value is required."]},
                },
            },
        },
    },
}
MEANINGS = {
    400: "The body is not JSON, or a header makes no sense.",
    401: "No valid token and no session.",
    403: "You may see this, but not do this; `permission` names what is missing.",
    404: "There is nothing here that you may see.",
    412: "`If-Match` names another version than the current one.",
    422: "The request does not fit, or what it asks for cannot be done; `errors` says where.",
    429: "Too many requests; wait as many seconds as `Retry-After` says.",
}
KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "Any text of your own. Repeating the request with the same key has no second effect and is answered"
    " alike; keys are kept for two days.",
}
MATCH_HEADER = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
    "description": "The `ETag` you have seen. If the record has changed since, the answer is 412 and nothing happens.",
}


class KehuAPI(NinjaAPI):
    """Names operations by their functions, and completes the document that ninja makes."""

    _complete: tuple[Any, dict[str, Any]] | None = None

    def get_openapi_operation_id(self, operation: Any) -> str:
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        now = [addition.version() for addition in _additions]
        if self._complete is None or self._complete[0] != now:
            with translation.override("en"):
                found = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
                _complete(found)
                for addition in _additions:
                    addition.complete(found)
            self._complete = (now, found)
        return self._complete[1]


class DocsPage(DocsBase):
    """Swagger UI from our own files, without a line of inline script."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **_path: Any) -> HttpResponse:
        return render(request, "api/docs.html", {"document": "/api/v1/openapi.json"})


@dataclass(frozen=True)
class Addition:
    """What is known only while the program runs: `complete` adds it to the document, anew for another `version`."""

    version: Callable[[], Any]
    complete: Callable[[dict[str, Any]], None]


_additions: list[Addition] = []


def add(addition: Addition) -> None:
    _additions.append(addition)


_STANDS_FOR = "x-component"
_components: dict[str, type[BaseModel]] = {}


def component(model: type[BaseModel]) -> dict[str, str]:
    """Stands for a reference to the schema of `model`, for rows that are checked one by one and not by the body."""
    _components[model.__name__] = model
    return {_STANDS_FOR: model.__name__}


def _complete(found: dict[str, Any]) -> None:
    schemas = found["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    for name, model in _components.items():
        made = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(made.pop("$defs", {}))
        schemas[name] = made
    _refer(found)
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _headers(operation, method, path)
            resource = LISTED.get(operation["operationId"])
            if resource is not None:
                operation["parameters"] += list_parameters(resource)
            elif operation["operationId"].startswith("get_"):
                _record_parameters(operation, LISTED)
            if path.endswith(("/content", "/file", "/failed-rows")):
                operation["responses"][200]["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
            _problems(operation, method, path)


def _refer(part: Any) -> None:
    """Put references where `component` left a word for them."""
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        if isinstance(one, dict) and _STANDS_FOR in one:
            one["$ref"] = f"#/components/schemas/{one.pop(_STANDS_FOR)}"
        _refer(one)


def _headers(operation: dict[str, Any], method: str, path: str) -> None:
    if method in {"post", "patch"}:
        operation["parameters"].append(KEY_HEADER)
    if method in {"patch", "delete"} and path.endswith("}"):
        operation["parameters"].append(MATCH_HEADER)
    tagged = {"ETag": {"schema": {"type": "string"}, "description": "The version, for `If-Match`."}}
    for status, response in operation["responses"].items():
        if str(status) in {"200", "201"} and (path.endswith("}") or str(status) == "201"):
            response["headers"] = tagged


def _problems(operation: dict[str, Any], method: str, path: str) -> None:
    statuses = [400, 401, 403, 422, 429]
    names_a_record = any(one["name"] == "record" or _is_id(one["schema"]) for one in operation["parameters"])
    if "{" in path or method != "get" or names_a_record:
        statuses.append(404)
    if any(one["name"] == "If-Match" for one in operation["parameters"]):
        statuses.append(412)
    for status in sorted(statuses):
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        response: dict[str, Any] = {"description": MEANINGS[status], "content": content}
        if status == 429:
            response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
        operation["responses"].setdefault(str(status), response)
    operation["responses"] = {str(status): one for status, one in operation["responses"].items()}


def _is_id(schema: dict[str, Any]) -> bool:
    return any(one.get("format") == "uuid" for one in (schema, *schema.get("anyOf", ())))


def _record_parameters(operation: dict[str, Any], listed: dict[str, Resource]) -> None:
    singular = operation["operationId"].removeprefix("get_")
    resource = next((one for one in listed.values() if one.singular == singular), None)
    if resource is not None:
        operation["parameters"] += _shape_parameters(resource)


def _query(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "schema": schema or {"type": "string"},
            "description": description}  # fmt: skip


def _shape_parameters(resource: Resource) -> list[dict[str, Any]]:
    keys = [one.key for one in resource.plan.object_type.fields if not one.import_only]
    found = [_query("fields", f"Only these fields, parted by commas: {', '.join(keys)}.", type="string",
                    examples=[",".join(keys[:2])])]  # fmt: skip
    if resource.includes:
        names = list(resource.includes)
        found.append(_query("include", f"What to give along, parted by commas: {', '.join(names)}.", type="string",
                            examples=[names[0]]))  # fmt: skip
    return found


def list_parameters(resource: Resource) -> list[dict[str, Any]]:
    """The parameters of a list: paging, order, search and a filter for each field."""
    object_type = resource.plan.object_type
    sortable = [one.key for one in (*object_type.fields, *resource.plan.extra) if one.sortable]
    orders = [sign + key for key in sortable for sign in ("", "-")]
    found = [
        _query("limit", "Records on a page.", type="integer", minimum=1, maximum=LARGEST_PAGE, default=PAGE_SIZE),
        _query("cursor", "The `next` of the page before."),
        *_shape_parameters(resource),
        _query("filter", "Groups of conditions as JSON, for what single filters cannot say."),
    ]
    if orders:
        found.append(_query("sort", "The field to sort by; with - from high to low.", type="string", enum=orders))
    if searchable.is_searchable(object_type.key):
        found.append(_query("search", "Words, pinyin, initials, parts of numbers: as in the search box.", type="string",
                            maxLength=200))  # fmt: skip
    for one in (*object_type.fields, *resource.plan.extra):
        if one.filterable and not one.import_only:
            found += _filters(one, resource)
    return found


def _filters(field: Field, resource: Resource) -> list[dict[str, Any]]:
    label = str(field.label)
    if field.kind in {Kind.NUMBER, Kind.MONEY}:
        return [_query(f"{field.key}.{word}", f"{label}: at {bound}.", type="number")
                for word, bound in (("from", "least"), ("to", "most"))]  # fmt: skip
    if field.kind in {Kind.DATE, Kind.MOMENT}:
        text = "a day, or a moment in ISO 8601"
        return [_query(f"{field.key}.from", f"{label}: from here on ({text})."),
                _query(f"{field.key}.to", f"{label}: up to here ({text}).")]  # fmt: skip
    if field.kind == Kind.BOOLEAN:
        return [_query(field.key, f"{label}.", type="string", enum=["true", "false"])]
    target: Any = target_of(field, resource.model)[0]
    target = target.base_field if isinstance(target, ArrayField) else target
    more = ""
    if getattr(target, "choices", None):
        more = f" Any of: {', '.join(str(value) for value, _label in target.choices)}; several parted by commas."
    elif field.kind == Kind.REFERENCE:
        more = " Identifiers, parted by commas." + (" Also me, my_team." if field.reference == "user" else "")
    elif field.kind in {Kind.TEXT, Kind.LONG_TEXT, Kind.PHONE, Kind.EMAIL}:
        more = f" Also {field.key}.contains and {field.key}.starts."
    return [_query(field.key, f"{label}.{more}")]
