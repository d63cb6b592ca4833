"""Menu entries, acts on open records, and the part of the home page that tells what has no next step."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.objects.acts import Act
from kehu.foundation.ui.navigation import SALES, Entry

MENU = [
    Entry("cadences", _("Cadences"), icon="repeat", url="cadences:cadences", verb="cadence.view", position=33,
          group=SALES),
    Entry("next_steps", _("Next steps"), icon="walk", url="cadences:next_steps", verb="opportunity.view", position=34,
          group=SALES),
]  # fmt: skip
HOME = [
    Entry("next_steps", _("Next steps"), icon="walk", url="cadences:at_home", verb="opportunity.view", position=30),
]
ACTS = [
    Act("lead", "enrol", _("Put into a cadence …"), icon="repeat", url="cadences:enrol_lead", verb="cadence.enrol",
        words=("cadence", "sequence"), position=15),
    Act("opportunity", "enrol", _("Put into a cadence …"), icon="repeat", url="cadences:enrol_opportunity",
        verb="cadence.enrol", words=("cadence", "sequence"), position=15),
]  # fmt: skip
