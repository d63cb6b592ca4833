"""The privacy desk: requests, deadlines, who a person is in our tables, and where he is found."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.customers.models import Contact, ContactPoint, Customer, IdentityDocument, PrivacyPolicy, PrivacyRequest
from kehu.customers.queries.personal import absorbed, words_of_contact, words_of_customer
from kehu.customers.queries.table_names import DERIVED, name_of
from kehu.foundation.access.models import User
from kehu.foundation.audit.models import AuditEntry
from kehu.foundation.company.calendar import add_working_days
from kehu.foundation.privacy import rows
from kehu.foundation.search.query import search
from kehu.foundation.values import emails, phones

MOST_FOUND = 20
CAPPED = 1000


def policy() -> PrivacyPolicy:
    found = PrivacyPolicy.objects.order_by("created_at", "pk").first()
    return found or PrivacyPolicy()


def due_on(law: str, received: date) -> date:
    """The last day for an answer: fifteen working days in China, a month in Europe, or as the house has it."""
    rules = policy()
    if law == PrivacyRequest.Law.PIPL:
        return add_working_days(received, rules.working_days)
    return months_later(received, rules.months)


def months_later(day: date, count: int) -> date:
    """The same day so many months later, or the last day of that month."""
    index = day.year * 12 + day.month - 1 + count
    for last in (day.day, 30, 29, 28):
        try:
            return date(index // 12, index % 12 + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError


def visible_requests(user: User, *, state: str = "open", kind: str = "") -> QuerySet[PrivacyRequest]:
    """`state` is open, late, closed or all; the most urgent first, closed ones newest first."""
    found = PrivacyRequest.objects.visible_to(user).select_related("assignee", "created_by")
    if kind:
        found = found.filter(kind=kind)
    if state == "open":
        return found.exclude(state__in=PrivacyRequest.CLOSED).order_by("due_on", "pk")  # type: ignore[no-any-return]
    if state == "late":
        late = found.exclude(state__in=PrivacyRequest.CLOSED).filter(due_on__lt=timezone.localdate())
        return late.order_by("due_on", "pk")  # type: ignore[no-any-return]
    if state == "closed":
        found = found.filter(state__in=PrivacyRequest.CLOSED)
    return found.order_by("-received_on", "-pk")  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Person:
    """A record that is, or may be, the person; `why` says how it was found. `record` is None once it is gone."""

    object_key: str
    record_id: UUID
    record: Customer | Contact | None
    why: str = ""

    @property
    def key(self) -> str:
        return f"{self.object_key}:{self.record_id}"

    @property
    def place(self) -> str:
        """Of a contact the organisation; of a customer in the trash or merged, that he is."""
        if isinstance(self.record, Contact):
            return str(self.record.customer)
        if self.record is not None and self.record.merged_into_id:
            return _("merged into another")
        return _("in the trash") if self.record is not None and self.record.deleted_at else ""


def people_of(request: PrivacyRequest) -> list[Person]:
    return [_person(key, UUID(record_id)) for key, record_id in request.people]


def _person(key: str, record_id: UUID, why: str = "") -> Person:
    model: Any = {"customer": Customer, "contact": Contact}[key]
    return Person(key, record_id, model._base_manager.filter(pk=record_id).first(), why)


def find_people(text: str) -> list[Person]:
    """Who fits a name, phone, mail or identity number, wherever he is: in the trash, merged, or somebody's contact."""
    text = text.strip()
    if not text:
        return []
    found: dict[str, Person] = {}
    for person in _exact(text):
        found.setdefault(person.key, person)
    for hit in search(User.objects.system(), text, objects=["customer", "contact"], limit=MOST_FOUND):
        person = _person(hit.object_key, hit.record_id, _("found by the words"))
        found.setdefault(person.key, person)
    return [one for one in found.values() if one.record is not None][:MOST_FOUND]


