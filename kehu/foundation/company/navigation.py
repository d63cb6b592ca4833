"""Settings of the company."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

GROUP = _("Company")
SETTINGS = [
    Entry(
        "company", _("Company"), icon="building", url="company:general", verb="company.manage", position=1,
        group=GROUP,
    ),
    Entry(
        "calendar", _("Calendar and rates"), icon="calendar-cog", url="company:calendar", verb="company.manage",
        position=2, group=GROUP,
    ),
    Entry(
        "mail", _("Mail server"), icon="mail-cog", url="company:mail_server", verb="company.manage", position=3,
        group=GROUP,
    ),
    Entry("outbox", _("Outbox"), icon="send", url="company:outbox", verb="company.manage", position=4, group=GROUP),
]  # fmt: skip
