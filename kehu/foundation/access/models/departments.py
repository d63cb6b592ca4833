"""The department tree."""

from django.db import models

from kehu.foundation.database.records import Record


class Department(Record):
    """`path` is the chain of identifiers from the root down to this department, each followed by a slash, so that
    "this department and below" is a prefix search.
    """

    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    head = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    path = models.TextField(editable=False, db_collation="C", unique=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """0 for a root."""
        return self.path.count("/") - 1
