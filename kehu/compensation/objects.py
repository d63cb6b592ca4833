"""Expense claims and their lines as lists, export and the API know them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.compensation.models import ExpenseCategory, ExpenseClaim
from kehu.foundation.company.forms import currencies
from kehu.foundation.objects.registry import Field, Kind, ObjectType, register


def _categories() -> Iterable[tuple[str, Any]]:
    return [(str(one.pk), str(one)) for one in ExpenseCategory.objects.all()]


EXPENSE_CLAIM = register(
    ObjectType(
        key="expense_claim",
        model="compensation.ExpenseClaim",
        label=_("Expense claim"),
        label_plural=_("Expense claims"),
        icon="receipt",
        view="expense.view",
        create="expense.claim",
        edit="expense.claim",
        export="expense.export",
        page="compensation:claim",
        list_page="compensation:claims",
        title="title",
        fields=(
            Field("title", _("Title"), required=True, listed=True, writable=False, importable=False),
            Field(
                "claimant", _("Claimant"), Kind.REFERENCE, reference="user", listed=True, writable=False,
                importable=False,
            ),
            Field(
                "state", _("State"), Kind.CHOICE, choices=lambda: ExpenseClaim.State.choices, listed=True,
                writable=False, importable=False,
            ),
            Field(
                "total_home", _("Sum in the company's currency"), Kind.NUMBER, at_home=True, listed=True,
                writable=False, importable=False,
            ),
            Field("submitted_at", _("Handed in"), Kind.MOMENT, listed=True, writable=False, importable=False),
            Field("decided_at", _("Decided"), Kind.MOMENT, writable=False, importable=False),
            Field(
                "decided_by", _("Decided by"), Kind.REFERENCE, reference="user", writable=False, importable=False
            ),
            Field("paid_on", _("Paid on"), Kind.DATE, writable=False, importable=False),
            Field("payment_reference", _("Payment reference"), writable=False, importable=False),
            Field("created_at", _("Created"), Kind.MOMENT, writable=False, importable=False),
            Field("updated_at", _("Changed"), Kind.MOMENT, sortable=True, writable=False, importable=False),
        ),
    )
)  # fmt: skip

EXPENSE_LINE = register(
    ObjectType(
        key="expense_line",
        model="compensation.ExpenseLine",
        label=_("Expense"),
        label_plural=_("Expenses"),
        icon="receipt-2",
        view="expense.view",
        create="expense.claim",
        edit="expense.claim",
        export="expense.export",
        page="compensation:line",
        list_page="compensation:lines",
        title="description",
        fields=(
            Field("description", _("What for"), required=True, listed=True, writable=False, importable=False),
            Field("day", _("Day"), Kind.DATE, sortable=True, listed=True, writable=False, importable=False),
            Field(
                "category", _("Category"), Kind.CHOICE, choices=_categories, listed=True, writable=False,
                importable=False,
            ),
            Field("amount", _("Amount"), Kind.MONEY, listed=True, writable=False, importable=False),
            Field("currency", _("Currency"), Kind.CHOICE, choices=currencies, writable=False, importable=False),
            Field(
                "amount_home", _("Amount in the company's currency"), Kind.NUMBER, writable=False, importable=False,
                at_home=True,
            ),
            Field("over_home", _("Over the limit"), Kind.NUMBER, writable=False, importable=False),
            Field("city", _("City"), writable=False, importable=False),
            Field("distance_km", _("Kilometres"), Kind.NUMBER, writable=False, importable=False),
            Field(
                "customer", _("Customer"), Kind.REFERENCE, reference="customer", listed=True, writable=False,
                importable=False,
            ),
            Field(
                "opportunity", _("Opportunity"), Kind.REFERENCE, reference="opportunity", writable=False,
                importable=False,
            ),
            Field("visit", _("Visit"), Kind.REFERENCE, reference="visit", writable=False, importable=False),
            Field(
                "claim", _("Expense claim"), Kind.REFERENCE, reference="expense_claim", writable=False,
                importable=False,
            ),
            Field(
                "claimant", _("Claimant"), Kind.REFERENCE, source="claim__claimant", reference="user", listed=True,
                writable=False, importable=False,
            ),
            Field(
                "state", _("State"), Kind.CHOICE, source="claim__state", choices=lambda: ExpenseClaim.State.choices,
                listed=True, writable=False, importable=False,
            ),
        ),
    )
)  # fmt: skip
