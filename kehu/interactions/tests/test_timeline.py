from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kehu.customers.models import Contact, ContactPoint, Customer
from kehu.foundation.audit.writing import writing
from kehu.foundation.files.models import Attachment
from kehu.interactions.actions import bulk, interactions, mails, tasks, visits
from kehu.interactions.customer_extension import extension
from kehu.interactions.models import CustomerActivity, Interaction, Task, Visit
from kehu.interactions.queries import mentions, timeline
from kehu.interactions.queries.panel import timeline_context
from kehu.interactions.queries.timeline import Filters
from tests.world import World

NOW = timezone.now().replace(microsecond=0)
HTMX = {"HTTP_HX_REQUEST": "true"}


def past(world: World, count: int, **given: object) -> None:
    rows = [
        bulk.Row(world.acme.pk, "call", NOW - timedelta(hours=n // 2), world.bob.pk, body=f"call {n}", **given)
        for n in range(count)
    ]
    bulk.log_many(rows=rows, by=world.ada)


def test_pages_follow_each_other_without_gap_or_repetition_even_at_equal_times(world: World) -> None:
    past(world, 130)
    seen, after = [], ""
    while True:
        page = timeline.page(customer=world.acme, user=world.alice, after=after)
        seen += [one.pk for one in page.items]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 130
    expected = Interaction.objects.order_by("-started_at", "-id").values_list("pk", flat=True)
    assert seen == list(expected)


def test_a_broken_cursor_begins_at_the_top(world: World) -> None:
    past(world, 3)
    assert len(timeline.page(customer=world.acme, user=world.alice, after="¿?").items) == 3


def test_filters_narrow_by_kind_person_time_and_text(world: World) -> None:
    contact = Contact.objects.create(customer=world.acme, name="Han Meimei")
    log = interactions.log
    log(customer=world.acme, kind="call", by=world.alice, body="invoice is wrong", started_at=NOW - timedelta(days=3))
    log(customer=world.acme, kind="note", by=world.maria, body="wants a discount", contact=contact)

    def found(**given: object) -> list[str]:
        return [
            one.kind for one in timeline.page(customer=world.acme, user=world.alice, filters=Filters(**given)).items
        ]

    assert found(kinds=("call",)) == found(channel="phone") == found(text="INVOICE wrong") == ["call"]
    assert found(person=world.maria.pk) == found(contact=contact.pk) == found(text="meimei") == ["note"]
    assert found(since=timezone.localdate()) == ["note"]
    assert found(until=timezone.localdate() - timedelta(days=1)) == ["call"]
    assert found(text="nothing like it") == []


def test_corrected_versions_leave_the_timeline_but_can_be_looked_at(world: World, signed_in) -> None:
    call = interactions.log(customer=world.acme, kind="call", by=world.alice, body="first wording")
    new = interactions.correct(interaction=call, changes={"body": "second wording"}, by=world.alice)

    assert [one.pk for one in timeline.page(customer=world.acme, user=world.alice).items] == [new.pk]
    answer = signed_in(world.alice).get(reverse("interactions:versions", args=[new.pk]))
    assert "first wording" in answer.content.decode()
    assert signed_in(world.alice).get(reverse("interactions:interaction", args=[call.pk])).status_code == 302


@pytest.mark.parametrize(
    ("who", "sees"),
    [("ada", True), ("maria", True), ("alice", True), ("sam", True), ("mark", True), ("ann", True), ("otto", True),
     ("bob", False), ("charlie", False), ("eve", False)],
)  # fmt: skip
def test_who_sees_the_timeline(world: World, signed_in, who: str, sees: bool) -> None:
    past(world, 2)
    client: Client = signed_in(getattr(world, who))
    answer = client.get(reverse("interactions:timeline", args=[world.acme.pk]))
    assert answer.status_code == (200 if sees else 404)
    assert timeline.page(customer=world.acme, user=getattr(world, who)).items != [] or not sees
    call = Interaction.objects.first()
    for name in ("interaction", "versions"):
        assert client.get(reverse(f"interactions:{name}", args=[call.pk])).status_code == (200 if sees else 404)


def test_one_page_takes_at_most_five_statements(world: World, django_assert_max_num_queries) -> None:
    past(world, 60)
    tasks.create(title="Call", by=world.alice, customer=world.acme)
    visits.plan(customer=world.acme, purpose="Review", planned_start=NOW, by=world.alice)
    world.alice.grants.verbs  # noqa: B018 -- rights are read once per request, whatever the page shows
    with django_assert_max_num_queries(5):
        context = timeline_context(world.acme, world.alice)
        for one in context["items"]:
            assert (one.employee.name, one.files) == ("Bob", [])
    assert [type(one) for one in context["upcoming"]] == [Visit, Task]


def test_the_composer_logs_and_asks_for_the_next_step(world: World, signed_in) -> None:
    client = signed_in(world.alice)
    address = reverse("interactions:composer", args=[world.acme.pk])
    for tab in ("note", "call", "email", "meeting", "letter", "other", "task", "visit"):
        assert client.get(address, {"tab": tab}, **HTMX).status_code == 200

    answer = client.post(f"{address}?tab=call", {"kind": "call", "body": "about the bill", "minutes": "5"}, **HTMX)

    assert answer.status_code == 200
    assert "next-step" in answer.content.decode()
    assert "changed-interaction" in answer["HX-Trigger"]
    call = Interaction.objects.get()
    assert (call.duration_seconds, call.employee) == (300, world.alice)
    step = reverse("interactions:next_step", args=[call.pk])
    assert client.post(step, {"title": "", "when": "tomorrow"}, **HTMX).status_code == 422
    client.post(step, {"title": "Send copy", "when": "tomorrow"}, **HTMX)
    task = Task.objects.get()
    assert (task.origin, task.all_day) == (call, True)
    assert timezone.localtime(task.due_at).date() == timezone.localdate() + timedelta(days=1)


def test_a_refusal_stands_beside_its_input_and_nothing_is_lost(world: World, signed_in) -> None:
    address = reverse("interactions:composer", args=[world.acme.pk])
    answer = signed_in(world.alice).post(f"{address}?tab=note", {"kind": "note", "body": " "}, **HTMX)
    assert answer.status_code == 422
    assert "Write what it was about." in answer.content.decode()


def test_readers_get_no_composer_and_cannot_post(world: World, signed_in) -> None:
    address = reverse("interactions:composer", args=[world.acme.pk])
    answer = signed_in(world.ann).post(f"{address}?tab=note", {"kind": "note", "body": "x"}, **HTMX)
    assert answer.status_code == 403
    assert not Interaction.objects.exists()


MAIL = """From: Li Lei <li@acme.example>
To: alice@example.com
Subject: =?utf-8?b?5Y+R56Wo?=
Date: Fri, 20 Nov 2026 09:30:00 +0800
Message-ID: <one@acme.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8

Where is our invoice?
--x
Content-Type: text/plain; name=list.txt
Content-Disposition: attachment; filename=list.txt

one, two
--x--
"""


def test_a_dropped_mail_is_logged_with_its_bytes_files_and_sender(world: World, signed_in) -> None:
    ContactPoint.objects.create(
        customer=world.acme, kind="email", value="li@acme.example", normalised="li@acme.example"
    )
    address = reverse("interactions:composer", args=[world.acme.pk])
    upload = SimpleUploadedFile("invoice.eml", MAIL.encode())
    answer = signed_in(world.alice).post(f"{address}?tab=email", {"kind": "email", "files": upload}, **HTMX)
    assert answer.status_code == 200, answer.content.decode()

    mail = Interaction.objects.get()
    assert (mail.subject, mail.direction, mail.contact_point.value) == ("发票", "in", "li@acme.example")
    assert "Where is our invoice?" in mail.body
    assert mail.started_at.isoformat() == "2026-11-20T01:30:00+00:00"
    assert set(Attachment.objects.values_list("name", flat=True)) == {"invoice.eml", "list.txt"}
    with pytest.raises(mails.AlreadyLogged):
        mails.log_email(customer=world.acme, content=MAIL.encode(), by=world.alice)


def test_bytes_that_are_no_mail_are_kept_as_they_came(world: World) -> None:
    mail = mails.log_email(customer=world.acme, content=b"\xff\xfe\x00garbage", by=world.alice)
    assert Attachment.objects.get(record_id=mail.pk).size == 10


def test_mentions_find_the_longest_name(world: World) -> None:
    world.bob.name = "Alice Munro"
    world.bob.save()
    assert mentions.mentioned("ask @Alice Munro and @Maria, not a@b") == [world.bob, world.maria]
    assert mentions.mentioned("@Alice, please") == [world.alice]


def test_merging_moves_everything_and_the_summary_follows(world: World) -> None:
    with writing(by=world.alice):
        other = Customer.objects.create(kind="organisation", name="Acme Ltd", owner=world.alice)
    interactions.log(customer=other, kind="call", by=world.alice, follow_up=interactions.FollowUp("Send", NOW))
    visits.plan(customer=other, purpose="Review", planned_start=NOW, by=world.alice)
    interactions.log(customer=world.acme, kind="note", by=world.alice, body="n")

    with writing(by=world.alice):
        extension.merge(survivor=world.acme, loser=other)

    assert CustomerActivity.objects.get(customer=world.acme).counts == {"call": 1, "note": 1}
    assert CustomerActivity.objects.get(customer=other).interactions == 0
    for model in (Interaction, Task, Visit):
        assert not model.objects.filter(customer=other).exists()


def test_erasure_leaves_nothing_and_export_gives_everything(world: World) -> None:
    call = interactions.log(
        customer=world.acme, kind="call", by=world.alice, body="x", follow_up=interactions.FollowUp("y")
    )
    interactions.correct(interaction=call, changes={"body": "z"}, by=world.alice)
    visits.plan(customer=world.acme, purpose="Review", planned_start=NOW, by=world.alice)
    exported = extension.export(world.acme)
    assert [len(exported[key]) for key in ("interactions", "tasks", "visits")] == [2, 1, 1]

    extension.erase(customer=world.acme, by=world.ada)

    for model in (Interaction, Task, Visit, CustomerActivity):
        assert not model.objects.exists()


def test_the_headline_says_what_is_next(world: World) -> None:
    interactions.log(customer=world.acme, kind="call", by=world.alice, follow_up=interactions.FollowUp("Send", NOW))
    customer = Customer.objects.get(pk=world.acme.pk)
    facts = dict(extension.headline(customer, world.alice))
    assert facts["Open tasks"] == 1
    assert set(facts) == {"Last contact", "Next task", "Open tasks"}
