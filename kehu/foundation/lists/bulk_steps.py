"""The way of a bulk change through its dialog: what was selected, what is to be done, and what the forms gave."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.changes.bulk import BulkForm, BulkVerb
from kehu.foundation.changes.selection import CannotSelect, Selection
from kehu.foundation.lists.pages import ListPage

# What the dialog itself sends along with what its form asks.
OWN = {"csrfmiddlewaretoken", "ids", "all", "query", "step", "confirmed", "again", "mark"}


@dataclass(frozen=True)
class Asked:
    """One request of the dialog. `step` is "" (what is wanted?), "preview" or "do"."""

    page: ListPage
    verb: BulkVerb
    selection: Selection
    step: str
    values: QueryDict

    @property
    def selected(self) -> list[tuple[str, str]]:
        """The selection as the inputs by which it came."""
        if self.selection.ids is not None:
            return [("ids", str(one)) for one in self.selection.ids]
        return [("all", "1"), ("query", self.values.get("query", ""))]

    @property
    def mark(self) -> str:
        """What the preview that is confirmed was of."""
        return self.values.get("mark", "") if self.step == "do" else ""

    @property
    def entered(self) -> list[tuple[str, str]]:
        """What was put into the form, to be sent again."""
        return [(name, value) for name, values in self.values.lists() if name not in OWN for value in values]

    def form(self, by: User, *, bound: bool) -> BulkForm:
        if bound:
            return self.verb.form(self.values, auto_id="bulk-%s", by=by)
        initial = {name: values if len(values) > 1 else values[0] for name, values in self.values.lists() if values}
        return self.verb.form(auto_id="bulk-%s", by=by, initial=initial)


def read(page: ListPage, verb: BulkVerb, posted: QueryDict) -> Asked:
    """Raises CannotSelect if nothing is selected."""
    if posted.get("all"):
        selection = Selection.of_link(page.object, posted.get("query", ""))
    else:
        selection = Selection.of_ids(page.object, _ids(posted.getlist("ids")))
    step = "do" if posted.get("confirmed") else posted.get("step", "")
    if posted.get("again"):
        step = ""
    return Asked(page, verb, selection, step, posted)


def require(verb: BulkVerb, selection: Selection, by: User) -> None:
    """Raises PermissionMissing, or CannotSelect where the verb does not go with so many records."""
    by.require(verb.verb)
    number = len(selection.ids) if selection.ids is not None else None
    if verb.fewest > 1 and (number is None or number < verb.fewest or (verb.most and number > verb.most)):
        raise CannotSelect(
            _("Choose from %(fewest)s to %(most)s records for this.") % {"fewest": verb.fewest, "most": verb.most}
        )


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
