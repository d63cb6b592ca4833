"""What interactions add to a customer: the timeline with its composer, what is next, and the traits to filter on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.customers.extensions import CustomerExtension, Panel, Trait
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.database.kept import kept
from kehu.foundation.files.models import Attachment
from kehu.foundation.ui.formats import show_date
from kehu.interactions.actions import activity
from kehu.interactions.models import CustomerActivity, Interaction, Task, Visit, VisitAttendee, VisitStop
from kehu.interactions.queries.panel import timeline_context


class Extension(CustomerExtension):
    key = "interactions"

    def headline(self, customer: Customer, user: User) -> list[tuple[Any, Any]]:
        """Worked out from the summary row: what is next, when we last spoke, how much is open."""
        if not user.may("interaction.view"):
            return []
        row = _activity(customer)
        facts: list[tuple[Any, Any]] = [
            (_("Last contact"), _day(row.last_contact_at) if row.last_contact_at else _("never"))
        ]
        if row.next_visit_at and (row.next_task_at is None or row.next_visit_at <= row.next_task_at):
            facts.append((_("Next visit"), _day(row.next_visit_at)))
        elif row.next_task_at:
            facts.append((_("Next task"), _day(row.next_task_at)))
        facts.append((_("Open tasks"), row.open_tasks))
        return facts

    def catalogue(self) -> list[tuple[str, Any, str]]:
        return [("timeline", gettext_lazy("Timeline"), "middle")]

    def panels(self, customer: Customer, user: User) -> list[Panel]:
        if not user.may("interaction.view"):
            return []
        return [
            Panel(
                key="timeline",
                title=_("Timeline"),
                template="interactions/timeline/panel.html",
                context=timeline_context(customer, user, summary=_activity(customer)),
                side="middle",
                position=10,
            )
        ]

    def merge(self, *, survivor: Customer, loser: Customer) -> None:
        for model in (Interaction, Task, Visit):
            model.objects.filter(customer=loser).update(customer=survivor)
        _merge_stops(survivor, loser)
        activity.rebuild(customer_ids=[survivor.pk, loser.pk])

    def erase(self, *, customer: Customer, by: User) -> None:
        """Everything goes: what was said to a person is his."""
        with writing(by=by), _erasing():
            Task.objects.filter(customer=customer).delete()
            VisitStop.objects.filter(customer=customer).delete()
            Visit.objects.filter(customer=customer).delete()
            _delete_newest_first(customer)
            CustomerActivity.objects.filter(customer=customer).delete()

    def pseudonymise(self, *, customer: Customer, by: User) -> None:
        """That there was a call, when, by whom of us and how it went stays; its words and files go."""
        with writing(by=by), _erasing():
            touches = Interaction.objects.filter(customer=customer)
            ids = list(touches.values_list("pk", flat=True))
            Attachment.objects.filter(object_key="interaction", record_id__in=ids).delete()
            touches.update(
                subject="", body="", next_step="", place="", contact=None, contact_point=None, external_id="",
                related_key="", related_id=None, custom={},
            )  # fmt: skip
            Task.objects.filter(customer=customer).update(title="—", notes="", closing_note="", contact=None, custom={})
            visits = Visit.objects.filter(customer=customer)
            visits.update(
                purpose="—", place="", latitude=None, longitude=None, minutes="", next_step="", cancel_reason="",
                contact=None, custom={}, off_metres=None,
            )  # fmt: skip
            VisitAttendee.objects.filter(visit__in=visits, contact__isnull=False).delete()

    def busy(self) -> Q | None:
        return Q(activity__open_tasks__gt=0) | Q(activity__next_visit_at__isnull=False)

    def linked_to_contact(self, contact: Contact) -> dict[Any, list[UUID]]:
        rows = Interaction.objects.filter(customer=contact.customer_id, contact=contact.pk)
        return {Interaction: list(rows.values_list("pk", flat=True))}

    def forget_contact(self, *, contact: Contact, by: User) -> None:
        with writing(by=by):
            points = list(contact.contact_points.values_list("pk", flat=True))
            touches = Interaction.objects.filter(customer=contact.customer_id)
            touches.filter(contact=contact.pk).update(contact=None)
            touches.filter(contact_point__in=points).update(contact_point=None)

    def export_contact(self, contact: Contact) -> dict[str, Any]:
        rows = Interaction.objects.filter(customer=contact.customer_id, contact=contact.pk).order_by("started_at")
        return {
            "interactions": [_plain(one) for one in rows],
            "tasks": [_plain(one) for one in Task.objects.filter(contact=contact).order_by("created_at")],
            "visits": [_plain(one) for one in Visit.objects.filter(contact=contact).order_by("planned_start")],
        }

    def export(self, customer: Customer) -> dict[str, Any]:
        return {
            "interactions": [
                _plain(one) for one in Interaction.objects.filter(customer=customer).order_by("started_at")
            ],
            "tasks": [_plain(one) for one in Task.objects.filter(customer=customer).order_by("created_at")],
            "visits": [_plain(one) for one in Visit.objects.filter(customer=customer).order_by("planned_start")],
            "visit_stops": [
                {"plan": one.plan.title, "day": one.day.isoformat()}
                for one in VisitStop.objects.filter(customer=customer).select_related("plan").order_by("day", "pk")
            ],
        }

    def traits(self) -> list[Trait]:
        return [
            Trait("last_contact", gettext_lazy("Last contact"), "moment", "activity__last_contact_at"),
            Trait("next_due", gettext_lazy("Next due"), "moment", "activity__next_due_at"),
            Trait("next_visit", gettext_lazy("Next visit"), "moment", "activity__next_visit_at"),
            Trait("open_tasks", gettext_lazy("Open tasks"), "number", "activity__open_tasks"),
            Trait("interactions", gettext_lazy("Number of interactions"), "number", "activity__interactions"),
        ]


def _merge_stops(survivor: Customer, loser: Customer) -> None:
    """Whoever is in a plan on the same day already is not in it twice."""
    stops = VisitStop.objects.filter(customer=loser)
    there = VisitStop.objects.filter(customer=survivor, plan=OuterRef("plan"), day=OuterRef("day"))
    stops.filter(Exists(there)).delete()
    stops.update(customer=survivor)


@contextmanager
def _erasing() -> Iterator[None]:
    """The append-only trigger lets pass what happens inside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('kehu.erasing', true)")
        before = cursor.fetchone()[0] or ""
        cursor.execute("SELECT set_config('kehu.erasing', 'on', true)")
        yield
        cursor.execute("SELECT set_config('kehu.erasing', %s, true)", [before])


