"""A collection of the API: lists by the list engine, single records with an ETag, both through the door of visibility.

    CUSTOMERS = Resource("customers", "customer", Plan(CUSTOMER, default_sort="name"))
    CUSTOMERS.read_by(router)            # GET "" and GET "/{record_id}"

Writing stands beside it, in plain functions that call the same actions as the pages.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel

from kehu.foundation.access.conditions import Form
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api import schemas
from kehu.foundation.api.answers import answer
from kehu.foundation.api.presenting import Presenter
from kehu.foundation.api.versions import require_version
from kehu.foundation.database.kept import kept
from kehu.foundation.lists.columns import CUSTOM, Column
from kehu.foundation.lists.keyset import BadCursor, Order, read_cursor, take, write_cursor
from kehu.foundation.lists.query import BadQuery, Plan, parse
from kehu.foundation.lists.rows import matching
from kehu.foundation.refusals import Refusal

Objects = list[dict[str, Any]]


@kept
def _of_key(model: Any, paths: tuple[str, ...], seen: Form, pk: UUID) -> Any:
    return model._default_manager.filter(seen.alive or Q(), pk=pk).order_by().values_list(*paths)


@dataclass(frozen=True)
class Include:
    """Rows of another collection given along with each record: those whose field `by` is the record."""

    resource: "Resource"
    by: str


@dataclass(frozen=True)
class Resource:
    """`plural` names the collection, `singular` one record, as they stand in operation names (`list_key_dates`).

    `rows` gives what a user sees where the model has no `visible_to`. `shape` may change what is said of the records,
    given the values of the columns `reads` as well. `listed` narrows the list, not the single records.
    """

    plural: str
    singular: str
    plan: Plan
    rows: Callable[[User], Any] | None = None
    includes: Mapping[str, Include] = field(default_factory=dict)
    shape: Callable[[Objects, User], None] | None = None
    reads: tuple[str, ...] = ()
    listed: Mapping[str, Any] = field(default_factory=dict)

    # -- what there is ---------------------------------------------------------------------------------------------

    @property
    def model(self) -> type[models.Model]:
        return self.plan.object_type.model_class

    @property
    def name(self) -> str:
        """As it begins a sentence: `Key date`."""
        return str(self.plan.object_type.label)

    @cached_property
    def schema(self) -> type[BaseModel]:
        """What is said of one record; for the document only."""
        nested = {name: (schemas.several(one.resource.schema), None) for name, one in self.includes.items()}
        return schemas.output(self.singular, self.plan, nested)

    @cached_property
    def page_schema(self) -> type[BaseModel]:
        return schemas.page_of(self.schema)

    def seen_by(self, user: User) -> Any:
        """The rows the user may see. Raises PermissionMissing."""
        if self.plan.object_type.view:  # none: for everyone who may sign in
            user.require(self.plan.object_type.view)
        if self.rows is not None:
            return self.rows(user)
        return self.model._default_manager.all().visible_to(user)  # type: ignore[attr-defined]

    def find(self, user: User, record_id: UUID) -> Any:
        """The record, for an action. Raises Http404, PermissionMissing."""
        found = self.seen_by(user).filter(pk=record_id).first()
        if found is None:
            raise Http404
        return found

    def named(self, user: User, record_id: UUID | None, field: str) -> Any:
        """A record that a request body names in `field`; None for none. Raises a Refusal if there is none to see."""
        if record_id is None:
            return None
        return named(self.seen_by(user), record_id, field)

    # -- reading ---------------------------------------------------------------------------------------------------

    def page(self, request: HttpRequest, rows: Any = None, fixed: Mapping[str, str] | None = None) -> HttpResponse:
        """One page of the list as the request asks for it; `fixed` are filters that the address itself says."""
        user = reader(request)
        seen = self.seen_by(user).filter(**self.listed) if rows is None else rows
        own = {"fields", "include", "columns"}
        given = {name: request.GET.getlist(name) for name in request.GET if name not in own}
        query = parse({**given, **{name: [value] for name, value in (fixed or {}).items()}}, self.plan, user)
        presenter = self._presenter(request, query.available)
        found, _capped = matching(query, user, seen)
        order = query.order
        after = _place(query.cursor, order, self.model)
        raw = take(found.values_list(*order.columns, *presenter.paths), order, query.limit + 1, after=after)
        more, raw = len(raw) > query.limit, raw[: query.limit]
        width = len(order.columns)
        objects = presenter.objects([one[width - 1] for one in raw], [one[width:] for one in raw])
        self._finish(request, objects)
        return answer({"items": objects, "next": write_cursor(order, raw[-1][:width]) if more else None})

    def record(self, request: HttpRequest, record_id: UUID) -> HttpResponse:
        if self.plan.object_type.view:
            reader(request).require(self.plan.object_type.view)
        one = self._one(request, record_id)
        if one is None:
            raise Http404
        return answer(one, version=one.get("version"))

    def written(self, request: HttpRequest, record_id: UUID, status: int = 200) -> HttpResponse:
        """The record after a change. One that its writer gave out of his own sight is answered by its id alone."""
        one = self._one(request, record_id) or {"id": record_id}
        location = f"{request.path}/{record_id}" if status == 201 else ""
        return answer(one, status, version=one.get("version"), location=location)

    def _one(self, request: HttpRequest, record_id: UUID) -> dict[str, Any] | None:
        user = reader(request)
        presenter = self._presenter(request, self.plan.columns(user))
        if self.rows is not None:
            raw = list(self.rows(user).filter(pk=record_id).order_by().values_list(*presenter.paths)[:1])
        else:
            reach = self.model.ownership.reached(self.model, user, "view")  # type: ignore[attr-defined]
            raw = _of_key(self.model, tuple(presenter.paths), reach, pk=record_id)
        if not raw:
            return None
        objects = presenter.objects([record_id], raw)
        self._finish(request, objects)
        return objects[0]

    def objects(self, rows: Any, user: User) -> Objects:
        """All of `rows`, each with everything the user may see of it."""
        presenter = Presenter(self.plan.columns(user).values(), self.model)
        raw = list(rows.values_list("pk", *presenter.paths))
        objects = presenter.objects([one[0] for one in raw], [one[1:] for one in raw])
        if self.shape:
            self.shape(objects, user)
        return objects

    def _presenter(self, request: HttpRequest, available: Mapping[str, Column]) -> Presenter:
        wanted = self._asked(request, available)
        keys = [*wanted, *(key for key in self.reads if key in available and key not in wanted)]
        return Presenter([available[key] for key in keys], self.model)

    def _asked(self, request: HttpRequest, available: Mapping[str, Column]) -> list[str]:
        asked = _listed(request, "fields")
        if not asked:
            return list(available)
        keys: list[str] = []
        for key in asked:
            if key == "custom":
                keys += [one for one in available if one.startswith(CUSTOM)]
            elif key in available:
                keys.append(key)
            elif key not in {"id", "version", "created_at", "updated_at"}:
                raise BadQuery([("fields", _("There is no field “%(name)s” here.") % {"name": key[:40]})])
        return list(dict.fromkeys(keys))

    def _finish(self, request: HttpRequest, objects: Objects) -> None:
        user = reader(request)
        if self.shape:
            self.shape(objects, user)
        asked = _listed(request, "fields")
        for key in self.reads if asked else ():
            if key not in asked:
                for one in objects:
                    one.pop(key, None)
        for name in _listed(request, "include"):
            if name not in self.includes:
                raise BadQuery([("include", _("There is nothing called “%(name)s” here.") % {"name": name[:40]})])
            self._include(name, objects, user)

    def _include(self, name: str, objects: Objects, user: User) -> None:
        include = self.includes[name]
        children: dict[Any, Objects] = defaultdict(list)
        rows = include.resource.seen_by(user).filter(**{f"{include.by}__in": [one["id"] for one in objects]})
        for child in include.resource.objects(rows.order_by("pk"), user):
            children[child[include.by]].append(child)
        for one in objects:
            one[name] = children[one["id"]]

    # -- addresses -------------------------------------------------------------------------------------------------

    def read_by(self, router: Router) -> None:
        """Add the list and the single record to a router."""

        def list_records(request: HttpRequest) -> HttpResponse:
            return self.page(request)

        def get_record(request: HttpRequest, record_id: UUID) -> HttpResponse:
            return self.record(request, record_id)

        plural, singular = self.plural.replace("_", " "), self.singular.replace("_", " ")
        router.get(
            "", response=self.page_schema, operation_id=f"list_{self.plural}", summary=f"List {plural}",
            description=f"The {plural} you may see, page by page. Follow `next` until it is null.",
        )(list_records)  # fmt: skip
        router.get(
            "/{record_id}", response=self.schema, operation_id=f"get_{self.singular}", summary=f"Read one {singular}",
        )(get_record)  # fmt: skip
        LISTED[f"list_{self.plural}"] = self

    @contextmanager
    def changing(self, request: HttpRequest, record_id: UUID) -> Iterator[Any]:
        """The record for an action, in a transaction in which `If-Match` was found to hold. Raises Http404,
        PermissionMissing, VersionMismatch.
        """
        with transaction.atomic():
            found = self.find(reader(request), record_id)
            require_version(request, found)
            yield found


# Lists by their operation, so that the document can tell their parameters.
LISTED: dict[str, Resource] = {}


def named(rows: Any, record_id: UUID, field: str) -> Any:
    """One of `rows`; a request body that names another one is refused beside that field."""
    found = rows.filter(pk=record_id).first()
    if found is None:
        raise Unknown(_("There is no such record that you may see."), field=field)
    return found


class Unknown(Refusal):
    """A request body names a record that is not there, or not for the caller's eyes."""


def _place(cursor: str, order: Order, model: type[models.Model]) -> list[Any] | None:
    if not cursor:
        return None
    try:
        after, backwards = read_cursor(cursor, order, model)
    except BadCursor:
        after, backwards = [], True
    if backwards:
        raise BadQuery([("cursor", _("This page belongs to another order of the list. Go back to its beginning."))])
    return after


def _listed(request: HttpRequest, parameter: str) -> list[str]:
    """The words of a parameter that may be given several times and hold several, parted by commas."""
    return list(dict.fromkeys(key for text in request.GET.getlist(parameter) for key in text.split(",") if key))
