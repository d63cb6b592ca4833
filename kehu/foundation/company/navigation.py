"""Settings of the company."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

GROUP = _("Company")
SETTINGS = [
    Entry(
        "company", _("Company"), icon="building", url="company:general", verb="company.manage", position=1,
        group=GROUP,
          about=_("Name, language, time zone, working week and currency of the company. A change holds for everybody "
              "from the next page on; what was recorded before stays as it is.")
    ),
    Entry(
        "calendar", _("Calendar and rates"), icon="calendar-cog", url="company:calendar", verb="company.manage",
        position=2, group=GROUP,
          about=_("Holidays, make-up working days and exchange rates. Deadlines that are worked out from now on count "
              "with them.")
    ),
    Entry(
        "mail", _("Mail server"), icon="mail-cog", url="company:mail_server", verb="company.manage", position=3,
        group=GROUP,
          about=_("The server that sends notices and passwords. Until one is set nothing leaves, and the outbox shows "
              "what would have.")
    ),
    Entry("outbox", _("Outbox"), icon="send", url="company:outbox", verb="company.manage", position=4, group=GROUP,
          about=_("Every mail that left, waits, or would have left. Nothing is sent twice: one that was cut off "
              "half-way stands here as uncertain.")),
    Entry("maps", _("Maps"), icon="map-2", url="company:maps", verb="company.manage", position=5, group=GROUP,
          about=_("Where map tiles come from, which app shows the way, and where the office is. Without tiles routes "
              "are drawn as a line with numbers, and nothing is asked of others.")),
]  # fmt: skip
