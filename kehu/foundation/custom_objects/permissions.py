"""Rights over the kinds of record a company makes for itself; each kind has its own verbs besides, see `kinds.py`."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class ObjectVerb(Verb):
    MANAGE = "object.manage", _("make kinds of record of one's own")


DEFAULTS: dict[str, set[ObjectVerb]] = {}
