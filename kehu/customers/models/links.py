"""Which records of kinds that the company made refer to customers and contacts."""

from django.db import models

from kehu.foundation.custom_objects.models import Link


class CustomerLink(Link):
    target = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, db_index=False, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "field"], name="customer_link_once")]
        indexes = [models.Index(fields=["target", "field", "record"], name="customer_link_target")]


class ContactLink(Link):
    target = models.ForeignKey("customers.Contact", on_delete=models.CASCADE, db_index=False, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "field"], name="contact_link_once")]
        indexes = [models.Index(fields=["target", "field", "record"], name="contact_link_target")]
