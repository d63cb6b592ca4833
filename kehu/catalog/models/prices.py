"""Price books: what is asked for products, of whom, where and when."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kehu.customers.models import Customer
from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record, Trashable


class PriceBook(Record, Trashable):
    """A book holds for customers who meet every condition it names (`tier`, `standing`, `tag`, `region`, `territory`),
    from `valid_from` to `valid_until`, both included. Of several the one with the highest `priority` comes first; the
    standard book comes last, for everybody and always. `queries/prices.py` says how a price is found.
    """

    name = models.CharField(_("name"), max_length=120)
    sort_name = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    currency = models.CharField(_("currency"), max_length=3)
    is_standard = models.BooleanField(_("standard"), default=False, editable=False)
    includes_tax = models.BooleanField(_("prices include tax"), default=False)
    priority = models.SmallIntegerField(_("priority"), default=0)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    tier = models.CharField(_("tier"), max_length=10, choices=Customer.Tier.choices, blank=True)
    standing = models.CharField(_("kind of customer"), max_length=20, choices=Customer.Standing.choices, blank=True)
    # A book whose tag went away would hold for everybody.
    tag = models.ForeignKey("customers.Tag", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    region = models.CharField(_("province or state"), max_length=80, blank=True)
    territory = models.CharField(_("territory"), max_length=80, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    notes = models.TextField(_("notes"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Open("price_book")
    audit_derived = ("sort_name",)

    class Meta:
        constraints = [
            models.CheckConstraint(name="price_book_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                fields=["is_standard"],
                condition=Q(is_standard=True, deleted_at__isnull=True),
                name="price_book_one_standard",
            ),
            models.CheckConstraint(
                name="price_book_days_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="price_book_standard_for_everybody",
                condition=Q(is_standard=False)
                | Q(
                    tier="",
                    standing="",
                    tag__isnull=True,
                    region="",
                    territory="",
                    valid_from__isnull=True,
                    valid_until__isnull=True,
                    is_active=True,
                ),
            ),
            models.CheckConstraint(
                name="price_book_deleted_by_someone",
                condition=Q(deleted_at__isnull=True) | Q(deleted_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], condition=Q(deleted_at__isnull=True), name="price_book_name"),
            models.Index(
                fields=["-priority", "id"], condition=Q(deleted_at__isnull=True), name="price_book_priority"
            ),
            models.Index(
                fields=["-updated_at", "-id"], condition=Q(deleted_at__isnull=True), name="price_book_updated"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The standard book speaks the reader's language until it is renamed."""
        return gettext(self.name) if self.is_standard else self.name

    @property
    def conditions(self) -> int:
        """How many things it asks of a customer."""
        return sum(bool(one) for one in (self.tier, self.standing, self.tag_id, self.region, self.territory))

    def holds_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return self.is_active and begun and (self.valid_until is None or day <= self.valid_until)


class PriceEntry(Record):
    """One `unit` (the product's own, if none is named) costs `amount` in the currency of the book, from this quantity
    on, counted in that unit. An entry without a variant is for all that have none of their own. Amounts may be finer
    than the currency's smallest unit: a message for 0.035.
    """

    book = models.ForeignKey(PriceBook, on_delete=models.CASCADE, related_name="entries")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="prices")
    variant = models.ForeignKey(
        "catalog.Variant", null=True, blank=True, on_delete=models.CASCADE, related_name="prices"
    )
    unit = models.ForeignKey("catalog.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_quantity = models.DecimalField(_("from quantity"), max_digits=14, decimal_places=4, default=Decimal(0))
    amount = models.DecimalField(_("price"), max_digits=18, decimal_places=6)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("book")
    audit_subject = "book_id"
    audit_title = ("product", "from_quantity")

    class Meta:
        ordering = ["from_quantity", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["book", "product", "variant", "unit", "from_quantity"],
                name="price_entry_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="price_entry_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="price_entry_from_not_negative", condition=Q(from_quantity__gte=0)),
        ]
        indexes = [models.Index(fields=["product", "book"], name="price_entry_of_product")]  # fmt: skip
