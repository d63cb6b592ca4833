"""How a customer stands with his quotes, in one row, so that lists of customers can be narrowed by it."""

from django.db import models
from django.db.models import Q

from kehu.foundation.access.visibility import Through, VisibleQuerySet


class CustomerQuotes(models.Model):
    """Derived, one row per customer who was ever quoted something; `derived.count_for` keeps it. `open_quotes` have no
    answer and still hold, or are being written; `unanswered_quotes` ran out without an answer and were not renewed.
    """

    customer = models.OneToOneField(
        "customers.Customer", primary_key=True, on_delete=models.CASCADE, related_name="quoted"
    )
    open_quotes = models.PositiveIntegerField(default=0, db_default=0)
    unanswered_quotes = models.PositiveIntegerField(default=0, db_default=0)
    last_quoted_at = models.DateTimeField(null=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("customer")

    class Meta:
        indexes = [
            models.Index(fields=["-open_quotes", "customer"], condition=Q(open_quotes__gt=0), name="quoted_open"),
            models.Index(
                fields=["-unanswered_quotes", "customer"], condition=Q(unanswered_quotes__gt=0),
                name="quoted_unanswered",
            ),
        ]  # fmt: skip
