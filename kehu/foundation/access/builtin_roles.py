"""The roles that are there from the start, put together from what every domain gives them."""

from django.utils.translation import gettext_noop as _

from kehu.foundation.access import new_rights
from kehu.foundation.access.models import FieldRule, Role
from kehu.foundation.access.new_rights import ADMINISTRATOR
from kehu.foundation.access.verbs import all_verbs

BUILTIN_ROLES = {
    ADMINISTRATOR: (_("Administrator"), _("Runs the system: people, roles, fields, imports; sees everything.")),
    "manager": (_("Manager"), _("Leads a department: sees and steers the work of everyone in it.")),
    "sales": (_("Sales"), _("Finds and looks after customers of one's own.")),
    "service": (_("Service agent"), _("Answers every customer, whoever owns him.")),
    "marketer": (_("Marketer"), _("Plans campaigns; sees customers with masked contact data.")),
    "analyst": (_("Analyst"), _("Reads everything, changes nothing, contact data masked.")),
    "auditor": (_("Auditor"), _("Reads everything including the audit trail, changes nothing.")),
    "partner": (_("External partner"), _("Works outside the company and sees what was shared.")),
}


def ensure_builtin_roles() -> None:
    """Create the built-in roles that are missing, and let those follow the code whose rights nobody ever edited: they
    get what a new version brings, and lose nothing. To the others it is offered (`new_rights.py`). The administrator
    always has every verb.
    """
    for key, (name, description) in BUILTIN_ROLES.items():
        role, created = Role.objects.get_or_create(
            key=key, defaults={"name": name, "description": description, "is_builtin": True, **_from_the_start(key)}
        )
        if created:
            _add_field_rules(role, new_rights.usual_rules(key))
        elif key == ADMINISTRATOR:
            _give(role, set(all_verbs()), {})
        elif role.edited_at is None:
            _add_field_rules(role, new_rights.usual_rules(key))
            _give(role, new_rights.usual_verbs(key), new_rights.usual_scopes(key))


def _from_the_start(key: str) -> dict[str, object]:
    everything = key == ADMINISTRATOR
    scopes = {"*": {"view": "all", "edit": "all"}} if everything else {}
    return {
        "verbs": sorted(all_verbs() if everything else new_rights.usual_verbs(key)),
        "scopes": {**scopes, **new_rights.usual_scopes(key)}, "known_verbs": sorted(all_verbs()),
    }  # fmt: skip


def _give(role: Role, verbs: set[str], scopes: dict[str, dict[str, str]]) -> None:
    """Verbs of kinds of record that the company made are not in the code; they stay."""
    unset = {key: reaches for key, reaches in scopes.items() if not new_rights.reaches(role, key)}
    known = set(all_verbs()) | set(role.known_verbs)
    if verbs <= set(role.verbs) and known == set(role.known_verbs) and not unset:
        return
    role.verbs, role.scopes, role.known_verbs = sorted(verbs | set(role.verbs)), role.scopes | unset, sorted(known)
    role.save(update_fields=["verbs", "scopes", "known_verbs"])


def _add_field_rules(role: Role, rules: dict[tuple[str, str], str]) -> None:
    FieldRule.objects.bulk_create(
        [
            FieldRule(role=role, object_key=object_key, field=field, access=access)
            for (object_key, field), access in rules.items()
        ],
        ignore_conflicts=True,
    )
