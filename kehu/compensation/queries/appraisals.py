"""Appraisal sheets: live while the period runs, frozen once it is closed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from kehu.compensation.arithmetic.curves import Curve, Linear, Steps, points, weights_in_force
from kehu.compensation.arithmetic.months import window_end, window_start
from kehu.compensation.models import AppraisalSheet, AppraisalTemplate, HandReading, TemplateVersion
from kehu.compensation.queries import metrics
from kehu.compensation.queries.metrics import Metric, Reading
from kehu.foundation.access.models import RoleAssignment


@dataclass
class Row:
    """One measure of a sheet. Without a `value` it is missing, or does not apply if somebody said so by hand."""

    metric: str
    weight: Decimal
    curve: dict[str, Any]
    value: Decimal | None = None
    by_hand: bool = False
    why: str = ""
    entered_by: str = ""
    href: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    in_force: Decimal = Decimal(0)
    score: Decimal | None = None
    points: Decimal = Decimal(0)

    @property
    def measure(self) -> Metric | None:
        return metrics.find(self.metric)

    @property
    def label(self) -> str:
        return str(self.measure.label) if self.measure else self.metric

    @property
    def does_not_apply(self) -> bool:
        return self.by_hand and self.value is None

    @property
    def is_missing(self) -> bool:
        return self.value is None and not self.by_hand


@dataclass
class Sheet:
    """What somebody gets, or would get now. `kept` is the row of a closed one; `score` is what holds today."""

    user_id: UUID
    starts_on: date
    ends_on: date
    version: TemplateVersion
    rows: list[Row] = field(default_factory=list)
    score: Decimal = Decimal(0)
    grade: str = ""
    kept: AppraisalSheet | None = None

    @property
    def is_closed(self) -> bool:
        return self.kept is not None

    @property
    def missing(self) -> list[Row]:
        return [one for one in self.rows if one.is_missing]


def sheets(people: Iterable[UUID], month: date) -> dict[UUID, Sheet]:
    """The sheets by person of the periods that the month lies in. A dozen statements, however many people."""
    people = list(people)
    templates = templates_of(people)
    versions = _versions({one.pk for one in templates.values()})
    found: dict[UUID, Sheet] = {}
    for user, template in templates.items():
        start, end = window_start(month, template.period), window_end(month, template.period)
        version = next((one for one in versions[template.pk] if one.since <= end), None)
        if version is not None:
            found[user] = Sheet(user, start, end, version)
    starts = {one.starts_on for one in found.values()} | {window_start(month, "month"), window_start(month, "quarter")}
    for kept in AppraisalSheet.objects.filter(user__in=people, starts_on__in=starts).select_related(
        "template_version__template", "user", "closed_by"
    ):
        if kept.starts_on <= month <= kept.ends_on:
            found[kept.user_id] = frozen(kept)
    _fill([one for one in found.values() if not one.is_closed])
    return {user: found[user] for user in people if user in found}


def frozen(kept: AppraisalSheet) -> Sheet:
    """A closed sheet as it was closed, with what was corrected since."""
    sheet = Sheet(kept.user_id, kept.starts_on, kept.ends_on, kept.template_version, kept=kept)
    sheet.rows = [row_from(one) for one in kept.inputs]
    for correction in kept.corrections.all():
        for row in sheet.rows:
            if row.metric == correction.metric:
                row.value = correction.value_after
    evaluate(sheet)
    sheet.score, sheet.grade = kept.current_score, kept.current_grade
    return sheet


def templates_of(people: Iterable[UUID]) -> dict[UUID, AppraisalTemplate]:
    """By whom which template counts: that of the first of his roles that has one, else the one for everybody."""
    by_role = {one.role_id: one for one in AppraisalTemplate.objects.all()}
    if not by_role:
        return {}
    roles: dict[UUID, list[UUID]] = defaultdict(list)
    assigned = RoleAssignment.objects.filter(user__in=people).order_by("role__key")
    for user, role in assigned.values_list("user", "role"):
        roles[user].append(role)
    found = {}
    for user in people:
        template = next((by_role[role] for role in roles[user] if role in by_role), by_role.get(None))
        if template is not None:
            found[user] = template
    return found


def evaluate(sheet: Sheet) -> None:
    """Score the rows and add them up; the weights of what does not apply or is not known yet are spread."""
    absent = [row.value is None for row in sheet.rows]
    weights = weights_in_force([row.weight for row in sheet.rows], absent)
    for row, weight in zip(sheet.rows, weights, strict=True):
        row.in_force = weight
        row.score = None if row.value is None else curve_of(row.curve).score(row.value)
    parts = points(weights, [row.score or Decimal(0) for row in sheet.rows])
    for row, part in zip(sheet.rows, parts, strict=True):
        row.points = part
    sheet.score = sum(parts, Decimal(0))
    sheet.grade = grade_of(sheet.score, sheet.version.grades)


def curve_of(said: Mapping[str, Any]) -> Curve:
    """The curve of a KPI as the template has it."""
    if said["curve"] == "steps":
        return Steps(tuple((Decimal(at), Decimal(score)) for at, score in said["steps"]), bool(said.get("falling")))
    return Linear(*(Decimal(said[key]) for key in ("floor", "cap", "low", "high")))


def grade_of(score: Decimal, grades: Iterable[Mapping[str, Any]]) -> str:
    reached = [one for one in grades if Decimal(one["from"]) <= score]
    return str(max(reached, key=lambda one: Decimal(one["from"]))["name"]) if reached else ""


def said(row: Row) -> dict[str, Any]:
    """A row as a closed sheet keeps it."""
    return {
        "metric": row.metric, "weight": str(row.weight), "curve": row.curve,
        "value": None if row.value is None else str(row.value), "by_hand": row.by_hand, "why": row.why,
        "entered_by": row.entered_by, "href": row.href, "parts": [list(part) for part in row.parts],
        "in_force": str(row.in_force), "score": None if row.score is None else str(row.score),
        "points": str(row.points),
    }  # fmt: skip


def row_from(kept: Mapping[str, Any]) -> Row:
    return Row(
        kept["metric"], Decimal(kept["weight"]), kept["curve"],
        value=None if kept["value"] is None else Decimal(kept["value"]), by_hand=kept["by_hand"], why=kept["why"],
        entered_by=kept["entered_by"], href=kept["href"], parts=tuple((name, text) for name, text in kept["parts"]),
    )  # fmt: skip


def _versions(templates: Iterable[UUID]) -> dict[UUID, list[TemplateVersion]]:
    """By template, the latest first."""
    found: dict[UUID, list[TemplateVersion]] = defaultdict(list)
    rows = TemplateVersion.objects.filter(template__in=templates).select_related("template")
    for one in rows.order_by("-since", "-number"):
        found[one.template_id].append(one)
    return found


def _fill(live: list[Sheet]) -> None:
    """Read what each measure of each sheet is worth now, one reading per measure and span."""
    wanted: dict[tuple[str, date, date], list[UUID]] = defaultdict(list)
    for sheet in live:
        sheet.rows = [Row(one["metric"], Decimal(one["weight"]), one) for one in sheet.version.kpis]
        for row in sheet.rows:
            wanted[row.metric, sheet.starts_on, sheet.ends_on].append(sheet.user_id)
    known: dict[tuple[str, date, UUID], Reading] = {}
    for (key, start, end), people in wanted.items():
        metric = metrics.find(key)
        if metric and metric.read:
            known |= {(key, start, user): one for user, one in metric.read(people, start, end).items()}
    hands = _by_hand(live)
    for sheet in live:
        for row in sheet.rows:
            place = (row.metric, sheet.starts_on, sheet.user_id)
            if hand := hands.get(place):
                row.value, row.by_hand, row.why, row.entered_by = hand.value, True, hand.why, hand.entered_by.name
            elif reading := known.get(place):
                row.value, row.href, row.parts = reading.value, reading.href, reading.parts
        evaluate(sheet)


def _by_hand(live: list[Sheet]) -> dict[tuple[str, date, UUID], HandReading]:
    rows = HandReading.objects.filter(
        user__in=[one.user_id for one in live], starts_on__in={one.starts_on for one in live}
    ).select_related("entered_by")
    return {(one.metric, one.starts_on, one.user_id): one for one in rows}
