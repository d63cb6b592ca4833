"""Telling the customers who looks after them now: by mail where that may be, the others for letters."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kehu.coverage.models import Handover, HandoverItem
from kehu.customers.models import Customer
from kehu.customers.queries.consents import may_contact
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.mail import queue_mail
from kehu.interactions.actions import bulk
from kehu.interactions.models import Interaction

BATCH = 200


def tell_customers(*, handover_id: UUID, by: User) -> int:
    """Queue the messages that are not queued yet; each batch is one transaction, so that nobody is told twice."""
    told = 0
    while batch := _tell_batch(handover_id, by):
        told += batch
    return told


def words(text: str, customer: str, former: str, successor: str) -> str:
    """The text with the names in it; other braces stay as they are."""
    for mark, name in (("{customer}", customer), ("{former}", former), ("{successor}", successor)):
        text = text.replace(mark, name)
    return text


@transaction.atomic
def _tell_batch(handover_id: UUID, by: User) -> int:
    handover = Handover.objects.select_for_update(of=("self",)).select_related("leaver").get(pk=handover_id)
    if handover.done_at is None or not handover.letter_subject:
        return 0
    rows = HandoverItem.objects.filter(handover=handover, object_key="customer", moved=True, told_at=None)
    items = list(rows.select_related("customer", "successor").order_by("pk")[:BATCH])
    now, logged = timezone.now(), []
    for item in items:
        row = _mail(handover, item)
        if row is not None:
            logged.append(row)
    with writing(by=by):
        if logged:
            bulk.log_many(rows=logged, by=by)
        HandoverItem.objects.filter(pk__in=[one.pk for one in items]).update(told_at=now)
    return len(items)


def _mail(handover: Handover, item: HandoverItem) -> bulk.Row | None:
    """Queue the customer's mail and give the touch to be written down; None where he is not to be mailed."""
    customer: Any = item.customer
    successor: Any = item.successor
    if customer is None or customer.deleted_at or not customer.email:
        return None
    if not may_contact(customer, "email", "service"):
        return None
    names = (customer.name, handover.leaver.name, successor.name)
    subject, body = words(handover.letter_subject, *names), words(handover.letter_body, *names)
    signature = [successor.name, *filter(None, [successor.job_title, successor.phone, successor.email])]
    signed = "\n".join([body, "", *signature])
    queue_mail(
        to=[customer.email], subject=" ".join(subject.split())[:200], body=signed, reply_to=successor.email,
        key=f"handover-{handover.pk}-{customer.pk}",
    )  # fmt: skip
    return bulk.Row(
        customer_id=customer.pk, kind=Interaction.Kind.EMAIL, started_at=timezone.now(), employee_id=successor.pk,
        subject=subject[:200], body=signed, source="handover", external_id=f"{handover.pk}-{customer.pk}",
    )  # fmt: skip


def without_mail(handover: Handover) -> Any:
    """Customers who cannot be told by mail: theirs are letters or calls."""
    moved = HandoverItem.objects.filter(handover=handover, object_key="customer", moved=True)
    return Customer.objects.filter(pk__in=moved.values("customer"), email="", deleted_at=None)
