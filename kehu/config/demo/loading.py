"""Writing the demo company by COPY, a range of customers at a time, in two processes when there are many.

A company of more than TOGETHER customers is for trying Kehu out at size. It is loaded with the rights of the database's
owner, with triggers at rest: its creation is not in the audit trail and foreign keys are not checked row by row, which
would take longer than the writing itself. Its rows are made here, from numbers, and refer to each other by construction.
"""

import json
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import connection, connections

from kehu.config.demo import bare_tables, company, history, ids, parties, parts, territories
from kehu.config.demo.copying import copy_rows, copy_text
from kehu.foundation.search.registry import source
from kehu.foundation.search.terms import terms

CHUNK = 2000
TOGETHER = 20_000  # from this many customers on the work is shared between processes
PROCESSES = 2


def load_company(customers: int, interactions: int, seed: int, progress: Callable[[str], None]) -> dict[str, Any]:
    """Staff, customers and their history. Returns the numbers written and the seconds it took."""
    begun = time.monotonic()
    progress("People and departments")
    staff = company.build()
    plan = parties.Plan(
        seed=seed,
        now=_this_morning(),
        owners=staff.owners,
        agents=staff.agents,
        departments=staff.departments,
        stages=_stages(),
        customers=customers,
        places=territories.build(_this_morning()),
    )
    progress(f"{customers:,} customers, {interactions:,} interactions")
    shares = [(plan, low, min(low + CHUNK, customers), interactions) for low in range(0, customers, CHUNK)]
    apart = customers >= TOGETHER
    with bare_tables.stripped(progress) if apart and _may_strip() else nullcontext():
        done = 0
        for written in _work(shares, apart=apart):
            done += written
            if apart and done % (CHUNK * 25) == 0:
                progress(f"{done:,} of {customers:,} customers")
    _relations(plan, customers)
    progress("Sales")
    parts.load(plan)
    progress("Statistics of the tables")
    with connection.cursor() as cursor:
        # Vacuumed at once, many rows are read from the indexes alone and nobody meets the vacuum on the first pages.
        cursor.execute("VACUUM (ANALYZE)" if _may_strip() else "ANALYZE")
    return {
        "customers": customers, "interactions": interactions, "seconds": round(time.monotonic() - begun, 1)
    }  # fmt: skip


def _may_strip() -> bool:
    with connection.cursor() as cursor:
        return _is_owner(cursor) and not connection.in_atomic_block


def _work(shares: list[tuple[Any, ...]], *, apart: bool) -> Iterable[int]:
    if not apart:
        yield from (write_share(*share) for share in shares)
        return
    connections.close_all()
    with ProcessPoolExecutor(PROCESSES, initializer=_set_up) as pool:
        yield from pool.map(_write_packed, shares)


def _set_up() -> None:
    """A connection of this process's own; triggers rest if we are the owner."""
    import django

    if not settings.configured:
        django.setup()
    connections.close_all()
    with connection.cursor() as cursor:
        # A chunk lost with the power is no loss: the company is loaded again. ANALYZE at the end makes all durable.
        cursor.execute("SET synchronous_commit = off")
        if _is_owner(cursor):
            cursor.execute("SET session_replication_role = replica")


