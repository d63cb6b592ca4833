"""Doing something to the selected rows: asked, previewed, done as one change set, taken back with one click."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.changes.actions import undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.lists.actions.bulk import Preview, carry_out, preview
from kehu.foundation.lists.pages import BulkVerb, ListPage, page_of
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses
from kehu.foundation.ui.forms import refuse

MOST_SELECTED = 2000


@require_POST
def bulk(request: HttpRequest, object_key: str, verb_key: str) -> HttpResponse:
    """Shows what would be changed; does it when the form of the dialog comes (`confirmed`)."""
    page, user = page_of(object_key), reader(request)
    user.require(page.object_type.view)  # type: ignore[union-attr]
    verb = next((one for one in page.bulk if one.key == verb_key), None)
    if verb is None:
        raise Http404
    user.require(verb.verb)  # type: ignore[union-attr]
    seen = preview(object_type=page.object_type, ids=_ids(request), by=user)
    if not request.POST.get("confirmed"):
        return _dialog(request, page, verb, seen, verb.form(auto_id="bulk-%s"))
    form = verb.form(request.POST, auto_id="bulk-%s")
    if not form.is_valid():
        return _dialog(request, page, verb, seen, form)
    try:
        change_set = carry_out(page=page, verb=verb, ids=seen.ids, given=form.cleaned_data, by=user)
    except Refusal as refusal:
        refuse(form, refusal)
        return _dialog(request, page, verb, seen, form)
    done = change_set.counts["changed"]
    message = ngettext("%(count)s record changed.", "%(count)s records changed.", done) % {"count": done}
    context = {"message": message, "heading": verb.label, "change_set": change_set, "changed": bool(done), "kept": None}
    return _told(request, page, context)


@require_POST
def take_back(request: HttpRequest, change_set_id: UUID) -> HttpResponse:
    """Take back what a bulk change of the user's own has just done."""
    change_set = ChangeSet.objects.filter(pk=change_set_id, by=reader(request)).first()
    if change_set is None:
        raise Http404
    try:
        report = undoing.undo(change_set=change_set, by=reader(request))
    except Refusal as refusal:
        return responses.refused(request, refusal)
    page = page_of(change_set.object_key)
    context: dict[str, Any] = {
        "message": _("Taken back."), "heading": change_set.title, "change_set": change_set, "changed": False,
        "kept": report.get("kept", 0),
    }  # fmt: skip
    return _told(request, page, context)


def _ids(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("ids")[:MOST_SELECTED]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _dialog(request: HttpRequest, page: ListPage, verb: BulkVerb, seen: Preview, form: Any) -> HttpResponse:
    context = {"page": page, "verb": verb, "seen": seen, "form": form, "address": request.get_full_path()}
    return responses.fragment(request, "lists/bulk.html", context, status=422 if form.errors else 200)


def _told(request: HttpRequest, page: ListPage, context: dict[str, Any]) -> HttpResponse:
    answer = responses.fragment(request, "lists/bulk_done.html", context)
    return responses.told(answer, **{f"changed-{page.object}": {}})
