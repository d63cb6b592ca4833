"""The playbook: its pages, and what of it is shown in an opportunity."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.foundation.access.reader import reader
from kehu.foundation.objects.records import visible_record
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment, page, refused, saved
from kehu.sales.models import Competitor, Opportunity, Stage
from kehu.sales_support.actions import pages as actions
from kehu.sales_support.forms import PageForm
from kehu.sales_support.models import PlaybookPage
from kehu.sales_support.permissions import PlaybookVerb
from kehu.sales_support.queries import pages as queries

CHANGED = ["playbook"]


@require_GET
def read(request: HttpRequest, page_id: UUID) -> HttpResponse:
    one, user = visible(request, page_id), reader(request)
    context = {
        "page": one, "record": queries.records([one.pk]).get(one.pk, queries.Record()),
        "may_write": user.may(PlaybookVerb.WRITE),
        "stages": [str(stage.label) for stage in Stage.objects.filter(pk__in=one.stages)],
        "competitors": [str(rival) for rival in Competitor.objects.filter(pk__in=one.competitors)],
    }  # fmt: skip
    return page(request, "sales_support/page.html", context)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    user.require(PlaybookVerb.WRITE)
    form = PageForm(request.POST or None)
    made: list[PlaybookPage] = []

    def save(given: dict[str, Any]) -> None:
        made.append(actions.write(by=user, **_values(given)))

    return form_dialog(
        request, form=form, title=_("New page"), save=save, message=_("The page is in the playbook."), changed=CHANGED,
        go_to=lambda: reverse("sales_support:page", args=[made[0].pk]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, page_id: UUID) -> HttpResponse:
    one, user = visible(request, page_id), reader(request)
    user.require(PlaybookVerb.WRITE)
    form = PageForm(request.POST or None, page=one)

    def save(given: dict[str, Any]) -> None:
        actions.change(page=one, changes=_values(given), by=user, expected_version=given["version"] or one.version)

    return form_dialog(request, form=form, title=_("Edit page"), save=save, message=_("Saved."), changed=CHANGED)


@require_POST
def trash(request: HttpRequest, page_id: UUID) -> HttpResponse:
    one, user = visible(request, page_id), reader(request)
    actions.trash(page=one, by=user)
    return saved(request, message=_("The page is in the trash."), go_to=reverse("sales_support:pages"))


@require_POST
def use(request: HttpRequest, page_id: UUID, opportunity_id: UUID) -> HttpResponse:
    """`helped=0` takes it back."""
    user = reader(request)
    opportunity: Opportunity = visible_record(user, "opportunity", opportunity_id)
    one = visible(request, page_id)
    try:
        actions.use(page=one, opportunity=opportunity, helped=request.POST.get("helped") != "0", by=user)
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("Noted."), changed=CHANGED)


@require_GET
def of_record(request: HttpRequest, object_key: str, record_id: UUID) -> HttpResponse:
    """What of the playbook fits an opportunity, and won ones that are like it."""
    user = reader(request)
    user.require(PlaybookVerb.VIEW)
    if object_key != "opportunity":
        raise Http404
    one: Opportunity = visible_record(user, "opportunity", record_id)
    traits = queries.traits_of(one)
    may_edit = user.may("opportunity.edit") and Opportunity.objects.editable_by(user).filter(pk=one.pk).exists()
    context = {
        "opportunity": one, "helpful": queries.helpful(one, traits, user),
        "similar": queries.similar(one, traits, user), "may_edit": may_edit, "may_write": user.may(PlaybookVerb.WRITE),
    }  # fmt: skip
    return fragment(request, "sales_support/of_record.html", context)


def visible(request: HttpRequest, page_id: UUID) -> PlaybookPage:
    user = reader(request)
    user.require(PlaybookVerb.VIEW)
    one: PlaybookPage | None = PlaybookPage.objects.visible_to(user).filter(pk=page_id).first()
    if one is None:
        raise Http404
    return one


def _values(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key != "version"}