def _is_owner(cursor: Any) -> bool:
    """Whether this connection may let triggers rest, as superusers may."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(cursor.fetchone()[0])


def _write_packed(share: tuple[Any, ...]) -> int:
    return write_share(*share)


def write_share(plan: parties.Plan, low: int, high: int, interactions: int) -> int:
    """Write the customers `low` to `high` of the plan, with their share of the interactions."""
    group = [parties.make(number, plan) for number in range(low, high)]
    told: dict[str, history.Told] = {}
    at = parties.CUSTOMER_COLUMNS.index("last_contact_at")
    for party in group:
        first = _share(interactions, plan.customers, party.number)
        count = _share(interactions, plan.customers, party.number + 1) - first
        own = told[party.id] = history.interactions(party, plan, count, first)
        if own.last is not None:
            party.customer = (*party.customer[:at], own.last, *party.customer[at + 1 :])
    with connection.cursor() as cursor:
        _write(cursor, plan, group, told)
    return high - low


def _share(interactions: int, customers: int, number: int) -> int:
    """How many interactions the customers before `number` have together. Some talk to us more than others: the
    quarter with the smallest remainder of four has twice the share of the rest.
    """
    rounds, rest = divmod(number, 4)
    weights = rounds * 5 + (0, 2, 3, 4)[rest]
    all_rounds, all_rest = divmod(customers, 4)
    return interactions * weights // max(all_rounds * 5 + (0, 2, 3, 4)[all_rest], 1)


def _write(cursor: Any, plan: parties.Plan, group: list[parties.Party], told: dict[str, history.Told]) -> None:
    copy_rows(cursor, "customers_customer", parties.CUSTOMER_COLUMNS, (one.customer for one in group))
    copy_rows(cursor, "customers_contact", CONTACTS, ((*row, "", "") for one in group for row in one.contact_rows))
    copy_rows(cursor, "customers_contactpoint", POINTS, (row for one in group for row in one.point_rows))
    copy_rows(cursor, "customers_keydate", KEY_DATES, (row for one in group for row in one.key_dates))
    recorder = plan.agents[0]
    copy_rows(cursor, "customers_consent", CONSENTS, ((*row, recorder) for one in group for row in one.consents))
    externals = (
        (ids.demo_id(ids.OTHER, one.number * 8 + 2, one.created), one.created, one.id, "BOSS", one.external)
        for one in group
        if one.external
    )
    copy_rows(cursor, "customers_externalid", EXTERNALS, externals)
    # In the order of their ids, so that one visit to a page of the index serves many rows.
    lines = sorted(chain.from_iterable(one.lines for one in told.values()))
    copy_text(cursor, "interactions_interaction", history.INTERACTIONS, "".join(lines))
    tasks = [row for one in group for row in history.tasks(one, plan)]
    visits = [row for one in group for row in history.visits(one, plan)]
    copy_rows(cursor, "interactions_task", TASKS, tasks)
    copy_rows(cursor, "interactions_visit", VISITS, visits)
    copy_rows(cursor, "interactions_customeractivity", ACTIVITY, _activity(group, told, tasks, visits))
    copy_text(cursor, "search_term", ("object", "term", "record_id"), "".join(sorted(_terms(group))))


CONTACTS = (
    "id", "created_at", "customer_id", "name", "family_name", "given_name", "job_title", "is_primary", "phone", "email",
    "sort_name", "department", "influence", "notes", "custom",
    "external_system", "external_id",
)  # fmt: skip
POINTS = (
    "id", "created_at", "customer_id", "contact_id", "kind", "label", "value", "normalised", "address", "preferred",
    "latitude", "longitude", "extension",
)  # fmt: skip
KEY_DATES = ("id", "created_at", "customer_id", "kind", "calendar", "year", "month", "day", "label", "leap")
CONSENTS = (
    "id", "created_at", "customer_id", "channel", "purpose", "statement", "at", "source", "recorded_by_id", "proof",
)  # fmt: skip
EXTERNALS = ("id", "created_at", "customer_id", "system", "value")
TASKS = (
    "id", "created_at", "title", "due_at", "priority", "assignee_id", "state", "closed_at", "closed_by_id",
    "customer_id", "created_by_id", "notes", "all_day", "closing_note", "repeat", "related_key",
)  # fmt: skip
VISITS = (
    "id", "created_at", "customer_id", "visitor_id", "purpose", "planned_start", "planned_end", "place", "state",
    "created_by_id", "minutes", "next_step", "cancel_reason",
)  # fmt: skip
ACTIVITY = (
    "customer_id", "open_tasks", "next_task_at", "next_visit_at", "next_due_at", "last_contact_at", "interactions",
    "counts",
)  # fmt: skip


def _activity(
    group: list[parties.Party], told: dict[str, history.Told], tasks: list[Any], visits: list[Any]
) -> Iterable[parties.Row]:
    due = {row[9]: row[3] for row in tasks if row[6] == "open"}
    planned = {row[2]: row[5] for row in visits}
    for one in group:
        task, visit, own = due.get(one.id), planned.get(one.id), told[one.id]
        following = min((at for at in (task, visit) if at is not None), default=None)
        counts = json.dumps(own.counts)
        yield one.id, int(task is not None), task, visit, following, own.last, sum(own.counts.values()), counts


def _terms(group: list[parties.Party]) -> Iterable[str]:
    """Lines of the term table. None of the demo's names and numbers holds what COPY would want escaped."""
    customer, contact = source("customer").number, source("contact").number
    for one in group:
        own = [row for row in one.point_rows if row[3] is None]
        phones = [str(row[7]) for row in own if row[4] == "phone"]
        emails = [str(row[7]) for row in own if row[4] == "email"]
        for term in terms(
            names=[one.name], phones=phones, emails=emails, identifiers=[one.external] * bool(one.external)
        ):
            yield f"{customer}\t{term}\t{one.id}\n"
        for row in one.contact_rows:
            for term in terms(names=[str(row[3])], phones=[str(row[8])], emails=[str(row[9])]):
                yield f"{contact}\t{term}\t{row[0]}\n"


def _relations(plan: parties.Plan, customers: int) -> None:
    """A few families, groups of companies, dealers and references among the first two thousand customers."""
    from kehu.customers.models import RelationshipType

    kinds = {row.key: str(row.pk) for row in RelationshipType.objects.all()}
    group = [parties.make(number, plan) for number in range(min(customers, 2000))]
    persons = [one for one in group if one.standing == "consumer"]
    companies = [one for one in group if one.standing == "company"]
    pairs = [("household", a, b) for a, b in zip(persons[::9], persons[1::9], strict=False)]
    pairs += [("referred_by", a, b) for a, b in zip(persons[4::23], persons[6::23], strict=False)]
    pairs += [("subsidiary_of", b, companies[index // 4 * 4]) for index, b in enumerate(companies[:40]) if index % 4]
    pairs += [("works_for", a, b) for a, b in zip(persons[2::31], companies[3::5], strict=False)]
    partners = [one for one in group if one.standing == "partner"]
    pairs += [("manages_property_of", one, persons[index * 3 + 1]) for index, one in enumerate(partners)]
    rows = (
        (ids.demo_id(ids.OTHER, 0x40000000 + index, plan.now), plan.now, kinds[kind], a.id, b.id, "")
        for index, (kind, a, b) in enumerate(pairs)
        if kind in kinds and a.id != b.id
    )
    columns = ("id", "created_at", "type_id", "from_customer_id", "to_customer_id", "note")
    with connection.cursor() as cursor:
        copy_rows(cursor, "customers_relationship", columns, rows)


def _stages() -> dict[str, str]:
    from kehu.customers.models import LifecycleStage

    return {stage.key: str(stage.pk) for stage in LifecycleStage.objects.all()}


def _this_morning() -> float:
    """Eight o'clock of today in China: the same company for everyone who loads it on one day."""
    day = 86400
    return (time.time() + 8 * 3600) // day * day
