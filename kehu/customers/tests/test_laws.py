"""What holds whatever is done: relationship trees stay trees, the ledger of consent tells its last word."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kehu.customers.actions import relationships
from kehu.customers.cleaning.signatures import read_card
from kehu.customers.models import Consent, Customer, Relationship
from kehu.customers.queries.consents import holds, latest
from kehu.foundation.database.records import new_id
from kehu.foundation.refusals import Refusal
from tests.world import World

MANY = settings(max_examples=25, deadline=None)
START = datetime(2026, 1, 1, tzinfo=UTC)
CHANNELS, PURPOSES = ("any", "email", "sms"), ("marketing", "survey")


def test_no_sequence_of_relating_and_ending_gives_a_circle_or_two_parents(world: World) -> None:
    firms = [Customer.objects.create(kind="organisation", name=f"F{n}", owner=world.alice) for n in range(5)]
    steps = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()), max_size=14)

    @MANY
    @given(steps)
    def check(sequence: list[tuple[int, int, bool]]) -> None:
        Relationship.objects.all().delete()
        for child, parent, ending in sequence:
            if ending:
                for one in Relationship.objects.filter(from_customer=firms[child], until=None):
                    relationships.end(relationship=one, by=world.alice)
                continue
            with suppress(Refusal):
                relationships.relate(
                    from_customer=firms[child], to_customer=firms[parent], type="subsidiary_of", by=world.alice
                )
        present = Relationship.objects.filter(until=None).values_list("from_customer_id", "to_customer_id")
        parents = dict(present)
        assert len(parents) == len(present)
        for start in parents:
            above, seen = parents.get(start), {start}
            while above is not None:
                assert above not in seen
                seen.add(above)
                above = parents.get(above)

    check()


statements = st.lists(
    st.tuples(st.sampled_from(CHANNELS), st.sampled_from(PURPOSES), st.booleans(), st.integers(0, 50)), max_size=20
)


def _ledger(sequence: list[tuple[str, str, bool, int]]) -> list[Consent]:
    return [
        Consent(
            id=new_id(), channel=channel, purpose=purpose, statement="granted" if yes else "withdrawn",
            at=START + timedelta(hours=hour),
        )
        for channel, purpose, yes, hour in sequence
    ]  # fmt: skip


@given(statements)
def test_the_last_statement_for_a_channel_or_for_any_decides(sequence: list[tuple[str, str, bool, int]]) -> None:
    ledger = _ledger(sequence)
    state = latest(ledger)
    for channel in ("email", "sms"):
        for purpose in PURPOSES:
            relevant = [one for one in ledger if one.purpose == purpose and one.channel in {channel, "any"}]
            expected = max(relevant, key=lambda one: (one.at, one.pk), default=None)
            assert holds(state, channel, purpose) == expected


@given(statements, st.integers(0, 60))
def test_what_held_then_does_not_depend_on_what_was_said_later(
    sequence: list[tuple[str, str, bool, int]], hour: int
) -> None:
    moment = START + timedelta(hours=hour)
    ledger = _ledger(sequence)
    assert latest(ledger, moment) == latest([one for one in ledger if one.at <= moment])


@given(st.text(max_size=400))
def test_any_text_is_read_as_a_card_without_complaint(text: str) -> None:
    card = read_card(text)
    assert all(number for number in card.phones)
