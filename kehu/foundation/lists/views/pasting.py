"""A block from a spreadsheet laid over cells of a list: what would change is shown first."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.lists.actions import pasting
from kehu.foundation.lists.actions.pasting import BadBlock, Pasted
from kehu.foundation.lists.pages import ListPage, page_of
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses

LONGEST = 400_000
SHOWN_ROWS = 100


@require_POST
def paste(request: HttpRequest, object_key: str) -> HttpResponse:
    """`ids` and `keys` (JSON lists) are the rows and columns from the first cell on, `text` the block as a spreadsheet
    copies it. Without `confirmed` the preview, with it the deed.
    """
    page, user = page_of(object_key), reader(request)
    user.require(page.object_type.view)
    text = request.POST.get("text", "")
    try:
        ids, keys = _ids(request.POST.get("ids", "")), _texts(request.POST.get("keys", ""))
        block = block_of(text)
        if request.POST.get("confirmed"):
            pasted = pasting.paste(plan=page.plan, ids=ids, keys=keys, block=block, by=user)
            return _told(request, page, pasted)
        pasted = pasting.preview(plan=page.plan, ids=ids, keys=keys, block=block, by=user)
    except Refusal as refusal:
        return responses.refused(request, refusal)
    context = {
        "pasted": pasted, "columns": pasted.rows[0].cells if pasted.rows else [], "rows": pasted.rows[:SHOWN_ROWS],
        "more": max(len(pasted.rows) - SHOWN_ROWS, 0), "address": request.get_full_path(),
        "given": {name: request.POST.get(name, "") for name in ("ids", "keys", "text")},
    }  # fmt: skip
    return responses.fragment(request, "lists/paste.html", context)


def _told(request: HttpRequest, page: ListPage, pasted: Pasted) -> HttpResponse:
    done = pasted.changed_rows
    message = ngettext("%(count)s record changed.", "%(count)s records changed.", done) % {"count": done}
    context = {
        "message": message, "heading": _("Pasted"), "change_set": pasted.change_set, "changed": bool(done),
        "kept": None, "run": None, "refused": 0, "failure": "",
    }  # fmt: skip
    answer = responses.fragment(request, "lists/bulk_done.html", context)
    return responses.told(answer, **{f"changed-{page.object}": {}})


def block_of(text: str) -> list[list[str]]:
    """Rows of texts as spreadsheets put them on the clipboard: tabs between cells, quotes around cells with line ends.

    Raises BadBlock for a text that is too long.
    """
    if len(text) > LONGEST:
        raise BadBlock(_("The block is too large to be pasted at once; bring it in as a file."))
    rows: list[list[str]] = [[]]
    cell: list[str] = []
    quoted, place = False, 0
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    while place < len(plain):
        sign = plain[place]
        if quoted:
            if sign == '"' and plain[place + 1 : place + 2] == '"':
                cell.append('"')
                place += 1
            elif sign == '"':
                quoted = False
            else:
                cell.append(sign)
        elif sign == '"' and not cell:
            quoted = True
        elif sign in "\t\n":
            rows[-1].append("".join(cell))
            cell = []
            if sign == "\n":
                rows.append([])
        else:
            cell.append(sign)
        place += 1
    rows[-1].append("".join(cell))
    if rows[-1] == [""] and len(rows) > 1:
        rows.pop()
    return rows


def _ids(text: str) -> list[UUID]:
    try:
        return list(dict.fromkeys(UUID(one) for one in _texts(text)))
    except ValueError:
        raise BadBlock(_("There is nothing to paste here.")) from None


def _texts(text: str) -> list[str]:
    try:
        found: Any = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise BadBlock(_("There is nothing to paste here."))
    return [str(one) for one in found]
