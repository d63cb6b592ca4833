"""What a merge would make of two customers: field by field both values, which one is suggested, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kehu.customers.cleaning.names import match_key
from kehu.customers.models import Customer
from kehu.customers.objects import CUSTOMER
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.fields.queries import as_fields
from kehu.foundation.objects import registry
from kehu.foundation.ui.formats import show_money, show_number

SURVIVOR, LOSER, BOTH = "survivor", "loser", "both"

# Columns that go together under one choice, by its key.
GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("name", "family_name", "given_name"),
    "annual_revenue": ("annual_revenue", "currency"),
    "owner": ("owner_id",),
    "team": ("team_id",),
    "territory": ("territory_id", "territory_pinned"),
    "lifecycle_stage": ("lifecycle_stage_id",),
    **{
        key: (key,)
        for key in (
            "tier", "source", "industry", "employees", "gender", "job_title", "language", "website",
            "preferred_channel", "preferred_hours", "satisfaction", "other_names", "standings", "notes",
        )
    },
}  # fmt: skip
UNITED = {"other_names", "standings", "notes"}  # both values can be kept side by side
_TIERS = ["", *(tier.value for tier in reversed(Customer.Tier))]


@dataclass(frozen=True)
class FieldChoice:
    """`chosen` is whose value goes to the survivor: "survivor", "loser" or "both"; `why` says it in a word. A field
    that the user may not edit is `fixed`: the suggestion holds.
    """

    key: str
    label: str
    survivor: str
    loser: str
    chosen: str
    why: str
    fixed: bool
    united: bool


def differing(survivor: Customer, loser: Customer) -> list[str]:
    """Keys of the fields in which the two differ; custom fields as `custom.key`."""
    keys = [key for key in GROUPS if values(survivor, key) != values(loser, key)]
    custom = sorted({*survivor.custom, *loser.custom})
    return keys + [f"custom.{key}" for key in custom if survivor.custom.get(key) != loser.custom.get(key)]


def values(customer: Customer, key: str) -> tuple[Any, ...]:
    if key.startswith("custom."):
        return (customer.custom.get(key.removeprefix("custom.")),)
    return tuple(getattr(customer, column) for column in GROUPS[key])


def suggestion(survivor: Customer, loser: Customer, key: str) -> tuple[str, str]:
    """Whose value to keep, and why: the only one, the fuller, the higher, otherwise that of the later change."""
    ours, theirs = values(survivor, key)[0], values(loser, key)[0]
    if _empty(theirs) or _empty(ours):
        return (SURVIVOR if _empty(theirs) else LOSER), _("the only value")
    if key in UNITED:
        return BOTH, _("both are kept")
    if key in {"owner", "team", "territory"}:
        return SURVIVOR, _("stays with the customer who is kept")
    if key in _BETTER:
        return (LOSER if _BETTER[key](loser) > _BETTER[key](survivor) else SURVIVOR), _("the further one")
    if isinstance(ours, str) and isinstance(theirs, str) and ours.casefold() != theirs.casefold():
        short, long = sorted((ours, theirs), key=len)
        if len(short) < len(long) and (short.casefold() in long.casefold() or _same_name(survivor, loser, key)):
            return (LOSER if long == theirs else SURVIVOR), _("more complete")
    return (LOSER if loser.updated_at > survivor.updated_at else SURVIVOR), _("changed later")


def decide(survivor: Customer, loser: Customer, choices: dict[str, str]) -> dict[str, str]:
    """What holds for each differing field: the user's choice where he made one, else the suggestion."""
    found = {}
    for key in differing(survivor, loser):
        allowed = {SURVIVOR, LOSER, BOTH} if key in UNITED else {SURVIVOR, LOSER}
        asked = choices.get(key, "")
        found[key] = asked if asked in allowed else suggestion(survivor, loser, key)[0]
    return found


def preview(survivor: Customer, loser: Customer, by: User, choices: dict[str, str] | None = None) -> list[FieldChoice]:
    """The fields in which the two differ, as the user may see them; hidden ones are left out."""
    labels = _labels(by)
    decided = decide(survivor, loser, choices or {})
    shown = []
    for key, chosen in decided.items():
        reach = access(by, "customer", key.removeprefix("custom."))
        if reach == FieldAccess.HIDDEN or key not in labels:
            continue
        suggested, why = suggestion(survivor, loser, key)
        fixed = reach != FieldAccess.EDIT or (key == "owner" and not by.may("customer.assign"))
        masked = reach == FieldAccess.MASKED
        shown.append(
            FieldChoice(
                key, labels[key], _shown(survivor, key, masked), _shown(loser, key, masked),
                suggested if fixed else chosen, why if chosen == suggested else "", fixed, key in UNITED,
            )
        )  # fmt: skip
    return shown


def result(survivor: Customer, loser: Customer, chosen: dict[str, str]) -> dict[str, Any]:
    """The columns of the survivor that the merge changes, with their new values."""
    changed: dict[str, Any] = {}
    custom = dict(survivor.custom)
    for key, whose in chosen.items():
        if key.startswith("custom.") and whose == LOSER:
            custom[key.removeprefix("custom.")] = values(loser, key)[0]
        elif key in UNITED and whose == BOTH:
            changed[key] = _united(getattr(survivor, key), getattr(loser, key))
        elif whose == LOSER:
            changed |= {column: getattr(loser, column) for column in GROUPS[key]}
    dropped = {survivor.name, loser.name} - {changed.get("name", survivor.name)}
    others = changed.get("other_names", survivor.other_names)
    changed["other_names"] = [*others, *(dropped - {*others})]  # still found under it
    if loser.do_not_contact and not survivor.do_not_contact:
        changed["do_not_contact"] = True  # the stricter wish holds
    if custom != survivor.custom:
        changed["custom"] = custom
    return {column: value for column, value in changed.items() if value != getattr(survivor, column)}


def _united(ours: Any, theirs: Any) -> Any:
    if isinstance(ours, str):
        return ours if theirs in ours else f"{ours}\n\n{theirs}"
    return list(dict.fromkeys([*ours, *theirs]))


_BETTER: dict[str, Callable[[Customer], int]] = {
    "tier": lambda customer: _TIERS.index(customer.tier) if customer.tier in _TIERS else 0,
    "lifecycle_stage": lambda customer: customer.lifecycle_stage.position if customer.lifecycle_stage else -1,
}


def _same_name(survivor: Customer, loser: Customer, key: str) -> bool:
    """The same name, written with and without its legal form or in another order."""
    keys = [match_key(one.name, is_person=one.is_person) for one in (survivor, loser)]
    return key == "name" and keys[0] == keys[1] != ""


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _labels(by: User) -> dict[str, str]:
    declared = {field.key: str(field.label) for field in registry.get("customer").fields}
    own = {field.key: str(field.label) for field in as_fields("customer", by)}
    return declared | own


def _shown(customer: Customer, key: str, masked: bool) -> str:
    value = values(customer, key)[0]
    if _empty(value):
        return ""
    if masked:
        return "***"
    if key == "standings":
        return ", ".join(customer.standing_labels)
    if key == "annual_revenue":
        return show_money(value, customer.currency) if customer.currency else show_number(value)
    if key in {"owner", "team", "territory", "lifecycle_stage"}:
        return str(getattr(customer, key))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    display = getattr(customer, f"get_{key}_display", None)
    field = CUSTOMER.field(key)
    return str(display() if display else field.said(value) if field else value)
