"""Rights over background work."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class JobVerb(Verb):
    MANAGE = "job.manage", _("see and steer all background work")


DEFAULTS: dict[str, set[JobVerb]] = {}
