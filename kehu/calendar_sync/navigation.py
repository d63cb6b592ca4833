"""Menu entries of calendars elsewhere."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

SETTINGS = [
    Entry(
        "calendars", _("Connected calendars"), icon="calendar-share", url="calendar_sync:administration",
        verb="calendar.manage", position=15, group=_("People"),
        about=_("Whose calendars are kept in step with Kehu, and which servers may be connected. What stands in a "
                "calendar is its owner's: nobody sees it here. A change holds from the next exchange on."),
    ),
]  # fmt: skip
