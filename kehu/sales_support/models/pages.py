"""The playbook: what helps to sell, shown where it helps."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.foundation.access.visibility import Open, Through, VisibleQuerySet
from kehu.foundation.database.records import Record, Trashable


class PlaybookPage(Record, Trashable):
    """A page fits an opportunity when each of its lists is empty or names what the opportunity has: `stages`,
    `products` and `competitors` by identifier, `industries` as customers have them.
    """

    class Kind(models.TextChoices):
        QUESTIONS = "questions", _("Questions to ask")
        BATTLE_CARD = "battle_card", _("Battle card")
        GUIDE = "guide", _("Guide")
        STORY = "story", _("Success story")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.GUIDE)
    body = models.TextField(_("text"), blank=True)
    stages = models.JSONField(default=list, blank=True)
    industries = models.JSONField(default=list, blank=True)
    products = models.JSONField(default=list, blank=True)
    competitors = models.JSONField(default=list, blank=True)
    is_shown = models.BooleanField(_("shown in opportunities"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=50)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    ownership = Open("playbook")

    class Meta:
        indexes = [models.Index(fields=["position", "id"], name="playbook_page_order")]
        constraints = [
            models.CheckConstraint(name="playbook_page_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="playbook_page_deleted_by_someone",
                condition=Q(deleted_at__isnull=True) | Q(deleted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlaybookUse(Record):
    """A seller says that a page helped him with an opportunity."""

    page = models.ForeignKey(PlaybookPage, on_delete=models.CASCADE, related_name="uses")
    opportunity = models.ForeignKey("sales.Opportunity", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(pgettext_lazy("playbook", "used at"), default=timezone.now)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("opportunity")
    audit_subject = "opportunity_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "opportunity"], name="playbook_use_once")]
