"""The kinds of record that the company made, as they stand in the database."""

from typing import Any

from django.db.models import Count, Q
from django.http import Http404

from kehu.foundation.access.models import User
from kehu.foundation.custom_objects.models import PREFIX, CustomRecord, ObjectDefinition
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import ObjectType


def definition_of(object_key: str) -> ObjectDefinition:
    """Raises Http404 for a kind that is not there (any more)."""
    found = ObjectDefinition.objects.filter(key=object_key.removeprefix(PREFIX), deleted_at=None).first()
    if found is None:
        raise Http404
    return found


def kind_for(user: User, key: str) -> ObjectType:
    """The kind with the key of an address, for a user. Raises Http404, PermissionMissing."""
    kind = registry.find(f"{PREFIX}{key}")
    if kind is None:
        raise Http404
    user.require(kind.view)
    return kind


def numbers() -> dict[str, tuple[int, int]]:
    """How many records of each kind there are, and how many of them in the trash."""
    rows = CustomRecord._base_manager.values("object_key").order_by()
    counted = rows.annotate(number=Count("pk"), gone=Count("pk", filter=Q(deleted_at__isnull=False)))
    return {one["object_key"]: (one["number"] - one["gone"], one["gone"]) for one in counted}


def references_to(object_key: str, number: Any = None) -> list[FieldDefinition]:
    """The fields of kinds the company made that lead to records of this kind, in the order of their kinds; with the
    expression `number` as an attribute if one is given.
    """
    fields = FieldDefinition.objects.filter(
        object_key__startswith=PREFIX, kind=FieldDefinition.Kind.REFERENCE, reference=object_key, is_active=True
    )
    counted = fields.annotate(number=number) if number is not None else fields
    return list(counted.order_by("object_key", "position", "key"))
