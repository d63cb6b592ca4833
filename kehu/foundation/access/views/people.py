"""Settings: users."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from kehu.foundation.access.actions import users
from kehu.foundation.access.forms import NewUserForm, PasswordForm, RolesForm, UserForm
from kehu.foundation.access.models import User
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.access.queries import people
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import fragment, is_htmx, page, refused, saved

CHANGED = ("users",)


def list_users(request: HttpRequest) -> HttpResponse:
    reader(request).require(AccessVerb.MANAGE_USERS)
    found = people(
        search=request.GET.get("search", ""),
        inactive=bool(request.GET.get("inactive")),
        after=request.GET.get("after", ""),
    )
    context = {
        "people": found.rows, "next": found.after, "search": request.GET.get("search", ""),
        "inactive": bool(request.GET.get("inactive")),
    }  # fmt: skip
    if is_htmx(request) and not request.headers.get("HX-Boosted"):
        return fragment(request, "access/users_rows.html", context)
    return page(request, "access/users.html", context)


def create_user(request: HttpRequest) -> HttpResponse:
    reader(request).require(AccessVerb.MANAGE_USERS)
    return form_dialog(
        request,
        form=NewUserForm(request.POST or None, initial={"roles": ["sales"]}),
        title=_("New user"),
        save=lambda data: users.create(by=reader(request), **{**data, "password": data["password"] or None}),
        message=_("The user can sign in."),
        changed=CHANGED,
    )


def edit_user(request: HttpRequest, user_id: UUID) -> HttpResponse:
    user = _user(request, user_id)
    initial = {name: getattr(user, name) for name in UserForm.base_fields}
    return form_dialog(
        request,
        form=UserForm(request.POST or None, initial=initial),
        title=user.name,
        save=lambda data: users.change(user=user, changes=data, by=reader(request)),
        message=_("Saved."),
        changed=CHANGED,
    )


def edit_roles(request: HttpRequest, user_id: UUID) -> HttpResponse:
    user = _user(request, user_id)
    return form_dialog(
        request,
        form=RolesForm(request.POST or None, initial={"roles": [role.key for role in user.roles.all()]}),
        title=_("Roles of %(name)s") % {"name": user.name},
        save=lambda data: users.set_roles(user=user, roles=data["roles"], by=reader(request)),
        message=_("The roles hold from the next click of this user on."),
        changed=CHANGED,
    )


def set_password(request: HttpRequest, user_id: UUID) -> HttpResponse:
    user = _user(request, user_id)
    return form_dialog(
        request,
        form=PasswordForm(request.POST or None),
        title=_("New password for %(name)s") % {"name": user.name},
        text=_("All sessions of this user end."),
        save=lambda data: users.set_password(user=user, password=data["password"], by=reader(request)),
        message=_("The password is set."),
    )


def activation(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """POST deactivates an active user and brings an inactive one back."""
    user = _user(request, user_id)
    if request.method != "POST":
        return refused(request, Refusal(_("Use the button for this.")))
    try:
        (users.deactivate if user.is_active else users.reactivate)(user=user, by=reader(request))
    except Refusal as refusal:
        return refused(request, refusal)
    done = _("%(name)s can no longer sign in.") if user.is_active else _("%(name)s can sign in again.")
    return saved(request, message=done % {"name": user.name}, changed=CHANGED)


def end_sessions(request: HttpRequest, user_id: UUID) -> HttpResponse:
    user = _user(request, user_id)
    if request.method == "POST":
        users.end_sessions(user)
    return saved(request, message=_("All sessions of this user have ended."), changed=CHANGED)


def _user(request: HttpRequest, user_id: UUID) -> User:
    reader(request).require(AccessVerb.MANAGE_USERS)
    return get_object_or_404(User, pk=user_id, is_system=False)
