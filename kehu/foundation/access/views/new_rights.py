"""Settings: what a new version offers to roles that the company made its own."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kehu.foundation.access import effects, new_rights
from kehu.foundation.access.actions import new_rights as actions
from kehu.foundation.access.builtin_roles import BUILTIN_ROLES
from kehu.foundation.access.models import FieldAccess, Role, Scope
from kehu.foundation.access.new_rights import Offer
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.access.reader import reader
from kehu.foundation.access.verbs import label
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import fragment, page, refused, saved

CHANGED = ["roles", "new-rights"]


@dataclass(frozen=True)
class Told:
    """An offer in words: (verb, what it lets do, how many people would gain it), how far it reaches, what is masked."""

    role: Role
    people: int
    verbs: list[tuple[str, str, int]]
    reaching: list[str]


def show(request: HttpRequest) -> HttpResponse:
    reader(request).require(AccessVerb.MANAGE_ROLES)
    found = [_told(one) for one in new_rights.offers()]
    own = Role.objects.exclude(key__in=BUILTIN_ROLES).annotate(people=Count("assignments"))
    context = {"offers": found, "count": sum(len(one.verbs) for one in found), "own_roles": own}
    return page(request, "access/new_rights.html", context)


def at_home(request: HttpRequest) -> HttpResponse:
    """The banner on the home page of who manages roles; nothing where nothing is new."""
    reader(request).require(AccessVerb.MANAGE_ROLES)
    return fragment(request, "access/new_rights_at_home.html", {"count": new_rights.count()})


@require_POST
def settle(request: HttpRequest, role_id: UUID) -> HttpResponse:
    role = get_object_or_404(Role, pk=role_id)
    wanted = [] if "decline" in request.POST else request.POST.getlist("verbs")
    try:
        actions.settle(role=role, verbs=wanted, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    message = _("The rights hold from now on.") if wanted else _("Declined; the role stays as it is.")
    return saved(request, message=message, changed=CHANGED)


@require_POST
def accept_all(request: HttpRequest) -> HttpResponse:
    number = actions.accept_all(by=reader(request))
    message = ngettext("%(num)s role has its new rights.", "%(num)s roles have their new rights.", number)
    return saved(request, message=message % {"num": number}, changed=CHANGED)


def _told(offer: Offer) -> Told:
    role = offer.role
    people = role.assignments.count()
    gaining = {verb: effects.of_role(role, [*role.verbs, verb], {})[1] for verb in offer.verbs}
    verbs = [(verb, label(verb), sum(one.gaining for one in some)) for verb, some in gaining.items()]
    reaching = [
        _("%(what)s: sees %(seen)s, changes %(changed)s")
        % {
            "what": kind.label_plural, "seen": Scope(reaches.get("view", "none")).label,
            "changed": Scope(reaches.get("edit", "none")).label,
        }
        for key, reaches in sorted(offer.scopes.items())
        if (kind := registry.find(key))
    ]  # fmt: skip
    fields = [
        _("%(what)s, %(field)s: %(how)s") % {"what": kind.label, "field": field.label, "how": FieldAccess(access).label}
        for (key, name), access in sorted(offer.field_rules.items())
        if (kind := registry.find(key)) and (field := kind.field(name))
    ]
    return Told(role, people, verbs, reaching + fields)
