"""The lead: somebody who may want something, before he is a customer."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Owned, Through, VisibleQuerySet
from kehu.foundation.database.records import Record, Trashable


class Lead(Record, Trashable):
    """`phone` is E.164 where it could be read, else as typed; `email_key` is what two spellings of an address share.
    `budget` is in the company's currency. The four answers that qualify are `budget`, `authority` (what the person
    decides), `need` and `needed_by`; `trigger` is why now. `last_touch_at` and `touch_count` follow its `Touch`es.
    `score`, `band` and `score_reasons` ([rule, its name, points] each) are what the rules of scoring make of it. `pool`
    is where it waits while nobody owns it.
    """

    class State(models.TextChoices):
        NEW = "new", _("new")
        WORKING = "working", _("being worked")
        QUALIFIED = "qualified", _("qualified")
        CONVERTED = "converted", _("converted")
        DISCARDED = "discarded", _("discarded")

    class Authority(models.TextChoices):
        DECIDES = "decides", _("decides")
        INFLUENCES = "influences", _("influences")
        USES = "uses", _("uses")

    class Band(models.TextChoices):
        HOT = "hot", _("hot")
        WARM = "warm", _("warm")
        COLD = "cold", _("cold")

    class DiscardReason(models.TextChoices):
        UNREACHABLE = "unreachable", _("cannot be reached")
        NO_NEED = "no_need", _("needs nothing")
        NO_BUDGET = "no_budget", _("has no budget")
        COMPETITOR = "competitor", _("bought elsewhere")
        DUPLICATE = "duplicate", _("known already")
        WRONG = "wrong", _("wrong data")

    name = models.CharField(_("name"), max_length=200)
    sort_name = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    company = models.CharField(_("company"), max_length=200, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    email_key = models.CharField(max_length=254, blank=True, editable=False, db_collation="C")
    company_key = models.CharField(max_length=200, blank=True, editable=False, db_collation="C")
    city = models.CharField(_("city"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=80, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW, editable=False)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now, editable=False)
    discard_reason = models.CharField(
        _("why discarded"), max_length=20, choices=DiscardReason.choices, blank=True, editable=False
    )
    budget = models.DecimalField(_("budget"), max_digits=18, decimal_places=2, null=True, blank=True)
    authority = models.CharField(_("authority"), max_length=20, choices=Authority.choices, blank=True)
    need = models.CharField(_("need"), max_length=500, blank=True)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    trigger = models.CharField(_("what triggers it"), max_length=300, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    last_touch_at = models.DateTimeField(_("last contact"), null=True, blank=True, editable=False)
    touch_count = models.PositiveIntegerField(_("contacts"), default=0, editable=False)
    score = models.SmallIntegerField(_("score"), default=0, editable=False)
    band = models.CharField(_("temperature"), max_length=4, choices=Band.choices, default=Band.COLD, editable=False)
    score_reasons = models.JSONField(default=list, blank=True, editable=False)
    pool = models.ForeignKey(
        "customers.Pool", null=True, blank=True, on_delete=models.PROTECT, related_name="leads", editable=False,
        db_index=False,
    )  # fmt: skip
    pooled_at = models.DateTimeField(_("in the pool since"), null=True, blank=True, editable=False)
    converted_at = models.DateTimeField(_("converted at"), null=True, blank=True, editable=False)
    converted_customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="leads", editable=False
    )
    converted_contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    converted_opportunity = models.ForeignKey(
        "sales.Opportunity", null=True, blank=True, on_delete=models.SET_NULL, related_name="leads", editable=False
    )
    custom = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("lead")
    audit_derived = ("sort_name", "email_key", "company_key", "touch_count", "score", "band", "score_reasons")

    class Meta:
        constraints = [
            models.CheckConstraint(name="lead_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="lead_budget_not_negative", condition=Q(budget__isnull=True) | Q(budget__gte=0)
            ),
            models.CheckConstraint(
                name="lead_discarded_with_a_reason", condition=~Q(state="discarded") | ~Q(discard_reason="")
            ),
            models.CheckConstraint(
                name="lead_deleted_by_someone", condition=Q(deleted_at__isnull=True) | Q(deleted_by__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], condition=Q(deleted_at__isnull=True), name="lead_updated"),
            models.Index(fields=["-created_at", "-id"], condition=Q(deleted_at__isnull=True), name="lead_created"),
            models.Index(fields=["sort_name", "id"], condition=Q(deleted_at__isnull=True), name="lead_name"),
            models.Index(
                fields=["state", "-updated_at", "-id"], condition=Q(deleted_at__isnull=True), name="lead_of_state"
            ),
            models.Index(
                F("next_step_on").asc(nulls_last=True), "id", condition=Q(deleted_at__isnull=True),
                name="lead_next_step",
            ),
            models.Index(fields=["owner", "state", "last_touch_at"], name="lead_of_owner"),
            # Who is referred to by fields of the company's own; rows without any are left out.
            GinIndex(OpClass("custom", name="jsonb_path_ops"), condition=~Q(custom={}), name="lead_custom"),
            models.Index(fields=["-score", "-id"], condition=Q(deleted_at__isnull=True), name="lead_score"),
            models.Index(
                fields=["-pooled_at", "-id"], name="lead_pooled",
                condition=Q(deleted_at__isnull=True, owner__isnull=True, pool__isnull=False),
            ),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="lead_phone"),
            models.Index(fields=["email_key"], condition=~Q(email_key=""), name="lead_email"),
            models.Index(fields=["company_key"], condition=~Q(company_key=""), name="lead_company"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state not in (self.State.CONVERTED, self.State.DISCARDED)

    @property
    def answers(self) -> int:
        """How many of the four qualifying questions are answered."""
        return sum(one not in (None, "") for one in (self.budget, self.authority, self.need, self.needed_by))

    @property
    def title_of_sale(self) -> str:
        """What its opportunity is called unless somebody says otherwise."""
        return (self.need or self.company or self.name)[:200]


class Touch(Record):
    """A contact with a lead, which has no customer yet on whose timeline it could stand. `direction` says who sought
    it: what comes in is an answer, or the lead's own wish.
    """

    class Direction(models.TextChoices):
        OUT = "out", _("we did")
        IN = "in", _("the lead did")

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        CALL = "call", _("call")
        EMAIL = "email", _("e-mail")
        MEETING = "meeting", _("meeting")
        CHAT = "chat", _("chat")

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="touches")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CALL)
    direction = models.CharField(
        _("who got in touch"), max_length=3, choices=Direction.choices, default=Direction.OUT, db_default=Direction.OUT
    )
    at = models.DateTimeField(default=timezone.now)
    body = models.TextField(_("what was said"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Through("lead")
    audit_subject = "lead_id"

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["lead", "-at", "-id"], name="touch_of_lead")]
        constraints = [models.CheckConstraint(name="touch_says_something", condition=~Q(body=""))]

    def __str__(self) -> str:
        return self.body[:80]
