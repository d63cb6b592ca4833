"""A subject for tests: discounts asked for on customers. What was decided is noted down."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.approvals import subjects
from kehu.foundation.approvals.actions import requests
from kehu.foundation.approvals.models import Request, Rule, RuleStep
from kehu.foundation.approvals.subjects import Fact, Kind, Subject
from kehu.foundation.refusals import Refusal

KEY = "sample.discount"


class Desk:
    """Stands in for the domain."""

    def __init__(self) -> None:
        self.heard: list[tuple[UUID, str, str]] = []
        self.refuses = ""
        self.facts = {"discount": "15", "amount": "20000", "currency": "CNY"}

    def decided(self, record_id: UUID, outcome: str, by: User) -> None:
        if self.refuses:
            raise Refusal(self.refuses)
        self.heard.append((record_id, outcome, by.name))

    @property
    def outcomes(self) -> list[str]:
        return [outcome for _record, outcome, _by in self.heard]


@contextmanager
def registered() -> Iterator[Desk]:
    desk = Desk()
    subject = Subject(
        key=KEY, label="Discount", object_key="customer", facts=lambda _record: desk.facts, decided=desk.decided,
        fields=(
            Fact("discount", "Discount", Kind.PERCENT), Fact("amount", "Amount", Kind.MONEY),
            Fact("kind", "Kind", Kind.CHOICE, choices=lambda: [("new", "New"), ("old", "Old")]),
        ),
    )  # fmt: skip
    subjects.register(subject)
    try:
        yield desk
    finally:
        subjects.drop(KEY)


def rule(*steps: dict[str, Any], name: str = "Discounts", **fields: Any) -> Rule:
    made = Rule.objects.create(subject=KEY, name=name, position=fields.pop("position", 0), **fields)
    for place, step in enumerate(steps):
        RuleStep.objects.create(rule=made, position=place, **step)
    return made


def people(*users: User, **more: Any) -> dict[str, Any]:
    """A step decided by these."""
    return {"by": "users", "users": [one.pk for one in users], **more}


def asked(customer: Customer, by: User, **facts: str) -> Request:
    made = requests.ask(
        subject=KEY, record_id=customer.pk, title=f"Discount for {customer.name}", by=by,
        facts={"discount": "15", "amount": "20000", "currency": "CNY", **facts},
    )  # fmt: skip
    assert made is not None
    return made


def waiting(request: Request) -> set[str]:
    """The names of those whose decision is wanted now."""
    return set(request.waiting.values_list("user__name", flat=True))
