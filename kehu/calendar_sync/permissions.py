"""Rights over connections to calendars elsewhere."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class CalendarVerb(Verb):
    CONNECT = "calendar.connect", _("connect one's own calendar")
    MANAGE = "calendar.manage", _("see whose calendars are connected, and rule which servers may be")


DEFAULTS = {role: {CalendarVerb.CONNECT} for role in ("manager", "sales", "service", "marketer")}
