"""The playbook, as lists, search and the API know it."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kehu.foundation.objects.registry import Field, Kind, ObjectType, register
from kehu.sales_support.models import PlaybookPage


def _refresh(ids: list[UUID]) -> None:
    from kehu.foundation.search.index import reindex

    reindex("playbook", ids)


PLAYBOOK = register(
    ObjectType(
        key="playbook",
        model="sales_support.PlaybookPage",
        label=_("Playbook page"),
        label_plural=_("Playbook"),
        icon="book",
        view="playbook.view",
        create="playbook.write",
        edit="playbook.write",
        delete="playbook.write",
        page="sales_support:page",
        list_page="sales_support:pages",
        title="title",
        refresh=_refresh,
        fields=(
            Field("title", _("Title"), required=True, listed=True, writable=False),
            Field(
                "kind", _("Kind"), Kind.CHOICE, choices=lambda: PlaybookPage.Kind.choices, listed=True, writable=False
            ),
            Field("is_shown", _("Shown in opportunities"), Kind.BOOLEAN, listed=True, writable=False),
            Field("position", _("Position"), Kind.NUMBER, sortable=True, writable=False, summed=False),
            Field("created_by", _("Written by"), Kind.REFERENCE, reference="user", writable=False),
            Field("updated_at", _("Changed"), Kind.MOMENT, sortable=True, listed=True, writable=False),
        ),
    )
)
