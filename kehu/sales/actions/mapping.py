"""Deciding which field of a lead goes where when it is converted."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal
from kehu.sales.models import LeadSettings
from kehu.sales.permissions import LeadVerb
from kehu.sales.queries.mapping import lines


class MappingRefused(Refusal):
    """A field cannot go there."""


def set_mapping(*, mapping: Mapping[str, Sequence[str]], by: User) -> LeadSettings:
    """`mapping` names for each field of the lead the fields it also goes to; raises MappingRefused where they do not
    fit each other.
    """
    by.require(LeadVerb.CONFIGURE)
    known = {one.field.key: {key for key, _label in one.offered} for one in lines()}
    for key, targets in mapping.items():
        if wrong := set(targets) - known.get(key, set()):
            raise MappingRefused(_("“%(field)s” cannot go there.") % {"field": min(wrong)}, field=key)
    found = LeadSettings.current()
    found.mapping = {key: list(dict.fromkeys(targets)) for key, targets in mapping.items() if targets}
    with writing(by=by):
        found.save()
    return found
