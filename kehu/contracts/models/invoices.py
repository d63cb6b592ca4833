"""Invoices and their fapiao data (发票): asked for, issued, sent, void, or taken back by a red letter."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.contracts.models.contracts import Contract
from kehu.contracts.models.payments import Instalment
from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class Invoice(Record):
    """`amount` = `net` + `tax`, the sums of the lines; those of a red letter, which `reverses` another invoice, are
    negative. Buyer and tax number stand as they were on the day of issue, whatever the customer is called later.
    """

    class Kind(models.TextChoices):
        SPECIAL = "special", pgettext_lazy("invoice", "special VAT invoice")
        ORDINARY = "ordinary", pgettext_lazy("invoice", "ordinary VAT invoice")
        ELECTRONIC_SPECIAL = "electronic_special", pgettext_lazy("invoice", "electronic special invoice")
        ELECTRONIC = "electronic", pgettext_lazy("invoice", "electronic ordinary invoice")
        OTHER = "other", pgettext_lazy("invoice", "invoice outside China")

    class State(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("invoice", "requested")
        ISSUED = "issued", pgettext_lazy("invoice", "issued")
        SENT = "sent", pgettext_lazy("invoice", "sent")
        VOID = "void", pgettext_lazy("invoice", "void")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="invoices")
    name = models.CharField(_("invoice"), max_length=60, unique=True)
    kind = models.CharField(_("kind of invoice"), max_length=20, choices=Kind.choices, default=Kind.ELECTRONIC_SPECIAL)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.REQUESTED, editable=False)
    reverses = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="red_letters")
    title = models.CharField(_("buyer"), max_length=200, blank=True)
    tax_number = models.CharField(_("tax number of the buyer"), max_length=40, blank=True)
    address = models.CharField(_("address and phone"), max_length=300, blank=True)
    bank = models.CharField(_("bank and account"), max_length=300, blank=True)
    email = models.EmailField(_("sent to"), blank=True)
    code = models.CharField(_("invoice code"), max_length=20, blank=True, editable=False)
    number = models.CharField(_("invoice number"), max_length=40, blank=True, editable=False)
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)
    net = models.DecimalField(_("net"), max_digits=18, decimal_places=2, default=0)
    tax = models.DecimalField(_("tax"), max_digits=18, decimal_places=2, default=0)
    requested_on = models.DateField(_("requested on"), default=timezone.localdate)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    sent_on = models.DateField(_("sent on"), null=True, blank=True, editable=False)
    void_reason = models.CharField(_("why it is void"), max_length=300, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("contract")
    audit_subject = "contract_id"

    class Meta:
        constraints = [
            models.CheckConstraint(name="invoice_adds_up", condition=Q(amount=F("net") + F("tax"))),
            models.CheckConstraint(
                name="invoice_negative_only_in_red", condition=Q(amount__gte=0) | Q(reverses__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["code", "number"], condition=~Q(number="") & ~Q(state="void"), name="invoice_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["-requested_on", "-id"], name="invoice_requested"),
            models.Index(fields=["contract", "-requested_on"], name="invoice_of"),
            models.Index(fields=["state", "-requested_on"], name="invoice_state"),
        ]

    def __str__(self) -> str:
        return self.number or self.name

    @property
    def is_red(self) -> bool:
        return self.reverses_id is not None

    @property
    def is_live(self) -> bool:
        return self.state != self.State.VOID


class InvoiceLine(Record):
    """A part of an invoice at one rate of tax."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=200)
    tax_rate = models.DecimalField(_("tax in percent"), max_digits=7, decimal_places=4, default=0)
    net = models.DecimalField(_("net"), max_digits=18, decimal_places=2, default=0)
    tax = models.DecimalField(_("tax"), max_digits=18, decimal_places=2, default=0)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("invoice")

    class Meta:
        ordering = ["position", "id"]

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


class InvoicedInstalment(Record):
    """So much of an instalment stands on an invoice; negative on a red letter."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="covered")
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="invoices")
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("invoice")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invoice", "instalment"], name="invoiced_instalment_once")]
