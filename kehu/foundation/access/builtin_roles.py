"""The roles that are there from the start, put together from what every domain gives them."""

from django.utils.translation import gettext_noop as _

from kehu.foundation.access.models import FieldRule, Role
from kehu.foundation.access.verbs import all_verbs, defaults

BUILTIN_ROLES = {
    "administrator": (_("Administrator"), _("Runs the system: people, roles, fields, imports; sees everything.")),
    "manager": (_("Manager"), _("Leads a department: sees and steers the work of everyone in it.")),
    "sales": (_("Sales"), _("Finds and looks after customers of one's own.")),
    "service": (_("Service agent"), _("Answers every customer, whoever owns him.")),
    "marketer": (_("Marketer"), _("Plans campaigns; sees customers with masked contact data.")),
    "analyst": (_("Analyst"), _("Reads everything, changes nothing, contact data masked.")),
    "auditor": (_("Auditor"), _("Reads everything including the audit trail, changes nothing.")),
    "partner": (_("External partner"), _("Works outside the company and sees what was shared.")),
}


def ensure_builtin_roles() -> None:
    """Create the built-in roles that are missing. A role that exists is the company's and is left as it is, except
    the administrator, who always has every verb.
    """
    for key, (name, description) in BUILTIN_ROLES.items():
        everything = key == "administrator"
        scopes: dict[str, object] = {"*": {"view": "all", "edit": "all"}} if everything else {}
        for part in defaults("SCOPES", key):
            scopes.update(part)
        verbs = (
            sorted(all_verbs()) if everything else sorted({verb for part in defaults("DEFAULTS", key) for verb in part})
        )
        role, created = Role.objects.get_or_create(
            key=key,
            defaults={"name": name, "description": description, "verbs": verbs, "scopes": scopes, "is_builtin": True},
        )
        if created:
            _add_field_rules(role)
        elif everything and not set(verbs) <= set(role.verbs):
            role.verbs = sorted({*verbs, *role.verbs})  # those of kinds the company made are not in the code
            role.save(update_fields=["verbs"])


def _add_field_rules(role: Role) -> None:
    FieldRule.objects.bulk_create(
        FieldRule(role=role, object_key=object_key, field=field, access=access)
        for part in defaults("FIELD_RULES", role.key)
        for (object_key, field), access in part.items()
    )
