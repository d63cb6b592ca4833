"""Addresses of pages are made in one place: from the name of a view, or from a kind of record and its id."""

import re
from uuid import uuid4

import pytest
from django.urls import resolve

from kehu.config.messages import PACKAGE
from kehu.foundation.objects import registry

BY_HAND = re.compile(r"""\burl\s*=\s*f?["']/""")


def test_no_notice_or_run_writes_an_address_by_hand() -> None:
    files = [one for one in PACKAGE.rglob("*.py") if "tests" not in one.parts and "migrations" not in one.parts]
    found = [str(one.relative_to(PACKAGE)) for one in files if BY_HAND.search(one.read_text())]
    assert found == []


@pytest.mark.parametrize(
    "key", ["customer", "lead", "opportunity", "quote", "contract", "task", "expense_claim", "handover"]
)
def test_the_address_of_a_record_leads_to_a_page(key: str) -> None:
    record_id = uuid4()
    assert record_id in resolve(registry.address(key, record_id)).kwargs.values()


def test_what_has_no_page_has_no_address() -> None:
    assert registry.address("no such thing", uuid4()) == ""
