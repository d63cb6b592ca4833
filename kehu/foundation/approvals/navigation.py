"""Menu entries of approvals."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

MENU = [
    Entry(
        "approval", _("Approvals"), icon="rubber-stamp", url="approvals:list", verb="approval.view", position=35,
        shortcut="a", counter="approvals:count",
    ),
]  # fmt: skip
SETTINGS = [
    Entry(
        "approval_rules", _("Approvals"), icon="rubber-stamp", url="approvals:rules", verb="approval.configure",
        position=30, group=_("Company"),
        about=_("What needs approval, and who gives it in which order. A rule holds for what is asked from now on; "
                "requests under way go on as they began."),
    ),
]  # fmt: skip
