"""Menu entries of sales."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

MENU = [
    Entry(
        "opportunities", _("Opportunities"), icon="target-arrow", url="sales:opportunities", verb="opportunity.view",
        position=22, shortcut="o",
    ),
]  # fmt: skip
CREATE = [
    Entry(
        "opportunity", _("Opportunity"), icon="target-arrow", url="sales:new_opportunity", verb="opportunity.create",
        position=25, shortcut="o", dialog=True,
    ),
]  # fmt: skip
