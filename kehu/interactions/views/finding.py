"""What every view of this package finds first; what is not visible is 404."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from kehu.customers.models import Customer
from kehu.foundation.access.reader import reader
from kehu.foundation.objects import registry
from kehu.interactions.models import Interaction, Task, Visit

M = TypeVar("M", bound=Model)


def customer_of(request: HttpRequest, customer_id: UUID) -> Customer:
    reader(request).require("customer.view")
    return get_object_or_404(Customer.objects.visible_to(reader(request)), pk=customer_id)


def interaction_of(request: HttpRequest, interaction_id: UUID) -> Interaction:
    reader(request).require("interaction.view")
    rows = Interaction.objects.visible_to(reader(request)).select_related(
        "customer", "employee", "contact", "created_by"
    )
    return get_object_or_404(rows, pk=interaction_id)


def task_of(request: HttpRequest, task_id: UUID) -> Task:
    reader(request).require("task.view")
    rows = Task.objects.visible_to(reader(request)).select_related("customer", "assignee", "contact", "closed_by")
    return get_object_or_404(rows, pk=task_id)


def visit_of(request: HttpRequest, visit_id: UUID) -> Visit:
    reader(request).require("visit.view")
    rows = Visit.objects.visible_to(reader(request)).select_related("customer", "visitor", "contact", "interaction")
    return get_object_or_404(rows, pk=visit_id)


def customer_url(customer_id: UUID | None) -> str:
    """The 360 page of a customer."""
    kind = registry.find("customer")
    return kind.url(customer_id) if kind and customer_id else ""
