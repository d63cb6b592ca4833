"""Call lists, as lists, search and the API know them."""

from django.utils.translation import gettext_lazy as _

from kehu.calling.derived import recount
from kehu.calling.models import CallList
from kehu.foundation.objects.registry import Field, Kind, ObjectType, register

CALL_LIST = register(
    ObjectType(
        key="call_list",
        model="calling.CallList",
        label=_("Call list"),
        label_plural=_("Call lists"),
        icon="phone-outgoing",
        view="call_list.view",
        create="call_list.create",
        edit="call_list.create",
        page="calling:call_list",
        list_page="calling:call_lists",
        title="name",
        refresh=recount,
        derived_from={"calling_callentry": frozenset({"call_list_id", "state"})},
        fields=(
            Field("name", _("Name"), required=True, listed=True, writable=False),
            Field("owner", _("Owner"), Kind.REFERENCE, reference="user", listed=True, writable=False),
            Field("kind", _("Who is called"), Kind.CHOICE, choices=lambda: CallList.Kind.choices, listed=True,
                  writable=False),
            Field("due_on", _("Until when"), Kind.DATE, listed=True, writable=False),
            Field("entry_count", _("To call"), Kind.NUMBER, listed=True, writable=False),
            Field("done_count", _("Settled"), Kind.NUMBER, listed=True, writable=False),
            Field("closed_at", _("Closed"), Kind.MOMENT, writable=False),
            Field("created_by", _("Created by"), Kind.REFERENCE, reference="user", writable=False),
            Field("updated_at", _("Changed"), Kind.MOMENT, sortable=True, writable=False),
        ),
    )
)  # fmt: skip
