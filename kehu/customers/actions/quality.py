"""Measuring how good the data is: every customer by night and after a change, the figures of a day, the policy."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.models import QualityFigures, QualityPolicy
from kehu.customers.permissions import CustomerVerb
from kehu.customers.queries.quality import policy
from kehu.customers.storing.quality import examine, next_ids
from kehu.foundation.access.models import Department, User
from kehu.foundation.audit.writing import writing
from kehu.foundation.jobs.actions import runs
from kehu.foundation.jobs.models import Run
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.addresses import url

BATCH = 5000
OWNERS_KEPT_DAYS = 90


class AlreadyRunning(Refusal):
    """The figures are being made at the moment."""


def look_again(customer_ids: Iterable[UUID]) -> None:
    """Somebody changed these customers: what is wrong with them may be right now."""
    ids = list(customer_ids)
    rules = policy()
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            examine(ids[start : start + BATCH], rules)


def plan_measuring(*, by: User, defer: Any) -> Run:
    """Have a job make the figures anew. Raises AlreadyRunning."""
    if Run.objects.filter(kind="customers.quality", state__in=[Run.State.WAITING, Run.State.RUNNING]).exists():
        raise AlreadyRunning(_("The figures are being made anew at the moment; wait a little."))
    with transaction.atomic():
        run = runs.plan(kind="customers.quality", title=_("Data quality"), by=by, url=url("privacy:quality"))
        defer(run_id=str(run.pk))
    return run


def measure_all(*, run: Run | None = None) -> None:
    """Every customer, then the figures of today; begun again it does no harm."""
    rules, after, done = policy(), UUID(int=0), 0
    while ids := next_ids(after, BATCH):
        with transaction.atomic():
            examine(ids, rules)
        after, done = ids[-1], done + len(ids)
        if run:
            runs.progress(run=run, done=done)
    write_figures()


@dataclass
class _Sum:
    customers: int = 0
    scores: float = 0.0
    issues: Counter[str] = field(default_factory=Counter)

    def add(self, other: "_Sum") -> None:
        self.customers += other.customers
        self.scores += other.scores
        self.issues.update(other.issues)


def write_figures() -> None:
    """The figures of today by owner, department (with those below it) and company, in place of earlier ones."""
    owners = _by_owner()
    people = dict(User.objects.exclude(department=None).values_list("pk", "department__path"))
    paths = {path: key for key, path in Department.objects.values_list("pk", "path")}
    whole, departments = _Sum(), {key: _Sum() for key in paths.values()}
    for owner, figures in owners.items():
        whole.add(figures)
        for path, key in paths.items():
            if owner and people.get(owner, "").startswith(path):
                departments[key].add(figures)
    today, now = timezone.localdate(), timezone.now()
    level = QualityFigures.Level

    def row(kind: str, figures: _Sum, **of: Any) -> QualityFigures:
        score = figures.scores / figures.customers if figures.customers else 100.0
        return QualityFigures(
            day=today, level=kind, customers=figures.customers, score=round(score, 2), issues=dict(figures.issues),
            computed_at=now, **of,
        )  # fmt: skip

    with transaction.atomic():
        QualityFigures.objects.filter(day=today).delete()
        old = today - timedelta(days=OWNERS_KEPT_DAYS)
        QualityFigures.objects.filter(level=level.OWNER, day__lt=old).delete()
        QualityFigures.objects.bulk_create(
            [
                row(level.COMPANY, whole),
                *(row(level.DEPARTMENT, one, department_id=key) for key, one in departments.items()),
                *(row(level.OWNER, one, owner_id=owner) for owner, one in owners.items()),
            ],
            batch_size=1000,
        )


def set_policy(*, fields: list[str], stale_days: dict[str, int], by: User) -> QualityPolicy:
    """What counts from the next measuring on."""
    by.require(CustomerVerb.CONFIGURE)
    with writing(by=by):
        found = policy()
        found.fields, found.stale_days = fields, stale_days
        found.save()
    return found


def _by_owner() -> dict[UUID | None, _Sum]:
    """One pass over all customers."""
    found: dict[UUID | None, _Sum] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.owner_id, count(*), sum(q.score), count(*) FILTER (WHERE q.unreachable),"
            " count(*) FILTER (WHERE q.stale), count(*) FILTER (WHERE q.orphaned), count(*) FILTER (WHERE q.duplicate)"
            " FROM customers_customerquality q JOIN customers_customer c ON c.id = q.customer_id"
            " WHERE c.deleted_at IS NULL GROUP BY c.owner_id"
        )
        for owner, count, score, *issues in cursor.fetchall():
            named = zip(("unreachable", "stale", "orphaned", "duplicate"), issues, strict=True)
            found[owner] = _Sum(count, float(score), Counter({name: number for name, number in named if number}))
        cursor.execute(
            "SELECT c.owner_id, m.field, count(*) FROM customers_customerquality q"
            " JOIN customers_customer c ON c.id = q.customer_id, unnest(q.missing) AS m(field)"
            " WHERE c.deleted_at IS NULL AND q.missing <> '{}' GROUP BY 1, 2"
        )
        for owner, name, count in cursor.fetchall():
            found[owner].issues[name] = count
    return found
