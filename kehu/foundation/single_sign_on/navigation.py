"""Settings of single sign-on."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import Entry

SETTINGS = [
    Entry(
        "single-sign-on", _("Single sign-on"), icon="key", url="single_sign_on:list", verb="company.manage",
        position=14, group=_("People"),
          about=_("People sign in with the account they have at your company. The identity provider is believed about "
              "who they are."),
    ),
]  # fmt: skip
