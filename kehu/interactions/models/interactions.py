"""Interactions: every touch with a customer on every channel, in one append-only table."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.interactions.models.ownership import Touch


class Interaction(Record):
    """What was said or done once. A correction is a new row that `corrects` the old one, which gets `superseded_at`
    and stays; a trigger (migration 0002) refuses every other change, and deletion outside of undo and erasure.

    Twenty million rows are normal, so every index and constraint has to earn its place:

    * the timeline index serves whatever is asked of one customer, also by person, kind or channel;
    * the index of the latest serves the list over all customers: newest first, today, this month. New rows go to its
      end, so it costs little to keep. There is none by employee: "mine" reads the latest ones of all;
    * `contact` and `contact_point` have neither index nor constraint: to delete a contact point would otherwise search
      the whole table. The row keeps the identifier; a join finds nothing once the other side is gone;
    * the audit trail records creations only inside a change set, where undo needs them: the row itself says who wrote
      it, when and from where, and an entry with its five indexes would cost more than the row.
    """

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        CALL = "call", _("Call")
        EMAIL = "email", _("E-mail")
        MEETING = "meeting", _("Meeting")
        VISIT = "visit", _("Visit")
        LETTER = "letter", _("Letter")
        FAX = "fax", _("Fax")
        CHAT = "chat", _("Chat")
        SMS = "sms", _("SMS")
        WEB = "web", _("Web")
        OTHER = "other", _("Other touch")

    class Channel(models.TextChoices):
        PHONE = "phone", _("telephone")
        EMAIL = "email", _("e-mail")
        IN_PERSON = "in_person", _("face to face")
        VIDEO = "video", _("video call")
        WECHAT = "wechat", _("WeChat")
        WECOM = "wecom", _("WeCom")
        CHAT = "chat", _("web chat")
        SMS = "sms", _("SMS")
        WEB = "web", _("web site")
        LETTER = "letter", _("letter")
        FAX = "fax", _("fax")
        OTHER = "other", _("other channel")

    class Direction(models.TextChoices):
        IN = "in", _("incoming")
        OUT = "out", _("outgoing")
        NONE = "none", _("internal")

    class Outcome(models.TextChoices):
        """Suggestions; any other short text is an outcome too."""

        REACHED = "reached", _("reached")
        NO_ANSWER = "no_answer", _("no answer")
        BUSY = "busy", _("busy")
        LEFT_MESSAGE = "left_message", _("left a message")
        WRONG_NUMBER = "wrong_number", _("wrong number")
        INTERESTED = "interested", _("interested")
        NOT_INTERESTED = "not_interested", _("not interested")
        SOLVED = "solved", _("solved")
        OPEN = "open", _("still open")

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, db_index=False, related_name="interactions"
    )
    contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.DO_NOTHING,
        db_index=False, db_constraint=False, related_name="interactions",
    )  # fmt: skip
    contact_point = models.ForeignKey(
        "customers.ContactPoint", null=True, blank=True, on_delete=models.DO_NOTHING,
        db_index=False, db_constraint=False, related_name="interactions",
    )  # fmt: skip
    employee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, db_index=False, related_name="+",
        help_text="who of us took part; empty if nobody did (a web form) or nobody knows",
    )  # fmt: skip
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, default=Direction.NONE)
    started_at = models.DateTimeField(_("time"), default=timezone.now)
    duration_seconds = models.PositiveIntegerField(_("duration"), null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=80, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    private = models.BooleanField(_("private"), default=False)
    custom = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    related_key = models.CharField(max_length=40, blank=True, help_text="object key of the related record")
    related_id = models.UUIDField(null=True, blank=True)
    source = models.CharField(max_length=40, blank=True, db_collation="C", help_text="the system it came from")
    external_id = models.CharField(max_length=200, blank=True, db_collation="C")
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, db_index=False, related_name="corrections"
    )
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()
    ownership = Touch()
    append_only = True
    audit_subject = "customer_id"
    audit_creation = "change sets"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="interaction_external_once"
            ),
            models.CheckConstraint(
                name="interaction_related_pair",
                condition=Q(related_key="", related_id__isnull=True)
                | (~Q(related_key="") & Q(related_id__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-started_at", "-id"], name="interaction_timeline"),
            models.Index(fields=["-started_at", "-id"], name="interaction_latest"),
            models.Index(fields=["corrects"], condition=Q(corrects__isnull=False), name="interaction_corrects"),
            BrinIndex(fields=["created_at"], autosummarize=True, name="interaction_created"),
        ]

    def __str__(self) -> str:
        return self.subject or self.body[:80] or str(self.get_kind_display())

    @property
    def outcome_label(self) -> str:
        known = dict(self.Outcome.choices)
        return str(known.get(self.outcome, self.outcome))
