"""How many entries a call list has, and how many are settled: kept with the list, so that lists need not count."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from kehu.calling.models import CallEntry, CallList


def recount(lists: Iterable[UUID]) -> None:
    """Count the entries anew. Call it inside `writing`."""
    entries = CallEntry.objects.filter(call_list=OuterRef("pk")).order_by().values("call_list")

    def count(condition: Q | None) -> Coalesce:
        counted = entries.annotate(number=Count("pk", filter=condition)).values("number")
        return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))

    CallList.objects.filter(pk__in=list(lists)).update(
        entry_count=count(None), done_count=count(~Q(state=CallEntry.State.WAITING))
    )
