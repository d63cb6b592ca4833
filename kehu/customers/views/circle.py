"""Who may see and work on a customer: owner, account team, shares; and his tags."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.customers.actions import account_team, customers, tags
from kehu.customers.forms.dialogs import MemberForm, OwnerForm, ShareForm, TagForm
from kehu.customers.models import Customer, Tag
from kehu.customers.views.reaching import dialog, done, visible_customer
from kehu.foundation.access.actions import shares
from kehu.foundation.access.models import Share, Team, User
from kehu.foundation.access.reader import reader
from kehu.foundation.search.sorting import sort_key
from kehu.foundation.ui import responses

MOST = 12


@require_http_methods(["GET", "POST"])
def tag(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    customer, user = visible_customer(request, customer_id), reader(request)
    user.require("customer.edit")
    names = sorted(Tag.objects.order_by("name").values_list("name", flat=True)[:300], key=sort_key)
    return dialog(
        request, TagForm(request.POST or None),
        lambda given: tags.add(customer=customer, name=given["name"], by=user),
        title=_("Add tag"), message=_("Tag added."), changed=["standing", "customer"], size="narrow",
        template="customers/dialogs/tag.html", names=names,
    )  # fmt: skip


@require_POST
def untag(request: HttpRequest, customer_id: UUID, tag_id: UUID) -> HttpResponse:
    customer, user = visible_customer(request, customer_id), reader(request)
    found = Tag.objects.filter(pk=tag_id).first()
    if found is None:
        raise Http404
    return done(
        request, lambda: tags.remove(customer=customer, tag=found, by=user),
        message=_("Tag removed."), changed=["standing", "customer"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    customer, user = visible_customer(request, customer_id), reader(request)
    user.require("customer.edit")

    def act(given: dict) -> None:  # type: ignore[type-arg]
        account_team.join(customer=customer, member=_colleague(given["member"]), part=given["part"], by=user)

    form = MemberForm(request.POST or None)
    form.fields["member"].widget.labels = _people_names
    return dialog(
        request, form, act, title=_("Account team"), message=_("Joined the account team."), changed=["standing"],
        intro=_("Members of the account team see and edit this customer."),
    )  # fmt: skip


@require_POST
def leave(request: HttpRequest, customer_id: UUID, user_id: UUID) -> HttpResponse:
    customer, user = visible_customer(request, customer_id), reader(request)
    member = User.objects.filter(pk=user_id).first()
    if member is None:
        raise Http404
    return done(
        request, lambda: account_team.leave(customer=customer, member=member, by=user),
        message=_("Left the account team."), changed=["standing"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    customer, user = visible_customer(request, customer_id), reader(request)
    user.require("record.share")

    def act(given: dict) -> None:  # type: ignore[type-arg]
        team = Team.objects.filter(pk=given["team"]).first() if given["team"] else None
        person = _colleague(given["user"]) if given["user"] else None
        shares.share(
            object_key="customer", record=customer, user=person, team=team, may_edit=given["may_edit"], by=user
        )

    form = ShareForm(request.POST or None)
    form.fields["user"].widget.labels = _people_names
    form.fields["team"].widget.labels = _team_names
    return dialog(
        request, form, act, title=_("Share"), message=_("Shared."), changed=["standing"], submit=_("Share"),
        template="customers/dialogs/share.html", customer=customer, shares=shares.shares_of("customer", customer.pk),
        mine=user,
    )  # fmt: skip


@require_POST
def unshare(request: HttpRequest, customer_id: UUID, share_id: UUID) -> HttpResponse:
    customer, user = visible_customer(request, customer_id), reader(request)
    found = Share.objects.filter(pk=share_id, object_key="customer", record_id=customer.pk).first()
    if found is None:
        raise Http404
    return done(
        request, lambda: shares.unshare(share=found, record=customer, by=user),
        message=_("Not shared any more."), changed=["standing"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    customer, user = visible_customer(request, customer_id), reader(request)
    user.require("customer.assign")
    form = OwnerForm(request.POST or None, initial={"owner": customer.owner_id})
    form.fields["owner"].widget.labels = _people_names

    def act(given: dict) -> None:  # type: ignore[type-arg]
        owner = _colleague(given["owner"]) if given["owner"] else None
        customers.assign(customers=[customer], owner=owner, by=user)

    return dialog(
        request, form, act, title=_("Assign"), message=_("Owner changed."), changed=["facts", "customer"],
        submit=_("Assign"), size="narrow",
    )  # fmt: skip


@require_GET
def find_people(request: HttpRequest) -> HttpResponse:
    """Colleagues to choose from, for searching choices."""
    rows = User.objects.filter(is_active=True, is_system=False, name__icontains=request.GET.get("q", "").strip()[:60])
    found = [(one.pk, one.name, one.job_title) for one in rows.order_by("name", "pk")[:MOST]]
    return responses.fragment(request, "ui/options.html", {"options": found})


@require_GET
def find_teams(request: HttpRequest) -> HttpResponse:
    rows = Team.objects.filter(name__icontains=request.GET.get("q", "").strip()[:60]).order_by("name", "pk")
    return responses.fragment(request, "ui/options.html", {"options": [(one.pk, one.name, "") for one in rows[:MOST]]})


@require_GET
def find_customers(request: HttpRequest) -> HttpResponse:
    """Customers the user may see, by everything search knows of them."""
    from kehu.foundation.search.query import search

    user = reader(request)
    user.require("customer.view")
    typed = request.GET.get("q", "").strip()
    if typed:
        hits = search(user, typed, objects=["customer"], limit=MOST)
        found = [(hit.record_id, hit.title, hit.subtitle) for hit in hits]
    else:
        rows = Customer.objects.visible_to(user).order_by("-updated_at", "-pk")[:MOST]
        found = [(one.pk, one.name, one.city) for one in rows]
    return responses.fragment(request, "ui/options.html", {"options": found})


def _colleague(user_id: UUID) -> User:
    found = User.objects.filter(pk=user_id, is_active=True, is_system=False).first()
    if found is None:
        raise Http404
    return found


def _people_names(ids: list[str]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name")]


def _team_names(ids: list[str]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Team.objects.filter(pk__in=ids).values_list("pk", "name")]
