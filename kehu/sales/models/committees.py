"""Who buys, and who else sells: the people and the rivals of an opportunity."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.visibility import Through, VisibleQuerySet
from kehu.foundation.database.records import Record

MOST = 5


class CommitteeMember(Record):
    """A contact in the buying committee. `influence` says how much his word counts, `strength` how good our
    relationship with him is, both from 0 (not known) to 5. `reports_to` is another member.
    """

    class Role(models.TextChoices):
        DECIDES = "decides", _("decides")
        INFLUENCES = "influences", _("influences")
        USES = "uses", _("uses")
        BUYS = "buys", _("buys")
        CHAMPION = "champion", _("champion")
        BLOCKS = "blocks", _("stands against")

    class Stance(models.TextChoices):
        UNKNOWN = "unknown", _("not known")
        SUPPORTS = "supports", _("for us")
        NEUTRAL = "neutral", _("neutral")
        AGAINST = "against", _("against us")

    opportunity = models.ForeignKey("sales.Opportunity", on_delete=models.CASCADE, related_name="committee")
    contact = models.ForeignKey("customers.Contact", on_delete=models.CASCADE, related_name="committees")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.INFLUENCES)
    stance = models.CharField(_("stance"), max_length=10, choices=Stance.choices, default=Stance.UNKNOWN)
    influence = models.PositiveSmallIntegerField(_("influence"), default=0, validators=[MaxValueValidator(MOST)])
    strength = models.PositiveSmallIntegerField(_("relationship"), default=0, validators=[MaxValueValidator(MOST)])
    reports_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports", verbose_name=_("reports to")
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("opportunity")
    audit_subject = "opportunity_id"

    class Meta:
        ordering = ["-influence", "created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "contact"], name="committee_member_once"),
            models.CheckConstraint(name="committee_of_five", condition=Q(influence__lte=MOST, strength__lte=MOST)),
            models.CheckConstraint(
                name="committee_reports_to_another", condition=Q(reports_to__isnull=True) | ~Q(reports_to=F("id"))
            ),
        ]


class Rival(Record):
    """A competitor in an opportunity, and how he stands against us."""

    class Standing(models.TextChoices):
        UNKNOWN = "unknown", _("not known")
        AHEAD = "ahead", _("ahead of us")
        LEVEL = "level", _("level with us")
        BEHIND = "behind", _("behind us")

    opportunity = models.ForeignKey("sales.Opportunity", on_delete=models.CASCADE, related_name="rivals")
    competitor = models.ForeignKey("sales.Competitor", on_delete=models.PROTECT, related_name="rivalries")
    standing = models.CharField(_("standing"), max_length=10, choices=Standing.choices, default=Standing.UNKNOWN)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("opportunity")
    audit_subject = "opportunity_id"

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["opportunity", "competitor"], name="rival_once")]


class OpportunityDocument(Record):
    """A file of the opportunity is of this kind, as a stage asks for it (`Stage.required_documents`)."""

    opportunity = models.ForeignKey("sales.Opportunity", on_delete=models.CASCADE, related_name="documents")
    attachment = models.OneToOneField("files.Attachment", on_delete=models.CASCADE, related_name="of_opportunity")
    kind = models.CharField(_("kind"), max_length=80)

    objects = VisibleQuerySet.as_manager()
    ownership = Through("opportunity")
    audit_subject = "opportunity_id"

    class Meta:
        ordering = ["kind", "id"]
        indexes = [models.Index(fields=["opportunity", "kind"], name="document_of_kind")]
