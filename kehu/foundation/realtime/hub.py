"""Who listens to which topic, and what was said lately.

Each message gets a number of this process. A browser that comes back names the last number it saw and gets what
followed; when that is no longer known (too old, another process, the database connection was lost in between) it gets
`resync` and loads its parts again. Either way nothing is missed.
"""

import asyncio
import json
import uuid
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

KEPT = 10_000  # messages kept for replay
WAITING = 200  # messages a slow browser may fall behind before its connection is closed


@dataclass(eq=False)
class Client:
    """One open connection. `queue` holds ready SSE frames; None asks to close."""

    user_id: str
    name: str
    session_key: str
    topics: frozenset[str]
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(WAITING))


class Hub:
    def __init__(self) -> None:
        self.epoch = uuid.uuid4().hex[:12]
        self.number = 0
        self.kept: deque[tuple[int, str, bytes]] = deque(maxlen=KEPT)
        self.clients: set[Client] = set()
        self.by_topic: dict[str, set[Client]] = defaultdict(set)

    def enter(self, client: Client, last_event_id: str) -> None:
        """Take a client in; he first gets what he missed."""
        self.clients.add(client)
        for topic in client.topics:
            self.by_topic[topic].add(client)
        for frame in self._missed(client.topics, last_event_id):
            self._hand(client, frame)
        for topic in self._presence_topics(client.topics):
            self.tell_presence(topic)

    def leave(self, client: Client) -> None:
        self.clients.discard(client)
        for topic in client.topics:
            self.by_topic[topic].discard(client)
            if not self.by_topic[topic]:
                del self.by_topic[topic]
        for topic in self._presence_topics(client.topics):
            self.tell_presence(topic)

    def say(self, topic: str, payload: dict[str, Any]) -> None:
        """Deliver a message to all who listen to `topic`, and keep it for those who come back."""
        self.number += 1
        frame = self._frame("message", payload, f"{self.epoch}-{self.number}")
        self.kept.append((self.number, topic, frame))
        for client in tuple(self.by_topic.get(topic, ())):
            self._hand(client, frame)

    def tell_presence(self, topic: str) -> None:
        """Tell everyone on a record who is there; presence is a state, so it is never replayed."""
        there = {client.user_id: client.name for client in self.by_topic.get(topic, ())}
        frame = self._frame("presence", {"topic": topic, "people": [{"id": k, "name": v} for k, v in there.items()]})
        for client in tuple(self.by_topic.get(topic, ())):
            self._hand(client, frame)

    def start_over(self) -> None:
        """Messages may have been lost: numbers from before mean nothing any more and everyone loads again."""
        self.epoch = uuid.uuid4().hex[:12]
        self.kept.clear()
        frame = self._resync()
        for client in tuple(self.clients):
            self._hand(client, frame)

    def close(self, clients: Iterable[Client]) -> None:
        for client in tuple(clients):
            while not client.queue.empty():
                client.queue.get_nowait()
            client.queue.put_nowait(None)

    def _missed(self, topics: frozenset[str], last_event_id: str) -> list[bytes]:
        epoch, _, number = last_event_id.rpartition("-")
        if not last_event_id:
            return [self._frame("ready", {}, f"{self.epoch}-{self.number}")]
        oldest = self.kept[0][0] if self.kept else self.number + 1
        if epoch != self.epoch or not number.isdigit() or int(number) + 1 < oldest:
            return [self._resync()]
        return [frame for at, topic, frame in self.kept if at > int(number) and topic in topics]

    def _resync(self) -> bytes:
        return self._frame("resync", {}, f"{self.epoch}-{self.number}")

    def _hand(self, client: Client, frame: bytes) -> None:
        try:
            client.queue.put_nowait(frame)
        except asyncio.QueueFull:
            self.close([client])  # he reconnects and is brought up to date

    @staticmethod
    def _presence_topics(topics: Iterable[str]) -> list[str]:
        return [topic for topic in topics if topic.startswith("record:")]

    @staticmethod
    def _frame(event: str, payload: dict[str, Any], number: str = "") -> bytes:
        head = f"id: {number}\n" if number else ""
        return f"{head}event: {event}\ndata: {json.dumps(payload, separators=(',', ':'))}\n\n".encode()
