"""Writing quotes down and changing what stands around their lines."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.calendar import rate_on
from kehu.foundation.company.models import Company
from kehu.foundation.events.bus import publish
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields.values import PREFIX, validated
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key
from kehu.quotes import events
from kehu.quotes.actions import pricing
from kehu.quotes.actions.numbers import next_number
from kehu.quotes.actions.states import note_change, require_draft
from kehu.quotes.derived import count_for
from kehu.quotes.models import Quote
from kehu.quotes.permissions import QuoteVerb
from kehu.quotes.queries.rules import beginnings, in_language, rules
from kehu.sales.models import Opportunity

EDITABLE = {
    "title", "opportunity", "contact", "owner", "currency", "language", "price_date", "valid_until", "introduction",
    "terms", "note", "discount_percent", "discount_amount",
}  # fmt: skip
# May be changed although the customer has got it: they are about our work and not about what he reads.
ALWAYS = {"owner", "note", "opportunity"}
_REPRICES = {"currency", "price_date"}


class QuoteRefused(Refusal):
    """The quote cannot be like this."""


def create(*, title: str, customer: Customer, by: User, **given: Any) -> Quote:
    """A draft with the next number. Further keywords are those of `EDITABLE`, and `custom`; what is left out follows
    from the opportunity, the customer and the company's rules. Raises PermissionMissing or a Refusal naming its field.
    """
    by.require(QuoteVerb.CREATE)
    require_editable(by, "quote", given)
    said = {**beginnings(), "currency": _currency(customer, given), **{k: v for k, v in given.items() if v is not None}}
    if given.get("terms") is None:
        said["terms"] = in_language(rules().terms, said["language"])
    custom = said.pop("custom", {})
    row = Quote(
        title=title, customer=customer, owner=by, created_by=by,
        custom=validated(custom_fields.definitions("quote"), custom),
    )  # fmt: skip
    if said.get("owner", by) != by:
        by.require(QuoteVerb.ASSIGN)
    with writing(by=by):
        _set(row, {"customer": customer, **said}, by)
        row.number = next_number(timezone.localdate())
        row.save(force_insert=True)
        note_change(row, "", row.state, by=by)
        reindex("quote", [row.pk], new=True)
        count_for([row.customer_id])
        publish(events.QuoteWritten(row.pk, row.customer_id, row.opportunity_id), by=by.pk)
        _tell_owner(row, None, by)
    return row


def update(*, quote: Quote, changes: dict[str, Any], by: User, expected_version: int | None = None) -> Quote:
    """Change fields of `EDITABLE` and `custom.…` by key; beyond `ALWAYS` only in a draft. Another currency or price day
    asks the price books anew. Raises OutOfReach, PermissionMissing, Outdated, or a Refusal naming its field.
    """
    by.require(QuoteVerb.EDIT)
    require_editable(by, "quote", changes)
    own = {key.removeprefix(PREFIX): value for key, value in changes.items() if key.startswith(PREFIX)}
    own |= changes.get("custom") or {}
    plain = {key: value for key, value in changes.items() if not key.startswith(PREFIX) and key != "custom"}
    if unknown := set(plain) - EDITABLE:
        raise QuoteRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    with writing(by=by):
        row = editable(quote, by)
        if set(plain) - ALWAYS:
            require_draft(row)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        former = row.owner_id
        if "owner" in plain and getattr(plain["owner"], "pk", plain["owner"]) != former:
            by.require(QuoteVerb.ASSIGN)
        asked_anew = any(key in plain and plain[key] != getattr(row, key) for key in _REPRICES)
        _set(row, plain, by)
        if own:
            row.custom = validated(custom_fields.definitions("quote"), own, existing=row.custom)
        pricing.settle(row, anew=asked_anew)
        row.save()
        reindex("quote", [row.pk])
        if row.owner_id != former:
            _tell_owner(row, former, by)
    return row


def assign(*, quote: Quote, owner: User | None, by: User) -> Quote:
    return update(quote=quote, changes={"owner": owner}, by=by)


def _currency(customer: Customer, given: dict[str, Any]) -> str:
    opportunity = given.get("opportunity")
    return (opportunity.currency if opportunity else customer.currency) or Company.objects.current().currency


def _set(row: Quote, changes: dict[str, Any], by: User) -> None:
    """Lay checked values over the row."""
    for key, value in changes.items():
        setattr(row, key, value.strip() if isinstance(value, str) else value)
    row.currency = row.currency.upper()
    if not row.title:
        raise QuoteRefused(_("Give the quote a title."), field="title")
    if row.owner and not row.owner.is_active:
        raise QuoteRefused(_("%(name)s does not work here any more.") % {"name": row.owner.name}, field="owner")
    if "customer" in changes and not Customer.objects.visible_to(by).filter(pk=row.customer_id).exists():
        raise QuoteRefused(_("This customer is not known."), field="customer")
    if row.contact_id and not Contact.objects.filter(pk=row.contact_id, customer=row.customer_id).exists():
        raise QuoteRefused(_("This contact belongs to another customer."), field="contact")
    if row.opportunity_id and not Opportunity.objects.filter(pk=row.opportunity_id, customer=row.customer_id).exists():
        raise QuoteRefused(_("This opportunity belongs to another customer."), field="opportunity")
    _check_days(row.price_date, row.valid_until)
    if rate_on(row.currency, row.price_date) is None:
        raise QuoteRefused(
            _("There is no exchange rate for %(currency)s yet; an administrator can enter one in the settings.")
            % {"currency": row.currency},
            field="currency",
        )
    row.sort_name = sort_key(row.title)


def _check_days(price_date: date, valid_until: date) -> None:
    if valid_until < price_date:
        raise QuoteRefused(_("It would run out before the day its prices are of."), field="valid_until")


def _tell_owner(row: Quote, former: Any, by: User) -> None:
    if row.owner and row.owner_id not in (by.pk, former):
        notices.tell(
            users=[row.owner],
            kind=Notice.Kind.ASSIGNMENT,
            message=gettext_noop("%(author)s gave you the quote “%(title)s”."),
            params={"author": by.name, "title": str(row)},
            url=registry.address("quote", row.pk),
        )
