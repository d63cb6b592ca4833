"""Texts of steps name fields in braces: “Dear {name}”. What is unknown of a record stays empty; what no field is called
is left as it was written, so that nothing that was meant to be text is lost.
"""

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

FIELDS = {
    "name": _("name of the person"),
    "company": _("company"),
    "job_title": _("job title"),
    "city": _("city"),
    "subject": _("what it is about"),
    "owner": _("owner"),
}
_NAMED = re.compile(r"\{\s*([a-z_]+)\s*\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in."""
    return _NAMED.sub(lambda found: values.get(found[1], "") if found[1] in FIELDS else found[0], text)


def unknown(text: str) -> list[str]:
    """Words in braces that are no field, in their order."""
    return list(dict.fromkeys(one for one in _NAMED.findall(text) if one not in FIELDS))
