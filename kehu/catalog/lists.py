"""The lists of the catalog, declared for the list engine."""

from django.utils.translation import gettext_lazy as _

from kehu.catalog.actions import cell_edits
from kehu.catalog.permissions import ProductVerb
from kehu.catalog.queries.pictures import pictures
from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.board import Board
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.layouts.lanes import LaneField
from kehu.foundation.lists.pages import ListPage

PRODUCTS = ListPage(
    "product",
    columns=("name", "sku", "kind", "category", "list_price", "unit", "state"),
    default_sort="name",
    card=("sku", "category", "list_price", "state"),
    views=(
        (_("On sale"), "state=active"),
        (_("Drafts"), "state=draft"),
        (_("Retired"), "state=retired"),
        (_("Bundles"), "bundle=fixed&bundle=summed"),
        (_("Without a price"), "state=active&list_price.empty=1"),
    ),
    tones={"state": {"active": "good", "retired": "neutral", "draft": "info"}},
    layouts=(
        TABLE,
        Board(
            fields=(
                LaneField("state", move=cell_edits.move, verb=ProductVerb.EDIT),
                LaneField("kind"),
            ),
            card=("sku", "category", "list_price"),
        ),
        Cards(pictures=pictures),
    ),
    groupings=("category", "kind", "state", "tax_class"),
    create="catalog:new_product",
    create_label=_("New product"),
    create_in_dialog=True,
    actions="catalog/list_actions.html",
    empty_title=_("No products yet"),
    empty_text=_("What you sell: goods, services and subscriptions, with their variants, bundles and prices."),
)

PRICE_BOOKS = ListPage(
    "price_book",
    columns=("name", "currency", "priority", "tier", "tag", "region", "valid_from", "valid_until", "is_active"),
    default_sort="name",
    card=("currency", "tier", "valid_until"),
    views=((_("In use"), "is_active=1"),),
    create="catalog:new_price_book",
    create_label=_("New price book"),
    create_in_dialog=True,
    empty_title=_("No price books yet"),
    empty_text=_("What you ask for your products: for everybody, for some customers, in a region, for a time."),
)

PRICES = ListPage(
    "price_entry",
    columns=("book", "product", "sku", "variant", "unit", "from_quantity", "amount", "currency"),
    card=("book", "from_quantity", "amount", "currency"),
    groupings=("book", "product"),
    empty_title=_("No prices yet"),
    empty_text=_("Prices are entered in a price book, typed or pasted, or brought in from a file."),
)
