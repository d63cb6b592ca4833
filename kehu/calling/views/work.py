"""Working through a call list, one at a time: what to know, the number, keys 1 to 9, and the next one comes."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.calling.actions import calls
from kehu.calling.forms import CallForm, tomorrow
from kehu.calling.models import CallEntry, CallList, Outcome
from kehu.calling.permissions import CallListVerb
from kehu.calling.queries import results
from kehu.calling.queries.subjects import subject_of
from kehu.calling.views.lists import list_of
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import page, refused, saved
from kehu.interactions.forms import MOMENT

NUMBERED = [(number, key, label) for number, (key, label) in enumerate(Outcome.choices, start=1)]


@require_GET
def work(request: HttpRequest, call_list_id: UUID) -> HttpResponse:
    """The entry that the user has, or a button that takes the next."""
    one = list_of(request, call_list_id)
    reader(request).require(CallListVerb.WORK)
    return _page(request, one, results.mine(one, reader(request)))


@require_POST
def turn(request: HttpRequest, call_list_id: UUID) -> HttpResponse:
    """Take the next one."""
    one = list_of(request, call_list_id)
    try:
        calls.take(call_list=one, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return _on(request, one, "")


@require_POST
def call(request: HttpRequest, call_entry_id: UUID) -> HttpResponse:
    """How it ended; then the next one."""
    entry, user = entry_of(request, call_entry_id), reader(request)
    form = CallForm(request.POST, draft=f"call-{entry.pk}")
    if form.is_valid():
        try:
            calls.settle(entry=entry, result=form.result(), attempt=form.cleaned_data["attempt"], by=user)
            if entry.call_list.is_open:
                calls.take(call_list=entry.call_list, by=user)
        except calls.NotYours as refusal:
            return _on(request, entry.call_list, refusal.message)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _on(request, entry.call_list, _("Written down."))
    return _page(request, entry.call_list, results.mine(entry.call_list, user), form)


@require_POST
def putting_off(request: HttpRequest, call_entry_id: UUID) -> HttpResponse:
    """Not now; the next one."""
    entry, user = entry_of(request, call_entry_id), reader(request)
    try:
        calls.put_off(entry=entry, by=user)
        calls.take(call_list=entry.call_list, by=user)
    except Refusal as refusal:
        return _on(request, entry.call_list, refusal.message)
    return _on(request, entry.call_list, _("It comes again in half an hour."))


@require_POST
def renewal(request: HttpRequest, call_entry_id: UUID) -> HttpResponse:
    """The page says that somebody is still there."""
    calls.renew(entry=entry_of(request, call_entry_id), by=reader(request))
    return HttpResponse(status=204)


def entry_of(request: HttpRequest, call_entry_id: UUID) -> CallEntry:
    """404 for an entry of a list out of sight."""
    user = reader(request)
    user.require(CallListVerb.WORK)
    rows = CallEntry.objects.visible_to(user).select_related("call_list")
    found: CallEntry = get_object_or_404(rows, pk=call_entry_id)
    return found


def _on(request: HttpRequest, one: CallList, message: str) -> HttpResponse:
    return saved(request, message=message, go_to=reverse("calling:work", args=[one.pk]))


def _page(request: HttpRequest, one: CallList, entry: CallEntry | None, form: CallForm | None = None) -> HttpResponse:
    user = reader(request)
    if entry and form is None:
        initial = {"attempt": entry.attempts, "call_back_at": tomorrow().strftime(MOMENT)}
        form = CallForm(draft=f"call-{entry.pk}", initial=initial)
    context = {
        "list": one, "entry": entry, "subject": subject_of(entry, user) if entry else None, "form": form,
        "progress": results.progress(one), "numbered": NUMBERED, "labels": dict(Outcome.choices),
    }  # fmt: skip
    return page(request, "calling/work.html", context, status=422 if form and form.errors else 200)
