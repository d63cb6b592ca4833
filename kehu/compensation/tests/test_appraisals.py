from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from kehu.compensation.actions import appraisals as actions
from kehu.compensation.actions import disputes, templates
from kehu.compensation.actions.appraisals import AppraisalRefused
from kehu.compensation.actions.disputes import DisputeRefused
from kehu.compensation.actions.templates import TemplateRefused
from kehu.compensation.models import AppraisalSheet, AppraisalTemplate, SheetCorrection
from kehu.compensation.queries import appraisals, metrics, readings, sealing
from kehu.compensation.queries.appraisals import Sheet
from kehu.foundation.access.grants import PermissionMissing
from kehu.interactions.models import Visit
from kehu.quotes.models import Quote
from tests.world import World

JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)


def sheet(world: World, month: date = JAN) -> Sheet:
    return appraisals.sheets([world.alice.pk], month)[world.alice.pk]


def visited(world: World, times: int) -> None:
    for place in range(times):
        at = datetime(2026, 1, 10 + place, 3, tzinfo=UTC)
        Visit.objects.create(
            customer=world.acme, visitor=world.alice, purpose="x", planned_start=at, planned_end=at, state="held",
            closed_at=at, closed_by=world.alice,
        )  # fmt: skip


def satisfied(world: World, value: str | None = "75") -> None:
    number = None if value is None else Decimal(value)
    actions.rate(user=world.alice, month=JAN, metric="satisfaction", value=number, why="survey", by=world.maria)


@pytest.fixture
def closed(world: World, template: AppraisalTemplate, win: Any) -> AppraisalSheet:
    """60,000 won, one visit, satisfaction 75: 50 × 60 + 20 × 60 + 30 × 50 = 57 points."""
    win(60000, date(2026, 1, 10))
    visited(world, 1)
    satisfied(world)
    [kept] = actions.close(month=JAN, by=world.maria, only=[world.alice.pk])
    return kept


def test_the_sheet_is_live(world: World, template: AppraisalTemplate, win: Any) -> None:
    win(60000, date(2026, 1, 10))
    found = sheet(world)
    # satisfaction is not known: 50 and 20 of 70 are 71.43 and 28.57; 71.43 × 60 % = 42.858, visits 0
    assert [row.in_force for row in found.rows] == [Decimal("71.43"), Decimal("28.57"), Decimal(0)]
    assert (found.score, found.grade, [row.label for row in found.missing]) == (
        Decimal("42.86"), "C", ["Customer satisfaction"],
    )  # fmt: skip
    visited(world, 1)
    satisfied(world)
    found = sheet(world)
    assert [row.score for row in found.rows] == [Decimal(60), Decimal(60), Decimal(50)]
    assert (found.score, found.grade) == (Decimal(57), "B")


def test_what_does_not_apply_is_spread_and_not_missing(world: World, template: AppraisalTemplate, win: Any) -> None:
    win(100000, date(2026, 1, 10))
    visited(world, 3)
    satisfied(world, None)
    assert (sheet(world).score, sheet(world).missing) == (Decimal(100), [])


def test_every_number_names_its_records(world: World, template: AppraisalTemplate) -> None:
    assert sheet(world).rows[1].href.startswith(f"/visits/?visitor={world.alice.pk}&state=held&planned_start.from=2026")


def test_a_period_is_closed_once_it_is_over_and_complete(world: World, template: AppraisalTemplate) -> None:
    with pytest.raises(AppraisalRefused, match="Alice"):
        actions.close(month=JAN, by=world.maria)
    with pytest.raises(AppraisalRefused, match="not over"):
        actions.close(month=timezone.localdate(), by=world.maria)
    with pytest.raises(PermissionMissing):
        actions.close(month=JAN, by=world.alice)


def test_a_closed_sheet_is_frozen_with_its_inputs(world: World, closed: AppraisalSheet, win: Any) -> None:
    assert (closed.score, closed.grade) == (Decimal(57), "B")
    assert sealing.sheet_is_intact(closed)
    win(500000, date(2026, 1, 20))
    assert sheet(world).score == Decimal(57)
    assert actions.close(month=JAN, by=world.maria, only=[world.alice.pk]) == []
    with pytest.raises(AppraisalRefused, match="closed"):
        satisfied(world)
    AppraisalSheet.objects.filter(pk=closed.pk).update(score=Decimal(99))
    assert not sealing.sheet_is_intact(AppraisalSheet.objects.get())


def test_a_dispute_corrects_it_and_keeps_both_sums(world: World, closed: AppraisalSheet) -> None:
    dispute = disputes.raise_dispute(sheet=closed, metric="visits", text="It was three", by=world.alice)
    disputes.answer(dispute=dispute, text="I shall look", by=world.maria)
    disputes.decide(dispute=dispute, value=Decimal(3), decision="Calendar says so", by=world.maria)
    closed.refresh_from_db()
    # visits: 60 → 100 points, 20 % of them: + 8
    one = SheetCorrection.objects.get()
    assert (one.value_before, one.value_after, one.sum_before, one.sum_after) == (1, 3, Decimal(57), Decimal(65))
    assert (closed.score, closed.current_score, sheet(world).score) == (Decimal(57), Decimal(65), Decimal(65))
    assert sealing.sheet_is_intact(closed)
    SheetCorrection.objects.update(sum_after=Decimal(90))
    assert not sealing.sheet_is_intact(AppraisalSheet.objects.get())


