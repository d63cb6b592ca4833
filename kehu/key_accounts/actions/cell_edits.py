"""Plans changed field by field in their list."""

from typing import Any
from uuid import UUID

from kehu.foundation.access.models import User
from kehu.foundation.lists.editing import many, registry
from kehu.foundation.lists.editing.registry import Editor
from kehu.foundation.objects.records import visible_record
from kehu.key_accounts.actions import plans


def update(record_id: UUID, changes: dict[str, Any], by: User, version: int | None) -> None:
    plan = visible_record(by, "account_plan", record_id)
    values = {key: _value(key, value) for key, value in changes.items()}
    plans.update(plan=plan, changes=values, by=by, expected_version=version)


def _value(key: str, value: Any) -> Any:
    if key == "owner":
        return User.objects.filter(pk=value).first() if value else None
    return value or None if key == "next_review_on" else value or ""


def connect() -> None:
    registry.register(Editor("account_plan", update=update))
    many.register("account_plan")
