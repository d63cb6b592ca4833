from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class QuotesConfig(AppConfig):
    name = "kehu.quotes"
    label = "quotes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kehu.foundation.approvals import subjects
        from kehu.foundation.approvals.subjects import Fact, Kind, Subject
        from kehu.foundation.record_pages import panels
        from kehu.foundation.record_pages.panels import Contribution, Panel
        from kehu.quotes.actions import approval, cell_edits

        cell_edits.connect()
        quotes = Panel("quotes", _("Quotes"), "right", 30, icon="file-invoice")
        panels.contribute(Contribution(quotes, "quotes:of_record", "quote.view", lambda key: key == "opportunity"))
        subjects.register(
            Subject(
                key=approval.SUBJECT,
                label=_("Discount of a quote"),
                object_key="quote",
                facts=approval.facts_of,
                decided=approval.decided,
                fields=(
                    Fact("discount", _("Deepest discount (percent)"), Kind.PERCENT),
                    Fact("amount", _("Total"), Kind.MONEY),
                    Fact("margin", _("Margin (percent)"), Kind.PERCENT),
                    Fact("tier", _("Tier"), Kind.CHOICE, choices=approval.tiers),
                ),
            )
        )
        # Infrastructure, not a rule: what must be there from the start follows the code after each migration.
        post_migrate.connect(_ensure_defaults, sender=self)


def _ensure_defaults(**_more: object) -> None:
    from kehu.quotes.defaults import ensure_defaults

    ensure_defaults()