def _exact(text: str) -> list[Person]:
    phone = phones.parse(text)
    values = {text, text.lower(), *({phone.key} if phone else ())}
    if "@" in text:
        with suppress(emails.InvalidEmail):
            values.add(emails.comparison(emails.normalise(text)))
    people = [_of_point(point) for point in ContactPoint._base_manager.filter(normalised__in=values)[: MOST_FOUND * 2]]
    documents = IdentityDocument._base_manager.filter(number__in=[text, text.upper()])
    people += [
        _person("customer", key, _("has this document")) for key in documents.values_list("customer_id", flat=True)
    ]
    for name, model in (("customer", Customer), ("contact", Contact)):
        called = model._base_manager.filter(name=text).values_list("pk", flat=True)[:MOST_FOUND]
        people += [_person(name, key, _("has this name")) for key in called]
    return people


def _of_point(point: ContactPoint) -> Person:
    key = ("contact", point.contact_id) if point.contact_id else ("customer", point.customer_id)
    return _person(key[0], key[1], _("has this %(kind)s") % {"kind": point.get_kind_display().lower()})


def suggestions(people: Iterable[Person]) -> list[Person]:
    """Further records that may be the same person: contacts that are he, and who shares a phone or mail with him."""
    chosen = list(people)
    known = {one.key for one in chosen}
    found: dict[str, Person] = {}
    for one in chosen:
        if isinstance(one.record, Customer):
            for key in one.record.acts_for.values_list("pk", flat=True):
                person = _person("contact", key, _("is the same person, as contact"))
                found.setdefault(person.key, person)
            own = ContactPoint._base_manager.filter(customer=one.record, contact=None)
        elif isinstance(one.record, Contact):
            if one.record.person_id:
                person = _person("customer", one.record.person_id, _("is the same person, as customer"))
                found.setdefault(person.key, person)
            own = ContactPoint._base_manager.filter(contact=one.record)
        else:
            continue
        values = list(own.filter(kind__in=["phone", "email", "wechat"]).values_list("normalised", flat=True))
        for point in ContactPoint._base_manager.filter(normalised__in=values)[:MOST_FOUND]:
            person = _of_point(point)
            found.setdefault(person.key, person)
    return [one for key, one in found.items() if key not in known and one.record is not None]


@dataclass
class Whereabouts:
    """Where a person is found: how many rows of which kind. `shared` are identifiers that others have as well."""

    rows: list[tuple[str, int]] = field(default_factory=list)
    linked: list[tuple[str, int]] = field(default_factory=list)
    changes: int = 0
    words: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(count for _label, count in self.rows)


def whereabouts(people: Iterable[Person]) -> Whereabouts:
    """What an erasure would take and touch, counted. Texts of others are looked through only when it runs."""
    found, counts, linked = Whereabouts(), Counter[str](), Counter[str]()
    for one in people:
        if one.record is None:
            continue
        everyone = [one.record, *(absorbed(one.record) if isinstance(one.record, Customer) else [])]
        counts[name_of(type(one.record))] += len(everyone)
        for record in everyone:
            _count(record, counts, linked)
        subjects = [record.pk for record in everyone]
        entries = AuditEntry.objects.filter(Q(subject_id__in=subjects) | Q(record_id__in=subjects))
        found.changes += entries[:CAPPED].count()
        words = words_of_customer(one.record) if isinstance(one.record, Customer) else words_of_contact(one.record)
        found.words += sorted(words.names | words.strong)
        found.shared += _shared(one.record, words.digests)
    found.rows = sorted(counts.items(), key=lambda pair: -pair[1])
    found.linked = sorted(linked.items(), key=lambda pair: -pair[1])
    return found


def _count(record: Any, counts: Counter[str], linked: Counter[str]) -> None:
    for relation in record._meta.related_objects:
        model = relation.related_model
        if model is Customer or model._meta.db_table in DERIVED:
            continue
        number = model._base_manager.filter(**{relation.field.name: record.pk})[:CAPPED].count()
        if number:
            goes = getattr(relation.on_delete, "__name__", "") == "CASCADE"
            (counts if goes else linked)[name_of(model)] += number
    for model, hanging in rows.attached([record.pk]).items():
        if number := hanging[:CAPPED].count():
            counts[name_of(model)] += number


def _shared(record: Any, digests: set[tuple[str, str]]) -> list[str]:
    values = [value for _kind, value in digests]
    others = ContactPoint._base_manager.filter(normalised__in=values)
    mine = Q(customer=record) if isinstance(record, Customer) else Q(contact=record)
    return sorted(set(others.exclude(mine).values_list("normalised", flat=True)))
