"""Why a lead or an opportunity cannot go into a cadence: said before it is tried, and asked again when it is."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kehu.cadences.models import LIVE, Cadence, CadenceStep, Enrolment
from kehu.cadences.queries.records import Subject, customer_of
from kehu.customers.models import Consent
from kehu.customers.queries.consents import holds, latest
from kehu.foundation.access.models import User

# By which channel of consent a kind of step reaches somebody; a visit is asked for by one of the others.
CHANNELS = {
    CadenceStep.Kind.CALL: (Consent.Channel.PHONE,),
    CadenceStep.Kind.MAIL: (Consent.Channel.EMAIL,),
    CadenceStep.Kind.MESSAGE: (Consent.Channel.WECHAT, Consent.Channel.SMS),
    CadenceStep.Kind.LETTER: (Consent.Channel.LETTER,),
}


def channels_of(kinds: Iterable[str]) -> set[str]:
    return {str(channel) for kind in kinds for channel in CHANNELS.get(CadenceStep.Kind(kind), ())}


def refusals(cadence: Cadence, records: Sequence[Subject]) -> dict[UUID, str]:
    """A sentence for each record that cannot go into the cadence now. Three statements for any number of records."""
    going = _going(cadence, records)
    silent = withdrawn(records, channels_of(_steps(cadence).values_list("kind", flat=True)))
    found: dict[UUID, str] = {}
    for one in records:
        customer = customer_of(one)
        if not one.is_open or one.deleted_at is not None:
            found[one.pk] = _("It is closed.")
        elif one.owner is None:
            found[one.pk] = _("It belongs to nobody, so nobody could do the steps.")
        elif not one.owner.is_active:
            found[one.pk] = _("Its owner does not work here any more.")
        elif one.pk in going:
            found[one.pk] = _("It is in the cadence “%(name)s” already.") % {"name": going[one.pk]}
        elif customer and customer.do_not_contact:
            found[one.pk] = _("The customer asked not to be contacted.")
        elif customer and customer.pk in silent:
            found[one.pk] = _("The customer has withdrawn his consent to be contacted in this way.")
    return found


def withdrawn(records: Iterable[Subject], channels: set[str]) -> set[UUID]:
    """Customers of these records who withdrew what they had allowed for one of the channels."""
    customers = {customer.pk for one in records if (customer := customer_of(one))}
    if not customers or not channels:
        return set()
    rows: dict[UUID, list[Consent]] = {}
    asked = Consent.objects.filter(customer__in=customers, purpose=Consent.Purpose.MARKETING)
    for statement in asked.order_by("customer", "at", "pk"):
        rows.setdefault(statement.customer_id, []).append(statement)
    return {pk for pk, said in rows.items() if any(_is_withdrawn(said, channel) for channel in channels)}


def usable_by(user: User, subject: str) -> list[Cadence]:
    """Cadences in use that have steps, and that the user or one of his teams may use."""
    rows = Cadence.objects.visible_to(user).filter(subject=subject, is_active=True, steps__is_removed=False)
    teams = {str(one) for one in user.grants.team_ids}
    found = rows.distinct().order_by("name", "pk")
    return [one for one in found if may_use(one, user, teams)]


def may_use(cadence: Cadence, user: User, teams: set[str] | None = None) -> bool:
    """Who writes cadences may use all of them."""
    mine = {str(one) for one in user.grants.team_ids} if teams is None else teams
    return not cadence.teams or bool(mine & set(cadence.teams)) or user.may("cadence.write")


def _is_withdrawn(said: list[Consent], channel: str) -> bool:
    decisive = holds(latest(said), channel, Consent.Purpose.MARKETING)
    return decisive is not None and decisive.statement == Consent.Statement.WITHDRAWN


def _going(cadence: Cadence, records: Sequence[Subject]) -> dict[UUID, str]:
    """The cadence that a record is in now."""
    column = str(cadence.subject)
    rows: Any = Enrolment.objects.filter(state__in=LIVE, **{f"{column}__in": [one.pk for one in records]})
    return dict(rows.values_list(column, "cadence__name"))


def _steps(cadence: Cadence) -> Any:
    return CadenceStep.objects.filter(cadence=cadence, is_removed=False)
