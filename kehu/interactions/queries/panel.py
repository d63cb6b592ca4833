"""What the timeline panel of the 360 page shows."""

from typing import Any

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.interactions.models import CustomerActivity, Interaction
from kehu.interactions.queries import timeline
from kehu.interactions.queries.timeline import NO_FILTERS, Filters

KIND_ICONS = {
    "note": "note", "call": "phone", "email": "mail", "meeting": "users-group", "visit": "map-pin", "letter": "mailbox",
    "fax": "printer", "chat": "message-circle", "sms": "message", "web": "world", "other": "dots-circle-horizontal",
    "task": "checkbox",
}  # fmt: skip


def timeline_context(
    customer: Customer,
    user: User,
    filters: Filters = NO_FILTERS,
    after: str = "",
    looked_at: Any = None,
    summary: CustomerActivity | None = None,
) -> dict[str, Any]:
    """One page of the timeline with all its template needs; at most five statements."""
    found = timeline.page(customer=customer, user=user, filters=filters, after=after)
    first = not after
    return {
        "customer": customer,
        "items": found.items,
        "after": found.after,
        "filters": filters,
        "upcoming": timeline.upcoming(customer=customer, user=user, summary=summary) if first and not filters else [],
        "looked_at": looked_at or _last_look(customer, user),
        "kind_icons": KIND_ICONS,
        "kinds": Interaction.Kind.choices,
        "channels": Interaction.Channel.choices,
        "may_log": user.may("interaction.log"),
        "may_correct": user.may("interaction.correct"),
        "may_correct_others": user.may("interaction.correct_others"),
        "may_task": user.may("task.create"),
        "may_visit": user.may("visit.plan"),
        "reader": user,
    }


def _last_look(customer: Customer, user: User) -> Any:
    """The page that is just being opened has noted its look, and knows the one before."""
    if hasattr(customer, "looked_at"):
        return customer.looked_at
    return timeline.last_look(customer=customer, user=user)
