"""What a change of the settings of sales would do, told before it is done."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kehu.foundation.company.models import Company
from kehu.foundation.fields.values import value_of
from kehu.foundation.ui.formats import show_money, show_number
from kehu.sales.models import Opportunity, Pipeline, Stage

LOOKED_AT = 5000


def of_stage(stage: Stage | None, given: dict[str, Any]) -> list[str]:
    """Sentences on what saving these values would change; of a new stage that nothing does."""
    if stage is None:
        return [_("No opportunity changes: a new stage is empty.")]
    there = Opportunity.objects.filter(stage=stage, deleted_at=None)
    count = there.count()
    said = [
        ngettext("%(num)s opportunity stands here.", "%(num)s opportunities stand here.", count)
        % {"num": show_number(count)}
    ]
    if count:
        said += [*_probability(there, stage, given), *_gate(there, stage, given), *_late(there, stage, given)]
    if len(said) == 1:
        said.append(_("None of them changes."))
    return said


def of_pipeline(pipeline: Pipeline | None, given: dict[str, Any]) -> list[str]:
    if pipeline is None:
        return [_("It begins with one open stage and the two ends; nothing moves into it by itself.")]
    count = Opportunity.objects.filter(pipeline=pipeline, state="open", deleted_at=None).count()
    said = [
        ngettext(
            "%(num)s open opportunity stands in this pipeline and stays there.",
            "%(num)s open opportunities stand in this pipeline and stay there.", count,
        ) % {"num": show_number(count)}
    ]  # fmt: skip
    if pipeline.is_active and not given.get("is_active", True):
        said.append(_("No new ones are opened in it any more."))
    team = given.get("team")
    if (team.pk if team else None) != pipeline.team_id:
        said.append(
            _("From now on only “%(team)s” opens opportunities in it.") % {"team": team.name}
            if team
            else _("From now on everybody opens opportunities in it.")
        )
    return said


def of_next_step(required: bool) -> list[str]:
    """How many would have to be seen to."""
    if not required:
        return [_("Opportunities may be without a next step; the list shows which.")]
    open_ones = Opportunity.objects.filter(state="open", deleted_at=None)
    without = open_ones.filter(next_step="").count()
    return [
        ngettext(
            "%(num)s open opportunity has no next step. It stays as it is until somebody edits or moves it.",
            "%(num)s open opportunities have no next step. They stay as they are until somebody edits or moves them.",
            without,
        ) % {"num": show_number(without)}
    ]  # fmt: skip


def _probability(there: Any, stage: Stage, given: dict[str, Any]) -> list[str]:
    percent = given.get("probability")
    if percent is None or percent == stage.probability or stage.outcome != Stage.Outcome.OPEN:
        return []
    moved = there.filter(probability_is_own=False)
    worth = moved.aggregate(worth=Sum("amount_home"))["worth"] or Decimal(0)
    currency = Company.objects.current().currency
    return [
        _("%(num)s of them get the new probability; their weighted sum goes from %(before)s to %(after)s.")
        % {
            "num": show_number(moved.count()),
            "before": show_money(worth * stage.probability / 100, currency, digits=0),
            "after": show_money(worth * percent / 100, currency, digits=0),
        }
    ]


def _gate(there: Any, stage: Stage, given: dict[str, Any]) -> list[str]:
    """Those that stand there stay, though they would not pass any more."""
    wanted = [key for key in given.get("required_fields", ()) if key not in stage.required_fields]
    if not wanted:
        return []
    lacking = sum(any(value_of(one, key) in (None, "", []) for key in wanted if "." in key or hasattr(one, key))
                  for one in there.select_related(None)[:LOOKED_AT])  # fmt: skip
    return [
        ngettext(
            "%(num)s of them lacks what is asked for now; it stays, only who comes later is asked.",
            "%(num)s of them lack what is asked for now; they stay, only who comes later is asked.", lacking,
        ) % {"num": show_number(lacking)}
    ]  # fmt: skip


def _late(there: Any, stage: Stage, given: dict[str, Any]) -> list[str]:
    days = given.get("usual_days")
    if days is None or days == stage.usual_days:
        return []
    late = there.filter(stage_since__lt=timezone.now() - timedelta(days=days)).count()
    return [
        ngettext(
            "%(num)s of them is longer than that here and will be marked.",
            "%(num)s of them are longer than that here and will be marked.", late,
        ) % {"num": show_number(late)}
    ]  # fmt: skip
