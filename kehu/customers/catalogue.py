"""What the page of a customer is put together from, so that everyone can arrange it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kehu.customers.extensions import Panel as DomainPanel
from kehu.customers.extensions import extensions
from kehu.customers.objects import CUSTOMER
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.custom_objects import related
from kehu.foundation.fields.queries import definitions
from kehu.foundation.record_pages import panels as record_panels
from kehu.foundation.record_pages.panels import Panel

PARTS = (
    Panel("facts", _("Facts"), "left", 10, icon="list-details", fixed=True),
    Panel("points", _("Contact points"), "left", 20, icon="address-book"),
    Panel("people", _("Key people"), "left", 30, icon="users"),
    Panel("relations", _("Relationships"), "left", 40, icon="affiliate"),
    Panel("standing", _("Lifecycle and tier"), "left", 50, icon="progress"),
    Panel("consents", _("Consent"), "left", 60, icon="shield-check"),
    Panel("history", _("History"), "tabs", 80, icon="history"),
    Panel("files", _("Files"), "tabs", 90, icon="paperclip"),
    Panel("notes", _("Notes"), "right", 10, icon="notes"),
    Panel("dates", _("Key dates"), "right", 20, icon="cake"),
    Panel("identity", _("Identity"), "right", 90, icon="id"),
)
_PLACES = {"middle": "tabs", "left": "left", "right": "right"}
NOT_FACTS = {"name", "phone", "email", "tags", "notes", "identity_number", "tier", "lifecycle_stage"}


def panels(user: User) -> list[Panel]:
    """Every panel that the page of some customer may have."""
    of_domains = [
        Panel(key, title, _PLACES[side], 50, _icon(key))
        for extension in extensions()
        for key, title, side in extension.catalogue()
    ]
    contributed = record_panels.contributed("customer", user)
    return [*PARTS, *of_domains, *contributed, *related.panels_of("customer", user)]


def panels_for(customer_id: UUID, given: Iterable[DomainPanel], user: User) -> list[Panel]:
    """Those that the page of this customer has, with what the domains give for him."""
    of_domains = [Panel(one.key, one.title, _PLACES[one.side], one.position, _icon(one.key)) for one in given]
    contributed = record_panels.contributed("customer", user)
    return [*PARTS, *of_domains, *contributed, *related.panels_of("customer", user, customer_id)]


def fields(user: User) -> list[tuple[str, Any]]:
    """The facts that can be put into groups."""
    own = [
        (one.key, one.label)
        for one in CUSTOMER.fields
        if one.writable and not one.import_only and one.key not in NOT_FACTS
        and access(user, "customer", one.key) != FieldAccess.HIDDEN
    ]  # fmt: skip
    return [*own, *((f"custom.{one.key}", one.label) for one in definitions("customer", user))]


def _icon(key: str) -> str:
    icons = {"timeline": "timeline"}
    return icons.get(key, "layout-grid")
