"""Settings: the trash."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.changes.actions import deletion
from kehu.foundation.changes.permissions import ChangeVerb
from kehu.foundation.changes.queries import trash
from kehu.foundation.changes.views.places import place
from kehu.foundation.company.models import Company
from kehu.foundation.objects.records import title_of
from kehu.foundation.objects.registry import ObjectType
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import page, refused, saved

MOST = 500


@require_GET
def list_trash(request: HttpRequest) -> HttpResponse:
    """`?kind=` chooses the kind of record, `?q=` searches, `?at=&after=` goes on."""
    kinds = trash.kinds(reader(request))
    if not kinds:
        raise Http404
    kind = next((one for one in kinds if one.key == request.GET.get("kind")), kinds[0])
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = trash.in_trash(kind, reader(request))
    rows, last = trash.page_of(trash.named(found, kind, text) if text else found, *place(request))
    context = {
        "kinds": kinds, "kind": kind, "rows": [(one, title_of(one)) for one in rows], "last": last,
        "purges": reader(request).may(ChangeVerb.PURGE), "text": text, "days": Company.objects.current().trash_days,
    }  # fmt: skip
    return page(request, "changes/trash.html", context)


@require_POST
def restore(request: HttpRequest, object_key: str) -> HttpResponse:
    kind, ids = _asked(request, object_key)

    def act() -> str:
        done = deletion.restore(object_key=kind.key, ids=ids, by=reader(request))
        return ngettext("%(num)s record is back.", "%(num)s records are back.", done) % {"num": done}

    return _answer(request, kind, act)


@require_POST
def purge(request: HttpRequest, object_key: str) -> HttpResponse:
    kind, ids = _asked(request, object_key)

    def act() -> str:
        done = deletion.delete_for_ever(object_key=kind.key, ids=ids, by=reader(request))
        return ngettext("%(num)s record is deleted for ever.", "%(num)s records are deleted for ever.", done) % {
            "num": done
        }

    return _answer(request, kind, act)


def _asked(request: HttpRequest, object_key: str) -> tuple[ObjectType, list[UUID]]:
    kind = next((one for one in trash.kinds(reader(request)) if one.key == object_key), None)
    if kind is None:
        raise Http404
    try:
        return kind, [UUID(one) for one in request.POST.getlist("id")[:MOST]]
    except ValueError as problem:
        raise Http404 from problem


def _answer(request: HttpRequest, kind: ObjectType, act: Callable[[], str]) -> HttpResponse:
    if not request.POST.getlist("id"):
        return refused(request, Refusal(_("Choose at least one record.")))
    try:
        message = act()
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=message, changed=["trash", kind.key])
