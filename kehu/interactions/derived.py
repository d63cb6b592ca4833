"""How many stops a visit plan has, and how many of them were held: kept with the plan, so that lists need not count."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from kehu.interactions.models import Visit, VisitPlan, VisitStop


def recount_plans(plan_ids: Iterable[UUID]) -> None:
    """Count anew. Call it inside `writing`."""
    stops = VisitStop.objects.filter(plan=OuterRef("pk")).order_by().values("plan")

    def count(condition: Q | None) -> Coalesce:
        counted = stops.annotate(number=Count("pk", filter=condition)).values("number")
        return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))

    VisitPlan.objects.filter(pk__in=list(plan_ids)).update(
        stop_count=count(None), held_count=count(Q(visit__state=Visit.State.HELD))
    )


def count_held(*, visit: Visit) -> None:
    """The visit was held: its plan counts it."""
    recount_plans(VisitStop.objects.filter(visit=visit).values_list("plan", flat=True))
