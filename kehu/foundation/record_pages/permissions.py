"""Rights over the layout of pages."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class LayoutVerb(Verb):
    MANAGE = "layout.manage", _("arrange pages for roles and for everybody")


DEFAULTS: dict[str, set[LayoutVerb]] = {}
