"""Lists that people keep: a query under a name."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.conditions import USER, Form, Reach, facts, kept
from kehu.foundation.access.visibility import VisibleQuerySet
from kehu.foundation.database.records import Record

if TYPE_CHECKING:
    from kehu.foundation.access.models import User


class OwnOrShared:
    """Views of one's own may be changed; shared ones may be seen by everyone, each within what he may see."""

    def reached(self, model: Any, user: "User", reach: str) -> Reach:
        return Reach(_own_or_shared(model, reach), facts(user.pk))


@kept
def _own_or_shared(model: Any, reach: str) -> Form:
    own = Q(owner=USER)
    return Form(model, own | Q(is_shared=True) if reach == "view" else own)


class SavedView(Record):
    """`query` is what stands after the ? of the list's link; it holds no rows, so it shows everyone only his own."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    object_key = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(blank=True)
    is_shared = models.BooleanField(_("for everybody"), default=False)
    is_pinned = models.BooleanField(_("stands above the list"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = VisibleQuerySet.as_manager()
    ownership = OwnOrShared()

    class Meta:
        ordering = ["position", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "object_key", "name"], name="saved_view_named_once"),
            models.CheckConstraint(name="saved_view_has_a_name", condition=~Q(name="")),
        ]
        indexes = [
            models.Index(fields=["object_key", "position"], condition=Q(is_shared=True), name="saved_view_shared")
        ]

    def __str__(self) -> str:
        return self.name
