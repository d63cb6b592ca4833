"""Doing something to the selected rows: asked, previewed, done as one change set, taken back with one click."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.changes.actions import bulk_rehearsing, bulk_running, undoing
from kehu.foundation.changes.bulk_forms import BulkForm
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.lists.bulk_steps import Asked, read, require
from kehu.foundation.lists.pages import page_of
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses
from kehu.foundation.ui.forms import refuse


@require_POST
def bulk(request: HttpRequest, object_key: str, verb_key: str) -> HttpResponse:
    """One step of the dialog: the form of the verb, the preview (`step=preview`), the deed (`confirmed=1`).

    The records are `ids`, or with `all=1` those of the list whose link is `query`.
    """
    page, user = page_of(object_key), reader(request)
    user.require(page.object_type.view)
    verb = next((one for one in page.verbs if one.key == verb_key), None)
    if verb is None:
        raise Http404
    user.require(verb.verb)
    try:
        asked = read(page, verb, request.POST)
        require(verb, asked.selection, user)
        if verb.elsewhere:
            address = verb.elsewhere(list(asked.selection.ids or ()))
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return _step(request, asked)
    except Refusal as refusal:
        return responses.refused(request, refusal)


def _step(request: HttpRequest, asked: Asked) -> HttpResponse:
    user = reader(request)
    form = asked.form(user, bound=bool(asked.step))
    if not asked.step and form.fields:
        return _dialog(request, asked, form)
    if form.fields and not form.is_valid():
        return _dialog(request, asked, form)
    given = form.given() if form.fields else {}
    other = ""
    try:
        if asked.step == "do":
            try:
                made = bulk_running.begin(
                    selection=asked.selection, verb=asked.verb.key, given=given, by=user, mark=asked.mark
                )
                return _done(request, asked, made)
            except bulk_running.SelectionChanged as changed:
                other = changed.message
        seen = bulk_rehearsing.rehearse(selection=asked.selection, verb=asked.verb.key, given=given, by=user)
    except Refusal as refusal:
        if not form.fields:
            raise
        refuse(form, Refusal(refusal.message, field=form.input_of(refusal.field)))
        return _dialog(request, asked, form)
    context = {
        "asked": asked, "verb": asked.verb, "seen": seen, "form": form, "address": request.get_full_path(),
        "other": other,
    }  # fmt: skip
    return responses.fragment(request, "lists/bulk_preview.html", context)


@require_POST
def take_back(request: HttpRequest, change_set_id: UUID) -> HttpResponse:
    """Take back what a bulk change of the user's own has just done."""
    change_set = ChangeSet.objects.filter(pk=change_set_id, by=reader(request)).first()
    if change_set is None:
        raise Http404
    try:
        run = undoing.request(change_set=change_set, by=reader(request))
    except Refusal as refusal:
        return responses.refused(request, refusal)
    change_set.refresh_from_db()
    message = _("It is being taken back.") if run else _("Taken back.")
    context: dict[str, Any] = {
        "message": message, "heading": change_set.title, "change_set": change_set, "changed": False, "run": run,
        "kept": change_set.undo_report.get("kept", 0), "refused": 0, "failure": "",
    }  # fmt: skip
    return _told(request, change_set.object_key, context)


def _done(request: HttpRequest, asked: Asked, made: ChangeSet) -> HttpResponse:
    counts, running = made.counts, made.state == ChangeSet.State.RUNNING
    done = counts.get("changed", 0)
    if asked.verb.leads_to and done and not running and (address := asked.verb.leads_to(made)):
        return responses.saved(request, message=_("Done."), go_to=address)
    message = ngettext("%(count)s record changed.", "%(count)s records changed.", done) % {"count": done}
    context = {
        "message": _("It is being done in the background.") if running else message, "heading": asked.verb.label,
        "change_set": made, "changed": bool(done) or running, "run": made.run if running else None, "kept": None,
        "refused": counts.get("refused", 0) + counts.get("missing", 0), "failure": counts.get("failure", ""),
    }  # fmt: skip
    return _told(request, asked.page.object, context)


def _dialog(request: HttpRequest, asked: Asked, form: BulkForm) -> HttpResponse:
    number = asked.selection.count(reader(request))
    context = {"asked": asked, "verb": asked.verb, "form": form, "number": number, "address": request.get_full_path()}
    return responses.fragment(request, form.template, context, status=422 if form.errors else 200)


def _told(request: HttpRequest, object_key: str, context: dict[str, Any]) -> HttpResponse:
    answer = responses.fragment(request, "lists/bulk_done.html", context)
    return responses.told(answer, **{f"changed-{object_key}": {}})
