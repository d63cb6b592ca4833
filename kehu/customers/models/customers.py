"""The customer: one person or organisation, whatever it is to us."""

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Owned, VisibleQuerySet
from kehu.foundation.database.records import Record, Trashable


def in_account_team(user: UUID) -> Q:
    from kehu.customers.models.team import AccountTeamMember

    return Q(pk__in=AccountTeamMember.objects.filter(user=user).values("customer_id"))


class Customer(Record, Trashable):
    """`phone`, `email`, `city` and `region` repeat the preferred contact points, so that lists need no join;
    `actions.contact_points` keeps them. While nobody owns a customer he waits in his `pool`. `match_key` is the
    normalised name for duplicate search, `sort_name` gives the order of lists (pinyin); `custom` holds the company's
    own fields. A territory that was `territory_pinned` was set by hand: rules leave it alone.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    class Standing(models.TextChoices):
        CONSUMER = "consumer", _("Consumer")
        COMPANY = "company", _("Company")
        DEALER = "dealer", _("Dealer or agent")
        DEPARTMENT = "department", _("Internal department")
        EMPLOYEE = "employee", _("Employee")
        GOVERNMENT = "government", _("Government")
        SUPPLIER = "supplier", _("Supplier")
        MEDIA = "media", _("Media")
        PARTNER = "partner", _("Other partner")

    class Tier(models.TextChoices):
        KEY = "key", _("Key account")
        A = "a", _("Tier A")
        B = "b", _("Tier B")
        C = "c", _("Tier C")

    class Gender(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        OTHER = "other", _("Other")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=200)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    other_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    standings = ArrayField(models.CharField(max_length=20, choices=Standing.choices), default=list, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_customers",
        db_index=False,
    )
    team = models.ForeignKey("access.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    pool = models.ForeignKey(
        "customers.Pool",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="customers",
        editable=False,
        db_index=False,
    )
    pooled_at = models.DateTimeField(_("in the pool since"), null=True, blank=True, editable=False)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices, blank=True)
    lifecycle_stage = models.ForeignKey(
        "customers.LifecycleStage",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="customers",
        db_index=False,
    )
    territory = models.ForeignKey(
        "customers.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="customers",
        db_index=False,
    )
    territory_pinned = models.BooleanField(_("territory set by hand"), default=False, db_default=False)
    source = models.CharField(_("source"), max_length=80, blank=True)
    industry = models.CharField(_("industry"), max_length=80, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    annual_revenue = models.DecimalField(_("annual revenue"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    gender = models.CharField(_("gender"), max_length=10, choices=Gender.choices, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    preferred_channel = models.CharField(_("preferred channel"), max_length=20, blank=True)
    preferred_hours = models.CharField(_("preferred hours"), max_length=80, blank=True)
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True, editable=False)
    email = models.CharField(_("e-mail"), max_length=254, blank=True, editable=False)
    country = models.CharField(_("country"), max_length=2, blank=True, editable=False)
    region = models.CharField(_("province or state"), max_length=80, blank=True, editable=False)
    city = models.CharField(_("city"), max_length=80, blank=True, editable=False)
    last_contact_at = models.DateTimeField(_("last contact"), null=True, blank=True, editable=False)
    match_key = models.CharField(max_length=200, blank=True, editable=False, db_collation="C")
    sort_name = models.CharField(max_length=80, blank=True, editable=False, db_collation="C")
    custom = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed", db_index=False
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Owned("customer", also=in_account_team)
    trash_leaves_out = Q(merged_into__isnull=False)
    derived_columns = frozenset(
        {"phone", "email", "country", "region", "city", "last_contact_at", "match_key", "sort_name"}
    )
    # Else every logged call would outdate an open form of the customer.
    audit_derived = ("last_contact_at", "sort_name")

    class Meta:
        constraints = [
            models.CheckConstraint(name="customer_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="customer_deleted_by_someone", condition=Q(deleted_at__isnull=True) | Q(deleted_by__isnull=False)
            ),
            models.CheckConstraint(
                name="customer_satisfaction_percent", condition=Q(satisfaction__isnull=True) | Q(satisfaction__lte=100)
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], condition=Q(deleted_at__isnull=True), name="customer_name"),
            models.Index(fields=["-created_at", "-id"], condition=Q(deleted_at__isnull=True), name="customer_created"),
            models.Index(fields=["-updated_at", "-id"], condition=Q(deleted_at__isnull=True), name="customer_updated"),
            models.Index(
                fields=["last_contact_at", "id"], condition=Q(deleted_at__isnull=True), name="customer_last_contact"
            ),
            models.Index(fields=["owner", "-updated_at", "-id"], name="customer_owner"),
            models.Index(
                fields=["-pooled_at", "-id"],
                condition=Q(deleted_at__isnull=True, owner__isnull=True, pool__isnull=False),
                name="customer_pooled",
            ),
            models.Index(fields=["city", "sort_name", "id"], name="customer_city"),
            models.Index(fields=["tier", "sort_name", "id"], name="customer_tier"),
            models.Index(fields=["lifecycle_stage", "sort_name", "id"], name="customer_stage"),
            models.Index(
                fields=["territory", "-updated_at", "-id"],
                condition=Q(deleted_at__isnull=True, territory__isnull=False),
                name="customer_territory",
            ),
            models.Index(fields=["employees"], condition=Q(employees__isnull=False), name="customer_employees"),
            models.Index(fields=["annual_revenue"], condition=Q(annual_revenue__isnull=False), name="customer_revenue"),
            models.Index(fields=["sort_name", "id"], condition=Q(do_not_contact=True), name="customer_do_not_contact"),
            models.Index(fields=["match_key"], condition=~Q(match_key=""), name="customer_match_key"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="customer_merged_into"),
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="customer_trash"),
            GinIndex(fields=["standings"], name="customer_standings"),
            # Who is referred to by fields of the company's own; rows without any are left out.
            GinIndex(OpClass("custom", name="jsonb_path_ops"), condition=~Q(custom={}), name="customer_custom"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_person(self) -> bool:
        return self.kind == self.Kind.PERSON

    @property
    def standing_labels(self) -> list[str]:
        labels = dict(self.Standing.choices)
        return [str(labels.get(standing, standing)) for standing in self.standings]
