"""/interactions: write down what was said and done, correct it, bring in many at once; a customer's timeline."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import BaseModel, Field, WithJsonSchema

from kehu.customers.api.resources import CONTACT_POINTS, CONTACTS, CUSTOMERS
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.foundation.api.answers import answer
from kehu.foundation.api.bulk import BulkOutcome, Outcomes, change_set_for, checked
from kehu.foundation.api.document import component
from kehu.foundation.api.schemas import Input, Output
from kehu.foundation.refusals import Refusal
from kehu.interactions.actions import bulk, interactions
from kehu.interactions.actions.own_fields import checker
from kehu.interactions.api.bodies import FollowUp, InteractionCorrection, InteractionCreate, InteractionRow, said
from kehu.interactions.api.resources import INTERACTIONS, colleague
from kehu.interactions.models import Interaction
from kehu.interactions.permissions import InteractionVerb
from kehu.interactions.queries import timeline

router, of_customer = Router(), Router()
MOST = 1000


class InteractionBulk(Input):
    """Each row is judged alone: one that does not fit is refused, the others are written."""

    rows: Annotated[
        list[Any],
        Field(min_length=1, max_length=MOST),
        WithJsonSchema({"type": "array", "items": component(InteractionRow), "minItems": 1, "maxItems": MOST}),
    ]


@router.post("/bulk", response=BulkOutcome)
def log_interactions(request: HttpRequest, payload: InteractionBulk) -> HttpResponse:
    """Write down many past touches in one request and one change set, which can be taken back."""
    user = reader(request)
    user.require(InteractionVerb.IMPORT)
    outcomes = Outcomes(len(payload.rows))
    rows = _allowed(checked(InteractionRow, payload.rows, outcomes), outcomes, user)
    with transaction.atomic():
        change_set = change_set_for("interaction", len(payload.rows), user)
        logged = bulk.log_many(rows=[row for _place, row in rows], by=user, change_set=change_set.pk)
        for (place, row), made in zip(rows, logged.ids, strict=True):
            outcomes.done(place, "created" if made else "unchanged", made or row.id)
        outcomes.finish(change_set)
    return answer(outcomes.as_data(change_set))


INTERACTIONS.read_by(router)


@router.post("", response={201: INTERACTIONS.schema})
def log_interaction(request: HttpRequest, payload: InteractionCreate) -> HttpResponse:
    """Write down one touch, and the next step as a task if there is one."""
    user = reader(request)
    given = payload.model_dump(exclude={"customer", "contact", "contact_point", "employee", "follow_up"})
    made = interactions.log(
        customer=CUSTOMERS.named(user, payload.customer, "customer"),
        contact=CONTACTS.named(user, payload.contact, "contact"),
        contact_point=CONTACT_POINTS.named(user, payload.contact_point, "contact_point"),
        employee=colleague(payload.employee, "employee"),
        follow_up=follow_up(payload.follow_up), by=user, **given,
    )  # fmt: skip
    return INTERACTIONS.written(request, made.pk, 201)


@router.post("/{record_id}/corrections", response={201: INTERACTIONS.schema})
def correct_interaction(request: HttpRequest, record_id: UUID, payload: InteractionCorrection) -> HttpResponse:
    """Write a new version, which takes the old one's place in the timeline; the old one stays readable."""
    user = reader(request)
    with INTERACTIONS.changing(request, record_id) as interaction:
        changes = said(payload)
        finders = {"contact": CONTACTS.named, "contact_point": CONTACT_POINTS.named}
        for key, find in finders.items():
            if key in changes:
                changes[key] = find(user, changes[key], key)
        if "employee" in changes:
            changes["employee"] = colleague(changes["employee"], "employee")
        made = interactions.correct(interaction=interaction, changes=changes, by=user)
    return INTERACTIONS.written(request, made.pk, 201)


