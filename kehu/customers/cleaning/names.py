"""Names: the whole and its parts kept in step, and the key under which duplicates meet."""

from typing import Any

from django.utils.translation import gettext as _

from kehu.customers.cleaning.values import ValueRefused, plain_text
from kehu.customers.matching.organisation_names import organisation_key
from kehu.customers.matching.person_names import person_key
from kehu.foundation.values import names

PARTS = {"name", "family_name", "given_name"}


def clean_name(given: dict[str, Any], *, is_person: bool, existing: dict[str, str] | None = None) -> dict[str, str]:
    """`name`, `family_name` and `given_name` from those that were given, laid over the existing ones.

    A person's whole name is told apart into its parts where they were not given, and made of them where it was not.
    Raises ValueRefused if no name is left.
    """
    known = {key: plain_text(given[key], key, 200 if key == "name" else 100) for key in PARTS & given.keys()}
    family, first, whole = known.get("family_name"), known.get("given_name"), known.get("name")
    if not is_person:
        result = {"name": whole if whole is not None else (existing or {}).get("name", "")}
    elif family is None and first is None:
        result = _told_apart(whole if whole is not None else (existing or {}).get("name", ""))
    else:
        old = existing or {}
        family = family if family is not None else old.get("family_name", "")
        first = first if first is not None else old.get("given_name", "")
        result = {"name": whole or names.display(family, first), "family_name": family, "given_name": first}
    if not result["name"]:
        raise ValueRefused(_("A name is needed."), field="name")
    return result


def match_key(name: str, *, is_person: bool) -> str:
    """The normalised name under which duplicate search looks."""
    return (person_key(name) if is_person else organisation_key(name))[:200]


def _told_apart(whole: str) -> dict[str, str]:
    parts = names.parse(whole)
    return {"name": whole, "family_name": parts.family[:100], "given_name": parts.given[:100]}
