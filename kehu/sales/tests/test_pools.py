"""What may be claimed by whom, what goes back by rule, and that a pool shows who it is but not how he is reached."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kehu.customers.models import Customer, Pool, PoolMember
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.lists.pages import page_of
from kehu.foundation.lists.rows import page as page_of_rows
from kehu.foundation.notices.models import Notice
from kehu.foundation.search.query import search
from kehu.sales.actions import claiming, reclaiming
from kehu.sales.models import Holding, Lead, PooledCustomer, PooledLead, ReclaimRule
from tests.world import World

PHONE = "+8613912345678"


@pytest.fixture
def pool(world: World) -> Pool:
    made = Pool.objects.create(name="North", holds="customer", claims_per_day=2, cool_down_days=3)
    PoolMember.objects.create(pool=made, team=world.team)
    PoolMember.objects.create(pool=made, user=world.maria, manages=True)
    return made


def waiting(pool: Pool, number: int = 1) -> list[Customer]:
    return [
        Customer.objects.create(
            kind="person", name=f"Zhao {place}", phone=PHONE, email="zhao@example.com", pool=pool,
            pooled_at=timezone.now(),
        )
        for place in range(number)
    ]  # fmt: skip


def idle(world: World, days: float, **more: Any) -> Customer:
    made = Customer.objects.create(kind="organisation", name="Idle", owner=world.alice, **more)
    Customer.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=days))
    return made


def test_members_see_what_waits_and_nobody_else_does(world: World, pool: Pool) -> None:
    (one,) = waiting(pool)

    sees = {user.name for user in world.users.values() if PooledCustomer.objects.visible_to(user).filter(pk=one.pk)}
    assert sees == {"Ada", "Alice", "Maria", "Ann", "Otto"}
    assert not PooledCustomer.objects.visible_to(world.charlie).exists()
    # The customer himself stays out of sight: contacts, numbers and what was said are closed with him.
    assert not Customer.objects.visible_to(world.bob).filter(pk=one.pk).exists()


def test_phone_and_mail_are_masked_at_every_door_until_it_is_claimed(world: World, pool: Pool, client: Client) -> None:
    (one,) = waiting(pool)
    client.force_login(world.alice)
    assert access(world.alice, "pooled_customer", "phone") == FieldAccess.MASKED

    listing = page_of("pooled_customer")
    row = page_of_rows(listing.parse({"columns": ["name,phone,email"]}, world.alice), world.alice).rows[0]
    pages = [
        client.get("/pools/customers/").content.decode(), client.get(f"/pools/customers/{one.pk}/").content.decode(),
    ]  # fmt: skip
    api = client.get("/api/v1/pooled-customers").content.decode()

    assert "12345678" not in str(row) + "".join(pages) + api and "zhao@" not in str(row) + "".join(pages) + api
    assert client.get(f"/customers/{one.pk}/").status_code == 404
    assert client.get("/pools/customers/?phone.starts=%2B86139").content.decode().count("Zhao 0") == 0

    claiming.claim_one(object_key="customer", record_id=one.pk, by=world.alice)
    assert client.get(f"/customers/{one.pk}/").status_code == 200
    assert not PooledCustomer.objects.visible_to(world.alice).exists()


def test_what_waits_is_found_by_name_and_not_by_number(world: World, pool: Pool) -> None:
    customer = idle(world, 100, phone=PHONE)
    claiming.release(object_key="customer", ids=[customer.pk], by=world.alice)

    assert [hit.record_id for hit in search(world.bob, "Idle")] == [customer.pk]
    assert not search(world.bob, "13912345678")


def test_no_more_than_the_limit_of_a_day_is_claimed(world: World, pool: Pool) -> None:
    rows = waiting(pool, 3)

    done = claiming.claim(object_key="customer", ids=[one.pk for one in rows], by=world.alice)
    assert (len(done.changed), len(done.refused)) == (2, 1)

    tomorrow = timezone.now() + timedelta(days=1)
    assert claiming.claim(object_key="customer", ids=[rows[2].pk], by=world.alice, at=tomorrow).changed


def test_nobody_holds_more_than_the_cap(world: World, pool: Pool) -> None:
    Pool.objects.filter(pk=pool.pk).update(claims_per_day=None, most_held=2)
    rows = waiting(pool, 2)  # Acme is hers already

    done = claiming.claim(object_key="customer", ids=[one.pk for one in rows], by=world.alice)
    assert (len(done.changed), len(done.refused)) == (1, 1)


def test_its_last_owner_waits_before_he_claims_again_and_others_do_not(world: World, pool: Pool) -> None:
    customer = idle(world, 1)
    claiming.release(object_key="customer", ids=[customer.pk], by=world.alice, reason="no time")

    with pytest.raises(claiming.ClaimRefused, match="from"):
        claiming.claim_one(object_key="customer", record_id=customer.pk, by=world.alice)
    claiming.claim_one(object_key="customer", record_id=customer.pk, by=world.bob)

    how = list(Holding.objects.filter(record_id=customer.pk).order_by("since").values_list("how", flat=True))
    assert how == ["held", "released", "claimed"]


def test_who_comes_second_is_told_so(world: World, pool: Pool, client: Client) -> None:
    (one,) = waiting(pool)
    claiming.claim_one(object_key="customer", record_id=one.pk, by=world.bob)

    client.force_login(world.alice)
    answer = client.post(f"/pools/customers/{one.pk}/claim/", headers={"HX-Request": "true"})
    assert answer.status_code == 422 and "quicker" in answer["HX-Trigger"]
    client.force_login(world.charlie)
    assert client.post(f"/pools/customers/{one.pk}/claim/").status_code == 404


def test_only_who_manages_the_pool_gives_from_it(world: World, pool: Pool) -> None:
    (one,) = waiting(pool)

    assert claiming.give(object_key="customer", ids=[one.pk], owner=world.bob, by=world.alice).refused
    assert claiming.give(object_key="customer", ids=[one.pk], owner=world.bob, by=world.maria).changed == [one.pk]
    assert Customer.objects.get(pk=one.pk).owner == world.bob


def test_what_nobody_was_in_touch_with_goes_back_and_the_strict_rule_comes_first(world: World, pool: Pool) -> None:
    ReclaimRule.objects.create(pool=pool, name="Key", conditions="tier=key", idle_days=10, position=1)
    ReclaimRule.objects.create(pool=pool, name="All", idle_days=60, position=2)
    key, plain, old = idle(world, 20, tier="key"), idle(world, 20), idle(world, 70)
    fresh = idle(world, 70, last_contact_at=timezone.now() - timedelta(days=5))

    assert reclaiming.run() == {"customer": 2, "lead": 0}

    owners = dict(Customer.objects.values_list("pk", "owner"))
    assert [owners[one.pk] for one in (key, plain, old, fresh)] == [None, world.alice.pk, None, world.alice.pk]
    assert reclaiming.run() == {"customer": 0, "lead": 0}
    made = ChangeSet.objects.get(kind="automation")
    undoing.undo(change_set=made, by=world.ada)
    assert Customer.objects.filter(owner=world.alice, pool=None).count() == 5


def test_an_open_opportunity_protects(world: World, pool: Pool) -> None:
    from kehu.sales.actions import opportunities

    ReclaimRule.objects.create(pool=pool, name="All", idle_days=60)
    customer = idle(world, 70)
    opportunities.create(customer=customer, name="Deal", by=world.ada, owner=world.alice)

    assert reclaiming.run()["customer"] == 0


def test_a_run_that_was_cut_off_goes_on_as_the_same_change_set(world: World, pool: Pool, monkeypatch: Any) -> None:
    monkeypatch.setattr(reclaiming, "BATCH", 2)
    ReclaimRule.objects.create(pool=pool, name="All", idle_days=60)
    for _place in range(5):
        idle(world, 70)
    real, calls = reclaiming.put_back, []

    def once(*args: Any, **given: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*args, **given)

    monkeypatch.setattr(reclaiming, "put_back", once)
    with pytest.raises(KeyboardInterrupt):
        reclaiming.run()
    assert Customer.objects.filter(owner=None).count() == 2
    monkeypatch.setattr(reclaiming, "put_back", real)

    assert reclaiming.run()["customer"] == 5
    assert ChangeSet.objects.filter(kind="automation").count() == 1
    assert Holding.objects.filter(how="reclaimed", until=None).count() == 5


def test_the_owner_is_told_the_day_before_and_once(world: World, pool: Pool) -> None:
    ReclaimRule.objects.create(pool=pool, name="All", idle_days=60)
    idle(world, 59.5)  # by tomorrow it is more than sixty days

    assert (reclaiming.warn(), reclaiming.warn()) == (1, 0)
    assert Notice.objects.get(user=world.alice, kind="reminder").params == {"count": 1}
    assert reclaiming.run()["customer"] == 0


def test_what_nobody_owns_is_put_in_where_a_pool_takes_it(world: World, pool: Pool) -> None:
    lost = Customer.objects.create(kind="person", name="Lost", pool=None)
    reclaiming.run()
    assert Customer.objects.get(pk=lost.pk).pool is None

    Pool.objects.filter(pk=pool.pk).update(takes_ownerless=True, conditions="kind=person")
    firm = Customer.objects.create(kind="organisation", name="Firm")
    reclaiming.run()
    assert Customer.objects.get(pk=lost.pk).pool == pool
    assert Customer.objects.get(pk=firm.pk).pool is None


def test_leads_wait_in_pools_as_customers_do(world: World) -> None:
    pool = Pool.objects.create(name="Leads", holds="lead")
    PoolMember.objects.create(pool=pool, department=world.north)
    with writing(by=world.ada):
        lead = Lead.objects.create(name="Li", phone=PHONE, pool=pool, pooled_at=timezone.now())

    assert PooledLead.objects.visible_to(world.bob).filter(pk=lead.pk).exists()
    assert not PooledLead.objects.visible_to(world.charlie).exists()
    claiming.claim_one(object_key="lead", record_id=lead.pk, by=world.bob)
    assert Lead.objects.visible_to(world.bob).get(pk=lead.pk).owner == world.bob
