"""People: taking them in, changing what they may do, and letting them go."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.foundation.access.models import ApiToken, Role, RoleAssignment, User
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.audit.writing import writing
from kehu.foundation.realtime import push
from kehu.foundation.refusals import Refusal

CHANGEABLE = {
    "name", "email", "phone", "job_title", "department", "manager", "language", "time_zone", "theme",
    "notice_delivery",
}  # fmt: skip


class UserRefused(Refusal):
    """The user cannot be made or changed like this."""


def create(
    *, email: str, name: str, by: User, roles: list[str] | None = None, password: str | None = None, **further: Any
) -> User:
    """Take a person in; `roles` are role keys. Without a password he sets one through the reset mail. Raises
    `UserRefused`.
    """
    by.require(AccessVerb.MANAGE_USERS)
    user = User(email=_valid_email(email), name=name.strip(), **further)
    if not user.name:
        raise UserRefused(_("Give the person a name."), field="name")
    _set_password(user, password)
    with writing(by=by):
        user.save(force_insert=True)
        _assign(user, roles or [])
    return user


def change(*, user: User, changes: dict[str, Any], by: User) -> User:
    """Change the facts of a person; everyone may change his own but mail address, department and manager."""
    own = user.pk == by.pk
    if not own or {"email", "department", "manager"} & set(changes):
        by.require(AccessVerb.MANAGE_USERS)
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise UserRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    if "email" in changes:
        changes["email"] = _valid_email(changes["email"], but=user)
    for field, value in changes.items():
        setattr(user, field, value)
    with writing(by=by):
        user.save(update_fields=list(changes))
    return user


def set_roles(*, user: User, roles: list[str], by: User) -> None:
    """Give a person exactly these roles (keys); they hold from his next request on. Raises `UserRefused`."""
    by.require(AccessVerb.MANAGE_USERS)
    with writing(by=by):
        if "administrator" not in roles:
            _keep_an_administrator(user)
        _assign(user, roles)
        push.close_connections_of(str(user.pk))


def set_password(*, user: User, password: str, by: User) -> None:
    """Set somebody's password; his sessions end. Raises `UserRefused` when it is too weak."""
    by.require(AccessVerb.MANAGE_USERS)
    _set_password(user, password)
    with writing(by=by):
        user.save(update_fields=["password"])
        end_sessions(user)


def deactivate(*, user: User, by: User) -> None:
    """Let a person go: his sessions and tokens end at once; his history, customers and mail stay."""
    by.require(AccessVerb.MANAGE_USERS)
    if user.pk == by.pk:
        raise UserRefused(_("You cannot deactivate yourself."))
    with writing(by=by):
        _keep_an_administrator(user)
        User.objects.filter(pk=user.pk).update(is_active=False, deactivated_at=timezone.now(), calendar_key="")
        ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=timezone.now())
        end_sessions(user)


def reactivate(*, user: User, by: User) -> None:
    by.require(AccessVerb.MANAGE_USERS)
    with writing(by=by):
        User.objects.filter(pk=user.pk).update(is_active=True, deactivated_at=None)


def end_sessions(user: User) -> None:
    """End every session and open connection of a person; the caller has checked the right to."""
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()
    push.close_connections_of(str(user.pk))


def _assign(user: User, roles: list[str]) -> None:
    found = list(Role.objects.filter(key__in=roles))
    missing = set(roles) - {role.key for role in found}
    if missing:
        raise UserRefused(_("There is no role “%(role)s”.") % {"role": min(missing)}, field="roles")
    RoleAssignment.objects.filter(user=user).exclude(role__in=found).delete()
    held = set(RoleAssignment.objects.filter(user=user).values_list("role_id", flat=True))
    RoleAssignment.objects.bulk_create(RoleAssignment(user=user, role=role) for role in found if role.pk not in held)


def _keep_an_administrator(leaving: User) -> None:
    """Two who leave at once must not leave the company without one: the role row is the lock."""
    role = Role.objects.select_for_update().get(key="administrator")
    others = RoleAssignment.objects.filter(role=role, user__is_active=True).exclude(user=leaving)
    if RoleAssignment.objects.filter(role=role, user=leaving).exists() and not others.exists():
        raise UserRefused(_("Somebody must stay administrator."), field="roles")


def _valid_email(email: str, but: User | None = None) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as invalid:
        raise UserRefused(_("This is not a mail address."), field="email") from invalid
    taken = User.objects.filter(email__iexact=email)
    if (taken.exclude(pk=but.pk) if but else taken).exists():
        raise UserRefused(_("Somebody has this mail address already."), field="email")
    return email


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise UserRefused(" ".join(weak.messages), field="password") from weak
    user.set_password(password)