def test_a_rejected_dispute_leaves_the_sheet(world: World, closed: AppraisalSheet) -> None:
    dispute = disputes.raise_dispute(sheet=closed, text="Unfair", by=world.alice)
    decided = disputes.decide(dispute=dispute, decision="By the rules", by=world.maria)
    assert (decided.state, SheetCorrection.objects.count()) == ("rejected", 0)
    with pytest.raises(DisputeRefused):
        disputes.answer(dispute=dispute, text="But", by=world.alice)


def test_nobody_appraises_or_decides_about_himself(world: World, closed: AppraisalSheet) -> None:
    with pytest.raises(DisputeRefused):
        disputes.raise_dispute(sheet=closed, text="x", by=world.maria)
    with pytest.raises(AppraisalRefused):
        actions.rate(user=world.maria, month=JAN, metric="visits", value=None, why="x", by=world.maria)
    dispute = disputes.raise_dispute(sheet=closed, text="x", by=world.alice)
    with pytest.raises(PermissionMissing):
        disputes.decide(dispute=dispute, decision="x", by=world.alice)
    with pytest.raises(PermissionMissing):
        disputes.answer(dispute=dispute, text="x", by=world.bob)


def test_weights_make_one_hundred_together(world: World, template: AppraisalTemplate) -> None:
    kpi = {"metric": "visits", "weight": 90, "curve": "linear", "floor": 0, "cap": 10}
    with pytest.raises(TemplateRefused, match="90 %"):
        templates.add_version(template=template, since=FEB, kpis=[kpi], by=world.ada)
    with pytest.raises(TemplateRefused, match="once"):
        templates.add_version(template=template, since=FEB, kpis=[kpi, {**kpi, "weight": 10}], by=world.ada)
    with pytest.raises(TemplateRefused, match="no measure"):
        templates.add_version(template=template, since=FEB, kpis=[{**kpi, "metric": "luck"}], by=world.ada)
    with pytest.raises(TemplateRefused, match="same"):
        templates.add_version(template=template, since=FEB, kpis=[{**kpi, "weight": 100, "cap": 0}], by=world.ada)


def test_a_new_version_holds_for_the_periods_after_its_day(world: World, template: AppraisalTemplate) -> None:
    kpi = {"metric": "visits", "weight": 100, "curve": "linear", "floor": 0, "cap": 10}
    templates.add_version(template=template, since=FEB, kpis=[kpi], by=world.ada)
    assert (len(sheet(world).rows), len(sheet(world, FEB).rows)) == (3, 1)


def test_a_quarter_is_closed_with_its_last_month(world: World, win: Any) -> None:
    made = templates.create(name="Everybody", period="quarter", by=world.ada)
    kpi = {"metric": "won_amount", "weight": 100, "curve": "linear", "floor": 0, "cap": 1000}
    templates.add_version(template=made, since=JAN, kpis=[kpi], by=world.ada)
    win(500, date(2026, 1, 10))
    assert sheet(world, FEB).score == Decimal(50)
    assert actions.close(month=FEB, by=world.maria) == []
    kept = actions.close(month=date(2026, 3, 1), by=world.maria)
    assert {(one.starts_on, one.ends_on) for one in kept} == {(JAN, date(2026, 3, 31))}
    assert sheet(world, FEB).is_closed


def test_another_package_brings_a_measure_along(world: World, template: AppraisalTemplate) -> None:
    before = metrics.find("satisfaction")
    assert before
    try:
        metrics.register(
            metrics.Metric(
                "satisfaction", "Satisfaction", "percent", "asked",
                read=lambda people, _start, _end: {one: metrics.Reading(Decimal(100)) for one in people},
            )
        )  # fmt: skip
        assert sheet(world).rows[2].score == Decimal(100)
    finally:
        metrics.register(before)


def test_sheets_of_many_people_take_a_dozen_statements(
    world: World, template: AppraisalTemplate, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(13):
        appraisals.sheets([world.alice.pk, world.bob.pk, world.charlie.pk], JAN)


def test_gross_margin_weighs_each_deal_by_what_it_brought(world: World, win: Any) -> None:
    """10,000 at 30 % and 5,000 at 10 %: (3,000 + 500) / 15,000 = 23.33 %. 1,000 without a quote do not count."""
    for number, (amount, percent) in enumerate(((10000, "30"), (5000, "10"), (1000, None))):
        deal = win(amount, date(2026, 1, 10 + number))
        if percent:
            Quote.objects.create(
                number=f"Q-{number}", title="x", customer=world.acme, opportunity=deal, currency="CNY", language="en",
                valid_until=date(2026, 3, 1), state="accepted", margin_percent=Decimal(percent),
            )  # fmt: skip

    found = readings.gross_margin([world.alice.pk, world.bob.pk], JAN, date(2026, 1, 31))

    assert found.keys() == {world.alice.pk}
    assert found[world.alice.pk].value == Decimal("23.33")
    assert dict(found[world.alice.pk].parts) == {"won": "15000.00", "margin": "3500.00"}
