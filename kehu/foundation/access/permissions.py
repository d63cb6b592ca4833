"""Rights over the system itself."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class AccessVerb(Verb):
    MANAGE_USERS = "user.manage", _("manage users, teams and departments")
    MANAGE_ROLES = "role.manage", _("manage roles and field rules")
    SHARE = "record.share", _("share records with others")
    USE_API = "token.use", _("create API tokens for oneself")


DEFAULTS = {
    "manager": {AccessVerb.SHARE, AccessVerb.USE_API},
    "sales": {AccessVerb.SHARE, AccessVerb.USE_API},
    "service": {AccessVerb.SHARE, AccessVerb.USE_API},
    "analyst": {AccessVerb.USE_API},
}
