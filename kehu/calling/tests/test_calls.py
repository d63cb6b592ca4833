"""Working through a call list: the next one, how it ended, who may be called at all."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from conftest import as_owner
from kehu.calling.actions import calls, lists
from kehu.calling.actions.calls import CallRefused, NotYours, Result
from kehu.calling.models import Call, CallEntry, CallList
from kehu.calling.queries import results
from kehu.calling.queries.subjects import subject_of
from kehu.customers.actions import consents, contact_points, customers
from kehu.customers.models import Consent, ContactPoint, Customer
from kehu.foundation.access.models import FieldRule, Role, User
from kehu.foundation.changes.actions import bulk_running, undoing
from kehu.foundation.changes.selection import Selection
from kehu.foundation.events.models import Event
from kehu.foundation.notices.models import Notice
from kehu.interactions.models import Interaction, Task
from kehu.sales.actions import leads
from tests.world import World

NOW = timezone.now().replace(microsecond=0)


def callable_customer(name: str, number: int, by: User) -> Customer:
    made = customers.create(kind="organisation", name=name, by=by)
    contact_points.add(customer=made, kind="phone", value=f"+86139123456{number:02}", by=by)
    return made


@pytest.fixture
def two(world: World) -> list[Customer]:
    return [callable_customer(name, number, world.alice) for number, name in enumerate(("Anhui", "Beta"))]


@pytest.fixture
def list_of_two(world: World, two: list[Customer]) -> CallList:
    return lists.make(name="Renewals", kind="customer", records=[one.pk for one in two], by=world.alice)


def take(call_list: CallList, by: User, **more: object) -> CallEntry:
    found = calls.take(call_list=call_list, by=by, **more)
    assert found
    return found


def settle(entry: CallEntry, outcome: str, by: User, **more: object) -> Call:
    at = more.pop("at", NOW)
    return calls.settle(entry=entry, result=Result(outcome, **more), attempt=entry.attempts, by=by, at=at)


def test_a_call_is_an_interaction_with_its_next_step_and_the_next_one_comes(world: World, list_of_two, two) -> None:
    first = take(list_of_two, world.alice)
    assert first.customer == two[0]

    settle(first, "reached", world.alice, note="Wants an offer", next_step="Send the offer")

    touch = Interaction.objects.get()
    assert (touch.customer, touch.kind, touch.body, touch.outcome) == (two[0], "call", "Wants an offer", "reached")
    assert Task.objects.get().title == "Send the offer"
    assert take(list_of_two, world.alice).customer == two[1]
    assert results.outcomes(list_of_two)["reached"] == 1
    list_of_two.refresh_from_db()
    assert (list_of_two.entry_count, list_of_two.done_count) == (2, 1)


def test_who_comes_back_gets_the_same_one_and_another_gets_the_other(world: World, list_of_two) -> None:
    lists.hand_out(call_list=list_of_two, members=[world.maria], by=world.alice)
    mine = take(list_of_two, world.alice)

    assert take(list_of_two, world.alice) == mine
    other = take(list_of_two, world.maria)
    assert other != mine
    # The browser died: after the lease somebody else may have it.
    settle(other, "reached", world.maria)
    assert calls.take(call_list=list_of_two, by=world.maria) is None
    later = timezone.now() + calls.LEASE + timedelta(seconds=1)
    assert take(list_of_two, world.maria, at=later) == mine
    with pytest.raises(NotYours):
        settle(mine, "reached", world.alice)
    assert calls.renew(entry=mine, by=world.alice) is False


def test_one_who_was_away_too_long_still_writes_down_what_nobody_else_took(world: World, list_of_two) -> None:
    mine = take(list_of_two, world.alice, at=NOW - timedelta(hours=2))

    settle(mine, "reached", world.alice)

    mine.refresh_from_db()
    assert mine.state == "done"


def test_what_is_sent_twice_is_written_once(world: World, list_of_two) -> None:
    mine = take(list_of_two, world.alice)
    settle(mine, "not_reached", world.alice)

    with pytest.raises(NotYours):
        settle(mine, "not_reached", world.alice)

    assert Interaction.objects.count() == 1


def test_not_reached_comes_again_later_and_at_last_is_given_up(world: World, two) -> None:
    one = lists.make(name="One", kind="customer", records=[two[0].pk], by=world.alice)
    at = NOW - timedelta(hours=12)
    for attempt in range(3):
        entry = take(one, world.alice, at=at)
        assert entry.attempts == attempt
        settle(entry, "not_reached", world.alice, at=at)
        assert calls.take(call_list=one, by=world.alice, at=at + timedelta(minutes=179)) is None
        at += timedelta(minutes=180)

    assert CallEntry.objects.get(call_list=one).state == "given_up"


def test_a_promised_call_comes_back_first_and_to_who_promised_it(world: World, list_of_two) -> None:
    lists.hand_out(call_list=list_of_two, members=[world.maria], by=world.alice)
    first = take(list_of_two, world.alice)
    with pytest.raises(CallRefused) as refused:
        settle(first, "call_back", world.alice, call_back_at=NOW - timedelta(minutes=1))
    assert refused.value.field == "call_back_at"
    soon = NOW + timedelta(minutes=30)
    settle(first, "call_back", world.alice, call_back_at=soon)

    assert take(list_of_two, world.maria, at=soon) != first
    assert take(list_of_two, world.alice, at=soon) == first


@pytest.mark.parametrize("how", ["flag", "withdrawn", "no number"])
def test_who_must_not_be_called_is_put_aside_with_the_reason(world: World, list_of_two, two, how: str) -> None:
    if how == "flag":
        customers.update(customer=two[0], changes={"do_not_contact": True}, by=world.alice)
    elif how == "withdrawn":
        consents.withdraw(customer=two[0], channel="phone", purpose="service", source="letter", by=world.alice)
    else:
        contact_points.mark_invalid(contact_point=two[0].contact_points.get(kind="phone"), by=world.alice)

    assert take(list_of_two, world.alice).customer == two[1]

    blocked = CallEntry.objects.get(customer=two[0])
    assert blocked.state == "blocked" and blocked.reason


def test_marketing_calls_nobody_who_has_not_said_yes(world: World, two) -> None:
    consents.grant(customer=two[1], channel="phone", purpose="marketing", source="form", by=world.alice)
    one = lists.make(
        name="Ads", kind="customer", purpose="marketing", records=[each.pk for each in two], by=world.alice
    )

    assert take(one, world.alice).customer == two[1]


def test_who_wants_no_calls_gets_none_and_a_wrong_number_is_marked(world: World, list_of_two, two) -> None:
    settle(take(list_of_two, world.alice), "no_calls", world.alice)
    settle(take(list_of_two, world.alice), "wrong_number", world.alice)

    said = Consent.objects.filter(customer=two[0], channel="phone", statement="withdrawn")
    assert set(said.values_list("purpose", flat=True)) == {"marketing", "service"}
    assert ContactPoint.objects.get(customer=two[1], kind="phone").invalid_since == NOW


def test_a_customer_is_called_in_the_hours_he_likes(world: World, list_of_two, two) -> None:
    hour = timezone.localtime(NOW).hour
    customers.update(
        customer=two[0], changes={"preferred_hours": f"{(hour + 2) % 22}:00-{(hour + 2) % 22 + 1}:00"}, by=world.alice
    )

    assert take(list_of_two, world.alice, at=NOW).customer == two[1]
    assert CallEntry.objects.get(customer=two[0]).state == "waiting"


def test_nobody_is_given_whom_he_does_not_see(world: World, list_of_two) -> None:
    lists.hand_out(call_list=list_of_two, members=[world.charlie], by=world.alice)

    assert calls.take(call_list=list_of_two, by=world.charlie) is None
    entry = CallEntry.objects.filter(call_list=list_of_two)[0]
    assert results.entries(list_of_two, world.charlie)[0].named is None
    with pytest.raises(NotYours):
        settle(entry, "reached", world.charlie)


def test_numbers_are_masked_for_roles_that_see_them_masked(world: World, list_of_two) -> None:
    entry = take(list_of_two, world.alice)
    assert subject_of(entry, world.alice).numbers[0].dial == "+8613912345600"
    FieldRule.objects.create(role=Role.objects.get(key="sales"), object_key="customer", field="phone", access="masked")

    (number,) = subject_of(entry, User.objects.get(pk=world.alice.pk)).numbers

    assert number.dial == "" and "123456" not in number.shown


def test_leads_are_called_and_touched(world: World) -> None:
    lead = leads.capture(name="Wang", phone="13912345678", by=world.alice)
    silent = leads.capture(name="No number", by=world.alice)
    one = lists.make(name="Fair", kind="lead", records=[silent.pk, lead.pk], by=world.alice)

    entry = take(one, world.alice)
    assert entry.lead == lead
    made = settle(entry, "interested", world.alice, note="Has budget", next_step="Visit", next_on=None)

    lead.refresh_from_db()
    assert made.touch.body.endswith("Has budget") and lead.state == "working" and lead.next_step == "Visit"
    assert CallEntry.objects.get(lead=silent).state == "blocked"


def test_ticked_customers_become_a_list_that_can_be_taken_back(world: World, two) -> None:
    given = {"name": "Ticked", "members": [], "due_on": None, "purpose": "service", "script": ""}
    selection = Selection.of_ids("customer", [one.pk for one in two])

    made = bulk_running.begin(selection=selection, verb="call_list", given=given, by=world.alice)

    one = CallList.objects.get(origin=made.pk)
    assert one.entry_count == 2
    undoing.undo(change_set=made, by=world.alice)
    assert not CallList.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_callers_at_the_same_moment_never_get_the_same_one(world: World) -> None:
    for number in range(12):
        callable_customer(f"C{number}", number, world.alice)
    ids = list(Customer.objects.filter(name__startswith="C").values_list("pk", flat=True))
    one = lists.make(name="Rush", kind="customer", records=ids, members=[world.maria, world.ada], by=world.alice)
    got: list[tuple[str, object]] = []
    failed: list[Exception] = []
    ready = threading.Barrier(3)

    def work(who: User) -> None:
        try:
            ready.wait(10)
            while entry := calls.take(call_list=one, by=who):
                got.append((who.name, entry.pk))
                settle(entry, "reached", who)
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(who,)) for who in (world.alice, world.maria, world.ada)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    with as_owner():  # this table is not emptied after tests that commit
        Event.objects.all().delete()
    assert not failed
    assert len(got) == len({key for _who, key in got}) == 12
    assert Interaction.objects.count() == Call.objects.count() == 12


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def test_the_page_brings_one_after_the_other(world: World, list_of_two, two, client_of) -> None:
    client = client_of(world.alice)
    address = f"/call-lists/{list_of_two.pk}/work/"
    assert "Anhui" not in client.get(address).content.decode()
    client.post(f"/call-lists/{list_of_two.pk}/turn/")
    text = client.get(address).content.decode()
    assert "Anhui" in text and "tel:+8613912345600" in text and 'data-shortcut="9"' in text
    entry = CallEntry.objects.get(customer=two[0])

    bad = client.post(f"/call-lists/entries/{entry.pk}/call/", {"outcome": "call_back", "attempt": 0})
    assert bad.status_code == 422 and "Say when to call back" in bad.content.decode()
    client.post(f"/call-lists/entries/{entry.pk}/call/", {"outcome": "reached", "attempt": 0, "note": "Fine"})

    assert "Beta" in client.get(address).content.decode()
    again = client.post(f"/call-lists/entries/{entry.pk}/call/", {"outcome": "reached", "attempt": 0}, follow=True)
    assert "written down already" in again.content.decode()
    other = CallEntry.objects.get(customer=two[1])
    assert client.post(f"/call-lists/entries/{other.pk}/renewal/").status_code == 204
    client.post(f"/call-lists/entries/{other.pk}/putting-off/")
    assert "Nobody is due now" in client.get(address).content.decode()
    shown = client.get(f"/call-lists/{list_of_two.pk}/?outcome=reached").content.decode()
    assert "Fine" in shown and "Anhui" in shown


def test_the_pages_need_few_statements(world: World, list_of_two, client_of, django_assert_max_num_queries) -> None:
    client = client_of(world.alice)
    entry = take(list_of_two, world.alice)
    settle(entry, "reached", world.alice)
    take(list_of_two, world.alice)
    for address in (f"/call-lists/{list_of_two.pk}/", f"/call-lists/{list_of_two.pk}/work/", "/call-lists/"):
        client.get(address)
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


def test_a_member_is_told_and_a_stranger_sees_nothing(world: World, list_of_two, client_of) -> None:
    lists.hand_out(call_list=list_of_two, members=[world.bob], by=world.alice)

    assert client_of(world.bob).get(f"/call-lists/{list_of_two.pk}/").status_code == 200
    assert Notice.objects.get(user=world.bob).params["title"] == "Renewals"
    assert client_of(world.charlie).get(f"/call-lists/{list_of_two.pk}/").status_code == 404
    assert client_of(world.eve).get("/call-lists/").status_code == 403


def test_what_goes_when_a_customer_is_merged_or_erased(world: World, list_of_two, two) -> None:
    from kehu.calling.customer_extension import extension
    from kehu.foundation.audit.writing import writing

    assert extension.export(two[0])["call_lists"][0]["list"] == "Renewals"
    with writing(by=world.ada):
        extension.merge(survivor=two[1], loser=two[0])
    assert CallEntry.objects.get().customer == two[1]
    extension.erase(customer=two[1], by=world.ada)
    list_of_two.refresh_from_db()
    assert list_of_two.entry_count == 0
