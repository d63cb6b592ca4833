"""The contract: what was agreed with a customer, its versions, and the states it went through."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.foundation.access.visibility import Open, Owned, Through, VisibleQuerySet
from kehu.foundation.database.records import Record, Trashable
from kehu.sales.models import SellingTeamMember


def in_selling_team(user: UUID) -> Q:
    """Whoever sells together sees what was signed."""
    return Q(opportunity__in=SellingTeamMember.objects.filter(user=user).values("opportunity_id"))


class NumberSequence(Record):
    """The last number given away under a key, such as `contract-2026`. The row is locked until the contract is there,
    so that no number is given twice and none is left out.
    """

    key = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("contract")


class Contract(Record, Trashable):
    """What is agreed now: the terms of the version in force. `amount` includes `tax_amount` and is in `currency`, one
    unit of which was worth `rate` of the company's currency when it was agreed; `amount_home` is that product.

    `renews`: it goes on by itself for `renewal_months` unless notice is given `notice_days` before the end; notice was
    given if `notice_given_on` has a day. `alert_days` before the end the owner is told; `alerted_for` is the end he was
    told of last. `received`, `invoiced` and `outstanding` are sums over the payment plan, kept by the actions.
    """

    class Kind(models.TextChoices):
        SALE = "sale", pgettext_lazy("contract", "sale")
        SERVICE = "service", pgettext_lazy("contract", "service")
        SUBSCRIPTION = "subscription", pgettext_lazy("contract", "subscription")
        MAINTENANCE = "maintenance", pgettext_lazy("contract", "maintenance")
        LEASE = "lease", pgettext_lazy("contract", "lease")
        FRAMEWORK = "framework", pgettext_lazy("contract", "framework agreement")
        OTHER = "other", pgettext_lazy("contract", "other contract")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("contract", "draft")
        IN_APPROVAL = "in_approval", pgettext_lazy("contract", "in approval")
        ACTIVE = "active", pgettext_lazy("contract", "in force")
        SUSPENDED = "suspended", pgettext_lazy("contract", "suspended")
        ENDED = "ended", pgettext_lazy("contract", "ended")
        TERMINATED = "terminated", pgettext_lazy("contract", "terminated early")

    number = models.CharField(_("contract number"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    sort_name = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    kind = models.CharField(_("kind of contract"), max_length=20, choices=Kind.choices, default=Kind.SALE)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="contracts")
    contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="contracts"
    )
    opportunity = models.ForeignKey(
        "sales.Opportunity", null=True, blank=True, on_delete=models.SET_NULL, related_name="contracts"
    )
    quote_version = models.ForeignKey(
        "quotes.QuoteVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="contracts"
    )
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="followed_by")
    renewal_opportunity = models.ForeignKey(
        "sales.Opportunity", null=True, blank=True, on_delete=models.SET_NULL, related_name="renewed_contracts"
    )
    our_party = models.CharField(_("our party"), max_length=200, blank=True)
    their_party = models.CharField(_("their party"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    renews = models.BooleanField(_("renews by itself"), default=False)
    renewal_months = models.PositiveSmallIntegerField(_("renewed for months"), default=12)
    notice_days = models.PositiveSmallIntegerField(_("notice period in days"), default=30)
    notice_given_on = models.DateField(_("notice given on"), null=True, blank=True)
    alert_days = models.PositiveSmallIntegerField(_("alert days before the end"), default=60)
    alerted_for = models.DateField(null=True, blank=True, editable=False)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)
    tax_amount = models.DecimalField(_("tax included"), max_digits=18, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3)
    rate = models.DecimalField(_("exchange rate"), max_digits=18, decimal_places=8, default=1, editable=False)
    amount_home = models.DecimalField(max_digits=18, decimal_places=2, default=0, editable=False)
    received = models.DecimalField(_("received so far"), max_digits=18, decimal_places=2, default=0, editable=False)
    invoiced = models.DecimalField(_("invoiced"), max_digits=18, decimal_places=2, default=0, editable=False)
    outstanding = models.DecimalField(_("outstanding"), max_digits=18, decimal_places=2, default=0, editable=False)
    billing_address = models.CharField(_("billing address"), max_length=300, blank=True)
    delivery_address = models.CharField(_("delivery address"), max_length=300, blank=True)
    external_number = models.CharField(_("number in the ERP"), max_length=80, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="contracts"
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now, editable=False)
    state_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    description = models.TextField(_("description"), blank=True)
    custom = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("contract", also=in_selling_team)
    audit_derived = ("sort_name", "alerted_for")

    class Meta:
        constraints = [
            models.CheckConstraint(name="contract_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="contract_amounts_not_negative", condition=Q(amount__gte=0, tax_amount__gte=0, rate__gt=0)
            ),
            models.CheckConstraint(name="contract_tax_within_amount", condition=Q(tax_amount__lte=F("amount"))),
            models.CheckConstraint(
                name="contract_ends_after_it_begins",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="contract_deleted_by_someone", condition=Q(deleted_at__isnull=True) | Q(deleted_by__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], condition=Q(deleted_at__isnull=True), name="contract_updated"),
            models.Index(fields=["sort_name", "id"], condition=Q(deleted_at__isnull=True), name="contract_name"),
            models.Index(
                F("ends_on").asc(nulls_last=True), "id", condition=Q(deleted_at__isnull=True), name="contract_ends"
            ),
            models.Index(fields=["amount", "id"], condition=Q(deleted_at__isnull=True), name="contract_amount"),
            models.Index(fields=["owner", "state"], name="contract_of_owner"),
            models.Index(fields=["customer", "state"], name="contract_of_customer"),
            models.Index(fields=["state", "ends_on"], name="contract_ending"),
            # Who is referred to by fields of the company's own; rows without any are left out.
            GinIndex(OpClass("custom", name="jsonb_path_ops"), condition=~Q(custom={}), name="contract_custom"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_live(self) -> bool:
        """Signed, and not over: money is owed and things are done under it."""
        return self.state in (self.State.ACTIVE, self.State.SUSPENDED)

    @property
    def net_amount(self) -> Decimal:
        return self.amount - self.tax_amount

    def days_left(self, today: date) -> int | None:
        """Until the last day; None for one without an end."""
        return (self.ends_on - today).days if self.ends_on else None


class StateChange(Record):
    """The contract came into a state: when, through whom and why. `from_state` is empty at the beginning."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="state_changes")
    from_state = models.CharField(max_length=20, blank=True, choices=Contract.State.choices)
    to_state = models.CharField(max_length=20, choices=Contract.State.choices)
    at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("contract")
    audit_subject = "contract_id"

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["contract", "-at", "-id"], name="contract_state_change")]


