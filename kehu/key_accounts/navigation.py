"""What key accounts put into the menus."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.objects.acts import Act
from kehu.foundation.ui.navigation import CUSTOMERS, Entry

MENU = [
    Entry("key_accounts", _("Key accounts"), icon="diamond", url="key_accounts:accounts", verb="key_account.view",
          position=26, group=CUSTOMERS),
    Entry("account_plans", _("Account plans"), icon="map-2", url="key_accounts:plans", verb="key_account.view",
          position=27, group=CUSTOMERS),
]  # fmt: skip
CREATE = [
    Entry("account_plan", _("Account plan"), icon="map-2", url="key_accounts:begin", verb="key_account.plan",
          position=45, dialog=True),
]  # fmt: skip
GROUP = _("Key accounts")
SETTINGS = [
    Entry("tiers", _("Rule of tiers"), icon="stairs-up", url="key_accounts:rule", verb="key_account.configure",
          position=31, group=GROUP,
          about=_("By which points companies and public offices have their tier. A change is prepared and tried first: "
              "you see who would go from which tier to which before anything moves. A tier that a person set stays.")),
    Entry("entitlements", _("What tiers are owed"), icon="gift", url="key_accounts:entitlements",
          verb="key_account.configure", position=32, group=GROUP,
          about=_("What customers of each tier are entitled to. It holds at once for all of them, on their pages and "
              "wherever Kehu decides who comes first.")),
]  # fmt: skip
ACTS = [
    Act("customer", "account_plan", _("Account plan …"), icon="map-2", url="key_accounts:begin",
        verb="key_account.plan", parameter="customer", position=70),
    Act("account_plan", "review", _("Hold a review …"), icon="clipboard-check", url="key_accounts:new_review",
        verb="key_account.plan", position=10),
]  # fmt: skip
