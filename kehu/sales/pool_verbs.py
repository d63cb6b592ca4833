"""What is done to many records at once with pools: claimed, given, put back; and leads given out by the rules."""

from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from kehu.customers.permissions import PoolVerb
from kehu.foundation.access.models import User
from kehu.foundation.changes import bulk
from kehu.foundation.changes.bulk import Applied, BulkForm, BulkVerb
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.lists.pages import RowAction
from kehu.foundation.ui.widgets import SearchingChoice
from kehu.sales.actions import assignment, claiming
from kehu.sales.models import Lead
from kehu.sales.permissions import LeadVerb

HOLDS = {"pooled_customer": "customer", "pooled_lead": "lead"}


class GiveForm(BulkForm):
    owner = forms.ModelChoiceField(
        label=_("To whom"),
        queryset=User.objects.filter(is_active=True, is_system=False),
        widget=SearchingChoice(options_url=reverse_lazy("customers:find_people")),
    )


class ReleaseForm(BulkForm):
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)


def _claim(ids: list[UUID], _given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    return claiming.claim(object_key=HOLDS[change_set.object_key], ids=ids, by=by)


def _give(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    owner = User.objects.get(pk=given["owner"])
    return claiming.give(object_key=HOLDS[change_set.object_key], ids=ids, owner=owner, by=by)


def _release(ids: list[UUID], given: dict[str, Any], by: User, change_set: ChangeSet) -> Applied:
    return claiming.release(object_key=change_set.object_key, ids=ids, reason=given.get("reason", ""), by=by)


def _give_out(ids: list[UUID], _given: dict[str, Any], by: User, _change_set: ChangeSet) -> Applied:
    """By the rules of assignment; leads that they give to nobody stay as they are."""
    rows = Lead.objects.editable_by(by).filter(pk__in=ids).values_list("pk", "owner")
    owners = dict(rows)
    made = assignment.give_out(leads=[one for one in ids if one in owners], by=by)
    changed = [one.lead_id for one in made if one.owner_id != owners[one.lead_id]]
    same = [one for one in owners if one not in set(changed)]
    return Applied(changed=changed, same=same, missing=[one for one in ids if one not in owners])


def merge_address(ids: list[UUID]) -> str:
    """The page that merges the second into the first."""
    first, second, *_others = ids
    return reverse("sales:merge_leads", args=[first, second])


_CLAIM = BulkVerb(
    "claim", _("Claim"), icon="hand-grab", verb=PoolVerb.CLAIM, apply=_claim, shortcut="c",
    text=_("They become yours, as far as the limits of the pool go."),
)  # fmt: skip
_GIVE = BulkVerb("give", _("Give to"), icon="user-share", verb=PoolVerb.CLAIM, apply=_give, form=GiveForm)
_RELEASE = BulkVerb(
    "release", _("Put into the pool"), icon="arrow-back-up", verb=PoolVerb.CLAIM, apply=_release, form=ReleaseForm,
    text=_("Nobody owns them any more; members of the pool see them and may claim them."),
)  # fmt: skip
OF_POOLED_CUSTOMERS = (_CLAIM, _GIVE)
OF_POOLED_LEADS = (_CLAIM, _GIVE)
OF_LEADS = (
    BulkVerb(
        "give_out", _("Give out by rules"), icon="arrows-split", verb=LeadVerb.ASSIGN, apply=_give_out,
        shows=("owner",),
        text=_("The rules of assignment decide who gets each of them."),
    ),
    _RELEASE,
    BulkVerb(
        "merge", _("Merge"), icon="arrow-merge", verb=LeadVerb.EDIT, elsewhere=merge_address, fewest=2, most=2,
    ),
)  # fmt: skip
bulk.declare("customer", _RELEASE)

CLAIM_CUSTOMER = RowAction(
    "sales:claim_customer", verb=PoolVerb.CLAIM, icon="hand-grab", label=_("Claim"), field="",
    values=("",),
)  # fmt: skip
CLAIM_LEAD = RowAction(
    "sales:claim_lead", verb=PoolVerb.CLAIM, icon="hand-grab", label=_("Claim"), field="",
    values=("",),
)  # fmt: skip
