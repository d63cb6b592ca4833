"""How the company sells: pipelines and their stages, why sales end, whom we meet, and how strict we are."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.db.models.functions import Round
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kehu.catalog.models import Category, Product
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.sales.models import CloseReason, Competitor, Opportunity, Pipeline, PipelineUse, SellingRules, Stage
from kehu.sales.permissions import OpportunityVerb

STAGE_FIELDS = (
    "name", "probability", "category", "required_fields", "required_documents", "needs_approval", "usual_days", "tone",
)  # fmt: skip


class PipelineRefused(Refusal):
    """A pipeline cannot be like this."""


class StillNeeded(Refusal):
    """Something stands there yet; it can be renamed or retired, and goes only when nothing needs it."""


def save_pipeline(*, by: User, name: str, pipeline: Pipeline | None = None, **given: Any) -> Pipeline:
    """Make a pipeline with a first stage and the two ends, or change one. `given`: team, is_active."""
    by.require(OpportunityVerb.CONFIGURE)
    with writing(by=by):
        row = pipeline or Pipeline(key=_key(name, Pipeline.objects.all()), position=_last(Pipeline.objects.all()) + 10)
        _name(row, name)
        for key in {"team", "is_active"} & given.keys():
            setattr(row, key, given[key])
        _others_remain(row)
        row.save()
        if pipeline is None:
            _first_stages(row)
    return row


def remove_pipeline(*, pipeline: Pipeline, by: User) -> None:
    by.require(OpportunityVerb.CONFIGURE)
    with writing(by=by):
        if Opportunity._base_manager.filter(pipeline=pipeline).exists():
            raise StillNeeded(_("Opportunities stand in this pipeline, be it in the trash. It can be retired instead."))
        pipeline.is_active = False
        _others_remain(pipeline)
        _gone(pipeline)


def use_for(
    *, pipeline: Pipeline, by: User, product: Product | None = None, category: Category | None = None
) -> PipelineUse:
    """Sell a product, or a category and what is below it, in this pipeline and in no other. What is opened holds its
    place; new opportunities follow.
    """
    by.require(OpportunityVerb.CONFIGURE)
    if (product is None) == (category is None):
        raise PipelineRefused(_("Choose a product or a category."), field="product")
    said = {"product": product} if product else {"category": category}
    with writing(by=by):
        return PipelineUse.objects.update_or_create(**said, defaults={"pipeline": pipeline})[0]


def remove_use(*, use: PipelineUse, by: User) -> None:
    by.require(OpportunityVerb.CONFIGURE)
    with writing(by=by):
        use.delete()


def save_stage(*, by: User, pipeline: Pipeline, stage: Stage | None = None, **given: Any) -> Stage:
    """Make an open stage before the two ends, or change one. A new probability or category holds at once for the
    opportunities that stand there and have none of their own.
    """
    by.require(OpportunityVerb.CONFIGURE)
    with writing(by=by):
        row = stage or Stage(pipeline=pipeline, key=_key(given["name"], pipeline.stages.all()), position=0)
        _name(row, given.pop("name"))
        for key in set(STAGE_FIELDS) & given.keys():
            setattr(row, key, given[key])
        if row.outcome != Stage.Outcome.OPEN:
            row.probability = 100 if row.outcome == Stage.Outcome.WON else 0
        if not 0 <= row.probability <= 100:
            raise PipelineRefused(_("A probability is between 0 and 100 percent."), field="probability")
        row.required_documents = list(dict.fromkeys(one.strip()[:80] for one in row.required_documents if one.strip()))
        row.save()
        if stage is None:
            _put(pipeline, [*_open(pipeline, but=row), row])
        _apply(row)
    return row


def order_stages(*, pipeline: Pipeline, order: Sequence[UUID], by: User) -> None:
    """Put the open stages into this order; those that are not named follow, and the two ends come last."""
    by.require(OpportunityVerb.CONFIGURE)
    with writing(by=by):
        rows = {one.pk: one for one in _open(pipeline)}
        named = [rows.pop(one) for one in order if one in rows]
        _put(pipeline, [*named, *rows.values()])


def remove_stage(*, stage: Stage, by: User) -> None:
    """Only a stage through which no opportunity ever went."""
    by.require(OpportunityVerb.CONFIGURE)
    with writing(by=by):
        if stage.outcome != Stage.Outcome.OPEN:
            raise StillNeeded(_("Each pipeline has a stage for what is won and one for what is lost."))
        if not _open(stage.pipeline, but=stage):
            raise StillNeeded(_("A pipeline needs an open stage."))
        _gone(stage)


def save_reason(
    *, by: User, name: str, outcome: str, reason: CloseReason | None = None, is_active: bool = True
) -> CloseReason:
    by.require(OpportunityVerb.CONFIGURE)
    rows = CloseReason.objects.filter(outcome=outcome)
    row = reason or CloseReason(outcome=outcome, position=_last(rows) + 10)
    _name(row, name)
    row.is_active = is_active
    return _saved(row, by, _("There is already such a reason."))  # type: ignore[no-any-return]


def remove_reason(*, reason: CloseReason, by: User) -> None:
    by.require(OpportunityVerb.CONFIGURE)
    with writing(by=by):
        _gone(reason)


def save_competitor(*, by: User, name: str, competitor: Competitor | None = None, **given: Any) -> Competitor:
    by.require(OpportunityVerb.CONFIGURE)
    row = competitor or Competitor()
    row.name = _worded(name)
    for key in {"website", "strengths", "weaknesses", "is_active"} & given.keys():
        setattr(row, key, given[key])
    return _saved(row, by, _("There is already a competitor with this name."))  # type: ignore[no-any-return]


def remove_competitor(*, competitor: Competitor, by: User) -> None:
    by.require(OpportunityVerb.CONFIGURE)
    with writing(by=by):
        _gone(competitor)


def save_rules(*, next_step_required: bool, by: User) -> SellingRules:
    by.require(OpportunityVerb.CONFIGURE)
    with writing(by=by):
        row: SellingRules = SellingRules.objects.first() or SellingRules()
        row.next_step_required = next_step_required
        row.save()
    return row


def _apply(stage: Stage) -> None:
    """What follows the stage is brought into step with it."""
    there = Opportunity._base_manager.filter(stage=stage)
    moved = there.filter(probability_is_own=False).exclude(probability=stage.probability)
    weighted = Round(F("amount_home") * Decimal(stage.probability) / 100, precision=2)
    moved.update(probability=stage.probability, weighted_home=weighted)
    there.filter(category_is_own=False, state=stage.outcome).exclude(category=stage.category).update(
        category=stage.category
    )


def _first_stages(pipeline: Pipeline) -> None:
    ends = Stage.objects.filter(outcome__in=["won", "lost"], is_builtin=True)
    names = {one.outcome: (one.name, one.is_builtin) for one in ends} or {}
    rows = [("begin", _("First stage"), 10, "open", "pipeline"), ("won", "Won", 100, "won", "commit"),
            ("lost", "Lost", 0, "lost", "omitted")]  # fmt: skip
    Stage.objects.bulk_create(
        Stage(
            pipeline=pipeline, key=key, name=names.get(outcome, (name, False))[0], position=10 * (place + 1),
            probability=percent, outcome=outcome, category=category, is_builtin=names.get(outcome, ("", False))[1],
        )
        for place, (key, name, percent, outcome, category) in enumerate(rows)
    )  # fmt: skip


def _open(pipeline: Pipeline, but: Stage | None = None) -> list[Stage]:
    rows = pipeline.stages.filter(outcome=Stage.Outcome.OPEN)
    return list(rows.exclude(pk=but.pk) if but else rows)


def _put(pipeline: Pipeline, rows: Sequence[Stage]) -> None:
    ends = list(pipeline.stages.exclude(outcome=Stage.Outcome.OPEN))
    for place, row in enumerate([*rows, *ends], start=1):
        if row.position != 10 * place:
            row.position = 10 * place
            row.save()


def _others_remain(pipeline: Pipeline) -> None:
    rest = Pipeline.objects.filter(is_active=True, team=None).exclude(pk=pipeline.pk)
    if (not pipeline.is_active or pipeline.team_id) and not rest.exists():
        raise PipelineRefused(_("One pipeline has to be there for everybody."), field="is_active")


def _name(row: Any, name: str) -> None:
    """A built-in name stays translated until it is really changed."""
    shown = str(row) if row.name else ""
    worded = _worded(name)
    if row.is_builtin and worded in (row.name, shown):
        return
    row.name, row.is_builtin = worded, False


def _worded(name: str) -> str:
    words = " ".join(name.split())[:80]
    if not words:
        raise PipelineRefused(_("This may not be empty."), field="name")
    return words


def _key(name: str, taken: Any) -> str:
    base = slugify(name)[:30] or "way"
    known = set(taken.filter(key__startswith=base).values_list("key", flat=True))
    return next(one for one in (base, *(f"{base}-{number}" for number in range(2, 1000))) if one not in known)


def _last(rows: Any) -> int:
    return rows.aggregate(last=models.Max("position"))["last"] or 0


def _saved(row: Any, by: User, twice: str) -> Any:
    try:
        with transaction.atomic(), writing(by=by):
            row.save()
    except IntegrityError:
        raise PipelineRefused(twice, field="name") from None
    return row


def _gone(row: models.Model) -> None:
    try:
        with transaction.atomic():
            row.delete()
    except (models.ProtectedError, models.RestrictedError):
        raise StillNeeded(
            _("Something in the history of sales refers to it, so it stays. It can be retired or renamed.")
        ) from None
