"""The privacy desk: the register of requests, and one request from the identity check to the answer."""

from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.customers import jobs
from kehu.customers.actions import privacy_packages, privacy_requests
from kehu.customers.forms.privacy import (
    STATES,
    AssignForm,
    CloseForm,
    EraseForm,
    ExtendForm,
    IdentityForm,
    NoteForm,
    RequestForm,
)
from kehu.customers.models import PrivacyRequest
from kehu.customers.permissions import CustomerVerb
from kehu.customers.queries import privacy
from kehu.customers.views.facts import edit_form
from kehu.customers.views.reaching import done, eyes_of, visible_customer
from kehu.foundation.access.reader import reader
from kehu.foundation.files.serving import SAFE_HEADERS
from kehu.foundation.privacy.actions import erasures
from kehu.foundation.privacy.permissions import PrivacyVerb
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import fragment, page, refused, saved

PAGE = 50
CHANGED = ["privacy-request"]


def visible_request(request: HttpRequest, request_id: UUID) -> PrivacyRequest:
    """The request, or 404 for one that the user may not see."""
    user = reader(request)
    user.require(PrivacyVerb.RECORD)
    rows = PrivacyRequest.objects.visible_to(user).select_related("assignee", "created_by", "erasure__run")
    found: PrivacyRequest = get_object_or_404(rows, pk=request_id)
    return found


@require_GET
def list_requests(request: HttpRequest) -> HttpResponse:
    """`?state=` open, late, closed or all; `?kind=`; `?page=` of fifty."""
    user = reader(request)
    user.require(PrivacyVerb.RECORD)
    state = request.GET.get("state", "open")
    state = state if state in dict(STATES) else "open"
    kind = request.GET.get("kind", "")
    kind = kind if kind in PrivacyRequest.Kind.values else ""
    first = max(0, int(given) - 1) * PAGE if (given := request.GET.get("page", "1")[:4]).isdigit() else 0
    rows = list(privacy.visible_requests(user, state=state, kind=kind)[first : first + PAGE + 1])
    context = {
        "requests": rows[:PAGE], "more": len(rows) > PAGE, "following": first // PAGE + 2, "state": state, "kind": kind,
        "states": STATES, "kinds": PrivacyRequest.Kind.choices, "handles": user.may(PrivacyVerb.HANDLE),
        "may": user.may,
    }  # fmt: skip
    return page(request, "customers/privacy/list.html", context)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """`?about=customer:ID` begins with that record; the user has to see it."""
    user = reader(request)
    user.require(PrivacyVerb.RECORD)
    about = _about(request)
    initial = {"law": privacy.policy().law, "requester": str(about[0][2]) if about else ""}
    return form_dialog(
        request, form=RequestForm(request.POST or None, initial=initial), title=_("Privacy request"),
        text=_("Write down what was asked as it came; the deadline begins to run today or on the day it was received."),
        save=lambda data: privacy_requests.record(by=user, people=[one[:2] for one in about], **data),
        message=_("Written down. Whoever answers such requests was told."), label=_("Write down"),
        go_to=reverse("privacy:requests"),
    )  # fmt: skip


def _about(request: HttpRequest) -> list[tuple[str, UUID, Any]]:
    from kehu.foundation.objects.records import visible_record

    key, _colon, record_id = request.GET.get("about", "").partition(":")
    try:
        wanted = UUID(record_id)
    except ValueError:
        return []
    if key not in {"customer", "contact"}:
        return []
    return [(key, wanted, visible_record(reader(request), key, wanted))]


@require_GET
def show(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request; `?q=` looks for the person's records."""
    found, user = visible_request(request, request_id), reader(request)
    handles = user.may(PrivacyVerb.HANDLE)
    people = privacy.people_of(found) if handles else []
    context: dict[str, Any] = {
        "one": found, "handles": handles, "steps": found.steps.select_related("by"), "people": people,
        "where": privacy.whereabouts(people) if people and not found.is_closed else None,
        "holds": erasures.standing_holds(person.record_id for person in people),
    }  # fmt: skip
    if handles and not found.is_closed:
        chosen = {person.key for person in people}
        text = request.GET.get("q", "")[:200]
        context |= {
            "q": text, "hits": [one for one in privacy.find_people(text) if one.key not in chosen],
            "suggestions": privacy.suggestions(people),
        }  # fmt: skip
    return page(request, "customers/privacy/request.html", context)


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, request_id: UUID) -> HttpResponse:
    found = _handled(request, request_id)
    return form_dialog(
        request, form=AssignForm(request.POST or None, initial={"to": found.assignee_id}), title=_("Who answers it"),
        save=lambda data: privacy_requests.assign(request=found, to=data["to"], by=reader(request)),
        message=_("Assigned."), changed=CHANGED,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest, request_id: UUID) -> HttpResponse:
    found = _handled(request, request_id)
    return form_dialog(
        request,
        form=IdentityForm(request.POST or None, initial={"identity": found.identity, "proof": found.identity_proof}),
        title=_("Is it really he?"),
        text=_("Ask for no more than is needed: a call back to the number we know is often enough."),
        save=lambda data: privacy_requests.check_identity(request=found, by=reader(request), **data),
        message=_("Written down."), changed=CHANGED,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, request_id: UUID) -> HttpResponse:
    found = _handled(request, request_id)
    return form_dialog(
        request, form=ExtendForm(request.POST or None), title=_("More time"),
        text=_("Tell the person before the old date passes, and why."),
        save=lambda data: privacy_requests.extend(request=found, by=reader(request), **data),
        message=_("The new date holds."), changed=CHANGED,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, request_id: UUID) -> HttpResponse:
    found = _handled(request, request_id)
    return form_dialog(
        request, form=NoteForm(request.POST or None), title=_("Note"),
        save=lambda data: privacy_requests.note(request=found, by=reader(request), **data),
        message=_("Written down."), changed=CHANGED,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, request_id: UUID) -> HttpResponse:
    found = _handled(request, request_id)
    return form_dialog(
        request, form=CloseForm(request.POST or None), title=_("Close the request"),
        text=_("A closed request is not opened again; a refusal tells the person why and where he can complain."),
        save=lambda data: privacy_requests.close(request=found, by=reader(request), **data),
        message=_("Closed."), changed=CHANGED, label=_("Close the request"),
    )  # fmt: skip