def _activity(customer: Customer) -> CustomerActivity:
    """The row is kept with the loaded customer, so header and panel read it once."""
    known = CustomerActivity._meta.get_field("customer").remote_field
    if not known.is_cached(customer):
        found = _summary(customer=customer.pk)
        known.set_cached_value(customer, found[0] if found else None)
    row: Any = known.get_cached_value(customer)
    return row or CustomerActivity(customer=customer)


@kept
def _summary(customer: UUID) -> QuerySet[CustomerActivity]:
    return CustomerActivity.objects.filter(customer=customer)


def _day(moment: datetime) -> str:
    return show_date(timezone.localtime(moment))


def _delete_newest_first(customer: Customer) -> None:
    """A correction points at what it corrects, so it has to go first."""
    rows = Interaction.objects.filter(customer=customer)
    while ids := list(rows.filter(corrections__isnull=True).values_list("pk", flat=True)[:5000]):
        Interaction.objects.filter(pk__in=ids).delete()


def _plain(row: Interaction | Task | Visit) -> dict[str, Any]:
    skipped = {"id", "customer", "version", "updated_at", "superseded_at", "corrects", "origin", "follows"}
    values = {}
    for one in row._meta.concrete_fields:
        value = getattr(row, one.attname)
        if one.name not in skipped and value not in (None, "", False, {}):
            values[one.name] = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return values


extension = Extension()
