"""How each opportunity stood since when: the journal that any past day of the pipeline is read from."""

from django.conf import settings
from django.db import models

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.sales.models.pipelines import Category


class Standing(models.Model):
    """Derived: a row for each time that one of these columns changed, written by a trigger of the database whatever
    changed them (docs/adr/0011). `since` is when; what held on a day is the last row of each opportunity before its
    end. `is_there` is false while the opportunity is in the trash.
    """

    id = models.BigAutoField(primary_key=True)
    opportunity = models.ForeignKey("sales.Opportunity", on_delete=models.CASCADE, related_name="standings")
    since = models.DateTimeField()
    stage = models.ForeignKey("sales.Stage", on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10)
    category = models.CharField(max_length=20, choices=Category.choices)
    amount_home = models.DecimalField(max_digits=18, decimal_places=2)
    weighted_home = models.DecimalField(max_digits=18, decimal_places=2)
    expected_close = models.DateField(null=True)
    is_there = models.BooleanField(default=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("opportunity")

    class Meta:
        indexes = [
            models.Index(fields=["opportunity", "-since", "-id"], name="standing_of"),
            models.Index(fields=["since"], name="standing_since"),
        ]
