"""Menu entries of sales."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

MENU = [
    Entry("leads", _("Leads"), icon="filter", url="sales:leads", verb="lead.view", position=21),
    Entry(
        "opportunities", _("Opportunities"), icon="target-arrow", url="sales:opportunities", verb="opportunity.view",
        position=22, shortcut="o",
    ),
]  # fmt: skip
CREATE = [
    Entry(
        "lead", _("Lead"), icon="filter", url="sales:new_lead", verb="lead.create", position=24,
        dialog=True,
    ),
    Entry(
        "opportunity", _("Opportunity"), icon="target-arrow", url="sales:new_opportunity", verb="opportunity.create",
        position=25, shortcut="o", dialog=True,
    ),
]  # fmt: skip
SETTINGS = [
    Entry(
        "pipelines", _("Pipelines and stages"), icon="route", url="sales:pipelines", verb="sales.configure",
        position=40, group=_("Sales"),
        about=_("The ways a sale goes, what each stage needs and is worth, why sales end and whom you meet. Before a "
            "change is saved it says what it would do to the opportunities that are there."),
    ),
]  # fmt: skip
