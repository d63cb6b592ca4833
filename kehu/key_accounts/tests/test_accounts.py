from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kehu.catalog.models import PriceBook
from kehu.customers.actions import standing
from kehu.customers.actions.merging import merge
from kehu.customers.models import Contact, Customer
from kehu.foundation.audit.writing import writing
from kehu.interactions.models import Visit
from kehu.key_accounts import entitlements, handlers
from kehu.key_accounts.actions import accounts, entitling, plans, stakeholders
from kehu.key_accounts.models import AccountPlan, Entitlement, KeyAccount
from kehu.key_accounts.tests.conftest import Group
from kehu.quotes.models import DiscountLimit
from tests.world import World


def visited(customer: Customer, world: World, day: datetime) -> None:
    Visit.objects.create(
        customer=customer, visitor=world.alice, purpose="x", planned_start=day, planned_end=day + timedelta(hours=1),
        state="held", closed_at=day, closed_by=world.alice,
    )  # fmt: skip


def test_who_is_owed_a_visit_is_due_so_long_after_the_last(world: World, group: Group, owed: None) -> None:
    """Last visited on 1 March 2026; key accounts every 30 days: 31 March. A: every 90 days: 30 May."""
    for customer, tier in ((group.holding, "key"), (group.north, "a"), (group.yard, "b")):
        standing.set_tier(customer=customer, tier=tier, by=world.ada)
        visited(customer, world, datetime(2026, 3, 1, 2, tzinfo=UTC))
        visited(customer, world, datetime(2026, 1, 1, 2, tzinfo=UTC))
    accounts.refresh(group.ids)
    due = {one.customer_id: str(one.visit_due_on) for one in KeyAccount.objects.all()}
    assert due == {group.holding.pk: "2026-03-31", group.north.pk: "2026-05-30"}


def test_who_was_never_visited_is_due_so_long_after_he_came_to_his_tier(world: World, group: Group, owed: None) -> None:
    standing.set_tier(customer=group.holding, tier="key", at=datetime(2026, 6, 1, 4, tzinfo=UTC), by=world.ada)
    accounts.refresh_all()
    assert str(KeyAccount.objects.get().visit_due_on) == "2026-07-01"


def test_an_account_comes_and_goes_with_its_tier(world: World, group: Group, owed: None) -> None:
    standing.set_tier(customer=group.holding, tier="key", by=world.ada)
    event = type("Event", (), {"customer_ids": [group.holding.pk], "fields": ["tier"]})()
    handlers.follow_tiers(event)
    assert KeyAccount.objects.filter(customer=group.holding).exists()
    standing.set_tier(customer=group.holding, tier="b", by=world.ada)
    handlers.follow_tiers(event)
    assert not KeyAccount.objects.exists()


def test_nothing_is_written_where_nothing_changed(world: World, group: Group, owed: None) -> None:
    standing.set_tier(customer=group.holding, tier="key", by=world.ada)
    accounts.refresh_all()
    before = KeyAccount.objects.get().updated_at
    accounts.refresh_all()
    assert KeyAccount.objects.get().updated_at == before


def test_others_ask_what_a_customer_is_owed(
    world: World, group: Group, owed: None, django_assert_num_queries: Any
) -> None:
    with writing(by=world.ada):
        Customer.objects.filter(pk=group.holding.pk).update(tier="key")
        DiscountLimit.objects.all().delete()
        DiscountLimit.objects.create(tier="key", percent=Decimal(15))
        PriceBook.objects.create(name="Key prices", currency="CNY", tier="key")
    with django_assert_num_queries(4):
        found = entitlements.of(group.ids)
    key, none = found[group.holding.pk], found[group.north.pk]
    assert (key.green_channel, key.visit_days, key.response_hours, key.dedicated_manager) == (True, 30, None, False)
    assert (key.discount_limit, key.price_books) == (Decimal(15), ("Key prices",))
    assert key.said() == ["green channel", "a visit every 30 days", "discounts up to 15.0%", "prices of “Key prices”"]
    assert (none.green_channel, none.visit_days, none.said()) == (False, None, [])


@pytest.mark.parametrize(
    ("key", "value"), [("visit_days", 0.5), ("visit_days", 2000), ("green_channel", 3), ("free", 1)]
)
def test_a_tier_is_owed_only_what_there_is(world: World, owed: None, key: str, value: Any) -> None:
    with pytest.raises(entitling.EntitlementRefused):
        entitling.entitle(tier="key", given={key: value}, by=world.ada)


def test_what_is_not_owed_any_more_is_gone(world: World, owed: None) -> None:
    entitling.entitle(tier="key", given={"green_channel": False, "response_hours": 4}, by=world.ada)
    rows = Entitlement.objects.filter(tier="key")
    assert dict(rows.values_list("key", "value")) == {"visit_days": 30, "response_hours": 4}
    with pytest.raises(PermissionDenied):
        entitling.entitle(tier="key", given={}, by=world.maria)


def test_plans_of_one_year_are_joined_when_customers_are_merged(world: World, group: Group, owed: None) -> None:
    mine = plans.begin(customer=group.holding, year=2026, by=world.ada)
    theirs = plans.begin(customer=group.north, year=2026, by=world.ada)
    other = plans.begin(customer=group.north, year=2025, by=world.ada)
    plans.set_goal(plan=theirs, title="Keep them", by=world.ada)
    person = Contact.objects.create(customer=group.north, name="Clerk")
    stakeholders.place(plan=theirs, contact=person, by=world.ada)
    merge(survivor=group.holding, loser=group.north, by=world.ada)
    assert set(AccountPlan.objects.values_list("pk", flat=True)) == {mine.pk, other.pk}
    assert mine.goals.get().title == "Keep them"
    assert mine.stakeholders.count() == 1
    assert AccountPlan.objects.get(pk=other.pk).customer_id == group.holding.pk


def test_overdue_is_asked_of_the_list(world: World, group: Group, owed: None, client: Any) -> None:
    standing.set_tier(customer=group.holding, tier="key", at=timezone.now() - timedelta(days=60), by=world.ada)
    standing.set_tier(customer=group.north, tier="key", by=world.ada)
    accounts.refresh_all()
    client.force_login(world.alice)
    page = client.get("/key-accounts/?visit_due_on.in=past").content.decode()
    assert "Holding" in page
    assert "North" not in page
