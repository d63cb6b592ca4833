"""What happens to enrolments when others do their work: hand-over, merge, erasure, taking back, and events."""

from collections.abc import Callable

from django.db.models import Q

from kehu.cadences import handlers
from kehu.cadences.actions import cadences, enrolling, settling
from kehu.cadences.customer_extension import extension
from kehu.cadences.models import Cadence, Enrolment
from kehu.coverage.actions import carrying_out, preparing
from kehu.coverage.events import HandedOver
from kehu.coverage.models import HandoverItem
from kehu.foundation.events.bus import Event, handlers_of
from kehu.foundation.objects.acts import acts_of
from kehu.interactions.models import Task
from kehu.sales.actions import leads
from kehu.sales.actions.lead_merging import merge
from kehu.sales.models import Lead, Opportunity
from tests.world import World


def test_a_hand_over_carries_what_is_under_way_to_the_heir(
    world: World, cadence: Cadence, for_sales: Cadence, lead: Lead, sale: Opportunity
) -> None:
    cadences.change(cadence=cadence, changes={"new_owner": "stop"}, by=world.maria)
    cadences.change(cadence=for_sales, changes={"new_owner": "stop"}, by=world.maria)
    for one, record in ((cadence, lead), (for_sales, sale)):
        enrolling.enrol(cadence=one, record=record, by=world.alice)
    handover = preparing.begin(leaver=world.alice, candidates=[world.bob], reason="leaves", by=world.maria)
    listed = HandoverItem.objects.filter(handover=handover, object_key="cadence_enrolment")
    assert {one.title for one in listed} == {"Li Na", "Fibre"}
    carrying_out.submit(handover=handover, by=world.maria)
    carrying_out.carry_out(handover_id=handover.pk, by=world.maria)
    handlers.of_handed_over(HandedOver(handover.pk, world.alice.pk, {}, None))  # type: ignore[arg-type]
    settling.settle(Q())
    assert {(one.owner, one.state) for one in Enrolment.objects.all()} == {(world.bob, "active")}
    assert {one.assignee for one in Task.objects.filter(state="open")} == {world.bob}


def test_a_lead_that_is_merged_into_another_ends_its_cadence(
    world: World, cadence: Cadence, lead: Lead, look: Callable[[], int]
) -> None:
    other = leads.capture(name="Li Na", phone="13912345678", by=world.alice)
    kept = enrolling.enrol(cadence=cadence, record=lead, by=world.alice)
    gone = enrolling.enrol(cadence=cadence, record=other, by=world.alice)
    made = merge(survivor=lead, loser=other, choices={}, by=world.alice)
    look()
    assert Enrolment.objects.get(pk=kept.pk).is_live
    assert Enrolment.objects.get(pk=gone.pk).stop_reason == "gone"
    assert made.pk


def test_erasing_a_customer_empties_the_names(world: World, for_sales: Cadence, sale: Opportunity) -> None:
    enrolling.enrol(cadence=for_sales, record=sale, by=world.alice)
    assert extension.export(world.acme)["cadences"][0]["name"] == "Fibre"
    extension.erase(customer=world.acme, by=world.ada)
    assert Enrolment.objects.get().name == "erased"


def test_everything_that_may_end_a_cadence_is_listened_to() -> None:
    names = {
        "InteractionLogged", "InteractionsLogged", "VisitPlanned", "ConsentWithdrawn", "CustomerChanged", "LeadTouched",
        "LeadMoved", "LeadConverted", "LeadAssigned", "LeadsMerged", "OpportunityWon", "OpportunityLost",
        "OpportunityAssigned", "TaskCompleted", "TasksCompleted", "TaskCancelled", "TaskReopened", "TaskRescheduled",
        "RecordsTrashed", "HandedOver", "LeadCaptured", "LeadsImported",
    }  # fmt: skip
    for name in names:
        ours = [one for one in handlers_of(Event.known[name]) if one.__module__ == handlers.__name__]
        assert ours, name


def test_search_and_go_offers_it_on_both_kinds_of_record(world: World) -> None:
    for kind in ("lead", "opportunity"):
        assert "enrol" in {one.key for one in acts_of(kind, world.alice)}
        assert "enrol" not in {one.key for one in acts_of(kind, world.sam)}
