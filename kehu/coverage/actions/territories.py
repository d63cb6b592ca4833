"""Making, moving and removing territories, and saying who works there."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from kehu.catalog.models import PriceBook
from kehu.customers.cleaning.values import plain_text
from kehu.customers.models import Customer, Territory, TerritoryMember
from kehu.customers.permissions import TerritoryVerb
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import bulk_running
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.selection import Selection
from kehu.foundation.refusals import Refusal

COLUMNS = ("name", "parent", "position", "responsible", "manager", "team", "way", "notes")
DEEPEST = 12


class TerritoryRefused(Refusal):
    """The territory cannot be like this, or cannot go."""


def save(*, by: User, territory: Territory | None = None, **values: Any) -> Territory:
    """Make a territory, or change what is given of one: COLUMNS, and `members` (people; all of them).

    Customers stay where they are; who belongs where is said by rules, and done by `assigning.begin`.
    """
    by.require(TerritoryVerb.MANAGE)
    members = values.pop("members", None)
    with writing(by=by):
        # Who moves a branch while another moves the one above would tear the tree.
        list(Territory.objects.select_for_update().order_by("pk").values_list("pk"))
        one = Territory.objects.get(pk=territory.pk) if territory else Territory(position=_last(values.get("parent")))
        for key in COLUMNS:
            if key in values:
                setattr(one, key, values[key])
        one.name = plain_text(one.name, "name", 80)
        one.notes = plain_text(one.notes, "notes", 20_000)
        if not one.name:
            raise TerritoryRefused(_("Give the territory a name."), field="name")
        before, called = one.path, Territory.objects.filter(pk=one.pk).values_list("name", flat=True).first()
        _set_path(one)
        try:
            with transaction.atomic():
                one.save(force_insert=territory is None)
        except IntegrityError as twice:
            raise TerritoryRefused(_("There is already a territory with this name there."), field="name") from twice
        if before and before != one.path:
            inside = Territory.objects.filter(path__startswith=before).exclude(pk=one.pk)
            inside.update(path=Concat(Value(one.path), Substr("path", len(before) + 1)))
        if called and called != one.name and not Territory.objects.filter(name=called).exists():
            PriceBook.objects.filter(territory=called).update(territory=one.name)  # books know territories by name
        if members is not None:
            _set_members(one, members)
        return Territory.objects.get(pk=one.pk)


def _last(parent: Territory | None) -> int:
    last = Territory.objects.filter(parent=parent).aggregate(last=Max("position"))["last"] or 0
    return int(min(last + 10, 32_000))


def _set_path(one: Territory) -> None:
    above = Territory.objects.filter(pk=one.parent_id).first() if one.parent_id else None
    if above is not None and str(one.pk) in above.path.split("/"):
        raise TerritoryRefused(_("A territory cannot lie within itself or one below it."), field="parent")
    if above is not None and above.depth + 1 >= DEEPEST:
        raise TerritoryRefused(_("The tree is too deep."), field="parent")
    one.path = f"{above.path if above else ''}{one.pk}/"


def _set_members(one: Territory, members: Iterable[User]) -> None:
    wanted = list(dict.fromkeys(member.pk for member in members))
    seats = TerritoryMember.objects.filter(territory=one)
    seats.exclude(user__in=wanted).delete()
    there = set(seats.values_list("user_id", flat=True))
    for person in wanted:
        if person not in there:
            TerritoryMember.objects.create(territory=one, user_id=person)


def remove(*, territory: Territory, by: User, heir: Territory | None = None) -> ChangeSet | None:
    """Take a territory away with its rules. Its customers go to `heir`, as a change set that can be taken back and is
    returned; where they are so many that a job moves them, the territory stays until they are gone.

    Raises TerritoryRefused where there are territories below it, or customers whom nobody is to inherit.
    """
    by.require(TerritoryVerb.MANAGE)
    if Territory.objects.filter(parent=territory).exists():
        raise TerritoryRefused(_("There are territories below it; move or remove them first."))
    made = None
    if Customer.objects.filter(territory=territory).exists():
        if heir is None or heir.pk == territory.pk:
            raise TerritoryRefused(_("Say where its customers go."), field="heir")
        made = _pass_on(territory, heir, by)
        if made is not None and made.state == ChangeSet.State.RUNNING:
            return made
    with writing(by=by):
        # What lies in the trash, and what is out of reach, does not hold the territory.
        Customer.objects.filter(territory=territory).update(territory=heir)
        Territory.objects.filter(pk=territory.pk).delete()
    return made


def _pass_on(territory: Territory, heir: Territory, by: User) -> ChangeSet | None:
    alive = Customer.objects.visible_to(by).filter(territory=territory)
    if not alive.exists():
        return None
    return bulk_running.begin(
        selection=Selection.of_filter("customer", {"territory.only": str(territory.pk)}), verb=bulk_running.EDIT,
        given={"territory": str(heir.pk), "territory_pinned": False}, by=by,
        title=_("Customers of “%(territory)s” moved") % {"territory": territory.name},
    )  # fmt: skip


def shift(*, territory: Territory, up: bool, by: User) -> None:
    """Change places with the neighbour above or below, under the same parent."""
    by.require(TerritoryVerb.MANAGE)
    with writing(by=by):
        rows = Territory.objects.filter(parent=territory.parent_id).order_by("position", "name", "pk")
        found = list(rows.select_for_update(of=("self",)))
        place = next(at for at, one in enumerate(found) if one.pk == territory.pk)
        other = place - 1 if up else place + 1
        if 0 <= other < len(found):
            found[place], found[other] = found[other], found[place]
        for at, one in enumerate(found):
            if one.position != 10 * (at + 1):
                Territory.objects.filter(pk=one.pk).update(position=10 * (at + 1))


def unpin(*, customer_id: UUID, by: User) -> None:
    """Let the rules decide about a customer again; he stays where he is until they do."""
    from kehu.customers.actions import customers

    found = Customer.objects.visible_to(by).get(pk=customer_id)
    customers.update(customer=found, changes={"territory_pinned": False}, by=by)
