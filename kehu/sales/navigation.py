"""Menu entries of sales."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.objects.acts import Act
from kehu.foundation.ui.navigation import SALES, Entry

MENU = [
    Entry("leads", _("Leads"), icon="filter", url="sales:leads", verb="lead.view", position=30, group=SALES),
    Entry(
        "pools", _("Pools"), icon="pool", url="sales:pooled_customers", verb="pool.view", position=31, group=SALES,
    ),
    Entry(
        "opportunities", _("Opportunities"), icon="target-arrow", url="sales:opportunities", verb="opportunity.view",
        position=32, shortcut="o", group=SALES,
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
ACTS = [
    Act(
        "customer",
        "release",
        _("Put into the pool …"),
        icon="arrow-back-up",
        url="sales:release_customer",
        verb="pool.claim",
        position=60,
    ),
    Act(
        "lead",
        "release",
        _("Put into the pool …"),
        icon="arrow-back-up",
        url="sales:release_lead",
        verb="pool.claim",
        position=60,
    ),
    Act("lead", "touch", _("Log a contact …"), icon="phone", url="sales:lead_touch", verb="lead.edit", position=10),
    Act(
        "lead", "convert", _("Convert …"), icon="transform", url="sales:convert_lead", verb="lead.convert", position=11
    ),
    Act(
        "pooled_customer",
        "claim",
        _("Claim"),
        icon="hand-grab",
        url="sales:claim_customer",
        verb="pool.claim",
        edits=False,
        posts=True,
        position=10,
    ),
    Act(
        "pooled_lead",
        "claim",
        _("Claim"),
        icon="hand-grab",
        url="sales:claim_lead",
        verb="pool.claim",
        edits=False,
        posts=True,
        position=10,
    ),
]  # fmt: skip
GROUP = _("Sales")
SETTINGS = [
    Entry(
        "pipelines", _("Pipelines and stages"), icon="route", url="sales:pipelines", verb="sales.configure",
        position=40, group=_("Sales"),
        about=_("The ways a sale goes, what each stage needs and is worth, why sales end and whom you meet. Before a "
            "change is saved it says what it would do to the opportunities that are there."),
    ),
    Entry(
        "pools", _("Pools"), icon="pool", url="sales:pool_settings", verb="pool.configure", position=41, group=GROUP,
        about=_("Where customers and leads wait that nobody owns, who may claim them, and after how many days without "
                "contact they come back. Rules are carried out every night and can be taken back."),
    ),
    Entry(
        "scoring", _("Lead scoring"), icon="flame", url="sales:scoring", verb="lead.configure", position=42,
        group=GROUP,
        about=_("Points for what is known of a lead and for contacts with it. A change shows what it would do before "
                "it is saved; then every open lead is scored anew."),
    ),
    Entry(
        "assignment", _("Lead assignment"), icon="arrows-split", url="sales:assignment", verb="lead.configure",
        position=43, group=GROUP,
        about=_("Who gets leads that come without an owner. A change holds from the next lead on; what was given "
                "stays with whoever has it."),
    ),
    Entry(
        "conversion", _("Conversion of leads"), icon="transform", url="sales:conversion_mapping", verb="lead.configure",
        position=44, group=GROUP,
        about=_("Which field of a lead goes to which field of the customer, the contact and the opportunity that are "
                "made of it. What goes nowhere is written down in a note, so nothing is lost."),
    ),
]  # fmt: skip
