import pytest
from django.utils import timezone

from kehu.customers.actions import customers
from kehu.customers.actions.duplicates import dismiss, look_again, reopen, search_all
from kehu.customers.actions.merging import merge, unmerge
from kehu.customers.matching import Comparable, Match
from kehu.customers.models import Customer, DuplicateKey, DuplicatePair, DuplicateSearch
from kehu.customers.queries.duplicates import candidates, count_open, open_pairs, wordings
from kehu.customers.storing.duplicates import Found, store_pairs
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.jobs.actions import runs
from tests.world import World

PHONE = "+8613800138000"


@pytest.fixture
def zhang(world: World) -> Customer:
    return customers.create(by=world.alice, kind="person", name="张伟", phone=PHONE, email="zw@qq.com")


@pytest.fixture
def twin(world: World) -> Customer:
    return customers.create(by=world.alice, kind="person", name="張偉", phone="138 0013 8000", email="zw@qq.com")


def test_a_draft_finds_who_is_there_by_exact_number_before_any_search_ran(world: World, zhang: Customer) -> None:
    found = candidates(Comparable("person", names=("张伟",), phones=(PHONE,)), world.alice)

    assert [one.customer for one in found] == [zhang]
    assert "Same phone number" in found[0].reasons


def test_a_draft_finds_an_organisation_by_its_name_without_form_and_place(world: World) -> None:
    hna = customers.create(by=world.alice, kind="organisation", name="河南华宁科技有限公司")
    look_again([hna.pk])

    found = candidates(Comparable("organisation", names=("华宁科技",)), world.alice)

    assert [one.customer for one in found] == [hna]


def test_of_a_customer_one_may_not_see_only_the_owner_is_told(world: World, zhang: Customer) -> None:
    found = candidates(Comparable("person", names=("张伟",), phones=(PHONE,), emails=("zw@qq.com",)), world.charlie)

    assert [(one.customer, one.ask, one.reasons) for one in found] == [(None, "Alice", [])]
    assert candidates(Comparable("person", names=("张伟",)), world.charlie) == []


def test_candidates_take_few_statements(
    world: World, zhang: Customer, twin: Customer, django_assert_max_num_queries
) -> None:
    draft = Comparable("person", names=("张伟",), phones=(PHONE,), emails=("zw@qq.com",))
    with django_assert_max_num_queries(12):
        assert len(candidates(draft, world.alice)) == 2


def test_a_change_is_compared_at_once_and_a_search_finds_the_same(
    world: World, zhang: Customer, twin: Customer
) -> None:
    look_again([twin.pk, zhang.pk])
    pair = DuplicatePair.objects.get()
    assert wordings(pair.reasons)
    weight = pair.weight
    DuplicatePair.objects.all().delete()
    DuplicateKey.objects.all().delete()

    search_all()

    assert DuplicatePair.objects.get().weight == weight
    assert DuplicateSearch.objects.get().phase == "done"


def test_a_pair_that_is_none_any_more_is_forgotten_and_a_decided_one_stays(
    world: World, zhang: Customer, twin: Customer
) -> None:
    look_again([twin.pk, zhang.pk])
    dismiss(pair=DuplicatePair.objects.get(), by=world.alice)
    search_all()
    assert DuplicatePair.objects.get().state == "dismissed"

    reopen(pair=DuplicatePair.objects.get(), by=world.alice)
    customers.update(customer=twin, changes={"phone": "", "email": "", "name": "李娜"}, by=world.alice)
    look_again([twin.pk])
    assert not DuplicatePair.objects.exists()


def test_a_cancelled_search_goes_on_where_it_stopped(world: World, zhang: Customer, twin: Customer) -> None:
    run = runs.plan(kind="x", title="x", by=world.ada)
    search_all(run=run)
    assert DuplicatePair.objects.count() == 1
    run = runs.plan(kind="x", title="x", by=world.ada)
    runs.cancel(run=run, by=world.ada)
    with pytest.raises(runs.Cancelled):
        search_all(run=run)
    assert DuplicatePair.objects.count() == 1

    search_all()
    assert DuplicateSearch.objects.get().phase == "done"


def test_the_work_list_shows_only_pairs_of_which_one_sees_both(world: World, zhang: Customer, twin: Customer) -> None:
    look_again([twin.pk, zhang.pk])
    assert (count_open(world.alice), count_open(world.ada), count_open(world.charlie)) == (1, 1, 0)

    Customer.objects.filter(pk=twin.pk).update(owner=world.charlie)
    assert (count_open(world.alice), count_open(world.ada), count_open(world.charlie)) == (0, 1, 0)
    with pytest.raises(OutOfReach):
        dismiss(pair=DuplicatePair.objects.get(), by=world.alice)
    with pytest.raises(PermissionMissing):
        dismiss(pair=DuplicatePair.objects.get(), by=world.ann)


def test_merging_settles_the_pair_and_unmerging_opens_it_again(world: World, zhang: Customer, twin: Customer) -> None:
    look_again([twin.pk, zhang.pk])
    made = merge(survivor=zhang, loser=twin, by=world.alice)
    assert not open_pairs(world.alice).exists()

    unmerge(merge=made, by=world.alice)
    look_again([twin.pk, zhang.pk])
    assert open_pairs(world.alice).count() == 1


def test_pairs_with_whole_and_broken_weights_are_stored_together(world: World, zhang: Customer, twin: Customer) -> None:
    third = customers.create(by=world.alice, kind="person", name="Li")
    pairs = [tuple(sorted((zhang.pk, other.pk))) for other in (twin, third)]
    store_pairs([Found(pair, Match(weight)) for pair, weight in zip(pairs, (7, 6.5), strict=True)], timezone.now())

    assert set(DuplicatePair.objects.values_list("weight", flat=True)) == {7.0, 6.5}
