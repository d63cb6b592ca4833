"""The inbox of approvals, declared for the list engine."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.pages import ListPage

_OPEN = "state=waiting&state=returned"
_ENDED = "state=approved&state=rejected&state=withdrawn"

APPROVALS = ListPage(
    "approval",
    columns=("title", "subject", "asker", "asked_at", "state", "waits_for"),
    default_sort="-asked_at",
    card=("subject", "asker", "asked_at", "state"),
    first="waits_for=me",
    views=(
        (_("Waiting for me"), "waits_for=me"),
        (_("Asked by me"), f"asker=me&{_OPEN}&{_ENDED}"),
        (_("Decided with me"), f"approvers=me&{_ENDED}"),
        (_("All open"), _OPEN),
    ),
    tones={"state": {"waiting": "info", "returned": "warn", "approved": "good", "rejected": "bad"}},
    layouts=(TABLE, Cards()),
    groupings=("state", "subject", "asker"),
    searched=("title",),
    actions="approvals/list_actions.html",
    empty_title=_("Nothing waits for you"),
    empty_text=_("Requests that need your approval stand here, and those you asked for with what became of them."),
)
