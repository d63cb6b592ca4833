"""Settings of custom fields."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

SETTINGS = [
    Entry(
        "fields",
        _("Fields"),
        icon="forms",
        url="fields:list",
        verb="field.manage",
        position=30,
        group=_("Data"),
        about=_(
            "Fields of your own are there at once in forms, lists, filters, import, export and the API. One that "
            "is switched off keeps its values."
        ),
    ),
]
