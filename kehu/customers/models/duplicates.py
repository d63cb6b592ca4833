"""Pairs of customers that may be the same, and the merges that were made."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record


class DuplicatePair(models.Model):
    """Derived data, made anew by the duplicate search; only the decision to dismiss is a person's."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DISMISSED = "dismissed", _("not a duplicate")
        MERGED = "merged", _("merged")

    id = models.BigAutoField(primary_key=True)
    first = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    weight = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Through("first")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(name="duplicate_pair_in_order", condition=Q(first__lt=F("second"))),
        ]
        indexes = [
            models.Index(fields=["state", "-weight", "id"], name="duplicate_worklist"),
            models.Index(fields=["second", "state"], name="duplicate_second"),
        ]


class DuplicateKey(models.Model):
    """Derived data: customers that share a key are compared. `key` is the hash of a blocking key."""

    pk = models.CompositePrimaryKey("key", "customer_id")
    key = models.BigIntegerField()
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")


class DuplicateSearch(models.Model):
    """How far the search through all customers is; one row, so that it goes on where it was killed."""

    class Phase(models.TextChoices):
        KEYS = "keys", _("reading customers")
        PAIRS = "pairs", _("comparing")
        DONE = "done", _("done")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.DONE)
    after = models.CharField(max_length=40, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    run = models.ForeignKey("jobs.Run", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = VisibleQuerySet.as_manager()
    ownership = Open("customer")


class Merge(Record):
    """`loser` was merged into `survivor`; everything the merge moved belongs to its change set, which takes it back."""

    survivor = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="merges_won")
    loser = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="merges_lost")
    choices = models.JSONField(default=dict, help_text="field → whose value was kept")
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    change_set = models.OneToOneField("changes.ChangeSet", on_delete=models.PROTECT, related_name="merge")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Through("survivor")
    audit_subject = "survivor_id"
    yields_to_undo = Q(undone_at__isnull=False)  # a merge that was taken back holds neither of the two

    class Meta:
        constraints = [
            models.CheckConstraint(name="merge_of_two", condition=~Q(survivor=F("loser"))),
            models.CheckConstraint(
                name="merge_undone_by_someone",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["survivor", "-created_at"], name="merge_of_survivor")]
