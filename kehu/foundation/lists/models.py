"""Lists that people keep for themselves, a team or everybody, and which of them a role sees first."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.conditions import USER, Form, Reach, facts, kept
from kehu.foundation.access.models.teams import TeamMember
from kehu.foundation.access.visibility import VisibleQuerySet
from kehu.foundation.database.records import Record
from kehu.foundation.lists.permissions import ListVerb

if TYPE_CHECKING:
    from kehu.foundation.access.models import User


class OwnOrShared:
    """One's own views may be changed, those of others may be seen where they are shared: with a team one is in, or with
    everybody. A shared view that is `is_open` may be changed by all who see it, and those of everybody by whoever may
    look after them.
    """

    def reached(self, model: Any, user: "User", reach: str) -> Reach:
        cares = reach == "edit" and user.may(ListVerb.MANAGE_VIEWS)
        return Reach(_own_or_shared(model, reach, cares), facts(user.pk))


@kept
def _own_or_shared(model: Any, reach: str, cares: bool) -> Form:
    """`cares`: whether the user looks after the views of everybody."""
    everybody = Q(audience=SavedView.Audience.COMPANY)
    teams = TeamMember.objects.filter(user=USER).order_by().values("team")
    shared = everybody | Q(audience=SavedView.Audience.TEAM, team__in=teams)
    if reach == "edit":
        shared = (shared & Q(is_open=True)) | everybody if cares else shared & Q(is_open=True)
    return Form(model, Q(owner=USER) | shared)


class SavedView(Record):
    """`query` is what stands after the ? of the list's link: layout, columns and their widths, filter, order, groups.
    It holds no rows, so it shows everyone only his own.
    """

    class Audience(models.TextChoices):
        PRIVATE = "private", _("Only me")
        TEAM = "team", _("A team")
        COMPANY = "company", _("Everybody")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    object_key = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(blank=True)
    audience = models.CharField(_("for"), max_length=10, choices=Audience.choices, default=Audience.PRIVATE)
    team = models.ForeignKey("access.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    is_open = models.BooleanField(_("those it is shared with may change it"), default=False)
    is_pinned = models.BooleanField(_("stands above the list"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = VisibleQuerySet.as_manager()
    ownership = OwnOrShared()

    class Meta:
        ordering = ["position", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "object_key", "name"], name="saved_view_named_once"),
            models.CheckConstraint(name="saved_view_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="saved_view_of_a_team_names_it",
                condition=Q(audience="team", team__isnull=False) | (~Q(audience="team") & Q(team__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["object_key", "position"], condition=~Q(audience="private"), name="saved_view_shared")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.audience != self.Audience.PRIVATE


class RoleView(Record):
    """The list that people of a role see when they open the page of an object."""

    role = models.ForeignKey("access.Role", on_delete=models.CASCADE, related_name="+")
    object_key = models.CharField(max_length=40)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="first_for")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "object_key"], name="role_view_one_of_each_object")]