def follow_up(body: FollowUp | None) -> interactions.FollowUp | None:
    if body is None:
        return None
    assignee = colleague(body.assignee, "follow_up.assignee")
    return interactions.FollowUp(body.title, body.due_at, body.all_day, assignee)


def _allowed(rows: list[tuple[int, Any]], outcomes: Outcomes, user: User) -> list[tuple[int, bulk.Row]]:
    """The rows whose customer, contact and employee the user may name, as the action takes them."""
    customers = _ids(Customer.objects.visible_to(user), {row.customer for _place, row in rows})
    contacts = dict(
        Contact.objects.visible_to(user)
        .filter(pk__in={row.contact for _place, row in rows if row.contact})
        .values_list("pk", "customer_id")
    )
    employees = _ids(User.objects.filter(is_system=False), {row.employee for _place, row in rows if row.employee})
    check = checker("interaction", user)
    found = []
    for place, row in rows:
        wrong = (
            ("customer" if row.customer not in customers else "")
            or ("contact" if row.contact and contacts.get(row.contact) != row.customer else "")
            or ("employee" if row.employee and row.employee not in employees else "")
        )
        if wrong:
            outcomes.refuse(place, Refusal(_("There is no such record that you may see."), field=wrong))
            continue
        given = row.model_dump(exclude={"customer", "contact", "employee"})
        try:
            given["custom"] = check(row.custom, None)
        except Refusal as refusal:
            outcomes.refuse(place, refusal)
            continue
        employee = row.employee or user.pk
        found.append((place, bulk.Row(customer_id=row.customer, contact_id=row.contact, employee_id=employee, **given)))
    return found


def _ids(rows: Any, wanted: set[UUID]) -> set[UUID]:
    return set(rows.filter(pk__in=wanted).values_list("pk", flat=True))


# -- the timeline ------------------------------------------------------------------------------------------------------


class TimelineFile(Output):
    name: str
    media_type: str
    size: int


class TimelineItem(INTERACTIONS.schema):  # type: ignore[misc, name-defined]
    """An interaction with the files that hang on it."""

    attachments: list[TimelineFile] = []


class Timeline(BaseModel):
    """What was said and done, newest first."""

    items: list[TimelineItem]
    next: str | None = None


class TimelineQuery(BaseModel):
    """Which part of the timeline."""

    kinds: Annotated[str, Field(max_length=200, description="Kinds, parted by commas.", examples=["call,visit"])] = ""
    channel: Annotated[str, Field(max_length=20)] = ""
    person: UUID | None = None
    contact: UUID | None = None
    since: date | None = None
    until: date | None = None
    text: Annotated[str, Field(max_length=100)] = ""
    cursor: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@of_customer.get("/{record_id}/timeline", response=Timeline)
def read_timeline(request: HttpRequest, record_id: UUID, asked: Query[TimelineQuery]) -> HttpResponse:
    """What was said and done with a customer, newest first, with the files of each."""
    user = reader(request)
    user.require(InteractionVerb.VIEW)
    customer = CUSTOMERS.find(user, record_id)
    given = asked.model_dump(exclude={"kinds", "cursor", "limit", "text"})
    filters = timeline.Filters(
        kinds=tuple(one for one in asked.kinds.split(",") if one in Interaction.Kind.values),
        text=asked.text.replace("\0", ""), **{**given, "channel": asked.channel.replace("\0", "")},
    )  # fmt: skip
    page = timeline.page(customer=customer, user=user, filters=filters, after=asked.cursor, limit=asked.limit)
    rows = Interaction.objects.filter(pk__in=[one.pk for one in page.items])
    objects = {one["id"]: one for one in INTERACTIONS.objects(rows, user)}
    items = [
        {**objects[one.pk], "attachments": [_file(file) for file in getattr(one, "files", ())]} for one in page.items
    ]
    return answer({"items": items, "next": page.after or None})


def _file(file: Any) -> dict[str, Any]:
    return {"id": file.pk, "name": file.name, "media_type": file.media_type, "size": file.size}
