"""Who may be the same: while a customer is being entered, and as a work-list."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from kehu.customers.cleaning.names import match_key
from kehu.customers.matching import MERGE_WEIGHT, REVIEW_WEIGHT, Comparable, Reason, score
from kehu.customers.models import ContactPoint, Customer, DuplicateKey, DuplicatePair, ExternalId, IdentityDocument
from kehu.customers.queries.comparables import comparables, hashed_keys
from kehu.foundation.access.models import Scope, User
from kehu.foundation.values.folding import has_han

HINT_WEIGHT = 3.0
"""From here a customer is shown beside the form: seeing one too many costs a glance."""
MOST_COMPARED = 60
CAPPED = 1000


@dataclass(frozen=True)
class Candidate:
    """`customer` is None when the user may not see him; then `ask` names whom to ask, and nothing else is said."""

    customer: Customer | None
    weight: float
    reasons: list[str]
    ask: str = ""

    @property
    def is_certain(self) -> bool:
        return self.weight >= MERGE_WEIGHT


def candidates(draft: Comparable, user: User, limit: int = 5, leave_out: UUID | None = None) -> list[Candidate]:
    """The customers most like a draft, the likeliest first; `leave_out` is the customer that is being edited.

    Customers the user may not see are told of only where a person would be asked about the pair, and without data.
    """
    found = _near(draft) - {leave_out}
    matches = ((pk, score(draft, other)) for pk, other in comparables(found).items())
    scored = sorted(
        ((match.weight, pk, match) for pk, match in matches if match.weight >= HINT_WEIGHT),
        key=lambda one: (-one[0], one[1]),
    )
    if sum(weight < REVIEW_WEIGHT for weight, _pk, _match in scored) > limit:
        scored = [one for one in scored if one[0] >= REVIEW_WEIGHT]  # a name that many bear says nothing
    rows = Customer.objects.filter(pk__in=[pk for _weight, pk, _match in scored]).select_related("owner")
    customers = {one.pk: one for one in rows}
    visible = set(Customer.objects.visible_to(user).filter(pk__in=customers).values_list("pk", flat=True))
    answers = []
    for weight, pk, match in scored:
        if pk in visible:
            answers.append(Candidate(customers[pk], weight, wordings(match.reasons)))
        elif pk in customers and weight >= REVIEW_WEIGHT:
            answers.append(Candidate(None, weight, [], ask=str(customers[pk].owner or "")))
    return answers[:limit]


def wordings(reasons: Iterable[Any]) -> list[str]:
    """What speaks for a pair, in the reader's language, the weightiest first; unknown codes are left out."""
    return [Reason(code).wording for code, points in reasons if points > 0 and code in set(Reason)]


def objections(reasons: Iterable[Any]) -> list[str]:
    """What speaks against a pair."""
    return [Reason(code).wording for code, points in reasons if points < 0 and code in set(Reason)]


def _near(draft: Comparable) -> set[UUID]:
    """Customers worth comparing: exact numbers from the tables themselves, as just entered customers have no keys yet;
    then the keys of the duplicate search; then the beginning of the name.
    """
    found: set[UUID] = set()
    exact = [*draft.phones, *draft.emails]
    if exact:
        points = ContactPoint.objects.filter(normalised__in=exact).exclude(kind="address")
        found |= set(points.values_list("customer_id", flat=True)[:MOST_COMPARED])
    for system, values in draft.systems.items():
        rows = ExternalId.objects.filter(system=system, value__in=values)
        found |= set(rows.values_list("customer_id", flat=True)[:MOST_COMPARED])
    numbers = {number for values in draft.documents.values() for number in values}
    if numbers:
        documents = IdentityDocument.objects.filter(number__in=numbers)
        found |= set(documents.values_list("customer_id", flat=True)[:MOST_COMPARED])
    if keys := hashed_keys(draft):
        found |= set(DuplicateKey.objects.filter(key__in=keys).values_list("customer_id", flat=True)[:MOST_COMPARED])
    for name in draft.names:
        found |= _named(name, is_person=draft.kind == "person")
    return found


def _named(name: str, *, is_person: bool) -> set[UUID]:
    key = match_key(name, is_person=is_person)
    if len(key) < (2 if has_han(key) else 4):
        return set()
    # The column is sorted by code point, so that all names with this beginning stand together.
    rows = Customer.objects.filter(match_key__gte=key, match_key__lt=key + "\U0010ffff", deleted_at=None)
    return set(rows.order_by("match_key").values_list("pk", flat=True)[:20])


def open_pairs(user: User) -> Any:
    """The pairs still to be decided of which the user sees both, the likeliest first."""
    pairs = DuplicatePair.objects.filter(
        state=DuplicatePair.State.OPEN, first__deleted_at=None, second__deleted_at=None
    )
    if user.grants.scope("customer") != Scope.ALL:  # else every pair would be looked up in a list of everybody
        visible = Customer.objects.visible_to(user)
        pairs = pairs.filter(first__in=visible.values("pk"), second__in=visible.values("pk"))
    return pairs.select_related("first", "second", "first__owner", "second__owner").order_by("-weight", "pk")


def after(pairs: Any, weight: float, pk: int) -> Any:
    """The pairs that come after one with this weight and key."""
    return pairs.filter(Q(weight__lt=weight) | Q(weight=weight, pk__gt=pk))


def count_open(user: User) -> int:
    """How many pairs wait for a decision, counted up to CAPPED."""
    return int(open_pairs(user).order_by()[:CAPPED].count())
