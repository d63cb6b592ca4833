"""Which product of the catalogue a file means: by its number, else by any of its names, however they are spaced."""

from uuid import UUID

from django.utils.translation import gettext as _

from kehu.catalog.models import Product
from kehu.foundation.access.models import User
from kehu.foundation.values.folding import fold


class Products:
    """The catalogue as one user sees it, read once."""

    def __init__(self, user: User):
        self._numbers: dict[str, UUID] = {}
        self._names: dict[str, set[UUID]] = {}
        rows = Product.objects.visible_to(user).values_list("pk", "sku", "name", "names")
        for pk, sku, name, names in rows.iterator():
            self._numbers[_spelt(sku)] = pk
            for one in {_spelt(text) for text in (name, *names.values())}:
                self._names.setdefault(one, set()).add(pk)

    def find(self, text: str) -> tuple[UUID | None, str]:
        """The product, or a sentence why there is none; a company without a catalogue is told nothing."""
        if not self._numbers:
            return None, ""
        wanted = _spelt(text)
        named = self._names.get(wanted, set())
        found = self._numbers.get(wanted) or (next(iter(named)) if len(named) == 1 else None)
        if found is not None:
            return found, ""
        words = {"name": text.strip()[:80]}
        if named:
            return None, _("Several products are called “%(name)s”; choose one on the opportunity.") % words
        return None, _("The catalogue has no product “%(name)s”; it stands in the name only.") % words


def _spelt(text: str) -> str:
    return "".join(fold(text).split())
