"""For the permission matrix: one customer with everything that hangs on him, in the hands of one owner."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from kehu.customers.models import (
    AccountTeamMember,
    Consent,
    Contact,
    ContactPoint,
    Customer,
    CustomerTag,
    DuplicatePair,
    ExternalId,
    IdentityDocument,
    KeyDate,
    Merge,
    PrivacyRequest,
    Relationship,
    RelationshipType,
    Tag,
)
from kehu.foundation.access.models import Share, TeamMember, User
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.files.models import Attachment
from kehu.foundation.notices.models import Notice
from kehu.foundation.transfer.models import Export, Import
from kehu.interactions.models import Interaction, Task, Visit
from kehu.sales.models import Lead, Opportunity, Stage
from tests.architecture import domains

PHONE, EMAIL, NUMBER = "+8613912345678", "secret.person@example.org", "91310000607378001X"
SECRETS = ("12345678", "secret.person", "607378001")


@dataclass
class Household:
    """The rows by the names that the rules use."""

    owner: User
    rows: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.rows[name]


def mate_of(user: User) -> User:
    """A colleague in the same department and team."""
    from kehu.foundation.access.models import Team
    from tests.world import person

    mate = person(f"Mate{user.name}", "sales", user.department)
    team = Team.objects.create(name=f"Team of {user.name}")
    TeamMember.objects.create(team=team, user=user)
    TeamMember.objects.create(team=team, user=mate)
    return mate


def household(name: str, owner: User, author: User) -> Household:
    """Made by `author`, so that nothing is visible for having been entered by oneself."""
    with writing(by=author):
        rows = _rows(name, owner, author)
        for domain in domains.files():
            if hasattr(domain, "rows"):
                domain.rows(rows, owner, author)
        return Household(owner, rows)


def trash(home: Household, by: User) -> None:
    """The customer and his twin go to the trash."""
    with writing(by=by):
        for one in (home["customer"], home["twin"]):
            Customer.objects.filter(pk=one.pk).update(deleted_at=timezone.now(), deleted_by=by)


def _rows(name: str, owner: User, author: User) -> dict[str, Any]:
    def customer(which: str) -> Customer:
        return Customer.objects.create(
            kind="organisation", name=f"{name} {which}", owner=owner, created_by=author, phone=PHONE, email=EMAIL
        )

    one, twin = customer("one"), customer("two")
    lost = customer("lost")
    Customer.objects.filter(pk=lost.pk).update(deleted_at=timezone.now(), deleted_by=author, merged_into=one)
    merged = ChangeSet.objects.create(kind="merge", state="done", title="m", object_key="customer", by=author)
    rows: dict[str, Any] = {"customer": one, "twin": twin}
    rows["merge"] = Merge.objects.create(survivor=one, loser=lost, merged_by=author, change_set=merged)
    first, second = sorted((one, twin), key=lambda row: row.pk)
    rows["pair"] = DuplicatePair.objects.create(first=first, second=second, weight=5)
    rows["contact"] = Contact.objects.create(customer=one, name="Person", phone=PHONE, email=EMAIL)
    rows["lost_contact"] = Contact.objects.create(
        customer=one, name="Gone", deleted_at=timezone.now(), deleted_by=author
    )
    rows["point"] = ContactPoint.objects.create(customer=one, kind="phone", value=PHONE, normalised=PHONE)
    ContactPoint.objects.create(customer=one, kind="email", value=EMAIL, normalised=EMAIL)
    rows["address"] = ContactPoint.objects.create(customer=one, kind="address", value="Street 1", normalised="street1")
    rows["share"] = Share.objects.create(object_key="customer", record_id=one.pk, user=author, shared_by=author)
    rows["field"] = FieldDefinition.objects.get_or_create(
        object_key="customer", key="own", defaults={"kind": "text", "labels": {"en": "Own"}}
    )[0]
    rows["external"] = ExternalId.objects.create(customer=one, system="s", value=name)
    rows["document"] = IdentityDocument.objects.create(customer=one, kind="other", number=NUMBER)
    rows["date"] = KeyDate.objects.create(customer=one, kind="founding", month=5, day=1)
    rows["consent"] = Consent.objects.create(
        customer=one, channel="any", purpose="service", statement="granted", source="x", recorded_by=author
    )
    kind = RelationshipType.objects.order_by("key").filter(is_tree=False)[0]
    rows["relationship"] = Relationship.objects.create(type=kind, from_customer=one, to_customer=twin)
    rows["tag"] = Tag.objects.get_or_create(name="T")[0]
    CustomerTag.objects.create(customer=one, tag=rows["tag"])
    from tests.world import person

    rows["member"] = person(f"Member{name}", "partner")
    AccountTeamMember.objects.create(customer=one, user=rows["member"])
    rows["interaction"] = Interaction.objects.create(
        customer=one, kind="note", body="x", employee=owner, created_by=author, started_at=timezone.now()
    )
    soon = timezone.now() + timedelta(days=2)
    rows["task"] = Task.objects.create(title="x", assignee=owner, created_by=author, customer=one)
    rows["visit"] = Visit.objects.create(
        purpose="x", visitor=owner, created_by=author, customer=one, planned_start=soon,
        planned_end=soon + timedelta(hours=1),
    )  # fmt: skip
    rows["sales_stage"] = Stage.objects.filter(outcome="open")[0]
    rows["opportunity"] = Opportunity.objects.create(
        name="x", customer=one, owner=owner, created_by=author, currency="CNY", stage=rows["sales_stage"],
        pipeline=rows["sales_stage"].pipeline,
    )  # fmt: skip
    rows["lead"] = Lead.objects.create(name="x", owner=owner, created_by=author, phone=PHONE, email=EMAIL)
    rows["attachment"] = Attachment.objects.create(
        object_key="customer", record_id=one.pk, name="a.txt", media_type="text/plain", size=1, sha256="0", path="no"
    )
    rows["notice"] = Notice.objects.create(user=owner, kind="system", message="x")
    rows["change_set"] = ChangeSet.objects.create(kind="bulk_edit", state="done", title="x", by=owner)
    rows["import"] = Import.objects.create(target="customers", name="f.csv", path="no", sha256="0", size=1, by=owner)
    rows["asked"] = PrivacyRequest.objects.create(
        kind="access", requester="Somebody", due_on=timezone.localdate(), created_by=owner
    )
    rows["export"] = Export.objects.create(object_key="customer", format="csv", by=owner)
    return rows
