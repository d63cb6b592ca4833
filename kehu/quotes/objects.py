"""Quotes as lists, search, export and the API know them."""

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kehu.foundation.company.forms import currencies
from kehu.foundation.objects.registry import Field, Kind, ObjectType, register
from kehu.quotes.models import Quote


def _refresh(ids: list[UUID]) -> None:
    from kehu.quotes.derived import refresh_quotes

    refresh_quotes(ids)


QUOTE = register(
    ObjectType(
        key="quote",
        model="quotes.Quote",
        label=_("Quote"),
        label_plural=_("Quotes"),
        icon="file-invoice",
        view="quote.view",
        create="quote.create",
        edit="quote.edit",
        delete="quote.delete",
        export="quote.export",
        page="quotes:quote",
        list_page="quotes:quotes",
        title="title",
        custom_fields=True,
        refresh=_refresh,
        fields=(
            Field("title", _("Title"), required=True, sortable=True, sorted_by="sort_name", listed=True),
            Field("number", _("Number"), sortable=True, listed=True, writable=False, importable=False),
            Field(
                "customer", _("Customer"), Kind.REFERENCE, reference="customer", required=True, listed=True,
                importable=False,
            ),
            Field("opportunity", _("Opportunity"), Kind.REFERENCE, reference="opportunity", importable=False),
            Field("contact", _("Contact"), Kind.REFERENCE, reference="contact", importable=False),
            Field("owner", _("Owner"), Kind.REFERENCE, reference="user", listed=True),
            Field(
                "state", _("State"), Kind.CHOICE, choices=lambda: Quote.State.choices, listed=True, writable=False,
                importable=False,
            ),
            Field("version_no", _("Version"), Kind.NUMBER, writable=False, importable=False),
            Field("total", _("Total"), Kind.MONEY, listed=True, writable=False, importable=False),
            Field("net", _("Net"), Kind.MONEY, writable=False, importable=False),
            Field("tax", _("Tax"), Kind.MONEY, writable=False, importable=False),
            Field("currency", _("Currency"), Kind.CHOICE, choices=currencies, filterable=True),
            Field(
                "total_home", _("Total in the company's currency"), Kind.NUMBER, at_home=True, sortable=True,
                writable=False, importable=False,
            ),
            Field(
                "margin", _("Margin"), Kind.MONEY, writable=False, importable=False, ruled_by="product.cost",
            ),
            Field(
                "margin_percent", _("Margin (percent)"), Kind.NUMBER, writable=False, importable=False,
                ruled_by="product.cost",
            ),
            Field("deepest_discount", _("Deepest discount (percent)"), Kind.NUMBER, writable=False, importable=False),
            Field("valid_until", _("Valid until"), Kind.DATE, sortable=True, listed=True),
            Field("price_date", _("Prices of"), Kind.DATE),
            Field("language", _("Language"), Kind.CHOICE, choices=lambda: settings.LANGUAGES),
            Field("introduction", _("Introduction"), Kind.LONG_TEXT, filterable=False),
            Field("terms", _("Terms"), Kind.LONG_TEXT, filterable=False),
            Field("note", _("Internal note"), Kind.LONG_TEXT, filterable=False),
            Field("state_since", _("In this state since"), Kind.MOMENT, writable=False, importable=False),
            Field("created_at", _("Created"), Kind.MOMENT, writable=False, importable=False),
            Field("updated_at", _("Changed"), Kind.MOMENT, sortable=True, writable=False, importable=False),
        ),
    )
)  # fmt: skip
