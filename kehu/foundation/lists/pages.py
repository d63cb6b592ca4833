"""List pages as domains declare them, in a few lines of their `lists.py`:

    CUSTOMERS = ListPage(
        "customer", default_sort="-updated_at", card=("owner", "city"), views=((_("Mine"), "owner=me"),), …)

and in `urls.py`: `path("", CUSTOMERS.view, name="list")`. What a company makes for itself
while the program runs is declared by `put(ListPage(…, made=True))`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import autodiscover_modules

from kehu.foundation.access.models import User
from kehu.foundation.changes import bulk
from kehu.foundation.changes.bulk import BulkVerb
from kehu.foundation.changes.standard import verbs_of
from kehu.foundation.lists.grouping import Grouping, groupings_of
from kehu.foundation.lists.layouts.base import TABLE, Layout
from kehu.foundation.lists.query import ListQuery, Plan, parse
from kehu.foundation.objects import registry
from kehu.foundation.objects.registry import Field
from kehu.foundation.ui.addresses import maybe_url


@dataclass(frozen=True)
class RowAction:
    """A button in front of each row's name that does the likeliest thing with one press: a POST to the URL `address`,
    which takes the record's id. Where the column `field` is shown, rows without one of `values` in it offer the way
    back: the same address with `back` behind it.
    """

    address: str
    verb: str
    icon: str
    label: Any
    field: str
    values: tuple[str, ...]
    back: str = ""
    back_label: Any = ""

    @property
    def look(self) -> str:
        """What turns something on and off is a ring that is filled; what is done once shows its sign."""
        return "k-list-act" if self.field else "k-list-act k-list-deed"


@dataclass(frozen=True)
class ListPage:
    """One list page.

    `columns` are shown unless the user chose others, `card` are those that a phone shows. `views` are (name, query)
    above the list for everybody. `tones` gives choices a colour: {"tier": {"key": "warn"}}. `extra` are fields of
    other domains. `create` is the name of the URL of a dialog or page that makes a new record, `empty_text` what a
    list without any rows says.

    `groupings` are what rows may be grouped by ("owner", "created_at": of a date each of its units), the likeliest
    first; without, every choice, person, yes-or-no and date that is not hidden. `sums` are figures that the foot and
    the heads of groups add up besides those that are shown. `layouts` are the ways to look at the list, the first
    unless the link says otherwise (see `layouts/base.py`).

    `first_steps` are what to do before there is anything: (label, icon, name of a URL, verb it needs), offered below
    the text of an empty list or board.

    `first` is the list that stands at the bare address, unless a role has another. `searched` are fields of text whose
    words the search box finds where the kind of record has no search terms. `row_action` is one press on a row;
    `opens_in_dialog` says that a record opens over the list.
    """

    object: str
    columns: tuple[str, ...] = ()
    default_sort: str = ""
    then_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    card: tuple[str, ...] = ()
    views: tuple[tuple[Any, str], ...] = ()
    tones: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    extra: Callable[[], Iterable[Field]] = tuple
    bulk: tuple[BulkVerb, ...] = ()
    groupings: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    layouts: tuple[Layout, ...] = (TABLE,)
    first: str = ""
    searched: tuple[str, ...] = ()
    row_action: RowAction | None = None
    opens_in_dialog: bool = False
    avatars: bool = False
    create: str = ""
    create_label: Any = ""
    create_in_dialog: bool = False
    import_page: str = ""
    empty_title: Any = ""
    empty_text: Any = ""
    first_steps: tuple[tuple[Any, str, str, str], ...] = ()
    actions: str = ""  # template with further buttons of the page

    made: bool = False  # by a company for itself, and known through `put`

    def __post_init__(self) -> None:
        if not self.made and _pages.setdefault(self.object, self) != self:
            raise ValueError(f"the list of {self.object} is declared twice")
        bulk.declare(self.object, *self.bulk)

    @property
    def object_type(self) -> registry.ObjectType:
        return registry.get(self.object)

    @property
    def create_address(self) -> str:
        return maybe_url(self.create, *self.object_type.address_words) if self.create else ""

    @property
    def plan(self) -> Plan:
        layouts = tuple(one.key for one in self.layouts)
        return Plan(
            self.object_type,
            tuple(self.extra()),
            self.default_sort,
            self.then_by,
            layouts,
            self.groupings,
            self.sums,
            self.searched,
        )

    def layout(self, query: ListQuery, *, narrow: bool = False) -> Layout:
        """As the link says, else the first; on a `narrow` screen cards stand in for the table."""
        if narrow and not query.layout:
            cards = next((one for one in self.layouts if one.key == "cards"), None)
            if cards is not None:
                return cards
        return next((one for one in self.layouts if one.key == query.layout), self.layouts[0])

    def groupings_for(self, query: ListQuery) -> list[Grouping]:
        """What the rows of the list may be grouped by, by this user."""
        return groupings_of(query.available, self.groupings)

    def columns_for(self, user: User) -> list[str]:
        """The user's own choice, else what is declared here."""
        return user.preferences.get("columns", {}).get(self.object) or list(self.columns)

    def parse(self, parameters: Any, user: User) -> ListQuery:
        """Raises `BadQuery`."""
        return parse(parameters, self.plan, user, self.columns_for(user))

    @property
    def verbs(self) -> list[BulkVerb]:
        """What can be done to many of these records at once, by declaration of this and of other domains."""
        from kehu.foundation.lists.bulk_edit import edit_verb

        edit = edit_verb(self.object_type)
        own = {one.key for one in self.bulk}
        found = sorted(verbs_of(self.object), key=lambda one: one.key not in own)  # what is done daily stands first
        return [*([edit] if edit else []), *found]

    def bulk_verbs(self, user: User) -> list[BulkVerb]:
        return [one for one in self.verbs if user.may(one.verb)]

    @property
    def view(self) -> Callable[[HttpRequest], HttpResponse]:
        from kehu.foundation.lists.views.listing import show

        def view(request: HttpRequest) -> HttpResponse:
            return show(request, self)

        return view


_pages: dict[str, ListPage] = {}


def put(page: ListPage) -> None:
    """Let a list be known from now on, in place of the one of its object."""
    _pages[page.object] = page


def drop(object_key: str) -> None:
    _pages.pop(object_key, None)


@cache
def _discover() -> None:
    """Import the `lists.py` of every installed package, when a list is first asked for."""
    autodiscover_modules("lists")


def find_page(object_key: str) -> ListPage | None:
    """None for an object without a list page."""
    _discover()
    if object_key not in _pages:
        registry.find(object_key)  # a kind made in another process brings its list along
    return _pages.get(object_key)


def page_of(object_key: str) -> ListPage:
    """Raises Http404 for an object without a list page."""
    found = find_page(object_key)
    if found is None:
        raise Http404
    return found


def all_pages() -> list[ListPage]:
    _discover()
    return list(_pages.values())


def plan_of(object_type: registry.ObjectType) -> Plan:
    """How lists of an object behave: as its page declares, else as its fields say. For work outside of pages."""
    page = find_page(object_type.key)
    return page.plan if page else Plan(object_type)
