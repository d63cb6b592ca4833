"""No page leaks: every address that names a record is tried by everyone who may not see it.

Who may see what is written down here by hand, independently of the code. An address with a parameter that this table
does not know fails the test, so that a new page cannot be forgotten. Each record carries a canary that must not appear
in any answer to somebody who may not see it.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from kehu.customers.models import (
    AccountTeamMember,
    Consent,
    Contact,
    ContactPoint,
    Customer,
    ExternalId,
    IdentityDocument,
    KeyDate,
    Relationship,
    RelationshipType,
)  # fmt: skip
from kehu.foundation.access.models import Share, User
from kehu.foundation.files.models import Attachment
from kehu.interactions.models import Interaction, Task, Visit
from kehu.sales.models import Lead, Opportunity, Stage
from tests.architecture import domains
from tests.world import World

CANARY = "Canary7319"

# Who sees a customer owned by Alice (north), by whom it is owned or what happened to it.
SEES = {
    "ada": True, "maria": True, "alice": True, "bob": False, "charlie": False, "sam": True, "mark": True, "ann": True,
    "otto": True, "eve": False,
}  # fmt: skip

# Values for parameters that name no protected record; `what` etc. choose a part of a page.
PLAIN = {
    "slug:what": ["edit", "phone", "prefer", "grant", "key_date"], "slug:name": ["header", "facts", "points"],
    "slug:key": ["name", "industry"], "str:key": ["name"], "slug:object_key": ["customer"], "slug:verb_key": ["trash"],
    "slug:reference": ["customer"], "slug:state": ["working"], "slug:kind": ["property", "tag"],
    "slug:panel": ["related-x-y"],
    "str:field": ["title"], "str:secret": ["nothing"], "int:job_id": ["1"], "str:path": ["x"],
    **domains.together("PLAIN"),
}  # fmt: skip
# Records that are not a customer's; their doors have tests of their own.
ELSEWHERE = {
    "uuid:user_id", "uuid:team_id", "uuid:department_id", "uuid:role_id", "uuid:token_id", "uuid:definition_id",
    "uuid:day_id", "uuid:rate_id", "uuid:mail_id", "uuid:run_id", "uuid:notice_id", "uuid:view_id", "uuid:import_id",
    "uuid:export_id", "uuid:change_set_id", "uuid:pair_id", "uuid:merge_id", "uuid:tag_id", "uuid:word_id",
    "int:pair_id", "uuid:request_id", "uuid:erasure_id", "uuid:hold_id", "uuid:rule_id", "int:run_no",
    "str:protocol", "uuid:kind_id", "uuid:note_id", "uuid:provider_id", *domains.all_of("ELSEWHERE"),
}  # fmt: skip


@pytest.fixture
def records(world: World) -> dict[str, str]:
    """One of everything that hangs on Acme, each with the canary in its text; by the name of the parameter."""
    acme, alice = world.acme, world.alice
    Customer.objects.filter(pk=acme.pk).update(name=f"Acme {CANARY}", notes=CANARY, industry=CANARY)
    other = Customer.objects.create(kind="person", name=f"Other {CANARY}", owner=alice)
    contact = Contact.objects.create(customer=acme, name=f"Contact {CANARY}")
    point = ContactPoint.objects.create(customer=acme, kind="email", value=f"{CANARY}@example.com", normalised=CANARY)
    document = IdentityDocument.objects.create(customer=acme, kind="passport", number=CANARY)
    ExternalId.objects.create(customer=acme, system="erp", value=CANARY)
    KeyDate.objects.create(customer=acme, kind="other", label=CANARY, month=timezone.now().month, day=15)
    Consent.objects.create(
        customer=acme, channel="any", purpose="marketing", statement="granted", source=CANARY, recorded_by=alice
    )
    relationship = Relationship.objects.create(
        type=RelationshipType.objects.first(), from_customer=acme, to_customer=other, note=CANARY
    )
    member = AccountTeamMember.objects.create(customer=acme, user=alice)
    share = Share.objects.create(object_key="customer", record_id=acme.pk, user=world.sam, shared_by=alice)
    interaction = Interaction.objects.create(customer=acme, kind="note", subject=CANARY, body=CANARY, employee=alice)
    soon = timezone.now() + timedelta(hours=3)
    task = Task.objects.create(title=CANARY, customer=acme, assignee=alice, created_by=alice, due_at=soon)
    visit = Visit.objects.create(
        customer=acme, visitor=alice, purpose=CANARY, planned_start=soon, planned_end=soon + timedelta(hours=1)
    )
    stage = Stage.objects.filter(outcome="open")[0]
    opportunity = Opportunity.objects.create(
        name=CANARY, customer=acme, owner=alice, currency="CNY", pipeline=stage.pipeline, stage=stage
    )
    lead = Lead.objects.create(name=CANARY, owner=alice, need=CANARY)
    attachment = Attachment.objects.create(
        object_key="customer", record_id=acme.pk, name=CANARY, media_type="text/plain", size=1, sha256="x", path="x"
    )
    further = [domain.records(world, CANARY) for domain in domains.files() if hasattr(domain, "records")]
    return {
        **{parameter: value for one in further for parameter, value in one.items()},
        "uuid:customer_id": str(acme.pk), "uuid:contact_id": str(contact.pk), "uuid:point_id": str(point.pk),
        "uuid:document_id": str(document.pk), "uuid:row_id": str(document.pk),
        "uuid:relationship_id": str(relationship.pk), "uuid:interaction_id": str(interaction.pk),
        "uuid:task_id": str(task.pk),
        "uuid:lead_id": str(lead.pk),
        "uuid:opportunity_id": str(opportunity.pk), "uuid:stage_id": str(stage.pk),
        "uuid:visit_id": str(visit.pk), "uuid:record_id": str(acme.pk),
        "uuid:attachment_id": str(attachment.pk), "uuid:share_id": str(share.pk), "uuid:member_id": str(member.pk),
        "uuid:other_id": str(other.pk), "uuid:survivor_id": str(acme.pk), "uuid:loser_id": str(other.pk),
    }  # fmt: skip


def all_routes(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    for one in patterns:
        route = prefix + str(one.pattern).replace("^", "").replace("$", "")
        if isinstance(one, URLResolver):
            yield from all_routes(one.url_patterns, route)
        else:
            yield route


def addresses(records: dict[str, str]) -> list[str]:
    """A sample address for every route of pages that names one of the records."""
    made = []
    for route in all_routes(get_resolver().url_patterns):
        parameters = re.findall(r"<([a-z]+:[a-z_]+)>", route)
        if route.startswith(("/api/", "/accounts/")) or not set(parameters) & set(records):
            unknown = {one for one in parameters if one not in PLAIN} - ELSEWHERE - set(records)
            assert not unknown or route.startswith(("/api/", "/accounts/")), f"{route}: say who may see {unknown}"
            continue
        filled = [route]
        for parameter in parameters:
            values = [records[parameter]] if parameter in records else PLAIN.get(parameter, [records["uuid:other_id"]])
            filled = [one.replace(f"<{parameter}>", value, 1) for one in filled for value in values]
        made += filled
    return made


def client_of(user: User) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def outsiders(world: World) -> list[Any]:
    return [getattr(world, name) for name, sees in SEES.items() if not sees]


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_see_a_customer_sees_nothing_of_it_anywhere(
    world: World, records: dict[str, str], method: str
) -> None:
    leaks = []
    for user in outsiders(world):
        client = client_of(user)
        for address in addresses(records):
            answer = getattr(client, method)(address, headers={"HX-Request": "true"})
            content = b"" if answer.streaming else answer.content
            if answer.status_code not in {403, 404, 405} or CANARY.encode() in content:
                leaks.append((user.name, method, address, answer.status_code))
    assert leaks == []


def test_lists_search_calendar_and_counts_do_not_leak_either(world: World, records: dict[str, str]) -> None:
    from kehu.foundation.search.index import reindex

    reindex("customer", [world.acme.pk])
    pages = [
        "/", "/customers/", f"/customers/?search={CANARY}", "/customers/?layout=board", "/customers/?layout=cards",
        "/contacts/", "/leads/", "/leads/?layout=board", "/tasks/?view=all", "/visits/", "/interactions/", "/calendar/",
        f"/lists/palette/?q={CANARY}", "/lists/palette/", f"/customers/find/customers/?q={CANARY}", "/log/",
        f"/log/?q={CANARY}", "/settings/changes/", "/settings/trash/", "/customers/duplicates/",
        "/calendar/entries/?start=2020-01-01T00:00:00Z&end=2020-02-01T00:00:00Z", *domains.all_of("LISTS"),
    ]  # fmt: skip
    now = timezone.now()
    span = f"?start={now:%Y-%m-01}T00:00:00Z&end={now + timedelta(days=31):%Y-%m-%d}T00:00:00Z"
    leaks = []
    for user in outsiders(world):
        client = client_of(user)
        for address in [*pages, f"/calendar/entries/{span}"]:
            answer = client.get(address)
            # What was typed stands in the search box again; a hit shows the whole name.
            if any(name in answer.content.decode() for name in (f"Acme {CANARY}", f"Other {CANARY}", f">{CANARY}<")):
                leaks.append((user.name, address))
    assert leaks == []


def test_those_who_may_see_it_do(world: World, records: dict[str, str]) -> None:
    seen = {
        name: f"Acme {CANARY}" in client_of(getattr(world, name)).get(f"/customers/{world.acme.pk}/").content.decode()
        for name in SEES
    }

    assert seen == SEES


def test_a_customer_in_the_trash_is_gone_for_everyone(world: World, records: dict[str, str]) -> None:
    Customer.objects.filter(pk=world.acme.pk).update(deleted_at=timezone.now(), deleted_by=world.ada)

    for name in SEES:
        assert client_of(getattr(world, name)).get(f"/customers/{world.acme.pk}/").status_code == 404, name


def test_who_only_reads_changes_nothing(world: World, records: dict[str, str]) -> None:
    """Marketer, analyst and auditor see Acme; whatever they post, nothing of it changes."""
    before = list(Customer.objects.filter(pk=world.acme.pk).values())
    counts = [model.objects.count() for model in (ContactPoint, Contact, Relationship, Share, IdentityDocument, Visit)]

    for user in (world.ann, world.otto):
        client = client_of(user)
        for address in addresses(records):
            client.post(address, {"value": "x", "name": "x", "reason": "x"}, headers={"HX-Request": "true"})

    assert list(Customer.objects.filter(pk=world.acme.pk).values()) == before
    after = [model.objects.count() for model in (ContactPoint, Contact, Relationship, Share, IdentityDocument, Visit)]
    assert after == counts
