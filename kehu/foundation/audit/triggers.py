"""Keeps the audit triggers of every business table in place.

A model is a business table when it derives from `Record`. It may name, in `audit_subject`, the column of the record on
whose history tab its changes are shown (a contact point's changes belong to its customer); by default its own. The
values of the columns in `audit_secret` (passwords, keys) never reach the trail.

Two more attributes are for models where the usual is too much: `audit_derived` names columns that are worked out from
other rows (a change of them is neither recorded nor a new version of the record), and `audit_creation = "change sets"`
records creations only inside a change set, where undo needs them.
"""

from typing import Any

from django.apps import apps
from django.db import connections, models

from kehu.foundation.audit import sql
from kehu.foundation.database.records import Record


def audited_models() -> list[type[models.Model]]:
    """Every concrete, managed model that derives from `Record`, in the order of its table name; of those that look at
    the table of another one (proxies) only that other one.
    """
    own = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    found = [model for model in own if issubclass(model, Record)]
    return sorted(found, key=lambda model: model._meta.db_table)


def subject_column(model: type[models.Model]) -> str:
    return getattr(model, "audit_subject", "id")


def synchronise(using: str = "default") -> None:
    """Create what is missing and bring the rest up to date; safe to run at any time."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    if "audit_entry" not in existing:
        return
    statements = [sql.PARTITIONS, sql.FUNCTIONS, "SELECT audit_make_partitions(3);"]
    statements += [_triggers(model, connection) for model in audited_models() if model._meta.db_table in existing]
    with connection.cursor() as cursor:
        # psycopg takes `%` literally only without parameters.
        cursor.connection.execute("".join(statements))


def _triggers(model: type[models.Model], connection: Any) -> str:
    derived = getattr(model, "audit_derived", ())
    quote = connection.ops.quote_name
    touch = quote(f"record_touch_{model._meta.db_table}"[:63]) if derived else "record_touch"
    like_before = " ".join(f"alike.{quote(one)} := OLD.{quote(one)};" for one in ("version", "updated_at", *derived))
    function = sql.TOUCH_UNLESS_DERIVED.format(function=touch, like_before=like_before) if derived else ""
    return function + sql.TRIGGERS.format(
        table=quote(model._meta.db_table),
        subject=subject_column(model),
        when_created=sql.IN_CHANGE_SETS if getattr(model, "audit_creation", "") == "change sets" else "",
        secret=",".join(getattr(model, "audit_secret", ())),
        unrecorded=",".join(["version", "updated_at", *derived]),
        touch=touch,
    )


def synchronise_after_migrate(using: str, **_: Any) -> None:
    synchronise(using)
