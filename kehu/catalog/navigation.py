"""Menu entries of the catalog."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.objects.acts import Act
from kehu.foundation.ui.navigation import SALES, Entry

MENU = [
    Entry("products", _("Products"), icon="package", url="catalog:products", verb="product.view", position=37,
          shortcut="p", group=SALES),
    Entry("price_books", _("Price books"), icon="book-2", url="catalog:price_books", verb="price_book.view",
          position=38, group=SALES),
]  # fmt: skip
HOME = [
    Entry("product_news", _("Product news"), icon="news", url="catalog:news_at_home", verb="product.view",
          position=60),
]  # fmt: skip
CREATE = [
    Entry("product", _("Product"), icon="package", url="catalog:new_product", verb="product.create", position=30,
          dialog=True),
    Entry("price_book", _("Price book"), icon="book-2", url="catalog:new_price_book", verb="price_book.create",
          position=31, dialog=True),
]  # fmt: skip
SETTINGS = [
    Entry("catalog", _("Products and taxes"), icon="package", url="catalog:words", verb="catalog.configure",
          position=40, group=_("Sales"),
          about=_("Categories, units, tax classes with their rates, and how sums are rounded. Documents that were made "
              "already keep what they were worked out with.")),
]  # fmt: skip
ACTS = [
    Act("product", "edit", _("Edit"), icon="pencil", url="catalog:edit_product", verb="product.edit", shortcut="e",
        words=("change",), position=20),
    Act("product", "news", _("Write news …"), icon="news", url="catalog:write_news", verb="product_news.write",
        position=30),
    Act("product", "picture", _("Change the picture …"), icon="photo", url="catalog:product_picture",
        verb="product.edit", position=31),
    Act("price_book", "edit", _("Edit"), icon="pencil", url="catalog:edit_price_book", verb="price_book.edit",
        shortcut="e", words=("change",), position=20),
]  # fmt: skip
