from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CompensationConfig(AppConfig):
    name = "kehu.compensation"
    label = "compensation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.compensation.actions import expenses
        from kehu.compensation.queries import contract_deals, deals, readings, sources
        from kehu.foundation.approvals import subjects
        from kehu.foundation.approvals.subjects import Fact, Kind, Subject
        from kehu.foundation.record_pages import panels
        from kehu.foundation.record_pages.panels import Contribution, Panel

        readings.register_all()
        sources.register("won", deals.of_people)
        sources.register("margin", deals.on_margin)
        sources.register("signed", contract_deals.signed)
        sources.register("received", contract_deals.received)
        subjects.register(
            Subject(
                key=expenses.SUBJECT,
                label=_("Expense claim"),
                object_key="expense_claim",
                facts=expenses.facts_of,
                decided=expenses.settle,
                fields=(
                    Fact("amount", _("Sum"), Kind.MONEY),
                    Fact("over", _("Over the limit"), Kind.MONEY),
                    Fact("highest", _("Highest amount"), Kind.MONEY),
                    Fact("without_receipt", _("Something without a receipt"), Kind.YES_NO),
                ),
            )
        )
        panels.contribute(
            Contribution(
                Panel("expenses", _("Expenses"), "right", 60, icon="receipt"),
                "compensation:expenses_of_record",
                "expense.view",
                fits=lambda key: key in {"opportunity", "visit"},
            )
        )
        # Infrastructure, not a rule: what must be there from the start follows the code after each migration.
        post_migrate.connect(_ensure_defaults, sender=self)


def _ensure_defaults(**_: object) -> None:
    from kehu.compensation.defaults import ensure_defaults

    ensure_defaults()
