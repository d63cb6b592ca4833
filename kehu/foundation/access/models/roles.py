"""Roles: named sets of verbs, how far they reach, and what they show of each field."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kehu.foundation.database.records import Record


class Scope(models.TextChoices):
    """How far a verb reaches, from narrow to wide."""

    NONE = "none", _("none")
    OWN = "own", _("own records")
    TEAM = "team", _("records of my teams")
    DEPARTMENT = "department", _("my department and below")
    ALL = "all", _("all records")

    @property
    def width(self) -> int:
        return _WIDTHS[self]


class FieldAccess(models.TextChoices):
    """What a role may do with a field, from little to much."""

    HIDDEN = "hidden", _("hidden")
    MASKED = "masked", _("masked")
    READ = "read", _("read")
    EDIT = "edit", _("edit")

    @property
    def width(self) -> int:
        return _WIDTHS[self]


_WIDTHS: dict[str, int] = {one: width for kind in (Scope, FieldAccess) for width, one in enumerate(kind)}


class Role(Record):
    """`scopes` maps an object key (or `*`) to {"view": scope, "edit": scope}.

    `known_verbs` are those that somebody has decided about for this role; `edited_at` says when a person first gave it
    other rights than the product does. Both tell what a new version brings (`new_rights.py`).
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    description = models.TextField(blank=True)
    verbs = ArrayField(models.CharField(max_length=60), default=list)
    scopes = models.JSONField(default=dict)
    is_builtin = models.BooleanField(default=False, editable=False)
    known_verbs = ArrayField(models.CharField(max_length=60), default=list, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Built-in roles speak the reader's language; roles made by the company keep the name it gave."""
        return gettext(self.name) if self.is_builtin else self.name


class RoleAssignment(Record):
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="assignments")

    audit_subject = "user_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "user"], name="role_assigned_once")]


class FieldRule(Record):
    """What a role sees of one field of one object; without a rule the field's own default holds."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="field_rules")
    object_key = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    access = models.CharField(max_length=10, choices=FieldAccess.choices)

    audit_subject = "role_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "object_key", "field"], name="field_rule_once")]
