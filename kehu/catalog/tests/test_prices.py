"""Which price holds: golden cases, worked out by hand."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kehu.catalog.models import BundlePart, OptionValue, ProductOption, ProductUnit, Variant, VariantValue
from kehu.catalog.queries.prices import Ask, price_for, prices_for
from kehu.catalog.tests.making import DAY, book, entry, product, rate, standard, unit
from kehu.customers.models import CustomerTag, Tag, Territory
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import Company
from tests.world import World


@pytest.fixture(autouse=True)
def written(world: World) -> Any:
    Company.objects.forget()
    with writing(by=world.ada):
        yield


def test_the_standard_book_is_there_for_everybody(world: World) -> None:
    one = product()
    entry(standard(), one, "100")
    price = price_for(one, on=DAY)
    assert (price.amount, price.currency, price.book, price.step) == (Decimal(100), "CNY", standard(), 0)
    assert price.explanation == ["From the standard price book “Standard prices”."]


def test_without_an_entry_there_is_no_price_and_it_says_so(world: World) -> None:
    price = price_for(product(), on=DAY)
    assert price.amount is None
    assert [one.code for one in price.why] == ["no_price"]


@pytest.mark.parametrize(
    ("quantity", "amount", "step"),
    [
        ("1", "100", "0"),
        ("9.9999", "100", "0"),  # a step begins at its quantity, not before
        ("10", "90", "10"),
        ("99", "90", "10"),
        ("100", "80", "100"),
        ("100000", "80", "100"),
    ],
)
def test_the_largest_step_that_is_reached_holds(world: World, quantity: str, amount: str, step: str) -> None:
    one = product()
    for since, price in (("0", "100"), ("10", "90"), ("100", "80")):
        entry(standard(), one, price, since)
    found = price_for(one, quantity=Decimal(quantity), on=DAY)
    assert (found.amount, found.step) == (Decimal(amount), Decimal(step))


@pytest.mark.parametrize(("wanted", "amount"), [("North", "70"), ("Harbour", "70"), ("South", "100")])
def test_a_book_for_a_territory_holds_below_it_as_well(world: World, wanted: str, amount: str) -> None:
    north = Territory.objects.create(name="North", path="n/")
    harbour = Territory.objects.create(name="Harbour", parent=north, path="n/h/")
    world.acme.territory = harbour
    world.acme.save()
    one = product()
    entry(standard(), one, "100")
    entry(book("Special", territory=wanted), one, "70")
    assert price_for(one, customer=world.acme, on=DAY).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("condition", "customer", "amount"),
    [
        ({"tier": "key"}, {"tier": "key"}, "70"),
        ({"tier": "key"}, {"tier": "a"}, "100"),
        ({"standing": "dealer"}, {"standings": ["company", "dealer"]}, "70"),
        ({"standing": "dealer"}, {"standings": ["company"]}, "100"),
        ({"region": "Guangdong"}, {"region": "Guangdong"}, "70"),
        ({"region": "Guangdong"}, {"region": "Hubei"}, "100"),
        ({"tier": "key", "region": "Hubei"}, {"tier": "key", "region": "Hubei"}, "70"),
        ({"tier": "key", "region": "Hubei"}, {"tier": "key", "region": "Hunan"}, "100"),  # every condition counts
    ],
)
def test_a_book_holds_for_whom_it_names(world: World, condition: Any, customer: Any, amount: str) -> None:
    one = product()
    entry(standard(), one, "100")
    entry(book("Special", **condition), one, "70")
    for key, value in customer.items():
        setattr(world.acme, key, value)
    assert price_for(one, customer=world.acme, on=DAY).amount == Decimal(amount)


def test_a_book_for_a_tag_holds_for_customers_with_the_tag(world: World) -> None:
    one, tag = product(), Tag.objects.create(name="Fair 2026")
    entry(standard(), one, "100")
    entry(book("Fair", tag=tag), one, "88")
    assert price_for(one, customer=world.acme, on=DAY).amount == Decimal(100)
    CustomerTag.objects.create(customer=world.acme, tag=tag)
    price = price_for(one, customer=world.acme, on=DAY)
    assert price.amount == Decimal(88)
    assert "The book is for customers with the tag “Fair 2026”." in price.explanation


@pytest.mark.parametrize(("days", "amount"), [(-1, "100"), (0, "95"), (10, "95"), (11, "100")])
def test_a_book_holds_from_its_first_day_to_its_last(world: World, days: int, amount: str) -> None:
    one = product()
    entry(standard(), one, "100")
    entry(book("June", valid_from=DAY, valid_until=DAY + timedelta(days=10)), one, "95")
    assert price_for(one, on=DAY + timedelta(days=days)).amount == Decimal(amount)


def test_the_higher_priority_comes_first_then_more_conditions_then_the_later_book(world: World) -> None:
    one = product()
    world.acme.tier = "key"
    for name, amount, more in (
        ("General", "99", {}),
        ("Newer", "98", {"valid_from": DAY - timedelta(days=3)}),
        ("Tier", "97", {"tier": "key"}),
        ("Urgent", "96", {"priority": 5}),
    ):
        entry(book(name, **more), one, amount)
    found = []
    for _step in range(4):
        price = price_for(one, customer=world.acme, on=DAY)
        assert price.book
        found.append(price.book.name)
        price.book.is_active = False
        price.book.save()
    assert found == ["Urgent", "Tier", "Newer", "General"]


def test_a_book_that_asks_for_more_than_is_bought_is_passed_over(world: World) -> None:
    one = product()
    entry(standard(), one, "100")
    entry(book("Large lots", priority=9), one, "60", "50")
    price = price_for(one, quantity=Decimal(49), on=DAY)
    assert price.amount == Decimal(100)
    assert price.explanation[0] == "“Large lots” comes first but has no price for a quantity of 49."
    assert price_for(one, quantity=Decimal(50), on=DAY).amount == Decimal(60)


@pytest.mark.parametrize(
    ("currency", "day", "amount"),
    [
        # 100 CNY ÷ 7.2 CNY for a dollar = 13.888… → 13.89
        ("USD", DAY, "13.89"),
        # from the 20th a dollar is 8 CNY: 100 ÷ 8 = 12.50
        ("USD", date(2026, 6, 20), "12.50"),
        # 100 CNY ÷ 0.048 CNY for a yen = 2083.33… → a yen has no fraction
        ("JPY", DAY, "2083"),
        # the day before any rate is known
        ("USD", date(2025, 12, 31), None),
    ],
)
def test_foreign_money_goes_by_the_rate_of_the_day(world: World, currency: str, day: date, amount: Any) -> None:
    one = product()
    entry(standard(), one, "100")
    rate("USD", date(2026, 1, 1), "7.2")
    rate("USD", date(2026, 6, 20), "8")
    rate("JPY", date(2026, 1, 1), "0.048")
    price = price_for(one, currency=currency, on=day)
    assert price.amount == (Decimal(amount) if amount else None)


def test_between_two_foreign_currencies_the_way_leads_through_ours(world: World) -> None:
    one = product()
    rate("USD", date(2026, 1, 1), "7.2")
    rate("EUR", date(2026, 1, 1), "7.92")
    world.acme.tier = "a"
    entry(book("In dollars", "USD", tier="a"), one, "55")
    # 55 USD × 7.2 ÷ 7.92 = 396 ÷ 7.92 = 50 EUR
    price = price_for(one, customer=world.acme, currency="EUR", on=DAY)
    assert (price.amount, price.original) == (Decimal("50.00"), Decimal(55))
    assert "Converted from 55 USD at the rate 0.909091 of 06/15/2026." in price.explanation


def test_a_book_for_everybody_in_another_currency_leaves_the_standard_book_alone(world: World) -> None:
    one = product()
    rate("USD", date(2026, 1, 1), "7.2")
    entry(standard(), one, "100")
    entry(book("Export", "USD"), one, "20")
    assert price_for(one, currency="CNY", on=DAY).amount == Decimal(100)
    assert price_for(one, currency="USD", on=DAY).amount == Decimal(20)


def test_a_fine_price_is_kept_fine_also_when_it_is_converted(world: World) -> None:
    one = product(unit=unit("message"))
    rate("USD", date(2026, 1, 1), "7.2")
    entry(standard(), one, "0.035")
    assert price_for(one, on=DAY).amount == Decimal("0.035")
    # 0.035 ÷ 7.2 = 0.00486…; the entry is finer than the fen by one digit, so one digit below the cent: 0.005
    assert price_for(one, currency="USD", on=DAY).amount == Decimal("0.005")


@pytest.mark.parametrize(
    ("asked", "quantity", "amount"),
    [
        ("piece", "1", "10"),
        # a dozen is 12 pieces: 12 × 10
        ("dozen", "1", "120.00"),
        # 5 dozen are 60 pieces, so the step from 50 pieces is reached: 12 × 9
        ("dozen", "5", "108.00"),
        # the product's own carton holds 30 pieces: 30 × 10; two of them are 60 pieces: 30 × 9
        ("set", "1", "300.00"),
        ("set", "2", "270.00"),
    ],
)
def test_units_are_converted_and_steps_counted_in_the_unit_of_the_entry(
    world: World, asked: str, quantity: str, amount: str
) -> None:
    one = product()
    ProductUnit.objects.create(product=one, unit=unit("set"), factor=30)
    entry(standard(), one, "10")
    entry(standard(), one, "9", "50")
    assert price_for(one, unit=unit(asked), quantity=Decimal(quantity), on=DAY).amount == Decimal(amount)


def test_a_price_for_the_wanted_unit_goes_before_a_converted_one(world: World) -> None:
    one = product()
    entry(standard(), one, "10")
    entry(standard(), one, "110", unit=unit("dozen"))
    assert price_for(one, unit=unit("dozen"), on=DAY).amount == Decimal(110)
    assert price_for(one, quantity=Decimal(20), on=DAY).amount == Decimal(10)


def test_a_unit_that_does_not_convert_has_no_price(world: World) -> None:
    one = product()
    entry(standard(), one, "10")
    assert price_for(one, unit=unit("hour"), on=DAY).amount is None


def test_a_variant_has_its_own_price_or_that_of_its_product(world: World) -> None:
    one = product()
    size = ProductOption.objects.create(product=one, name="Size")
    made = []
    for name in ("S", "XL"):
        variant = Variant.objects.create(product=one, sku=f"P1-{name}", name=name, combination=name)
        VariantValue.objects.create(variant=variant, value=OptionValue.objects.create(option=size, name=name))
        made.append(variant)
    entry(standard(), one, "100")
    entry(standard(), one, "90", "10")
    entry(standard(), one, "120", variant=made[1])
    assert price_for(one, variant=made[0], on=DAY).amount == Decimal(100)
    assert price_for(one, variant=made[1], on=DAY).amount == Decimal(120)
    # The variant's own price goes before the product's step.
    assert price_for(one, variant=made[1], quantity=Decimal(10), on=DAY).amount == Decimal(120)
    assert price_for(one, on=DAY).amount == Decimal(100)


def test_a_summed_bundle_costs_what_is_chosen_at_first_unless_another_choice_is_given(world: World) -> None:
    bundle = product("B", bundle="summed")
    line, phone, extra = product("L"), product("F"), product("X")
    for one, amount in ((line, "100"), (phone, "15.50"), (extra, "40")):
        entry(standard(), one, amount)
    BundlePart.objects.create(bundle=bundle, product=line)
    BundlePart.objects.create(bundle=bundle, product=phone, quantity=2)
    BundlePart.objects.create(bundle=bundle, product=extra, is_optional=True, is_chosen=False)
    # 1 × 100 + 2 × 15.50 = 131
    assert price_for(bundle, on=DAY).amount == Decimal(131)
    # with the extra: 131 + 40 = 171
    chosen = [Ask(line.pk), Ask(phone.pk, quantity=Decimal(2)), Ask(extra.pk)]
    assert price_for(bundle, parts=chosen, on=DAY).amount == Decimal(171)


def test_parts_of_several_bundles_count_together_for_their_steps(world: World) -> None:
    bundle, phone = product("B", bundle="summed"), product("F")
    entry(standard(), phone, "20")
    entry(standard(), phone, "15", "10")
    BundlePart.objects.create(bundle=bundle, product=phone, quantity=2)
    # 4 bundles are 8 phones: 2 × 20; 5 bundles are 10 phones: 2 × 15
    assert price_for(bundle, quantity=Decimal(4), on=DAY).amount == Decimal(40)
    assert price_for(bundle, quantity=Decimal(5), on=DAY).amount == Decimal(30)


def test_a_bundle_with_a_part_that_has_no_price_has_none(world: World) -> None:
    bundle, phone = product("B", bundle="summed"), product("F")
    BundlePart.objects.create(bundle=bundle, product=phone)
    price = price_for(bundle, on=DAY)
    assert price.amount is None
    assert "A part of the bundle has no price: “Product F”." in price.explanation


def test_a_sum_of_monthly_and_single_charges_says_so(world: World) -> None:
    bundle, line, phone = product("B", bundle="summed"), product("L", period="month"), product("F")
    for one in (line, phone):
        entry(standard(), one, "10")
        BundlePart.objects.create(bundle=bundle, product=one)
    price = price_for(bundle, on=DAY)
    assert price.amount == Decimal(20)
    assert "periods_differ" in [one.code for one in price.why]


def test_a_price_comes_with_what_it_costs_the_company(world: World) -> None:
    rate("USD", date(2026, 1, 1), "8")
    one, other = product("P1", cost=Decimal(60)), product("P2", cost=Decimal(20))
    for sold, amount in ((one, "100"), (other, "40")):
        entry(standard(), sold, amount)
    assert price_for(one, on=DAY).cost == Decimal(60)
    # a dozen: 12 × 60 = 720; in dollars 60 ÷ 8 = 7.50
    assert price_for(one, unit=unit("dozen"), on=DAY).cost == Decimal(720)
    assert price_for(one, currency="USD", on=DAY).cost == Decimal("7.5")
    bundle = product("B", bundle="summed")
    for part, quantity in ((one, 1), (other, 3)):
        BundlePart.objects.create(bundle=bundle, product=part, quantity=quantity)
    # 1 × 60 + 3 × 20 = 120
    assert price_for(bundle, on=DAY).cost == Decimal(120)
    assert price_for(product("P3"), on=DAY).cost is None


def test_a_bundle_with_a_price_of_its_own_takes_no_notice_of_its_parts(world: World) -> None:
    bundle, phone = product("B", bundle="fixed"), product("F")
    entry(standard(), bundle, "99")
    entry(standard(), phone, "500")
    BundlePart.objects.create(bundle=bundle, product=phone)
    assert price_for(bundle, on=DAY).amount == Decimal(99)


def test_many_lines_are_priced_in_a_few_statements(world: World, django_assert_max_num_queries: Any) -> None:
    made = [product(f"N{number}") for number in range(40)]
    for number, one in enumerate(made):
        entry(standard(), one, str(number + 1))
    Company.objects.current()
    with django_assert_max_num_queries(3):
        found = prices_for([Ask(one.pk) for one in made], customer=world.acme, currency="CNY", on=DAY)
    assert [one.amount for one in found] == [Decimal(number + 1) for number in range(40)]


def test_it_explains_itself_in_chinese(world: World) -> None:
    from django.utils import translation

    one = product()
    entry(standard(), one, "100")
    with translation.override("zh-hans"):
        assert "价格手册" in price_for(one, on=DAY).explanation[0]
