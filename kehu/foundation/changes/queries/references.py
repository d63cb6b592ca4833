"""Which columns refer to which tables, read from the models: what may hold a row back from being removed."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from kehu.foundation.audit.triggers import audited_models, subject_column


@dataclass(frozen=True)
class Reference:
    """`column` of `table` holds ids of `target`. `yields` names rows that hold nothing back: they go with the target.
    A reference without a foreign key (`target` empty) may lead to a row of any table.
    """

    model: type[models.Model]
    table: str
    column: str
    target: str
    nullable: bool
    cascades: bool
    empties: bool
    audited: bool
    yields: Q | None = None

    @property
    def goes_along(self) -> bool:
        """Derived rows follow their target by themselves; people's rows hold it."""
        return not self.audited and (self.cascades or self.empties)


@cache
def model_of(table: str) -> type[models.Model] | None:
    return next((model for model in audited_models() if model._meta.db_table == table), None)


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """The columns of an audited table that can be written."""
    model = model_of(table)
    if model is None:
        return ()
    return tuple(field.column for field in model._meta.concrete_fields if not getattr(field, "generated", False))


@cache
def derived_columns(table: str) -> frozenset[str]:
    """Columns that are made from other rows (`derived_columns` of the model): they go back if they can, and `refresh`
    makes them anew; that they changed since is nobody's work and holds nothing.
    """
    return frozenset(getattr(model_of(table), "derived_columns", ()))


@cache
def _all() -> tuple[Reference, ...]:
    audited = set(audited_models())
    found = [
        _reference(model, field, model in audited)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.related_model is not None and getattr(field, "db_constraint", False)
    ]
    linked = {(one.table, one.column) for one in found}
    for model in audited:
        table, column = model._meta.db_table, subject_column(model)
        if column != "id" and (table, column) not in linked:
            found.append(
                Reference(model, table, column, "", nullable=False, cascades=True, empties=False, audited=True)
            )
    return tuple(found)


def _reference(model: type[models.Model], field: Any, audited: bool) -> Reference:
    on_delete = field.remote_field.on_delete
    cascades = on_delete is models.CASCADE
    return Reference(
        model, model._meta.db_table, field.column, field.related_model._meta.db_table,
        nullable=field.null and not cascades, cascades=cascades,
        empties=not audited and on_delete is models.SET_NULL, audited=audited,
        yields=getattr(model, "yields_to_undo", None),
    )  # fmt: skip


@cache
def references_to(table: str) -> tuple[Reference, ...]:
    return tuple(one for one in _all() if one.target in {table, ""})


@cache
def references_from(table: str) -> tuple[Reference, ...]:
    """The foreign keys of a table that lead to audited tables."""
    audited = {model._meta.db_table for model in audited_models()}
    return tuple(one for one in _all() if one.table == table and one.target in audited)


@cache
def subject_table(table: str) -> str:
    """The table of the records on whose history the changes of `table` are shown; empty if it varies."""
    model = model_of(table)
    if model is None or subject_column(model) == "id":
        return table
    column = subject_column(model)
    return next((one.target for one in references_from(table) if one.column == column), "")
