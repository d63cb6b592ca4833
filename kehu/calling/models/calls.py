"""Whom a call list names, and the calls that were made for it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.calling.models.lists import CallList
from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class Outcome(models.TextChoices):
    """How a call ended, in the order of the keys 1 to 9."""

    REACHED = "reached", pgettext_lazy("call", "reached")
    NOT_REACHED = "not_reached", pgettext_lazy("call", "not reached")
    BUSY = "busy", pgettext_lazy("call", "busy")
    CALL_BACK = "call_back", pgettext_lazy("call", "call back")
    LEFT_MESSAGE = "left_message", pgettext_lazy("call", "left a message")
    WRONG_NUMBER = "wrong_number", pgettext_lazy("call", "wrong number")
    INTERESTED = "interested", pgettext_lazy("call", "interested")
    NOT_INTERESTED = "not_interested", pgettext_lazy("call", "not interested")
    NO_CALLS = "no_calls", pgettext_lazy("call", "wants no calls")


class CallEntry(Record):
    """One to be called: a customer, a lead, or an opportunity with its customer. It waits until somebody takes it for
    himself: `leased_by` has it until `leased_until`, then anybody may. Before `not_before` it is not offered;
    `promised_by` said that he would call back then. `attempts` also tells a call that is written down twice.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("call", "waiting")
        DONE = "done", pgettext_lazy("call", "settled")
        GIVEN_UP = "given_up", pgettext_lazy("call", "given up")
        BLOCKED = "blocked", pgettext_lazy("call", "not to be called")

    call_list = models.ForeignKey(CallList, on_delete=models.CASCADE, related_name="entries", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.CASCADE, related_name="call_entries"
    )
    lead = models.ForeignKey("sales.Lead", null=True, blank=True, on_delete=models.CASCADE, related_name="call_entries")
    opportunity = models.ForeignKey(
        "sales.Opportunity", null=True, blank=True, on_delete=models.CASCADE, related_name="call_entries"
    )
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    promised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    leased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    leased_until = models.DateTimeField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("call_list")
    audit_subject = "call_list_id"
    audit_label = _("entry of a call list")
    audit_title = ("customer", "lead", "opportunity")
    # Who has it at the moment is no change of the record.
    audit_derived = ("leased_by_id", "leased_until")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="call_entry_is_of_one_kind",
                condition=Q(lead__isnull=False, customer__isnull=True, opportunity__isnull=True)
                | Q(lead__isnull=True, customer__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["call_list", "customer", "opportunity", "lead"], name="call_entry_once", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(
                F("call_list"), F("not_before").asc(nulls_last=True), F("attempts"), F("position"), F("id"),
                condition=Q(state="waiting"), name="call_entry_waiting",
            ),
            models.Index(fields=["call_list", "state", "position", "id"], name="call_entry_of_list"),
        ]  # fmt: skip

    @property
    def subject_id(self) -> Any:
        """The id of the record of the list's kind."""
        return self.opportunity_id or self.lead_id or self.customer_id


class Call(Record):
    """One call for an entry, and how it ended. What was said stands in the customer's `interaction`, or with the lead
    as a `touch`.
    """

    call_list = models.ForeignKey(CallList, on_delete=models.CASCADE, related_name="calls", db_index=False)
    entry = models.ForeignKey(CallEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="calls")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    interaction = models.OneToOneField(
        "interactions.Interaction", null=True, blank=True, on_delete=models.SET_NULL, related_name="call"
    )
    touch = models.OneToOneField("sales.Touch", null=True, blank=True, on_delete=models.SET_NULL, related_name="call")

    objects = VisibleQuerySet.as_manager()
    ownership = Through("call_list")
    audit_subject = "call_list_id"
    audit_label = _("call of a call list")
    audit_title = ("outcome", "at")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["call_list", "outcome", "-at", "-id"], name="call_of_list")]
