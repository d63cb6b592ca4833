"""Rights over lists beyond those over what they show."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class ListVerb(Verb):
    SHARE_WITH_TEAM = "list.share_with_team", _("share saved lists with his teams")
    SHARE_VIEW = "list.share_view", _("share saved lists with everybody")
    MANAGE_VIEWS = "list.manage_views", _("look after the lists of everybody and what each role sees first")


DEFAULTS = {role: {ListVerb.SHARE_WITH_TEAM} for role in ("sales", "service")}
DEFAULTS |= {role: {ListVerb.SHARE_WITH_TEAM, ListVerb.SHARE_VIEW} for role in ("manager", "marketer", "analyst")}
