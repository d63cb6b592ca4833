"""Remembers which verbs each role was decided about, and which built-in roles were edited by hand.

A company that exists already has both in its trail: until now an upgrade gave new verbs to the administrator alone, so
his verbs before this migration are those the company knew, and changes of a role by a person are entries with an actor.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

ENTRIES = """
SELECT at, table_name, old, new FROM audit_entry
WHERE actor_id IS NOT NULL AND ((table_name = 'access_role' AND record_id = %(role)s AND action = 'U')
    OR (table_name = 'access_fieldrule' AND subject_id = %(role)s))
ORDER BY id DESC
"""
# What the administrator had at that moment: the old value of the first change of his verbs after it.
KNOWN_THEN = """
SELECT old->'verbs' FROM audit_entry
WHERE table_name = 'access_role' AND record_id = %(administrator)s AND action = 'U' AND old ? 'verbs' AND at > %(at)s
ORDER BY id LIMIT 1
"""


def remember(apps: Any, schema_editor: Any) -> None:
    role_model = apps.get_model("access", "Role")
    administrator = role_model.objects.filter(key="administrator").first()
    if administrator is None:
        return
    for role in role_model.objects.all():
        with schema_editor.connection.cursor() as cursor:
            edited_at = _edited_at(cursor, role.pk)
            known = _known_at(cursor, administrator.pk, edited_at) if edited_at else []
        role.edited_at = edited_at
        role.known_verbs = sorted({*(known or administrator.verbs), *role.verbs})
        role.save(update_fields=["edited_at", "known_verbs"])


def _edited_at(cursor: Any, role_id: UUID) -> datetime | None:
    """When a person last changed its rights. Kinds of record that the company made do not count: they are no version's."""
    cursor.execute(ENTRIES, {"role": role_id})
    for at, table, old, new in cursor.fetchall():
        before, after = _read(old), _read(new)
        if table == "access_fieldrule" or _own_rights(before) != _own_rights(after):
            return at  # type: ignore[no-any-return]
    return None


def _own_rights(values: dict[str, Any]) -> set[str]:
    scopes = [f"{kind}.{reach}={scope}" for kind, reaches in (values.get("scopes") or {}).items()
              for reach, scope in reaches.items() if scope != "none"]  # fmt: skip
    return {one for one in [*(values.get("verbs") or []), *scopes] if not one.startswith("custom_")}


def _known_at(cursor: Any, administrator_id: UUID, at: datetime) -> list[str]:
    cursor.execute(KNOWN_THEN, {"administrator": administrator_id, "at": at})
    row = cursor.fetchone()
    return list(_read(row[0])) if row else []


def _read(value: Any) -> Any:
    """Django leaves jsonb of its own cursors as text."""
    return orjson.loads(value) if isinstance(value, str) else value or {}


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.AddField(
            "role",
            "known_verbs",
            ArrayField(models.CharField(max_length=60), default=list, editable=False, size=None),
        ),
        migrations.AddField("role", "edited_at", models.DateTimeField(null=True, editable=False)),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
