"""Rights over change sets and the trash. Everybody sees and takes back what he himself has done."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class ChangeVerb(Verb):
    MANAGE = "change.manage", _("see and take back the change sets of others")
    PURGE = "trash.purge", _("delete from the trash for ever")


DEFAULTS: dict[str, set[ChangeVerb]] = {}  # the administrator alone
