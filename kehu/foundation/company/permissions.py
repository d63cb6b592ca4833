"""Rights over the company's own settings."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class CompanyVerb(Verb):
    MANAGE = "company.manage", _("change the company's settings, mail server and calendar")


DEFAULTS: dict[str, set[CompanyVerb]] = {}
