"""Menu entries of quotes."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.ui.navigation import SALES, Entry

MENU = [
    Entry(
        "quotes", _("Quotes"), icon="file-invoice", url="quotes:quotes", verb="quote.view", position=33, shortcut="q",
        group=SALES,
    ),
]  # fmt: skip
CREATE = [
    Entry("quote", _("Quote"), icon="file-invoice", url="quotes:new_quote", verb="quote.create", position=26,
          shortcut="q", dialog=True),
]  # fmt: skip
SETTINGS = [
    Entry(
        "quotes", _("Quotes"), icon="file-invoice", url="quotes:rules", verb="quotes.configure", position=20,
        group=_("Sales"),
        about=_("Numbers, texts and letterhead of quotes, how much discount each role may give by itself, and what an "
                "accepted quote does to its opportunity. Quotes that were sent stay as they are."),
    ),
]  # fmt: skip
