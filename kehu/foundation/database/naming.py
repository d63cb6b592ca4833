"""Related rows of which only the name is said; the rest of their columns would be fetched for nothing."""

from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def with_names(
    rows: QuerySet[M], *relations: str, also: tuple[str, ...] = (), own: tuple[str, ...] = ()
) -> QuerySet[M]:
    """`select_related` that brings the key and the name of each related row; `also` are further paths wanted. Of the
    rows themselves all columns come, or those of `own`.
    """
    own = own or tuple(field.name for field in rows.model._meta.concrete_fields)
    return rows.select_related(*relations).only(*own, *(f"{one}__name" for one in relations), *also)
