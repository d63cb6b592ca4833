"""What entries refer to, read once for a whole batch: people, teams, territories, stages, tags, fields."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from kehu.customers.cleaning.values import ValueRefused, plain_text
from kehu.customers.models import LifecycleStage, RelationshipType, Tag, Territory
from kehu.foundation.access.models import Team, User
from kehu.foundation.company.models import Company
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.fields.values import validated


@dataclass
class Lookups:
    """`values` are the dictionaries of field values of the whole batch, from which is seen what must be read."""

    region: str = "CN"
    users: set[UUID] = field(default_factory=set)
    teams: set[UUID] = field(default_factory=set)
    territories: set[UUID] = field(default_factory=set)
    stages: dict[str, LifecycleStage] = field(default_factory=dict)
    definitions: list[FieldDefinition] = field(default_factory=list)
    contact_definitions: list[FieldDefinition] = field(default_factory=list)
    closed: frozenset[str] = frozenset()
    closed_of_contacts: frozenset[str] = frozenset()

    @classmethod
    def read(cls, values: list[dict[str, Any]], *, by: User, contacts: bool = False) -> "Lookups":
        found = cls(region=Company.objects.current().phone_region or "CN", users={by.pk})
        wanted = {as_id(one.get("owner")) for one in values} - {None, by.pk}
        if wanted:
            found.users |= set(User.objects.filter(pk__in=wanted, is_active=True).values_list("pk", flat=True))
        teams = {as_id(one.get("team")) for one in values} - {None}
        if teams:
            found.teams = set(Team.objects.filter(pk__in=teams).values_list("pk", flat=True))
        territories = {as_id(one.get("territory")) for one in values} - {None}
        if territories:
            found.territories = set(Territory.objects.filter(pk__in=territories).values_list("pk", flat=True))
        if any(one.get("lifecycle_stage") for one in values):
            found.stages = {key: one for one in LifecycleStage.objects.all() for key in (one.key, str(one.pk))}
        found.definitions = custom_fields.definitions("customer")
        found.closed = custom_fields.closed_to(by, found.definitions)
        if contacts:
            found.contact_definitions = custom_fields.definitions("contact")
            found.closed_of_contacts = custom_fields.closed_to(by, found.contact_definitions)
        return found

    @classmethod
    def of_everything(cls, *, by: User) -> "Lookups":
        """For rows that are not known yet: everybody and everything they may refer to."""
        found = cls.read([{"lifecycle_stage": True}], by=by, contacts=True)
        found.users |= set(User.objects.filter(is_active=True).values_list("pk", flat=True))
        found.teams = set(Team.objects.values_list("pk", flat=True))
        found.territories = set(Territory.objects.values_list("pk", flat=True))
        return found

    def owner(self, value: Any) -> UUID | None:
        found = as_id(value)
        if found is not None and found not in self.users:
            raise ValueRefused(_("This person is not known or has left."), field="owner")
        return found

    def team(self, value: Any) -> UUID | None:
        found = as_id(value)
        if found is not None and found not in self.teams:
            raise ValueRefused(_("This team is not known."), field="team")
        return found

    def territory(self, values: dict[str, Any]) -> dict[str, Any]:
        """The columns of the territory, if these values say one. Whoever sets it sets it by hand, unless he says that
        he does not: only rules do.
        """
        if "territory" not in values:
            return {}
        found = as_id(values["territory"])
        if found is not None and found not in self.territories:
            raise ValueRefused(_("This territory is not known."), field="territory")
        by_hand = found is not None and values.get("territory_pinned") is not False
        return {"territory_id": found, "territory_pinned": by_hand}

    def stage(self, value: Any) -> LifecycleStage | None:
        if value in (None, ""):
            return None
        found = self.stages.get(str(value.pk if isinstance(value, LifecycleStage) else value))
        if found is None:
            raise ValueRefused(_("This lifecycle stage is not known."), field="lifecycle_stage")
        return found

    def custom(self, values: dict[str, Any], existing: dict[str, Any] | None) -> dict[str, Any] | None:
        """The JSON of the company's own fields, or None if these values leave it as it is."""
        given = custom_values(values)
        if not given and (existing is not None or not self.definitions):
            return None
        return validated(self.definitions, given, existing=existing, closed=self.closed)

    def custom_of_contact(self, values: dict[str, Any], existing: dict[str, Any] | None) -> dict[str, Any]:
        """The same for a contact, always whole."""
        given = custom_values(values)
        if not given and (existing is not None or not self.contact_definitions):
            return existing or {}
        return validated(self.contact_definitions, given, existing=existing, closed=self.closed_of_contacts)


def custom_values(values: dict[str, Any]) -> dict[str, Any]:
    """Values of custom fields, whether given together as `custom` or one by one as `custom.<key>`."""
    given = dict(values.get("custom") or {})
    given.update({key[7:]: value for key, value in values.items() if key.startswith("custom.")})
    return given


def as_id(value: Any) -> UUID | None:
    """The id of a row given as itself, as UUID or as text; None for nothing. An unreadable text is nobody's id."""
    if value in (None, ""):
        return None
    if isinstance(value, UUID):
        return value
    if hasattr(value, "pk"):
        return value.pk  # type: ignore[no-any-return]
    try:
        return UUID(str(value))
    except ValueError:
        return UUID(int=0)


def tag_ids(names: Iterable[str]) -> dict[str, UUID]:
    """The id of each tag by its name in lower case; tags that are missing are made. Names differ by more than case."""
    wanted = {cleaned.lower(): cleaned for name in names if (cleaned := plain_text(name, "tags", 60))}
    if not wanted:
        return {}
    existing = Tag.objects.annotate(lowered=Lower("name")).filter(lowered__in=wanted)
    found = {tag.name.lower(): tag.pk for tag in existing}
    missing = sorted(set(wanted) - set(found))
    if missing:
        Tag.objects.bulk_create([Tag(name=wanted[key]) for key in missing], ignore_conflicts=True)
        found.update(
            (tag.name.lower(), tag.pk)
            for tag in Tag.objects.annotate(lowered=Lower("name")).filter(lowered__in=missing)
        )
    return found


def relationship_types() -> dict[str, RelationshipType]:
    """Every type, by key and by id as text."""
    return {key: one for one in RelationshipType.objects.all() for key in (one.key, str(one.pk))}
