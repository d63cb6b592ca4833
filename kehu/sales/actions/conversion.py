"""Making a customer, a contact and an opportunity of a lead, as one change set that can be taken back.

What was said with the lead goes to the customer's timeline, its files to the customer, its tasks to customer and
opportunity; whatever has no field there is written down in a note, so that nothing is lost.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.actions import contact_points, contacts, customers
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets, undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.foundation.files.models import Attachment
from kehu.interactions.actions import interactions
from kehu.interactions.models import Interaction, Task
from kehu.sales import events
from kehu.sales.actions import opportunities
from kehu.sales.actions.leads import LeadClosed, LeadRefused
from kehu.sales.models import Lead, Opportunity, Touch
from kehu.sales.permissions import LeadVerb, OpportunityVerb
from kehu.sales.queries import mapping


def convert(
    *, lead: Lead, by: User, customer: Customer | None = None, name: str = "", contact_name: str = "",
    opportunity: dict[str, Any] | None = None,
) -> Lead:  # fmt: skip
    """Make of the lead a customer, or add it to an existing `customer`; with a firm, the person becomes its contact.

    `name` and `contact_name` stand in for those of the lead. `opportunity` has keywords of `opportunities.create` that
    stand in for what the lead says; None opens none. Raises LeadClosed if it was converted before or is discarded,
    OutOfReach, PermissionMissing, or a Refusal naming its field.
    """
    by.require(LeadVerb.CONVERT)
    if opportunity is not None:
        by.require(OpportunityVerb.CREATE)
    with writing(by=by):
        row = editable(lead, by)
        if not row.is_open:
            raise LeadClosed(_("This lead is closed; reopen it first."))
        made = change_sets.begin(kind=ChangeSet.Kind.CONVERSION, title=row.name, object_key="lead", by=by)
        made.asked = {"lead": str(row.pk)}
        made.save(update_fields=["asked"])
        with writing(by=by, change_set=made.pk):
            owner = row.owner if row.owner and (row.owner == by or by.may("customer.assign")) else by
            found = customer or _customer(row, name, owner, by)
            person, met = _contact(row, found, contact_name, by)
            if customer and not person:
                _add_numbers(row, found, by)
            sale = None if opportunity is None else _opportunity(row, found, person, owner, opportunity, by)
            _take_along(row, found, person, sale, by, made=_made(customer is None, met, sale))
            row.state, row.state_since, row.converted_at = Lead.State.CONVERTED, timezone.now(), timezone.now()
            row.converted_customer, row.converted_contact, row.converted_opportunity = found, person, sale
            row.next_step, row.next_step_on = "", None
            row.save()
        change_sets.finish(change_set=made, counts={"converted": 1})
        publish(events.LeadConverted(row.pk, found.pk, sale.pk if sale else None), by=by.pk)
    return row


def take_back(*, lead: Lead, by: User) -> dict[str, Any]:
    """The lead is open again, and what was made of it is gone unless somebody changed it since; the report says how
    much was kept. Raises LeadRefused where there is nothing to take back, CannotBeUndone, PermissionMissing.
    """
    by.require(LeadVerb.CONVERT)
    row = Lead.objects.editable_by(by).filter(pk=lead.pk).first()
    made = change_set_of(row) if row else None
    if made is None:
        raise LeadRefused(_("This lead was not converted."))
    return undoing.undo(change_set=made, by=by)


def change_set_of(lead: Lead) -> ChangeSet | None:
    """That of its conversion, None if it was not converted."""
    if lead.state != Lead.State.CONVERTED:
        return None
    found = ChangeSet.objects.filter(
        kind=ChangeSet.Kind.CONVERSION, object_key="lead", asked__lead=str(lead.pk), state=ChangeSet.State.DONE
    )
    return found.order_by("-started_at").first()


def _customer(row: Lead, name: str, owner: User, by: User) -> Customer:
    firm = bool(row.company)
    numbers = {} if firm and row.name != row.company else {"phone": row.phone, "email": row.email}
    given: dict[str, Any] = {"source": row.source, "owner": owner, **{key: one for key, one in numbers.items() if one}}
    given |= mapping.carried(row, "customer")[0]
    named = name.strip() or row.company or row.name
    return customers.create(kind="organisation" if firm else "person", name=named, by=by, **given)


def _contact(row: Lead, customer: Customer, name: str, by: User) -> tuple[Contact | None, bool]:
    """The person of the lead among those of the firm, found by phone or mail, else added; and whether he was added."""
    named = name.strip() or row.name
    if customer.is_person or not named or (named == row.company and not name.strip()):
        return None, False
    same = Q()
    if row.phone:
        same |= Q(contact_points__normalised=row.phone)
    if row.email:
        same |= Q(contact_points__normalised=row.email)
    if same:
        known = Contact.objects.filter(same, customer=customer, deleted_at=None).first()
        if known:
            return known, False
    values: dict[str, Any] = {
        "name": named, "job_title": row.job_title, "phone": row.phone, "email": row.email, "influence": row.authority,
    } | mapping.carried(row, "contact")[0]  # fmt: skip
    return contacts.add(customer=customer, by=by, **{key: one for key, one in values.items() if one}), True


def _made(customer: bool, contact: bool, sale: Opportunity | None) -> list[str]:
    """The kinds of record that were made of the lead, and therefore have what is mapped to them."""
    return [kind for kind, one in (("customer", customer), ("contact", contact), ("opportunity", sale)) if one]


def _add_numbers(row: Lead, customer: Customer, by: User) -> None:
    """Phone and mail that the existing customer has not got yet."""
    for kind, value in (("phone", row.phone), ("email", row.email)):
        if value:
            try:
                contact_points.add(customer=customer, kind=kind, value=value, by=by)
            except contact_points.AlreadyThere:
                continue


def _opportunity(
    row: Lead, customer: Customer, person: Contact | None, owner: User, given: dict[str, Any], by: User
) -> Opportunity:
    values: dict[str, Any] = {
        "name": row.title_of_sale, "contact": person, "source": row.source, "next_step": row.next_step,
        "next_step_on": row.next_step_on, "expected_close": row.needed_by, "amount": row.budget,
        "currency": Company.objects.current().currency, "description": summary(row), "owner": owner,
    } | mapping.carried(row, "opportunity")[0]  # fmt: skip
    said = {key: value for key, value in given.items() if value not in (None, "")}
    return opportunities.create(customer=customer, by=by, **{**values, **said})


def _take_along(
    row: Lead, customer: Customer, person: Contact | None, sale: Opportunity | None, by: User, *, made: list[str]
) -> None:
    related: dict[str, Any] = {"related_key": "opportunity", "related_id": sale.pk} if sale else {}
    for one in row.touches.select_related("by").order_by("at", "id"):
        interactions.log(
            customer=customer, contact=person, kind=one.kind, body=one.body, started_at=one.at, employee=one.by or by,
            direction=_direction(one), source="lead", by=by, **related,
        )  # fmt: skip
    if text := summary(row, made):
        interactions.log(
            customer=customer, contact=person, kind=Interaction.Kind.NOTE, subject=_("What the lead said"), body=text,
            source="lead", by=by, **related,
        )  # fmt: skip
    Attachment.objects.filter(object_key="lead", record_id=row.pk).update(object_key="customer", record_id=customer.pk)
    Task.objects.filter(related_key="lead", related_id=row.pk).update(customer=customer, contact=person, **related)


def _direction(one: Touch) -> str:
    """As the timeline of customers says it; a note is nobody's call."""
    if one.kind == Touch.Kind.NOTE:
        return Interaction.Direction.NONE
    return Interaction.Direction.IN if one.direction == Touch.Direction.IN else Interaction.Direction.OUT


def summary(row: Lead, kinds: Iterable[str] = mapping.OBJECTS) -> str:
    """What the lead says that nothing made of it (of these kinds) has a field for, line by line."""
    carried = {key for kind in kinds for key in mapping.carried(row, kind)[1]}
    lines = [
        ("need", _("Need"), row.need), ("trigger", _("What triggers it"), row.trigger),
        ("authority", _("Authority"), row.get_authority_display()), ("city", _("City"), row.city),
        ("notes", _("Notes"), row.notes), *mapping.own_fields(row),
    ]  # fmt: skip
    said = [(label, text) for key, label, text in lines if text and key not in carried - {"need"}]
    return "\n".join(_("%(label)s: %(text)s") % {"label": label, "text": text} for label, text in said)
