"""Settings about people."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

SETTINGS = [
    Entry("users", _("Users"), icon="users", url="access:users", verb="user.manage", position=10, group=_("People")),
    Entry(
        "teams", _("Teams"), icon="users-group", url="access:teams", verb="user.manage", position=11,
        group=_("People"),
    ),
    Entry(
        "departments", _("Departments"), icon="sitemap", url="access:departments", verb="user.manage", position=12,
        group=_("People"),
    ),
    Entry(
        "roles", _("Roles"), icon="shield-lock", url="access:roles", verb="role.manage", position=13,
        group=_("People"),
    ),
]  # fmt: skip
