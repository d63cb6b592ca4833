"""When approval is needed and who gives it, as rows that the company edits."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kehu.foundation.database.records import Record


class By(models.TextChoices):
    """Who decides a step. MANAGER is the n-th manager of the asker alone, MANAGERS each of the first n in turn."""

    USERS = "users", _("people by name")
    ROLE = "role", _("everybody with a role")
    MANAGER = "manager", _("the asker's manager")
    MANAGERS = "managers", _("the asker's managers, one after the other")
    HEAD = "head", _("the head of the asker's department")


class Mode(models.TextChoices):
    ALL = "all", _("all of them")
    ANY = "any", _("any one of them")


class OnTimeout(models.TextChoices):
    """What happens when nobody decided in time."""

    REMIND = "remind", _("remind only")
    ESCALATE = "escalate", _("the next manager decides")
    APPROVE = "approve", _("it counts as approved")
    REJECT = "reject", _("it counts as rejected")


class Rule(Record):
    """The first active rule of a subject, by position, whose `conditions` all hold says which steps a request takes;
    one without steps says that it needs no approval. A condition is {"fact": …, "is": …, "values": […]}.

    `allows_own`: the asker may be among the approvers of his own request. `skips_repeated`: who approved in an earlier
    step is not asked again in a later one.
    """

    subject = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    conditions = models.JSONField(default=list)
    allows_own = models.BooleanField(default=False)
    skips_repeated = models.BooleanField(default=True)

    audit_label = _("approval rule")

    class Meta:
        ordering = ["subject", "position", "id"]
        constraints = [models.CheckConstraint(name="approval_rule_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """A rule that was there from the start speaks the reader's language until it is renamed."""
        return gettext(self.name)


class RuleStep(Record):
    """One step of a rule. `users` are identifiers, `levels` how far up the managers are asked. `hours` of working time
    after which `on_timeout` happens, `remind_after` those after which who did not decide is reminded; None: never.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(default=0)
    by = models.CharField(max_length=10, choices=By.choices)
    users = ArrayField(models.UUIDField(), default=list, blank=True)
    role = models.ForeignKey("access.Role", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    levels = models.PositiveSmallIntegerField(default=1)
    mode = models.CharField(max_length=5, choices=Mode.choices, default=Mode.ALL)
    remind_after = models.PositiveSmallIntegerField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    on_timeout = models.CharField(max_length=10, choices=OnTimeout.choices, default=OnTimeout.REMIND)

    audit_subject = "rule_id"
    audit_label = _("step of an approval rule")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="approval_rule_step_by_someone",
                condition=(Q(by="role") & Q(role__isnull=False)) | (Q(by="users") & ~Q(users=[]))
                | Q(by__in=("manager", "managers", "head")),
            ),
            models.CheckConstraint(name="approval_rule_step_levels", condition=Q(levels__range=(1, 9))),
        ]  # fmt: skip


class FirstRule(Record):
    """That the product has made its rule for a subject: it does so once, and a company that deletes it wants none."""

    subject = models.CharField(max_length=60, unique=True)

    audit_label = _("approval rule")
