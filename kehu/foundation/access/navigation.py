"""Settings about people."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

SETTINGS = [
    Entry("users", _("Users"), icon="users", url="access:users", verb="user.manage", position=10, group=_("People"),
          about=_("Who may sign in, and with which roles. Who is deactivated is signed out at once; his customers and "
              "history stay.")),
    Entry(
        "teams", _("Teams"), icon="users-group", url="access:teams", verb="user.manage", position=11,
        group=_("People"),
          about=_("People who work together across departments. Who joins sees what is shared with the team from the "
              "next page on."),
    ),
    Entry(
        "departments", _("Departments"), icon="sitemap", url="access:departments", verb="user.manage", position=12,
        group=_("People"),
          about=_("The tree that decides what managers see: their department and everything below it. Moving a "
              "department moves that."),
    ),
    Entry(
        "roles", _("Roles"), icon="shield-lock", url="access:roles", verb="role.manage", position=13,
        group=_("People"),
          about=_("A role says what its people may do, how far they see, and which personal data they see masked. A "
              "change holds from their next click on."),
    ),
]  # fmt: skip
HOME = [
    Entry("new_rights", _("New rights"), icon="shield-lock", url="access:new_rights_at_home", verb="role.manage",
          position=5),
]  # fmt: skip
