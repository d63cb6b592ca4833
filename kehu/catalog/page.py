"""What the page of a product is put together from."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.catalog.models import Product, Variant
from kehu.catalog.queries import bundles, news
from kehu.catalog.queries.matrix import Matrix, matrix
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.custom_objects.facts import Fact, facts_of
from kehu.foundation.lists.columns import columns_of
from kehu.foundation.objects import registry
from kehu.foundation.record_pages import panels
from kehu.foundation.record_pages.arranging import Arrangement, arrange
from kehu.foundation.record_pages.panels import Catalogue, Panel
from kehu.foundation.ui.addresses import url

KEY = "product"
ABOUT = ("created_at", "updated_at")
# What the head of the page says already, or a panel of its own.
ELSEWHERE = {"name", "currency", "list_price", "bundle", "description"}
OWN = (
    Panel("facts", _("Facts"), "left", 10, icon="list-details", fixed=True),
    Panel("prices", _("Prices"), "tabs", 10, icon="tags"),
    Panel("variants", _("Variants"), "tabs", 20, icon="color-swatch"),
    Panel("bundle", _("Parts of the bundle"), "tabs", 30, icon="packages"),
    Panel("files", _("Documents"), "tabs", 50, icon="paperclip"),
    Panel("history", _("History"), "tabs", 90, icon="history"),
    Panel("news", _("News"), "right", 10, icon="news"),
    Panel("part_of", _("Part of"), "right", 40, icon="packages"),
)


def connect() -> None:
    """For “Edit layout”."""

    def fields(user: User) -> list[tuple[str, Any]]:
        columns = columns_of(registry.get(KEY), user)
        return [(key, column.label) for key, column in columns.items() if key not in ELSEWHERE]

    panels.register(KEY, Catalogue(lambda user: [*OWN, *panels.contributed(KEY, user)], fields))


@dataclass
class Page:
    product: Product
    user: User

    def to(self, name: str, *more: Any) -> str:
        """An address of this product."""
        return url(f"catalog:{name}", self.product.pk, *more)

    @cached_property
    def kind(self) -> registry.ObjectType:
        return registry.get(KEY)

    @cached_property
    def may_edit(self) -> bool:
        return (
            self.user.may("product.edit") and Product.objects.editable_by(self.user).filter(pk=self.product.pk).exists()
        )

    @cached_property
    def sees_cost(self) -> bool:
        return access(self.user, KEY, "cost") in (FieldAccess.READ, FieldAccess.EDIT)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        found = facts_of(self.product, self.kind, self.user, editable=self.may_edit)
        return {one.key: one for one in found if one.key not in ELSEWHERE}

    @cached_property
    def arrangement(self) -> Arrangement:
        fields = [key for key in self.facts if key not in ABOUT] + [key for key in ABOUT if key in self.facts]
        shown = [one for one in OWN if self._has(one.key)]
        return arrange(KEY, self.user, [*shown, *panels.contributed(KEY, self.user)], fields)

    def _has(self, key: str) -> bool:
        if key == "bundle":
            return self.product.is_bundle
        if key == "variants":
            return not self.product.is_bundle and (self.may_edit or self.product.variants.exists())
        return key != "part_of" or bool(self.part_of)

    @cached_property
    def groups(self) -> list[tuple[str, list[Fact]]]:
        found = [(group.label, [self.facts[key] for key in group.fields]) for group in self.arrangement.groups]
        return [(label, facts) for label, facts in found if facts]

    @cached_property
    def variants(self) -> list[Variant]:
        return list(self.product.variants.all())

    @cached_property
    def options(self) -> list[Any]:
        return list(self.product.options.prefetch_related("values"))

    @cached_property
    def matrix(self) -> Matrix:
        return matrix(self.product, self.user)

    @cached_property
    def parts(self) -> list[Any]:
        return bundles.parts_of(self.product)

    @cached_property
    def rules(self) -> list[Any]:
        return bundles.rules_of(self.product)

    @cached_property
    def part_of(self) -> list[Product]:
        return list(
            Product.objects.visible_to(self.user).filter(parts__product=self.product).order_by("sort_name", "pk")
        )

    @cached_property
    def news(self) -> list[news.Told]:
        return news.of_product(self.product, self.user)

    def address_of(self, panel: Panel) -> str:
        """Where a panel of another package is loaded from."""
        return panels.address_of(panel, KEY, self.product.pk)
