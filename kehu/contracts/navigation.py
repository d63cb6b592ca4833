"""Menu entries of contracts and payments."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.foundation.objects.acts import Act
from kehu.foundation.ui.navigation import SALES, Entry

MENU = [
    Entry(
        "contracts", _("Contracts"), icon="file-certificate", url="contracts:contracts", verb="contract.view",
        position=34, group=SALES,
    ),
    Entry("receivables", _("Payments"), icon="cash", url="contracts:receivables", verb="contract.view", position=35,
          group=SALES),
]  # fmt: skip
CREATE = [
    Entry(
        "contract", _("Contract"), icon="file-certificate", url="contracts:new_contract", verb="contract.create",
        position=27, dialog=True,
    ),
    Entry(
        "receipt", pgettext_lazy("money", "Receipt"), icon="cash", url="contracts:new_receipt", verb="receipt.create",
        position=28, dialog=True,
    ),
]  # fmt: skip
SETTINGS = [
    Entry(
        "dunning", _("Dunning"), icon="mail-exclamation", url="contracts:dunning_levels", verb="contracts.configure",
        position=30, group=_("Sales"),
        about=_("After how many days customers are reminded of what they owe, with which words, and who hears of it."),
    ),
]  # fmt: skip
ACTS = [
    Act("customer", "contract", _("New contract …"), icon="file-certificate", url="contracts:new_contract",
        verb="contract.create", edits=False, parameter="customer", position=30),
    Act("opportunity", "contract", _("New contract …"), icon="file-certificate", url="contracts:new_contract",
        verb="contract.create", edits=False, parameter="opportunity", position=30),
    Act("quote", "contract", _("Draw up the contract"), icon="file-certificate", url="contracts:from_quote",
        verb="contract.create", edits=False, posts=True, position=30),
    Act("instalment", "dunning", _("Dunning …"), icon="mail-exclamation", url="contracts:dunning",
        verb="contract.view", edits=False, position=10),
    Act("contract", "plan", _("Payment plan …"), icon="calendar-dollar", url="contracts:plan", verb="contract.edit",
        position=10),
    Act("contract", "milestone", _("New milestone …"), icon="flag", url="contracts:new_milestone",
        verb="contract.edit", position=20),
    Act("contract", "renewal", _("Open the renewal opportunity"), icon="refresh", url="contracts:renewal",
        verb="opportunity.create", posts=True, position=40),
]  # fmt: skip
