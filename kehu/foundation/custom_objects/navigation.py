"""Settings of kinds of record."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

SETTINGS = [
    Entry("objects", _("Kinds of record"), icon="box", url="custom_objects:kinds", verb="object.manage", position=28,
          group=_("Data"),
          about=_("What your company keeps records of beyond what Kehu knows: properties, vehicles, meters. A new kind "
              "is there at once in menus, lists, search and import.")),
]  # fmt: skip
