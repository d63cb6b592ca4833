"""The lists of key accounts, declared for the list engine."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.pages import ListPage

_TONES = {"key": "warn", "a": "good", "b": "info"}

ACCOUNTS = ListPage(
    "key_account",
    columns=("customer", "tier", "owner", "last_visit_on", "visit_due_on", "plan_year"),
    default_sort="visit_due_on",
    card=("tier", "owner", "visit_due_on"),
    views=(
        (_("Key accounts"), "tier=key"),
        (_("Visit overdue"), "visit_due_on.in=past"),
        (_("Mine"), "owner=me"),
        (_("Without a plan"), "plan_year.empty=1"),
    ),
    tones={"tier": _TONES},
    layouts=(TABLE, Cards()),
    groupings=("tier", "owner", "visit_due_on"),
    empty_title=_("No key accounts yet"),
    empty_text=_("Organisations whose tier is owed something stand here: that of key accounts, for instance."),
    actions="key_accounts/list_actions.html",
)

PLANS = ListPage(
    "account_plan",
    columns=("name", "customer", "year", "owner", "state", "next_review_on"),
    default_sort="-year",
    card=("customer", "owner", "state", "next_review_on"),
    views=(
        (_("Mine"), "owner=me"),
        (_("To be reviewed"), "next_review_on.in=past"),
    ),
    tones={"state": {"agreed": "good", "draft": "info"}},
    layouts=(TABLE, Cards()),
    groupings=("year", "owner", "state", "next_review_on"),
    searched=("name",),
    create="key_accounts:begin",
    create_label=_("New account plan"),
    create_in_dialog=True,
    empty_title=_("No account plans yet"),
    empty_text=_("A plan says what we want with a key account in a year, whom we need for it, and what is to be done."),
)

EFFECTS = ListPage(
    "tier_effect",
    columns=("customer", "from_tier", "to_tier", "points", "outcome"),
    default_sort="-points",
    card=("from_tier", "to_tier", "points"),
    tones={"from_tier": _TONES, "to_tier": _TONES, "outcome": {"changes": "warn", "kept": "info"}},
    layouts=(TABLE, Cards()),
    groupings=("to_tier", "from_tier", "outcome", "owner"),
    empty_title=_("No effect"),
    empty_text=_("What a version of the rule would change is listed here once it was tried."),
)
