"""What pages say about a customer's activity without counting."""

from django.db import models
from django.db.models import F, Q

from kehu.foundation.access.visibility import Through, VisibleQuerySet


class CustomerActivity(models.Model):
    """Derived, one row per customer that ever had any; `actions.activity` keeps and rebuilds it.

    `last_contact_at` repeats the customer's own; `counts` maps an interaction kind to how many current ones there are.
    `next_due_at` is the earlier of the next open task and the next planned visit.
    """

    customer = models.OneToOneField(
        "customers.Customer", primary_key=True, on_delete=models.CASCADE, related_name="activity"
    )
    open_tasks = models.PositiveIntegerField(default=0, db_default=0)
    next_task_at = models.DateTimeField(null=True)
    next_visit_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    last_contact_at = models.DateTimeField(null=True)
    interactions = models.PositiveIntegerField(default=0, db_default=0)
    counts = models.JSONField(default=dict, db_default={})

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")

    class Meta:
        indexes = [
            models.Index(
                fields=["next_due_at", "customer"], condition=Q(next_due_at__isnull=False), name="activity_next"
            ),
            models.Index(F("last_contact_at").desc(nulls_last=True), "customer", name="activity_last_contact"),
            models.Index(fields=["-open_tasks", "customer"], condition=Q(open_tasks__gt=0), name="activity_open_tasks"),
        ]
