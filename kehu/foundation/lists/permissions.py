"""Rights over lists beyond those over what they show."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class ListVerb(Verb):
    SHARE_VIEW = "list.share_view", _("share saved lists with everybody")


DEFAULTS = {role: {ListVerb.SHARE_VIEW} for role in ("manager", "marketer", "analyst")}
