"""Who sees a request: who asked, who is or was to decide, whoever may see the record it is about, and who sees all."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from kehu.foundation.access.conditions import USER, Form, Reach, everything, facts, kept
from kehu.foundation.access.models.roles import Scope
from kehu.foundation.approvals import subjects
from kehu.foundation.objects import registry

if TYPE_CHECKING:
    from kehu.foundation.access.models import User

KEY = "approval"


@dataclass(frozen=True)
class TakingPart:
    """`edit` is for who takes part: what each of them may do depends on his part, which actions look at."""

    def reached(self, model: type[models.Model], user: "User", reach: str) -> Reach:
        if user.grants.scope(KEY, "view") == Scope.ALL and reach == "view":
            return everything(model)
        records = _records_seen(user) if reach == "view" else ()
        values: dict[Any, Any] = facts(user.pk)
        for _key, seen in records:
            values |= seen.values
        return Reach(_form(model, tuple((key, seen.form) for key, seen in records)), values)


def _records_seen(user: "User") -> tuple[tuple[str, Reach], ...]:
    """Of each kind of record that approval is asked for, those that he sees."""
    found = []
    for key in subjects.object_keys():
        kind = registry.find(key)
        if kind is None or not user.may(kind.view):
            continue
        model: Any = kind.model_class
        if model.__name__ != "Request" or model._meta.app_label != "approvals":
            found.append((key, model.ownership.reached(model, user, "view")))
    return tuple(found)


@kept
def _form(model: type[models.Model], records: tuple[tuple[str, Form], ...]) -> Form:
    approvers = model._meta.get_field("approvers").related_model
    asked = approvers._base_manager.filter(user=USER).values("request_id")  # type: ignore[union-attr]
    condition = Q(asker=USER) | Q(pk__in=asked)
    for key, seen in records:
        of_kind = Q(object_key=key)
        condition |= of_kind if seen.ids is None else of_kind & Q(record_id__in=seen.ids)
    return Form(model, condition)
