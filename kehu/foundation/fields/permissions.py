"""Rights over custom fields."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class FieldVerb(Verb):
    MANAGE = "field.manage", _("manage custom fields")


DEFAULTS: dict[str, set[FieldVerb]] = {}
