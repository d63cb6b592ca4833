"""Rights over what people may ask about their data."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class PrivacyVerb(Verb):
    RECORD = "privacy.record", _("write down what somebody asks about his data")
    HANDLE = "privacy.handle", _("answer such requests: find, export and erase a person's data")
    APPROVE = "privacy.approve", _("release the erasure that somebody else has prepared")
    CONFIGURE = "privacy.configure", _("set deadlines and rules for how long data is kept")


DEFAULTS = {"manager": {PrivacyVerb.RECORD}, "sales": {PrivacyVerb.RECORD}, "service": {PrivacyVerb.RECORD}}
