"""What this domain puts into the menus."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.objects.acts import Act
from kehu.foundation.ui.navigation import CUSTOMERS, MORE, Entry

MENU = [
    Entry("customers", _("Customers"), icon="users", url="customers:list", verb="customer.view", position=20,
          shortcut="c", phone=True, group=CUSTOMERS),
    Entry("duplicates", _("Duplicates"), icon="copy", url="customers:duplicates", verb="customer.merge", position=25,
          shortcut="d", group=CUSTOMERS),
    Entry("contacts", _("Contacts"), icon="address-book", url="customers:contacts", verb="customer.view", position=21,
          shortcut="n", group=CUSTOMERS),
    Entry("quality", _("Data quality"), icon="heart-rate-monitor", url="privacy:quality", verb="customer.view",
          position=26, shortcut="y", group=CUSTOMERS),
    Entry("privacy", _("Privacy desk"), icon="shield-lock", url="privacy:requests", verb="privacy.handle", position=85,
          group=MORE,
          about=_("Who asks what is known of him, or wants it corrected, erased or taken along, stands here until he "
              "has an answer.")),
]  # fmt: skip
PRIVACY = _("Privacy")
SETTINGS = [
    Entry("words", _("Stages, relationships, tags"), icon="tags", url="customers:words", verb="customer.configure",
          position=31, group=_("Data"),
          about=_("The words your company uses for its customers. What you rename here is renamed everywhere.")),
    Entry("privacy_policy", _("Deadlines"), icon="calendar-due", url="privacy:privacy_policy", verb="privacy.configure",
          position=50, group=PRIVACY,
          about=_("How long an answer to a privacy request may take, and how many persons an erasure needs. Deadlines "
              "of requests that are open already stay as they are.")),
    Entry("retention", _("Retention rules"), icon="hourglass", url="privacy:retention", verb="privacy.configure",
          position=51, group=PRIVACY,
          about=_("Data is kept no longer than it is needed. A rule runs every night once it is switched on; it has to "
              "be rehearsed first, and says then whom it would take.")),
    Entry("erasures", _("Erasures"), icon="eraser", url="privacy:erasures", verb="privacy.handle", position=52,
          group=PRIVACY,
          about=_("Every erasure leaves a certificate that names nobody, sealed with the one before it. The ledger "
              "makes a restored backup forget again: keep it apart from the backups.")),
    Entry("consents", _("Consents"), icon="shield-check", url="privacy:consents", verb="privacy.handle", position=53,
          group=PRIVACY,
          about=_("What customers allowed or withdrew, with source and proof. A statement is never changed: the latest "
              "one holds.")),
]  # fmt: skip
CREATE = [
    Entry("customer", _("Customer"), icon="user-plus", url="customers:create", verb="customer.create", position=10,
          shortcut="c"),
    Entry("privacy_request", _("Privacy request"), icon="shield-lock", url="privacy:record_privacy_request",
          verb="privacy.record", position=90, dialog=True),
]  # fmt: skip
ACTS = [
    Act("customer", "assign", _("Assign to …"), icon="user-share", url="customers:assign", verb="customer.assign",
        shortcut="a", words=("owner",), position=20),
    Act("customer", "stage", _("Move to stage …"), icon="progress", url="customers:stage", verb="customer.edit",
        shortcut="s", position=21),
    Act("customer", "tag", _("Add tag …"), icon="tag", url="customers:tag", verb="customer.edit", position=22),
    Act("customer", "edit", _("Edit"), icon="pencil", url="customers:edit", verb="customer.edit", shortcut="e",
        words=("change",), position=23),
    Act("customer", "merge", _("Merge with …"), icon="arrow-merge", url="customers:merge_with", verb="customer.merge",
        dialog=False, words=("duplicate",), position=24),
    Act("customer", "tier", _("Set tier …"), icon="star", url="customers:tier", verb="customer.edit", position=25),
    Act("customer", "point", _("Add contact point …"), icon="phone-plus", url="customers:add_point",
        verb="customer.edit", words=("phone", "mail", "address"), position=30),
    Act("customer", "contact", _("Add contact …"), icon="user-plus", url="customers:add_contact",
        verb="customer.edit", position=31),
    Act("customer", "relate", _("Relate to another customer …"), icon="affiliate", url="customers:relate",
        verb="customer.edit", position=32),
    Act("customer", "team", _("Add to account team …"), icon="users-plus", url="customers:join", verb="record.share",
        position=33),
    Act("customer", "share", _("Share …"), icon="share", url="customers:share", verb="record.share", position=34),
    Act("customer", "trash", _("Move to trash"), icon="trash", url="customers:trash", verb="customer.delete",
        posts=True, asks=_("Move this customer to the trash?"), words=("delete", "remove"), position=90),
]  # fmt: skip
