"""Everything a customer reads of a quote, as plain data: what is frozen, signed, printed, shown and compared.

Its canonical form is UTF-8 JSON with sorted keys and no spaces; its SHA-256 is the fingerprint under a signature.
Nothing of it says what we earn. Numbers are texts, so that they mean the same everywhere.
"""

import hashlib
import json
from decimal import Decimal
from typing import Any

from django.utils import translation

from kehu.catalog.queries.taxes import rules as pricing_rules
from kehu.customers.models import ContactPoint
from kehu.foundation.company.models import Company
from kehu.foundation.values.languages import name_in
from kehu.quotes.entries import shown, shown_discount
from kehu.quotes.models import Line, Quote
from kehu.quotes.queries.lines import lines_of, sections
from kehu.quotes.queries.rules import in_language, rules
from kehu.quotes.queries.sums import Sums, sums


def content_of(quote: Quote, lines: list[Line] | None = None) -> dict[str, Any]:
    """The quote as it stands, in its own language."""
    rows = lines_of(quote) if lines is None else lines
    rounding = pricing_rules().tax_rounding
    totals = sums(quote, rows, rounding)
    with translation.override(quote.language):
        return {
            "number": quote.number, "version": quote.version_no, "title": quote.title, "language": quote.language,
            "currency": quote.currency, "price_date": quote.price_date.isoformat(),
            "valid_until": quote.valid_until.isoformat(), "introduction": quote.introduction, "terms": quote.terms,
            "seller": _seller(quote), "customer": _customer(quote),
            "discount": shown_discount(quote.discount_percent, quote.discount_amount), "tax_rounding": str(rounding),
            "lines": _lines(rows, totals, quote.language), "totals": _totals(totals),
        }  # fmt: skip


def canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _seller(quote: Quote) -> dict[str, str]:
    owner = quote.owner
    return {
        "company": Company.objects.current().name, "letterhead": in_language(rules().letterhead, quote.language),
        "person": owner.name if owner else "", "email": owner.email if owner else "",
        "phone": getattr(owner, "phone", "") or "", "job_title": getattr(owner, "job_title", "") or "",
    }  # fmt: skip


def _customer(quote: Quote) -> dict[str, str]:
    contact, customer = quote.contact, quote.customer
    addresses = ContactPoint.objects.filter(customer=customer, contact=None, kind="address", invalid_since=None)
    address = addresses.order_by("-preferred", "created_at", "pk").values_list("value", flat=True).first()
    return {
        "name": customer.name, "address": address or "", "contact": contact.name if contact else "",
        "job_title": contact.job_title if contact else "",
    }  # fmt: skip


def _lines(rows: list[Line], totals: Sums, language: str) -> list[dict[str, Any]]:
    below = sections(rows)
    return [_line(one, totals, language) | _subtotal(one, below, totals) for one in rows]


def _line(one: Line, totals: Sums, language: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": str(one.pk), "kind": one.kind, "name": _name(one, language), "description": one.description,
        "sku": one.sku,
    }  # fmt: skip
    if one.kind == Line.Kind.PART:
        said |= {"parent": str(one.parent_id), "quantity": shown(one.quantity), "unit": _unit(one)}
    if not one.counts:
        return said
    total = totals.lines[one.pk]
    said |= {
        "quantity": shown(one.quantity), "unit": _unit(one), "price": shown(one.price),
        "discount": shown_discount(one.discount_percent, one.discount_amount), "tax_percent": shown(one.tax_percent),
        "tax_included": one.tax_included, "optional": one.is_optional, "amount": _money(total.amount),
        "net": _money(total.net), "tax": _money(total.tax), "total": _money(total.total),
    }  # fmt: skip
    return said


def _subtotal(one: Line, below: dict[Any, list[Line]], totals: Sums) -> dict[str, str]:
    return {"subtotal": _money(totals.section(below[one.pk]))} if one.kind == Line.Kind.SECTION else {}


def _name(one: Line, language: str) -> str:
    """The name in the customer's language, unless somebody wrote another one into the line."""
    product = one.product
    if product is None or one.name not in (product.name, *product.names.values()):
        return one.name
    return name_in(product.name, product.names, language)


def _unit(one: Line) -> str:
    return one.unit.label if one.unit else ""


def _totals(totals: Sums) -> dict[str, Any]:
    found = totals.document
    return {
        "gross": _money(found.gross), "subtotal": _money(found.subtotal), "discount": _money(found.discount),
        "document_discount": _money(found.document_discount), "net": _money(found.net), "tax": _money(found.tax),
        "total": _money(found.total),
        "taxes": [{"percent": shown(t.percent), "net": _money(t.net), "tax": _money(t.tax)} for t in found.taxes],
    }  # fmt: skip


def _money(value: Decimal) -> str:
    """With the digits that it was rounded to."""
    return f"{value:f}"
