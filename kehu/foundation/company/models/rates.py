"""Exchange rates, each valid from its day until the next one."""

from django.db import models

from kehu.foundation.database.records import Record


class ExchangeRate(Record):
    """One unit of `currency` is worth `rate` units of the company's currency from `since` on."""

    currency = models.CharField(max_length=3)
    since = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        ordering = ["currency", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "since"], name="exchange_rate_once"),
            models.CheckConstraint(name="exchange_rate_positive", condition=models.Q(rate__gt=0)),
        ]
