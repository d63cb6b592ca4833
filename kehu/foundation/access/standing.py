"""The roles of a user with their field rules, and his teams, in one statement: every request begins with it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.apps import apps
from django.db import connection


@dataclass(frozen=True)
class Standing:
    """`field_rules` maps (role, object key, field) to what the role may do with the field."""

    roles: list[Any]
    field_rules: dict[tuple[UUID, str, str], str]
    team_ids: list[UUID]


def standing_of(user_id: UUID) -> Standing:
    role = apps.get_model("access", "Role")
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {"user": user_id})
        rows = cursor.fetchall()
    rules = {
        (row[0], object_key, field): access
        for row in rows
        for object_key, field, access in orjson.loads(row[-2] or "[]")
    }
    roles = [
        role(id=pk, key=key, name=name, verbs=verbs, scopes=orjson.loads(scopes), is_builtin=is_builtin)
        for pk, key, name, verbs, scopes, is_builtin, _rules, _teams in rows
        if pk is not None
    ]
    return Standing(roles, rules, list(rows[0][-1]))


_STATEMENT = """
SELECT r.id, r.key, r.name, r.verbs, r.scopes, r.is_builtin, (
    SELECT jsonb_agg(jsonb_build_array(f.object_key, f.field, f.access)) FROM access_fieldrule f WHERE f.role_id = r.id
), mine.teams
FROM (SELECT ARRAY(SELECT team_id FROM access_teammember WHERE user_id = %(user)s) AS teams) mine
LEFT JOIN (access_role r JOIN access_roleassignment a ON a.role_id = r.id AND a.user_id = %(user)s) ON true
ORDER BY r.name, r.id
"""
