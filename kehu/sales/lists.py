"""The lists of sales, declared for the list engine."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.lists.pages import ListPage

OPPORTUNITIES = ListPage(
    "opportunity",
    columns=("name", "customer", "stage", "amount", "expected_close", "next_step", "owner"),
    default_sort="expected_close",
    card=("customer", "stage", "amount", "expected_close"),
    views=(
        (_("Mine"), "owner=me&state=open"),
        (_("Open"), "state=open"),
        (_("Closing this month"), "state=open&expected_close.in=this_month"),
        (_("Without a next step"), "state=open&next_step.empty=1"),
        (_("Expected day has passed"), "state=open&expected_close.in=past"),
        (_("Won"), "state=won&sort=-updated_at"),
        (_("Lost"), "state=lost&sort=-updated_at"),
    ),
    tones={"state": {"won": "good", "lost": "bad"}},
    groupings=("stage", "owner", "category", "expected_close", "state"),
    sums=("amount_home", "weighted_home"),
    create="sales:new_opportunity",
    create_label=_("New opportunity"),
    create_in_dialog=True,
    empty_title=_("No opportunities yet"),
    empty_text=_("A sale that may come: who wants what, how much it is worth, and what is done next."),
)
