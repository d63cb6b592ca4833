"""A new quote from an old one: the same lines, for the same customer or another."""

from kehu.customers.models import Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.database.records import new_id
from kehu.quotes.actions import pricing, quotes
from kehu.quotes.models import Line, Quote
from kehu.quotes.permissions import QuoteVerb
from kehu.quotes.queries.lines import lines_of


def copy(*, quote: Quote, customer: Customer, title: str, by: User) -> Quote:
    """A draft with a number of its own and the prices of today; prices that somebody set himself stay."""
    by.require(QuoteVerb.CREATE)
    same = customer.pk == quote.customer_id
    with writing(by=by):
        made = quotes.create(
            title=title, customer=customer, currency=quote.currency, introduction=quote.introduction, terms=quote.terms,
            language=quote.language, discount_percent=quote.discount_percent, discount_amount=quote.discount_amount,
            contact=quote.contact if same else None, opportunity=quote.opportunity if same else None, by=by,
        )  # fmt: skip
        lines = lines_of(quote)
        keys = {one.pk: new_id() for one in lines}
        for one in lines:
            one.quote, one.pk = made, keys[one.pk]
            one.parent_id = keys[one.parent_id] if one.parent_id else None
            one._state.adding = True
        Line.objects.bulk_create(lines)
        pricing.settle(made, anew=True)
        made.save()
    return made
