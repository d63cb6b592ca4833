"""How the pages of records are arranged: for everybody, for a role, for oneself."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kehu.foundation.database.records import Record


class Layout(Record):
    """The arrangement of the pages of one kind of record. Without role and user it holds for everybody who has none
    nearer to him: his own, else that of a role of his.

    `arrangement` is {"left": [panel, …], "tabs": […], "right": […], "hidden": […], "groups": [{"label": …, "fields":
    [key, …]}, …]}. Panels and fields it does not name stand where they stand by themselves.
    """

    object_key = models.CharField(max_length=40)
    role = models.ForeignKey("access.Role", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    arrangement = models.JSONField(default=dict)

    class Meta:
        db_table = "record_page_layout"
        constraints = [
            models.UniqueConstraint(fields=["object_key", "role", "user"], name="layout_once", nulls_distinct=False),
            models.CheckConstraint(
                name="layout_of_a_role_or_a_user", condition=Q(role__isnull=True) | Q(user__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.object_key
