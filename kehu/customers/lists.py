"""The lists of customers and contacts, declared for the list engine."""

from collections.abc import Iterable
from functools import cache
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kehu.customers.actions import bulk_edits, bulk_joining, cell_edits
from kehu.customers.extensions import extensions
from kehu.customers.forms.bulk import BulkOwnerForm, BulkRelationForm, BulkStageForm, BulkTagForm, BulkTeamForm
from kehu.customers.models import Customer
from kehu.customers.models.quality import FIELDS
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.changes.bulk import BulkVerb
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.lists.layouts.base import TABLE
from kehu.foundation.lists.layouts.board import Board
from kehu.foundation.lists.layouts.cards import Cards
from kehu.foundation.lists.layouts.lanes import LaneField
from kehu.foundation.lists.pages import ListPage
from kehu.foundation.objects.registry import Field, Kind

# What the data-quality board counts, so that each of its numbers is a list.
QUALITY = (
    Field("missing_fields", _("Missing fields"), Kind.CHOICES, source="quality__missing", choices=FIELDS.items,
          writable=False, importable=False),
    Field("unreachable", _("Cannot be reached"), Kind.BOOLEAN, source="quality__unreachable", writable=False),
    Field("stale", _("Forgotten"), Kind.BOOLEAN, source="quality__stale", writable=False),
    Field("orphaned", _("Without a working owner"), Kind.BOOLEAN, source="quality__orphaned", writable=False),
    Field("duplicate", _("Possible duplicates"), Kind.BOOLEAN, source="quality__duplicate", writable=False),
    Field("quality_score", _("Data quality"), Kind.NUMBER, source="quality__score", writable=False),
)  # fmt: skip


@cache
def traits() -> Iterable[Field]:
    """What other domains know of customers and one may list and filter by; without what customers repeat themselves."""
    own = {field.name for field in Customer._meta.fields}
    return [
        Field(trait.key, trait.label, Kind(trait.kind), source=trait.path, writable=False)
        for extension in extensions()
        for trait in extension.traits()
        if trait.path.rpartition("__")[2] not in own
    ] + list(QUALITY)


def merge_address(ids: list[UUID]) -> str:
    """The page that merges the second into the first; the others follow one by one."""
    first, second, *others = ids
    address = reverse("customers:merge", args=[first, second])
    return f"{address}?{urlencode({'then': [str(one) for one in others]}, doseq=True)}" if others else address


CUSTOMERS = ListPage(
    "customer",
    columns=("name", "tier", "lifecycle_stage", "owner", "phone", "city", "tags", "last_contact_at"),
    default_sort="-updated_at",
    then_by=dict.fromkeys(("city", "tier", "lifecycle_stage"), ("sort_name",)),
    card=("phone", "owner", "tier", "last_contact_at"),
    views=(
        (_("Mine"), "owner=me"),
        (_("Key accounts"), "tier=key"),
        (_("Not contacted for 30 days"), "last_contact_at.not_since=30"),
        (_("Without owner"), "owner.empty=1"),
    ),
    tones={"tier": {"key": "warn", "a": "good", "b": "info"}, "lifecycle_stage": {}, "standings": {}},
    layouts=(
        TABLE,
        Board(
            fields=(
                LaneField("lifecycle_stage", move=cell_edits.move_to_stage, verb=CustomerVerb.EDIT,
                          gate=cell_edits.reason_gate),
                LaneField("tier", move=cell_edits.move_to_tier, verb=CustomerVerb.EDIT),
                LaneField("owner", move=cell_edits.give_to, verb=CustomerVerb.ASSIGN),
            ),
            card=("owner", "tier", "last_contact_at"),
            sum="annual_revenue",
        ),
        Cards(),
    ),
    groupings=("owner", "tier", "lifecycle_stage", "kind", "created_at", "updated_at", "last_contact_at", "territory"),
    extra=traits,
    avatars=True,
    create="customers:create",
    create_label=_("New customer"),
    create_in_dialog=True,
    import_page="transfer:imports",
    empty_title=_("No customers yet"),
    empty_text=_("Here stand all customers you may see. Make the first one, or bring them in from a file."),
    bulk=(
        BulkVerb("assign", _("Assign"), icon="user-share", verb=CustomerVerb.ASSIGN, apply=bulk_edits.assign,
                 check=bulk_edits.may_assign, form=BulkOwnerForm, shows=("owner",), shortcut="a", words=("owner",)),
        BulkVerb("tag", _("Add tags"), icon="tag", verb=CustomerVerb.EDIT, apply=bulk_edits.tag,
                 check=bulk_edits.may_tag, form=BulkTagForm, shows=("tags",), shortcut="t"),
        BulkVerb("untag", _("Remove tags"), icon="tag-off", verb=CustomerVerb.EDIT, apply=bulk_edits.untag,
                 check=bulk_edits.may_tag, form=BulkTagForm, shows=("tags",)),
        BulkVerb("stage", _("Set stage"), icon="progress", verb=CustomerVerb.EDIT, apply=bulk_edits.move,
                 check=bulk_edits.may_move, form=BulkStageForm, shows=("lifecycle_stage",), shortcut="s"),
        BulkVerb("team", _("Add to account team"), icon="users-plus", verb=CustomerVerb.EDIT, apply=bulk_joining.join,
                 check=bulk_joining.may_join, form=BulkTeamForm),
        BulkVerb("relate", _("Add relationship"), icon="affiliate", verb=CustomerVerb.EDIT, apply=bulk_joining.relate,
                 check=bulk_joining.may_relate, form=BulkRelationForm),
        BulkVerb("merge", _("Merge"), icon="arrow-merge", verb=CustomerVerb.MERGE, elsewhere=merge_address, fewest=2,
                 most=20),
        BulkVerb("trash", _("Move to trash"), icon="trash", verb=CustomerVerb.DELETE, apply=bulk_edits.trash,
                 danger=True, text=_("They can be restored from the trash."), kind=ChangeSet.Kind.DELETION),
    ),
)  # fmt: skip

CONTACTS = ListPage(
    "contact",
    columns=("name", "customer", "job_title", "department", "phone", "email"),
    default_sort="name",
    card=("customer", "job_title", "phone"),
    views=((_("Main contacts"), "is_primary=yes"),),
    groupings=("is_primary",),
    layouts=(TABLE, Cards()),
    avatars=True,
    empty_title=_("No contacts yet"),
    empty_text=_("Contacts are the people who act for an organisation; add them on its page."),
)
