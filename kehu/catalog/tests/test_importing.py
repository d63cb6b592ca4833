from decimal import Decimal

from kehu.catalog.actions import prices, products
from kehu.catalog.models import PriceEntry, Product
from kehu.catalog.tests.making import standard
from kehu.customers.tests.imports.bringing import brought, counts, reasons
from kehu.foundation.changes.actions import undoing
from tests.world import World

# The columns of the public data set “CRM sales opportunities”.
PUBLIC = """product,series,sales_price
GTX Basic,GTX,550
GTX Pro,GTX,4821
MG Special,MG,55
MG Advanced,MG,3393
GTX Plus Pro,GTX,5482
GTX Plus Basic,GTX,1096
GTK 500,GTK,26768
"""
OWN = """产品名称,产品编码,产品类型,产品分类,单位,计费周期,标准价,成本,税类,状态,英文名称
千兆宽带,BB-1000,套餐,宽带 / 家庭,月,按月,¥199.00,80,9%,在售,Fibre 1000
路由器,RT-7,终端,终端,件,,599,410,13%,停售,Router
坏行,,,,光年,,1,,,,
"""


def test_the_public_data_set_is_recognised_by_its_headings(world: World) -> None:
    of = brought(PUBLIC, world.ada, target="products")

    assert counts(of) == {"rows": 7, "created": 7}
    one = Product.objects.get(name="GTK 500")
    assert (one.sku, one.category.name, one.list_price, one.state) == ("GTK-500", "GTK", Decimal(26768), "active")
    assert counts(brought(PUBLIC, world.ada, target="products")) == {"rows": 7, "skipped": 7}


def test_a_price_list_of_ones_own_comes_in_with_units_taxes_and_names(world: World) -> None:
    of = brought(OWN, world.ada, target="products")

    assert counts(of) == {"rows": 3, "created": 2, "failed": 1}
    one = Product.objects.get(sku="BB-1000")
    assert (one.kind, one.period, one.unit.key, one.tax_class.key) == (
        "subscription",
        "month",
        "month",
        "telecom_basic",
    )
    assert (one.cost, one.list_price, one.names, one.category.name) == (80, 199, {"en": "Fibre 1000"}, "家庭")
    assert one.category.parent.name == "宽带"
    assert Product.objects.get(sku="RT-7").state == "retired"
    assert reasons(of)[4] == ["“光年” is not known here."]


def test_what_came_in_is_taken_back_with_its_prices(world: World) -> None:
    of = brought(PUBLIC, world.ada, target="products")

    undoing.undo(change_set=of.change_set, by=world.ada)

    assert not Product.objects.filter(deleted_at=None).exists()
    assert not PriceEntry.objects.exists()


def test_a_second_file_changes_what_differs(world: World) -> None:
    brought(PUBLIC, world.ada, target="products")

    of = brought("sku,price,name\nGTX-BASIC,600,GTX Basic\nGTX-PRO,4821,GTX Pro\n", world.ada, target="products")

    assert counts(of) == {"rows": 2, "updated": 1, "skipped": 1}
    assert Product.objects.get(sku="GTX-BASIC").list_price == Decimal(600)


def test_prices_with_steps_come_into_their_book(world: World) -> None:
    brought(PUBLIC, world.ada, target="products")
    book = prices.create(name="Dealers", currency="CNY", by=world.ada)
    text = "price book,sku,min quantity,price\nDealers,GTX-PRO,0,4500\nDealers,GTX Pro,10,4300\nNobody,GTX-PRO,0,1\n"
    text += "Dealers,Missing,0,1\n,GTK-500,5,26000\n"

    of = brought(text, world.ada, target="prices")

    assert counts(of) == {"rows": 5, "created": 3, "failed": 2}
    assert sorted(book.entries.values_list("from_quantity", "amount")) == [(0, 4500), (10, 4300)]
    assert standard().entries.filter(from_quantity=5).count() == 1
    assert counts(brought(text, world.ada, target="prices")) == {"rows": 5, "skipped": 3, "failed": 2}
    undoing.undo(change_set=of.change_set, by=world.ada)
    assert not book.entries.exists()


def test_list_prices_follow_when_a_pasted_block_is_taken_back(world: World) -> None:
    one = products.create(name="Phone", by=world.maria)
    prices.enter(book=standard(), cells=[prices.Cell(one.pk, Decimal(100))], by=world.maria)
    cells = [prices.Cell(one.pk, Decimal(90)), prices.Cell(one.pk, Decimal(80), since=Decimal(10))]
    _count, made = prices.enter_block(book=standard(), cells=cells, by=world.maria)
    assert Product.objects.get().list_price == Decimal(90)
    undoing.undo(change_set=made, by=world.maria)
    assert Product.objects.get().list_price == Decimal(100)
