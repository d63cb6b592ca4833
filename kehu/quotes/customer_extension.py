"""Quotes on the page of a customer, and their part in merging, erasing and exporting him."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.customers.extensions import CustomerExtension, Panel, Trait
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.files.models import Attachment
from kehu.foundation.search.index import reindex
from kehu.quotes.derived import count_for
from kehu.quotes.models import Answer, Opening, Quote, QuoteVersion
from kehu.quotes.queries.content import fingerprint


class Extension(CustomerExtension):
    key = "quotes"

    def catalogue(self) -> list[tuple[str, Any, str]]:
        return [("quotes", gettext_lazy("Quotes"), "right")]

    def panels(self, customer: Customer, user: User) -> list[Panel]:
        """Loaded once the page is there, which has enough to ask already."""
        if not user.may("quote.view"):
            return []
        context = {"object_key": "customer", "record_id": customer.pk}
        return [
            Panel(key="quotes", title=_("Quotes"), template="quotes/panel_place.html", context=context, position=22)
        ]

    def merge(self, *, survivor: Customer, loser: Customer) -> None:
        Quote.objects.filter(customer=loser).update(customer=survivor)
        count_for([survivor.pk, loser.pk])

    def traits(self) -> list[Trait]:
        return [
            Trait("open_quotes", gettext_lazy("Open quotes"), "number", "quoted__open_quotes"),
            Trait(
                "unanswered_quotes", gettext_lazy("Quotes that ran out without an answer"), "number",
                "quoted__unanswered_quotes",
            ),
            Trait("last_quoted_at", gettext_lazy("Last quoted"), "moment", "quoted__last_quoted_at"),
        ]  # fmt: skip

    def erase(self, *, customer: Customer, by: User) -> None:
        """What was offered and agreed stays for the books; what it says of the person goes, also from the frozen
        versions, whose fingerprints are made anew, and from signatures.
        """
        quotes = list(Quote.objects.filter(customer=customer).values_list("pk", flat=True))
        with writing(by=by):
            Quote.objects.filter(pk__in=quotes).update(
                title=_("erased"), sort_name="", introduction="", note="", contact=None, custom={}
            )
            for version in QuoteVersion.objects.filter(quote__in=quotes):
                _erase_version(version)
            answers = Answer.objects.filter(quote_version__quote__in=quotes)
            answers.update(name=_("erased"), job_title="", strokes=[], reason="", ip=None, agent="")
            Opening.objects.filter(quote_version__quote__in=quotes).delete()
            Attachment.objects.filter(object_key="quote", record_id__in=quotes).delete()
        reindex("quote", quotes)

    def export(self, customer: Customer) -> dict[str, Any]:
        rows = Quote.objects.filter(customer=customer).order_by("created_at")
        answers = Answer.objects.filter(quote_version__quote__customer=customer).order_by("at")
        return {
            "quotes": _said(rows.values("number", "title", "state", "total", "currency", "valid_until", "created_at")),
            "answers_to_quotes": _said(
                answers.values("quote_version__quote__number", "outcome", "name", "job_title", "reason", "at", "ip")
            ),
            "quote_pages_opened": _said(
                Opening.objects.filter(quote_version__quote__customer=customer)
                .order_by("at")
                .values("quote_version__quote__number", "at", "ip", "agent")
            ),
        }

    def export_contact(self, contact: Contact) -> dict[str, Any]:
        rows = Quote.objects.filter(contact=contact).order_by("created_at")
        return {"quotes": _said(rows.values("number", "title", "state", "total", "currency", "created_at"))}


def _erase_version(version: QuoteVersion) -> None:
    content = version.content | {"title": _("erased"), "introduction": ""}
    content["customer"] = dict.fromkeys(content["customer"], "") | {"name": _("erased")}
    QuoteVersion.objects.filter(pk=version.pk).update(
        content=content, sha256=fingerprint(content), sent_to=[], link_until=version.sent_at.date()
    )


def _said(rows: Any) -> list[dict[str, str]]:
    return [{key: str(value) for key, value in row.items() if value} for row in rows]


extension = Extension()
