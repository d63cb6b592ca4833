"""What this domain puts into the menus."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

MENU = [
    Entry("customers", _("Customers"), icon="users", url="customers:list", verb="customer.view", position=20,
          shortcut="c", phone=True),
    Entry("duplicates", _("Duplicates"), icon="copy", url="customers:duplicates", verb="customer.merge", position=25,
          shortcut="d"),
    Entry("contacts", _("Contacts"), icon="address-book", url="customers:contacts", verb="customer.view", position=22,
          shortcut="o"),
]  # fmt: skip
CREATE = [
    Entry("customer", _("Customer"), icon="user-plus", url="customers:create", verb="customer.create", position=10,
          shortcut="c"),
]  # fmt: skip
