"""Sales territories: a tree by which the company divides its customers among its people."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Open, VisibleQuerySet
from kehu.foundation.database.records import Record


class Territory(Record):
    """`path` is the chain of identifiers from the root down to this territory, each followed by a slash, so that "this
    territory and below" is a prefix search. `way` says who owns a customer that the rules bring here; `turn` counts the
    turns that members have had.
    """

    class Way(models.TextChoices):
        KEEP = "keep", _("stays with whom he is")
        RESPONSIBLE = "responsible", _("goes to the responsible seller")
        TURNS = "turns", _("goes to the members in turns")

    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("belongs to")
    )
    path = models.TextField(editable=False, db_collation="C", unique=True)
    position = models.PositiveSmallIntegerField(_("place among its neighbours"), default=10)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("responsible seller"),
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("manager"),
    )
    team = models.ForeignKey(
        "access.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("team")
    )
    way = models.CharField(_("who owns its customers"), max_length=12, choices=Way.choices, default=Way.KEEP)
    turn = models.PositiveIntegerField(default=0, editable=False)
    notes = models.TextField(_("notes"), blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Open("customer")
    audit_label = _("territory")
    audit_derived = ("turn",)

    class Meta:
        ordering = ["position", "name", "id"]
        constraints = [
            models.CheckConstraint(name="territory_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(fields=["parent", "name"], name="territory_name_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """0 for a root."""
        return self.path.count("/") - 1


class TerritoryMember(Record):
    """Somebody works in a territory, beside who is responsible for it."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="territory_seats")

    objects = VisibleQuerySet.as_manager()
    ownership = Open("customer")
    audit_subject = "territory_id"
    audit_label = _("member")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["territory", "user"], name="territory_member_once")]

    def __str__(self) -> str:
        return str(self.user)
