"""Finding the quote a request is about."""

from uuid import UUID

from django.http import Http404, HttpRequest

from kehu.foundation.access.models import User
from kehu.foundation.access.reader import reader
from kehu.quotes.models import Quote

CHANGED = ["quote"]


def visible(request: HttpRequest, quote_id: UUID) -> tuple[Quote, User]:
    """The quote and who reads it, or 404 for one whom the user cannot see."""
    user = reader(request)
    user.require("quote.view")
    rows = Quote.objects.visible_to(user).select_related("customer", "contact", "owner", "opportunity")
    found = rows.filter(pk=quote_id).first()
    if found is None:
        raise Http404
    return found, user


def may_edit(quote: Quote, user: User) -> bool:
    return user.may("quote.edit") and Quote.objects.editable_by(user).filter(pk=quote.pk).exists()
