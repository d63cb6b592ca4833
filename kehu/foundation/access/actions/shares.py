"""Sharing one record with a user or a team."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from kehu.foundation.access.models import Share, Team, User
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.access.reach import OutOfReach
from kehu.foundation.audit.writing import writing
from kehu.foundation.refusals import Refusal


class NobodyToShareWith(Refusal):
    """A share needs either a user or a team."""


def share(
    *,
    object_key: str,
    record: models.Model,
    by: User,
    user: User | None = None,
    team: Team | None = None,
    may_edit: bool = False,
) -> Share:
    """Let a user or a team see a record, and edit it if `may_edit`. Nobody gives away more than he has.

    Sharing again changes what they may. Raises OutOfReach, PermissionMissing, NobodyToShareWith.
    """
    by.require(AccessVerb.SHARE)
    if (user is None) == (team is None):
        raise NobodyToShareWith(_("Choose a colleague or a team."), field="user")
    rows = type(record)._default_manager
    with writing(by=by):
        reachable = rows.editable_by(by) if may_edit else rows.visible_to(by)  # type: ignore[attr-defined]
        if not reachable.filter(pk=record.pk).exists():
            raise OutOfReach(record)
        made, created = Share.objects.get_or_create(
            object_key=object_key, record_id=record.pk, user=user, team=team,
            defaults={"may_edit": may_edit, "shared_by": by},
        )  # fmt: skip
        if not created and made.may_edit != may_edit:
            made.may_edit = may_edit
            made.save(update_fields=["may_edit"])
    return made


def unshare(*, share: Share, record: models.Model, by: User) -> None:
    """Take a share back: who gave it, who may edit the record, or who was given it himself."""
    with writing(by=by):
        mine = share.shared_by_id == by.pk or share.user_id == by.pk
        if not mine and not type(record)._default_manager.editable_by(by).filter(pk=record.pk).exists():  # type: ignore[attr-defined]
            raise OutOfReach(record)
        if share.record_id != record.pk:
            raise PermissionDenied
        Share.objects.filter(pk=share.pk).delete()


def shares_of(object_key: str, record_id: UUID) -> models.QuerySet[Share]:
    """Whom a record is shared with."""
    rows = Share.objects.filter(object_key=object_key, record_id=record_id)
    return rows.select_related("user", "team", "shared_by").order_by("created_at", "pk")
