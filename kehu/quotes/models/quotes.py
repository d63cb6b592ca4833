"""The quote: what we offer a customer, at which prices and until when; and how it went from state to state."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Owned, Through, VisibleQuerySet
from kehu.foundation.database.records import Record, Trashable


class Quote(Record, Trashable):
    """The quote as it is being worked on; what the customer got stands frozen in its versions. `version_no` is the
    version that is worked on or was sent last. The sums repeat what the lines come to, in `currency`; `total_home` is
    `total` in the company's currency at the rate of the price day. `deepest_discount` is the largest part of a line's
    list price that is given away, in percent: limits are held against it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_APPROVAL = "in_approval", _("in approval")
        APPROVED = "approved", _("approved")
        SENT = "sent", _("sent")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired")

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    sort_name = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="quotes")
    opportunity = models.ForeignKey(
        "sales.Opportunity", null=True, blank=True, on_delete=models.SET_NULL, related_name="quotes"
    )
    contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="quotes"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="quotes"
    )
    currency = models.CharField(_("currency"), max_length=3)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    price_date = models.DateField(_("prices of"), default=timezone.localdate)
    valid_until = models.DateField(_("valid until"))
    introduction = models.TextField(_("introduction"), blank=True)
    terms = models.TextField(_("terms"), blank=True)
    note = models.TextField(_("internal note"), blank=True)
    discount_percent = models.DecimalField(_("discount in percent"), max_digits=7, decimal_places=4, default=0)
    discount_amount = models.DecimalField(_("discount as an amount"), max_digits=18, decimal_places=2, default=0)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now, editable=False)
    version_no = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    net = models.DecimalField(_("net"), max_digits=18, decimal_places=2, default=0, editable=False)
    tax = models.DecimalField(_("tax"), max_digits=18, decimal_places=2, default=0, editable=False)
    total = models.DecimalField(_("total"), max_digits=18, decimal_places=2, default=0, editable=False)
    total_home = models.DecimalField(max_digits=18, decimal_places=2, default=0, editable=False)
    margin = models.DecimalField(_("margin"), max_digits=18, decimal_places=2, null=True, editable=False)
    margin_percent = models.DecimalField(
        _("margin in percent"), max_digits=9, decimal_places=2, null=True, editable=False
    )
    deepest_discount = models.DecimalField(
        _("deepest discount in percent"), max_digits=7, decimal_places=2, default=0, editable=False
    )
    custom = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("quote")
    audit_derived = ("sort_name",)

    class Meta:
        constraints = [
            models.CheckConstraint(name="quote_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="quote_discount_percent", condition=Q(discount_percent__gte=0, discount_percent__lte=100)
            ),
            models.CheckConstraint(name="quote_discount_not_negative", condition=Q(discount_amount__gte=0)),
            models.CheckConstraint(
                name="quote_deleted_by_someone", condition=Q(deleted_at__isnull=True) | Q(deleted_by__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], condition=Q(deleted_at__isnull=True), name="quote_updated"),
            models.Index(fields=["-number", "-id"], condition=Q(deleted_at__isnull=True), name="quote_number"),
            models.Index(fields=["sort_name", "id"], condition=Q(deleted_at__isnull=True), name="quote_title"),
            models.Index(fields=["valid_until", "id"], condition=Q(deleted_at__isnull=True), name="quote_valid_until"),
            models.Index(fields=["-total_home", "-id"], condition=Q(deleted_at__isnull=True), name="quote_total"),
            models.Index(
                fields=["state", "-updated_at", "-id"], condition=Q(deleted_at__isnull=True), name="quote_of_state"
            ),
            models.Index(fields=["owner", "state"], name="quote_of_owner"),
            models.Index(fields=["customer", "state"], name="quote_of_customer"),
            GinIndex(OpClass("custom", name="jsonb_path_ops"), condition=~Q(custom={}), name="quote_custom"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open_for_changes(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def name(self) -> str:
        return str(self)

    def runs_out_soon(self, today: date, days: int = 7) -> bool:
        return self.state == self.State.SENT and (self.valid_until - today).days <= days


class StateChange(Record):
    """A version of the quote went from one state to another: when, by whom (nobody: the customer, or the calendar),
    and why.
    """

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="state_changes")
    version_no = models.PositiveSmallIntegerField()
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("quote")
    audit_subject = "quote_id"

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["quote", "-at", "-id"], name="quote_state_change_of")]

    @property
    def label(self) -> str:
        return str(dict([*Quote.State.choices, ("superseded", _("superseded"))]).get(self.to_state, self.to_state))
