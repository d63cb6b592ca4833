"""The board of leads: its states as lanes, and what a drop asks."""

from collections.abc import Iterator
from uuid import UUID

from django import forms

from kehu.foundation.access.models import User
from kehu.foundation.lists.layouts.lanes import Lane
from kehu.foundation.lists.query import ListQuery
from kehu.sales.lead_forms import DiscardForm, NeedForm
from kehu.sales.models import Lead


def states(_query: ListQuery, _user: User) -> Iterator[Lane]:
    """The open ones, and discarded; converting has a dialog of its own."""
    state = Lead.State
    tones = {state.QUALIFIED: "good", state.DISCARDED: "bad"}
    for one in (state.NEW, state.WORKING, state.QUALIFIED, state.DISCARDED):
        yield Lane(one.value, one.label, tones.get(one, ""), folded=one == state.DISCARDED)


def gate(record_id: UUID, value: str, by: User) -> type[forms.Form] | None:
    """Why it is discarded; what is needed, where nobody wrote it down."""
    if value == Lead.State.DISCARDED:
        return DiscardForm
    known = Lead.objects.visible_to(by).filter(pk=record_id).exclude(need="").exists()
    return NeedForm if value == Lead.State.QUALIFIED and not known else None
