"""Categories, units and tax classes as files name them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from kehu.catalog.actions.products import LANGUAGES, category_named
from kehu.catalog.models import TaxClass, Unit
from kehu.catalog.queries.taxes import rates_on
from kehu.foundation.access.models import User
from kehu.foundation.refusals import Refusal


class Words:
    """Finds them by key or by name in any language, a tax class by its rate as well (“13%”); a category that is not
    there is made, its path written with slashes.
    """

    def __init__(self, by: User):
        self.by = by
        self._units = _spellings(Unit.objects.all())
        classes = list(TaxClass.objects.all())
        self._classes = _spellings(classes)
        rates = rates_on([one.pk for one in classes])
        for one in reversed(classes):
            if one.pk in rates:
                self._classes[f"{rates[one.pk].normalize():f}"] = one
        self._categories: dict[str, Any] = {}

    def find(self, key: str, text: str) -> Any:
        """Raises a Refusal for what is not known."""
        wanted = " ".join(text.split())
        if key == "category":
            if wanted not in self._categories:
                self._categories[wanted] = category_named(wanted, self.by)
            return self._categories[wanted]
        known = self._units if key == "unit" else self._classes
        found = known.get(wanted.casefold()) or known.get(wanted.rstrip("%％ ").casefold())
        if found is None:
            raise Refusal(_("“%(value)s” is not known here.") % {"value": wanted[:60]}, field=key)
        return found


def _spellings(rows: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in rows:
        for language in LANGUAGES:
            with override(language):
                found.setdefault(one.label.casefold(), one)
        found.setdefault(one.name.casefold(), one)
        found.setdefault(one.key.casefold(), one)
    return found
