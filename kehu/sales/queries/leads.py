"""What the lead's page and the hint beside its form read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy, ngettext

from kehu.customers.matching import Comparable
from kehu.customers.models import Customer
from kehu.customers.queries import duplicates
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields import showing
from kehu.foundation.fields.values import value_of
from kehu.foundation.files.models import Attachment
from kehu.foundation.ui.formats import show_date, show_money
from kehu.foundation.values.masking import mask_email, mask_phone
from kehu.interactions.models import Task
from kehu.sales.cleaning import alike, clean_phone, perhaps_email
from kehu.sales.models import Assignment, Lead, Touch
from kehu.sales.queries.pools import OPEN_STATES

MOST_TOUCHES = 50
MOST_ALIKE = 5


@dataclass(frozen=True)
class Known:
    """Who is there already: customers, and open leads that the user may see; `hidden` leads are those of others."""

    customers: list[duplicates.Candidate]
    leads: list[Lead]
    hidden: int

    def __bool__(self) -> bool:
        return bool(self.customers or self.leads or self.hidden)


def known(given: dict[str, str], user: User, leave_out: UUID | None = None) -> Known:
    """Who may be the same as what is entered (`name`, `company`, `phone`, `email`)."""
    values = {key: (given.get(key) or "").strip()[:254] for key in ("name", "company", "phone", "email")}
    customers = duplicates.candidates(comparable(values), user) if user.may("customer.view") else []
    condition = alike(company=values["company"], phone=values["phone"], email=values["email"])
    if condition is None:
        return Known(customers, [], 0)
    near = Lead.objects.filter(condition, deleted_at=None).exclude(state=Lead.State.CONVERTED).exclude(pk=leave_out)
    ids = set(near.order_by("pk").values_list("pk", flat=True)[:MOST_ALIKE])
    rows = list(Lead.objects.visible_to(user).filter(pk__in=ids).select_related("owner"))
    return Known(customers, rows, len(ids) - len(rows))


def comparable(values: dict[str, str]) -> Comparable:
    """What was entered as duplicate search sees it: the firm where there is one, else the person."""
    phone, email = clean_phone(values.get("phone", "")), perhaps_email(values.get("email", ""))[0]
    named = values.get("company") or values.get("name") or ""
    return Comparable(
        kind="organisation" if values.get("company") else "person",
        names=(named,) if named else (),
        phones=(phone,) if phone else (),
        emails=(email,) if email else (),
    )


def surely(candidates: list[duplicates.Candidate]) -> Customer | None:
    """The one customer among the candidates who is the same without doubt."""
    return next((one.customer for one in candidates if one.customer and one.is_certain), None)


def along(lead: Lead) -> list[str]:
    """What goes along when the lead becomes a customer, as counts."""
    said = lead.touches.count()
    files = Attachment.objects.filter(object_key="lead", record_id=lead.pk).count()
    tasks = Task.objects.filter(related_key="lead", related_id=lead.pk).count()
    counts = (
        (said, ngettext("%(num)s contact", "%(num)s contacts", said)),
        (files, ngettext("%(num)s file", "%(num)s files", files)),
        (tasks, ngettext("%(num)s task", "%(num)s tasks", tasks)),
    )
    return [text % {"num": number} for number, text in counts if number]


@dataclass(frozen=True)
class Question:
    """One of the questions that qualify; `answer` is empty while nobody has asked."""

    key: str
    label: Any
    answer: str


def qualification(lead: Lead, user: User, currency: str) -> list[Question]:
    """Who, what, how much, when, what triggers it, and who decides, in the order in which one asks."""
    phone, email = reachable(lead, user)
    who = " · ".join(one for one in (lead.job_title, phone, email) if one)
    found = [
        Question("who", gettext_lazy("Who is it, and how reached?"), who if phone or email else ""),
        Question("need", gettext_lazy("What is needed?"), lead.need),
        Question(
            "budget", gettext_lazy("How much is there for it?"),
            show_money(lead.budget, currency) if lead.budget is not None else "",
        ),
        Question(
            "needed_by", gettext_lazy("When is it needed?"), show_date(lead.needed_by) if lead.needed_by else ""
        ),
        Question("trigger", gettext_lazy("What triggers it?"), lead.trigger),
        Question("authority", gettext_lazy("Who decides?"), str(lead.get_authority_display() or "")),
    ]  # fmt: skip
    return [one for one in found if access(user, "lead", one.key) != FieldAccess.HIDDEN]


def alike_leads(lead: Lead, user: User) -> list[Lead]:
    """Other open leads that may be the same one, as far as the user sees them."""
    condition = alike(company=lead.company, phone=lead.phone, email=lead.email)
    if condition is None or not lead.is_open:
        return []
    rows = Lead.objects.visible_to(user).filter(condition, state__in=OPEN_STATES).exclude(pk=lead.pk)
    return list(rows.select_related("owner").order_by("-created_at", "-pk")[:MOST_ALIKE])


def given_by_rule(lead: Lead) -> Assignment | None:
    """The last time a rule gave it away."""
    found: Assignment | None = lead.assignments.select_related("rule", "owner", "pool").first()
    return found


def touches(lead: Lead) -> list[Touch]:
    """The latest first."""
    return list(lead.touches.select_related("by")[:MOST_TOUCHES])


def reachable(lead: Lead, user: User) -> tuple[str, str]:
    """Phone and mail as the user may see them."""
    return _seen(lead.phone, "phone", user, mask_phone), _seen(lead.email, "email", user, mask_email)


def own_fields(lead: Lead, user: User) -> list[tuple[str, str]]:
    """(label, text) of the company's own fields that the user may see."""
    found = []
    for one in custom_fields.definitions("lead"):
        if custom_fields.rule(one, user) in (FieldAccess.READ, FieldAccess.EDIT):
            value: Any = value_of(lead, f"custom.{one.key}")
            found.append((one.label, showing.shown(one, value, user, "")))
    return found


def _seen(value: str, key: str, user: User, mask: Any) -> str:
    allowed = access(user, "lead", key)
    if allowed == FieldAccess.HIDDEN:
        return ""
    return mask(value) if value and allowed == FieldAccess.MASKED else value
