"""Money that is owed and money that came: instalments of a payment plan, receipts, and which receipt paid what."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.contracts.models.contracts import Contract
from kehu.contracts.models.milestones import Milestone
from kehu.foundation.access.visibility import Owned, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class Instalment(Record):
    """A part of a contract's amount and when it is to be paid: on `due_on`, or `days_after` a milestone, whose own day
    stands in `due_on` until it is reached. `percent` is as it was entered. `amount` = `received` + `waived` +
    `outstanding` always; `outstanding_home` is at the contract's rate.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("instalment", "to be received")
        PARTLY = "partly", pgettext_lazy("instalment", "partly received")
        PAID = "paid", pgettext_lazy("instalment", "received")
        WAIVED = "waived", pgettext_lazy("instalment", "waived")

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="instalments")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=200)
    due_on = models.DateField(_("due"), null=True, blank=True)
    milestone = models.ForeignKey(
        Milestone, null=True, blank=True, on_delete=models.RESTRICT, related_name="instalments"
    )
    days_after = models.PositiveSmallIntegerField(_("days after the milestone"), default=0)
    percent = models.DecimalField(_("percent"), max_digits=7, decimal_places=4, null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3)
    received = models.DecimalField(_("received so far"), max_digits=18, decimal_places=2, default=0, editable=False)
    waived = models.DecimalField(_("waived"), max_digits=18, decimal_places=2, default=0, editable=False)
    outstanding = models.DecimalField(_("outstanding"), max_digits=18, decimal_places=2, default=0, editable=False)
    outstanding_home = models.DecimalField(max_digits=18, decimal_places=2, default=0, editable=False)
    invoiced = models.DecimalField(_("invoiced"), max_digits=18, decimal_places=2, default=0, editable=False)
    settled_on = models.DateField(_("received on"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    level = models.PositiveSmallIntegerField(_("dunning level"), default=0, editable=False)
    waived_reason = models.CharField(max_length=300, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("contract")
    audit_subject = "contract_id"
    audit_title = ("name",)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="instalment_adds_up", condition=Q(amount=F("received") + F("waived") + F("outstanding"))
            ),
            models.CheckConstraint(
                name="instalment_not_negative",
                condition=Q(received__gte=0, waived__gte=0, outstanding__gte=0, invoiced__gte=0),
            ),
            models.CheckConstraint(name="instalment_invoiced_once", condition=Q(invoiced__lte=F("amount"))),
        ]
        indexes = [
            models.Index(fields=["contract", "position", "id"], name="instalment_of"),
            models.Index(F("due_on").asc(nulls_last=True), "id", name="instalment_due"),
            models.Index(fields=["due_on", "id"], condition=Q(outstanding__gt=0), name="instalment_open"),
            models.Index(fields=["-level", "-id"], name="instalment_level"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_overdue(self, today: date) -> bool:
        return self.outstanding > 0 and self.due_on is not None and self.due_on < today


def of_contracts(user: UUID) -> Q:
    """Receipts that paid for one's own contracts."""
    return Q(pk__in=Allocation.objects.filter(instalment__contract__owner=user).values("receipt_id"))


class Receipt(Record):
    """Money that came. `reference` is what the bank calls it and comes once. `rate` is what a unit of `currency` was
    worth in the company's currency on `received_on`. `amount` = `allocated` + `refunded` + `credit` always; what is
    cancelled has none of them. `intended` is the instalment that whoever recorded it meant.
    """

    class State(models.TextChoices):
        RECORDED = "recorded", pgettext_lazy("receipt", "to be confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("receipt", "confirmed")
        CANCELLED = "cancelled", pgettext_lazy("receipt", "cancelled")

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("bank transfer")
        CHEQUE = "cheque", _("cheque")
        DRAFT = "draft", _("bank draft")
        CASH = "cash", _("cash")
        CARD = "card", _("bank card")
        ALIPAY = "alipay", _("Alipay")
        WECHAT = "wechat", _("WeChat Pay")
        OTHER = "other", pgettext_lazy("payment", "another way")

    number = models.CharField(_("receipt number"), max_length=60, unique=True)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="receipts"
    )
    payer = models.CharField(_("payer"), max_length=200, blank=True)
    payer_account = models.CharField(_("account of the payer"), max_length=80, blank=True)
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3)
    rate = models.DecimalField(_("exchange rate"), max_digits=18, decimal_places=8, default=1, editable=False)
    amount_home = models.DecimalField(max_digits=18, decimal_places=2, default=0, editable=False)
    method = models.CharField(_("way of payment"), max_length=20, choices=Method.choices, default=Method.TRANSFER)
    reference = models.CharField(_("bank reference"), max_length=120, blank=True)
    purpose = models.CharField(_("words of the payer"), max_length=300, blank=True)
    intended = models.ForeignKey(Instalment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    allocated = models.DecimalField(_("allocated"), max_digits=18, decimal_places=2, default=0, editable=False)
    refunded = models.DecimalField(_("refunded"), max_digits=18, decimal_places=2, default=0, editable=False)
    credit = models.DecimalField(_("not allocated"), max_digits=18, decimal_places=2, default=0, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="receipts"
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.RECORDED, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    cancel_reason = models.CharField(max_length=300, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("receipt", also=of_contracts)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference="") & ~Q(state="cancelled"), name="receipt_reference_once"
            ),
            models.CheckConstraint(
                name="receipt_adds_up",
                condition=Q(state="cancelled", allocated=0, refunded=0, credit=0)
                | Q(~Q(state="cancelled"), amount=F("allocated") + F("refunded") + F("credit")),
            ),
            models.CheckConstraint(
                name="receipt_not_negative", condition=Q(allocated__gte=0, refunded__gte=0, credit__gte=0, rate__gt=0)
            ),
        ]
        indexes = [
            models.Index(fields=["received_on", "id"], name="receipt_received"),
            models.Index(fields=["amount", "id"], name="receipt_amount"),
            models.Index(fields=["customer", "-received_on"], name="receipt_of_customer"),
            models.Index(fields=["owner", "-received_on"], name="receipt_of_owner"),
            models.Index(fields=["-received_on"], condition=Q(credit__gt=0), name="receipt_with_credit"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED


class Allocation(Record):
    """So much of a receipt paid an instalment: `amount` in the receipt's currency, `settled` in the contract's.
    `difference_home` is what the receipt's day made of it against the contract's rate, in the company's currency;
    positive is a gain.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="allocations")
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="allocations")
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)
    settled = models.DecimalField(_("settled"), max_digits=18, decimal_places=2, default=0)
    difference_home = models.DecimalField(_("exchange difference"), max_digits=18, decimal_places=2, default=0)
    allocated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Through("receipt")
    audit_subject = "receipt_id"

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "instalment"], name="allocation_once"),
            models.CheckConstraint(name="allocation_not_negative", condition=Q(amount__gte=0, settled__gte=0)),
        ]


class Refund(Record):
    """Money of a receipt that went back."""

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="refunds")
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)
    refunded_on = models.DateField(_("refunded on"), default=timezone.localdate)
    reference = models.CharField(_("bank reference"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    refunded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Through("receipt")
    audit_subject = "receipt_id"

    class Meta:
        ordering = ["refunded_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="refund_reference_once"),
            models.CheckConstraint(name="refund_not_negative", condition=Q(amount__gte=0)),
        ]


class DunningStep(Record):
    """An instalment reached a dunning level: once for each level and due day. `text` is what is to be written to the
    customer, in his language, as the level said it then; `told` who heard of it.
    """

    instalment = models.ForeignKey(Instalment, on_delete=models.CASCADE, related_name="dunning_steps")
    level = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField(default=timezone.localdate)
    days = models.PositiveIntegerField(default=0)
    outstanding = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    name = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    told = models.JSONField(default=list, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("instalment")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["instalment", "level", "due_on"], name="dunning_step_once")]
