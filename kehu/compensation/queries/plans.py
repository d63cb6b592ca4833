"""Who is paid by which plan, and by which terms."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from kehu.compensation.arithmetic.commission import Credit, Terms
from kehu.compensation.arithmetic.months import window_end, window_start
from kehu.compensation.arithmetic.tiers import Accelerator, Tier
from kehu.compensation.models import CommissionPlan, PlanMember, PlanVersion
from kehu.compensation.queries import quota


def terms_of(version: PlanVersion) -> Terms:
    """A version as the arithmetic takes it."""
    return Terms(
        version=version.pk,
        since=version.since,
        tiers=tuple(Tier(Decimal(one["from"]), Decimal(one["rate"])) for one in version.tiers),
        whole=version.mode == PlanVersion.Mode.WHOLE,
        measure=version.measure,
        window=version.window,
        accelerators=tuple(
            Accelerator(Decimal(one["from"]), Decimal(one["factor"])) for one in version.accelerators
        ),
        category_rates={key: Decimal(rate) for key, rate in version.category_rates.items()},
        cap=version.cap,
        draw=version.draw,
        recovers=version.draw_recovers,
        clawback_days=version.clawback_days,
        basis=version.basis,
    )  # fmt: skip


def memberships(people: Iterable[UUID]) -> list[PlanMember]:
    rows = PlanMember.objects.filter(user__in=people).select_related("plan")
    return list(rows.order_by("since", "pk"))


def versions_of(plans: Iterable[UUID]) -> dict[UUID, list[PlanVersion]]:
    """By plan, the oldest first."""
    found: dict[UUID, list[PlanVersion]] = defaultdict(list)
    for one in PlanVersion.objects.filter(plan__in=plans).select_related("plan").order_by("since", "number"):
        found[one.plan_id].append(one)
    return found


def while_member(deals: Sequence[Credit], spans: Iterable[PlanMember]) -> list[Credit]:
    """The credits of days on which the person was on the plan."""
    held = [(one.since, one.until or date.max) for one in spans]
    return [one for one in deals if any(since <= one.day <= until for since, until in held)]


class Quotas:
    """Quotas of some people, each window asked for once for all of them."""

    def __init__(self, people: Iterable[UUID]):
        self._people = list(people)
        self._known: dict[tuple[date, str], dict[UUID, Decimal]] = {}

    def of(self, user: UUID) -> Any:
        """The quota of a person by (day, window), as the arithmetic asks for it."""

        def ask(day: date, window: str) -> Decimal | None:
            start = window_start(day, window)
            key = (start, window)
            if key not in self._known:
                self._known[key] = quota.of_people(self._people, start, window_end(day, window))
            return self._known[key].get(user)

        return ask


def named() -> dict[UUID, str]:
    """The names of all plans."""
    return dict(CommissionPlan.objects.values_list("pk", "name"))
