import asyncio
import json

from hypothesis import given
from hypothesis import strategies as st

from kehu.foundation.realtime.hub import KEPT, Client, Hub


def client(*topics: str, user: str = "alice") -> Client:
    return Client(user, user.title(), f"session-{user}", frozenset(topics))


def frames(who: Client) -> list[tuple[str, str, dict]]:
    found = []
    while not who.queue.empty():
        frame = who.queue.get_nowait()
        if frame is None:
            found.append(("closed", "", {}))
            continue
        lines = dict(line.split(": ", 1) for line in frame.decode().strip().splitlines())
        found.append((lines["event"], lines.get("id", ""), json.loads(lines["data"])))
    return found


def test_a_message_reaches_those_who_listen_and_nobody_else() -> None:
    hub, alice, bob = Hub(), client("record:customer:1"), client("record:customer:2", user="bob")
    hub.enter(alice, "")
    hub.enter(bob, "")
    frames(alice), frames(bob)

    hub.say("record:customer:1", {"changed": "customer"})

    assert [data for event, _, data in frames(alice) if event == "message"] == [{"changed": "customer"}]
    assert frames(bob) == []


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=40), st.integers(0, 40))
def test_whoever_returns_gets_exactly_what_he_missed(said: list[str], cut: int) -> None:
    hub, alice = Hub(), client("a", "b")
    hub.enter(alice, "")
    last = frames(alice)[-1][1]
    for number, topic in enumerate(said):
        if number == cut:
            hub.leave(alice)
        hub.say(topic, {"n": number})
    got = frames(alice)
    before = [data["n"] for event, _, data in got if event == "message"]
    last = next((at for event, at, _ in reversed(got) if event == "message"), last)
    again = client("a", "b")

    hub.enter(again, last)

    after = [data["n"] for event, _, data in frames(again) if event == "message"]
    assert before + [n for n in after if n not in before] == [n for n, topic in enumerate(said) if topic in "ab"]


def test_a_number_that_is_no_longer_kept_means_loading_again() -> None:
    hub = Hub()
    for number in range(KEPT + 2):
        hub.say("a", {"n": number})

    for last in (f"{hub.epoch}-1", "other-5", "rubbish"):
        returning = client("a")
        hub.enter(returning, last)
        assert frames(returning)[0][0] == "resync"


def test_after_the_listening_connection_was_lost_everyone_loads_again() -> None:
    hub, alice = Hub(), client("a")
    hub.enter(alice, "")
    frames(alice)

    hub.start_over()

    assert [event for event, _, _ in frames(alice)] == ["resync"]


def test_presence_names_everyone_on_the_record_once() -> None:
    hub = Hub()
    alice, also_alice, bob = client("record:x:1"), client("record:x:1"), client("record:x:1", user="bob")
    for one in (alice, also_alice, bob):
        hub.enter(one, "")

    people = [data["people"] for event, _, data in frames(alice) if event == "presence"][-1]

    assert sorted(person["id"] for person in people) == ["alice", "bob"]
    hub.leave(bob)
    assert [p["id"] for p in frames(alice)[-1][2]["people"]] == ["alice"]


def test_a_browser_that_does_not_read_is_let_go() -> None:
    hub, slow = Hub(), client("a")
    hub.enter(slow, "")

    for number in range(1000):
        hub.say("a", {"n": number})

    assert asyncio.run(slow.queue.get()) is None or frames(slow)[-1][0] == "closed"