@require_POST
def choose(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """`record` is `customer:ID` or `contact:ID`; `chosen` is 1 or 0."""
    found = _handled(request, request_id)
    key, _colon, record_id = request.POST.get("record", "").partition(":")
    try:
        wanted = UUID(record_id)
    except ValueError:
        raise Http404 from None
    if key not in {"customer", "contact"}:
        raise Http404
    chosen = request.POST.get("chosen") != "0"
    return done(
        request,
        lambda: privacy_requests.choose(
            request=found, object_key=key, record_id=wanted, by=reader(request), chosen=chosen
        ),
        message=_("This record is the person.") if chosen else _("This record is somebody else."), changed=CHANGED,
    )  # fmt: skip


@require_POST
def restrict(request: HttpRequest, request_id: UUID) -> HttpResponse:
    found = _handled(request, request_id)
    try:
        count = privacy_requests.restrict(request=found, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    message = ngettext("%(num)s customer is contacted no more.", "%(num)s customers are contacted no more.", count)
    return saved(request, message=message % {"num": count}, changed=CHANGED)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, request_id: UUID, customer_id: UUID) -> HttpResponse:
    """The facts of the person, to be corrected as he asked."""
    found, customer = _handled(request, request_id), visible_customer(request, customer_id)
    reader(request).require(CustomerVerb.EDIT)
    if customer.pk not in {one.record_id for one in privacy.people_of(found)}:
        raise Http404
    form = edit_form(request, customer, eyes_of(request))

    def save(given: dict[str, Any]) -> None:
        changes = {key: given[key] for key in form.changed_data if key != "version"}
        if not changes:
            raise Refusal(_("Nothing was changed."))
        privacy_requests.correct(
            request=found, customer=customer, changes=changes, expected_version=given["version"], by=reader(request)
        )

    return form_dialog(
        request, form=form, title=_("Correct %(name)s") % {"name": customer.name}, text=found.details, save=save,
        message=_("Corrected; the history says that he asked for it."), changed=CHANGED, label=_("Correct"),
    )  # fmt: skip


@require_POST
def put_together(request: HttpRequest, request_id: UUID) -> HttpResponse:
    found = _handled(request, request_id)
    return done(
        request, lambda: privacy_packages.begin(request=found, by=reader(request), defer=jobs.put_together.defer),
        message=_("The data is being put together; this page shows it when it is there."), changed=CHANGED,
    )  # fmt: skip


@require_GET
def package(request: HttpRequest, request_id: UUID) -> FileResponse:
    """The file with everything known of the person."""
    found = _handled(request, request_id)
    if not found.package or not default_storage.exists(found.package):
        raise Http404
    privacy_packages.taken(request=found, by=reader(request))
    response = FileResponse(default_storage.open(found.package), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.zip"'
    for name, value in SAFE_HEADERS.items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What would go, what has to stay and why; then the erasure, if it is confirmed."""
    found, user = _handled(request, request_id), reader(request)
    form = EraseForm(found.reference, request.POST or None, initial={"mode": "erase", "thorough": True})
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            made = privacy_requests.erase(request=found, mode=given["mode"], thorough=given["thorough"], by=user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            message = _("The erasure waits for a second person.") if made.state == "waiting" else _("It has begun.")
            return saved(request, message=message, go_to=reverse("privacy:erasure", args=[made.pk]))
    people = [one for one in privacy.people_of(found) if one.record is not None]
    subjects = [(one.object_key, one.record_id) for one in people]
    context = {
        "one": found, "form": form, "people": people, "where": privacy.whereabouts(people),
        "retained": erasures.retained(subjects), "policy": privacy.policy(),
        "holds": erasures.standing_holds(person.record_id for person in people),
    }  # fmt: skip
    return page(request, "customers/privacy/erase.html", context, status=422 if form.errors else 200)


@require_GET
def find(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Hits for `?q=`, as a fragment."""
    found = _handled(request, request_id)
    chosen = {person.key for person in privacy.people_of(found)}
    hits = [one for one in privacy.find_people(request.GET.get("q", "")[:200]) if one.key not in chosen]
    return fragment(request, "customers/privacy/hits.html", {"one": found, "hits": hits, "asked": True})


def _handled(request: HttpRequest, request_id: UUID) -> PrivacyRequest:
    found = visible_request(request, request_id)
    reader(request).require(PrivacyVerb.HANDLE)
    return found