class ContractVersion(Record):
    """The first wording, or an amendment (补充协议). `terms` are the agreed terms as text by field, frozen when the
    version comes into force; at any time one version at most is in force.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("contract", "draft")
        IN_APPROVAL = "in_approval", pgettext_lazy("contract", "in approval")
        IN_FORCE = "in_force", pgettext_lazy("contract", "in force")
        REPLACED = "replaced", pgettext_lazy("contract", "replaced")
        REJECTED = "rejected", pgettext_lazy("contract", "rejected")

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("title"), max_length=200, blank=True)
    reason = models.TextField(_("why it is changed"), blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    terms = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Through("contract")
    audit_subject = "contract_id"
    audit_title = ("number", "title")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_version_number"),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(state="in_force"), name="contract_one_version_in_force"
            ),
        ]


class ContractLine(Record):
    """What is delivered under a version of a contract. Copied from a quote or entered by hand; frozen with its
    version. `net`, `tax` and `gross` are of the whole line.
    """

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="lines")
    contract_version = models.ForeignKey(ContractVersion, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    product = models.ForeignKey(
        "catalog.Product", null=True, blank=True, on_delete=models.SET_NULL, related_name="contract_lines"
    )
    code = models.CharField(_("code"), max_length=80, blank=True)
    name = models.CharField(_("name"), max_length=300)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=4, default=1)
    unit_price = models.DecimalField(_("price"), max_digits=18, decimal_places=6, default=0)
    discount = models.DecimalField(_("discount in percent"), max_digits=7, decimal_places=4, default=0)
    tax_rate = models.DecimalField(_("tax in percent"), max_digits=7, decimal_places=4, default=0)
    net = models.DecimalField(_("net"), max_digits=18, decimal_places=2, default=0)
    tax = models.DecimalField(_("tax"), max_digits=18, decimal_places=2, default=0)
    gross = models.DecimalField(_("gross"), max_digits=18, decimal_places=2, default=0)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("contract")
    audit_subject = "contract_id"
    audit_title = ("name",)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(name="contract_line_adds_up", condition=Q(gross=F("net") + F("tax")))]
        indexes = [models.Index(fields=["contract_version", "position", "id"], name="contract_line_of")]
