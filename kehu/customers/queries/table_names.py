"""What people call the rows of a table, for previews and certificates."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.objects import registry

_NAMES = {
    "audit_entry": gettext_lazy("Audit trail"), "files": gettext_lazy("Files"),
    "files_attachment": gettext_lazy("Attachments"), "search_term": gettext_lazy("Search terms"),
    "access_share": gettext_lazy("Shares"), "notices_notice": gettext_lazy("Notices"),
    "company_mail": gettext_lazy("Mails"), "changes_keptchange": gettext_lazy("Reports of what was taken back"),
    "changes_changeset": gettext_lazy("Change sets"), "jobs_run": gettext_lazy("Jobs"),
    "transfer_import": gettext_lazy("Imports"), "transfer_importissue": gettext_lazy("Rows that were handed back"),
    "transfer_export": gettext_lazy("Exports"), "customers_duplicatepair": gettext_lazy("Possible duplicates"),
    "customers_privacyrequest": gettext_lazy("Privacy requests"), "objects_look": gettext_lazy("Recently viewed"),
    "interactions_visitattendee": gettext_lazy("People at visits"), "customers_merge": gettext_lazy("Merges"),
    "privacy_hold": gettext_lazy("Holds"),
}  # fmt: skip
# Made anew from the other rows: nobody wants to read how many there were.
DERIVED = {"customers_duplicatekey", "customers_customerquality", "interactions_customeractivity"}


def name_of(model: Any) -> str:
    """The plural where there is one, in the reader's language."""
    kind = registry.of_model(model)
    if kind:
        return str(kind.label_plural)
    known = _NAMES.get(model._meta.db_table)
    text = str(known or getattr(model, "audit_label", model._meta.verbose_name))
    return text[:1].upper() + text[1:]


def names_of(tables: dict[str, int]) -> list[tuple[str, int]]:
    """(name, count) for a mapping by table, the many first; derived tables together as one line."""
    models_by_table = {model._meta.db_table: model for model in _models()}
    found: dict[str, int] = {}
    for table, count in tables.items():
        if table in DERIVED:
            name = _("Derived data")
        elif table in models_by_table:
            name = name_of(models_by_table[table])
        else:
            name = str(_NAMES.get(table, table))
        found[name] = found.get(name, 0) + count
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def _models() -> list[type[models.Model]]:
    from django.apps import apps

    return [model for model in apps.get_models() if not model._meta.proxy]
