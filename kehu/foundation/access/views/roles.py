"""Settings: roles, and one's own API tokens."""

from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.foundation.access import effects, new_rights
from kehu.foundation.access.actions import roles, tokens
from kehu.foundation.access.forms import NewRoleForm, RoleForm, TokenForm, rule_fields, scoped_objects
from kehu.foundation.access.models import ApiToken, Role
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.access.reader import reader
from kehu.foundation.objects import registry
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.forms import refuse
from kehu.foundation.ui.responses import fragment, page, refused, saved


def list_roles(request: HttpRequest) -> HttpResponse:
    reader(request).require(AccessVerb.MANAGE_ROLES)
    rows = Role.objects.annotate(people=Count("assignments"))
    waiting = sum(len(one.verbs) for one in new_rights.offers(rows))
    return page(request, "access/roles.html", {"roles": rows, "waiting": waiting})


def create_role(request: HttpRequest) -> HttpResponse:
    reader(request).require(AccessVerb.MANAGE_ROLES)
    return form_dialog(
        request,
        form=NewRoleForm(request.POST or None),
        title=_("New role"),
        save=lambda data: roles.create(by=reader(request), **data),
        message=_("The role is made; now choose its rights."),
        changed=["roles"],
    )


def edit_role(request: HttpRequest, role_id: UUID) -> HttpResponse:
    reader(request).require(AccessVerb.MANAGE_ROLES)
    role = get_object_or_404(Role, pk=role_id)
    form = RoleForm(request.POST or None, initial=initial(role))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            roles.change(
                role=role, name=data["name"], description=data["description"], verbs=data["verbs"],
                scopes=form.scopes(), field_rules=form.field_rules(role), by=reader(request),
            )  # fmt: skip
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return saved(request, message=_("The rights hold from now on."), go_to=reverse("access:roles"))
    context = {
        "form": form,
        "role": role,
        "verb_groups": _verb_groups(form),
        "scoped": scoped_objects(),
        "rules": rule_fields(),
    }
    return page(request, "access/role.html", context, status=422 if form.errors else 200)


@require_POST
def effect_of_role(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """What saving the form as it stands would do, without saving it."""
    reader(request).require(AccessVerb.MANAGE_ROLES)
    role = get_object_or_404(Role, pk=role_id)
    form = RoleForm(request.POST)
    verbs, scopes, field_rules = list(role.verbs), {}, None
    if form.is_valid():
        verbs, scopes, field_rules = form.cleaned_data["verbs"], form.scopes(), form.field_rules(role)
    people, found = effects.of_role(role, verbs, scopes, field_rules)
    return fragment(request, "access/role_effect.html", {"people": people, "effects": found})


@require_POST
def delete_role(request: HttpRequest, role_id: UUID) -> HttpResponse:
    try:
        roles.delete(role=get_object_or_404(Role, pk=role_id), by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    return saved(request, message=_("The role is deleted."), changed=["roles"])


def list_tokens(request: HttpRequest) -> HttpResponse:
    reader(request).require(AccessVerb.USE_API)
    rows = ApiToken.objects.filter(user=reader(request), revoked_at__isnull=True)[:100]
    return page(request, "access/tokens.html", {"tokens": rows, "now": timezone.now()})


def create_token(request: HttpRequest) -> HttpResponse:
    """The one time the secret is shown is the answer to this form."""
    reader(request).require(AccessVerb.USE_API)
    form = TokenForm(request.POST or None, user=reader(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        expires = timezone.now() + timedelta(days=data["days"]) if data["days"] else None
        try:
            token, secret = tokens.create(
                user=reader(request), name=data["name"], scopes=data["scopes"], by=reader(request), expires_at=expires
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return fragment(request, "access/token_made.html", {"token": token, "secret": secret})
    context = {"form": form, "heading": _("New API token"), "label": _("Make the token"), "text": "", "danger": False,
               "address": request.get_full_path()}  # fmt: skip
    return fragment(request, "ui/form_dialog.html", context, status=422 if form.errors else 200)


@require_POST
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=token_id, user=reader(request))
    tokens.revoke(token=token, by=reader(request))
    return saved(request, message=_("The token no longer works."), changed=["tokens"])


def initial(role: Role) -> dict[str, object]:
    """What its form begins with."""
    found: dict[str, object] = {"name": role.label, "description": _(role.description), "verbs": role.verbs}
    for kind in scoped_objects():
        for reach in ("view", "edit"):
            scopes = role.scopes.get(kind.key) or role.scopes.get("*") or {}
            found[f"scope.{kind.key}.{reach}"] = scopes.get(reach, "none")
    for rule in role.field_rules.all():
        found[f"field.{rule.object_key}.{rule.field}"] = rule.access
    return found


def _verb_groups(form: RoleForm) -> list[tuple[str, list[object]]]:
    """The checkboxes of the verbs, by the object they are about."""
    boxes = sorted(form["verbs"], key=lambda box: str(box.data["value"]))
    groups = groupby(boxes, key=lambda box: str(box.data["value"]).split(".")[0])
    return [
        (str(kind.label_plural) if (kind := registry.find(key)) else _("System"), list(some)) for key, some in groups
    ]
