"""After an erasure the person is nowhere: every column of every table that hangs on him held a marker before."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, models, transaction
from django.utils import timezone

from kehu.customers.actions import customers
from kehu.customers.models import Contact, ContactPoint, Customer
from kehu.customers.queries.consents import may_contact
from kehu.foundation.access.models import User
from kehu.foundation.api.models import IdempotentRequest
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import change_sets, undoing
from kehu.foundation.changes.models import ChangeSet
from kehu.foundation.changes.tests.conftest import changing
from kehu.foundation.company.models import Mail
from kehu.foundation.database.records import new_id
from kehu.foundation.files.models import Attachment
from kehu.foundation.notices.models import Notice
from kehu.foundation.privacy import ledger
from kehu.foundation.privacy.actions import closing, erasures, running
from kehu.foundation.privacy.models import Erasure
from kehu.foundation.privacy.suppressions import suppressed
from kehu.foundation.search.index import reindex
from kehu.foundation.transfer.models import Export, Import, ImportIssue
from kehu.interactions.models import Interaction
from tests.architecture.test_merging import value_of
from tests.world import World

MARKER = "Zqxmarker73"
PHONE, MAIL = "+8613912347373", "zqxmarker73@example.org"


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, settings: Any) -> None:
    settings.PRIVACY_LEDGER = tmp_path / "erasures" / "ledger.jsonl"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


def hanging_on(model: type[models.Model], seen: set[type[models.Model]]) -> Iterator[tuple[type[models.Model], str]]:
    """(model, column) of all that goes with a row of a model, and with those rows."""
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other in seen or relation.field.column is None or issubclass(other, Customer):
            continue
        if getattr(relation, "on_delete", None) is models.CASCADE:
            seen.add(other)
            yield other, relation.field.name
            yield from hanging_on(other, seen)


def marked(model: type[models.Model], world: World, made: dict[type[models.Model], Any]) -> Any:
    """A row with the marker in every text it can hold, belonging to what was made before."""
    values: dict[str, Any] = {}
    used: set[Any] = set()
    for field in model._meta.local_concrete_fields:
        target = field.related_model if field.is_relation else None
        if target in made and target is not model and target not in used and not (field.null and target in OPTIONAL):
            values[field.name] = made[target]
            used |= {target} & {Customer}
        elif field.name == "record_id":
            values[field.name] = made[Customer].pk
        elif (text := marker_for(field)) is not None:
            values[field.name] = text
        elif not field.has_default() and not field.null and not field.blank and not field.primary_key:
            values[field.name] = value_of(field, world)
    if model.__name__ in PARTICULAR:
        values |= PARTICULAR[model.__name__]
    if model.__name__ == "Share":
        values["user"] = world.sam
        values.pop("team", None)
    if model.__name__ == "CallEntry":  # about one record, of the kind of its list
        values = {name: value for name, value in values.items() if name not in {"lead", "opportunity", "contact"}}
        values["customer"] = made[Customer]
    if model.__name__ == "VisitAttendee":
        values.pop("user", None)
        values["contact"] = made[Contact]
    return model._default_manager.create(**values)


def marker_for(field: Any) -> Any:
    if field.is_relation or field.choices or field.name in {"object_key", "related_key", "path", "preview_path"}:
        return None
    if (
        isinstance(field, ArrayField)
        and isinstance(field.base_field, models.CharField)
        and not field.base_field.choices
    ):
        return [MARKER]
    if isinstance(field, models.JSONField):
        return {"field": MARKER}
    if isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField):
        return MARKER if (field.max_length or 99) >= len(MARKER) else None
    return None


# What constraints of a table want.
OPTIONAL = {Customer, User}
PARTICULAR: dict[str, dict[str, Any]] = {
    "Visit": {"planned_end": timezone.now() + timedelta(days=1), "state": "planned", "interaction": None},
    "Task": {"repeat": "", "state": "open", "follows": None},
    "KeyDate": {"month": 5, "day": 5},
}


def everything_of(person: Customer, world: World, *there: Any) -> dict[type[models.Model], Any]:
    made: dict[type[models.Model], Any] = {type(one): one for one in (person, world.alice, *there)}
    for model, _column in hanging_on(Customer, {Customer}):
        if model not in made:
            made[model] = marked(model, world, made)
    for model in apps.get_models():
        names = {field.name for field in model._meta.local_concrete_fields}
        attached = {"object_key", "record_id"} <= names and model._meta.app_label not in {"audit", "privacy"}
        if attached and model not in made:
            made[model] = marked(model, world, made)
    return made


def found_in_database() -> dict[str, int]:
    """How many rows of which table have the marker anywhere, in any case."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
            " AND relnamespace = current_schema()::regnamespace ORDER BY 1"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{MARKER}%"])
            if count := cursor.fetchone()[0]:
                found[table] = count
        cursor.execute(
            "SELECT count(*) FROM api_idempotentrequest WHERE encode(body, 'escape') ILIKE %s", [f"%{MARKER}%"]
        )
        if count := cursor.fetchone()[0]:
            found["api_idempotentrequest.body"] = count
        cursor.execute("SET ROLE kehu_app")
    return found


def found_on_disk(folder: Path) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and (MARKER.lower().encode() in path.read_bytes().lower() or MARKER.lower() in path.name)
    ]


def person_with_everything(world: World) -> Customer:
    with writing(by=world.alice):
        person = Customer.objects.create(kind="person", name=f"Old {MARKER}", owner=world.alice)
        Customer.objects.filter(pk=person.pk).update(
            **{
                field.name: marker_for(field)
                for field in Customer._meta.concrete_fields
                if field.name != "custom" and marker_for(field) is not None
            }
            | {"custom": {"hobby": MARKER}, "name": MARKER}
        )
        made = everything_of(Customer.objects.get(pk=person.pk), world)
    with changing(world.alice):  # everything removed once and made again: the trail has the rows as they were
        for row in reversed(list(made.values())):
            if not isinstance(row, Customer | User | Interaction):
                type(row)._base_manager.filter(pk=row.pk).delete()
    with writing(by=world.alice):
        everything_of(Customer.objects.get(pk=person.pk), world, made[Interaction])
        ContactPoint.objects.create(customer=person, kind="phone", value=PHONE, normalised=PHONE)
        ContactPoint.objects.create(customer=person, kind="email", value=MAIL, normalised=MAIL)
    return Customer.objects.get(pk=person.pk)


def bookkeeping(person: Customer, world: World, others_note: str) -> None:
    """What Kehu writes elsewhere about a person."""
    Notice.objects.create(user=world.alice, kind="system", message="x %(name)s", params={"name": MARKER},
                          url=f"/customers/{person.pk}/")  # fmt: skip
    Notice.objects.create(user=world.bob, kind="system", message="x", params={"name": MARKER})
    Mail.objects.create(key="k", message_id="m", to=[MAIL], subject=MARKER, body=f"Dear {MARKER}\n{PHONE}")
    IdempotentRequest.objects.create(
        caller="c", key="k", fingerprint="f", status=200, body=orjson.dumps({"name": MARKER}), headers={}
    )
    change_sets.begin(kind=ChangeSet.Kind.MERGE, title=f"{MARKER} → x", object_key="customer", by=world.alice)
    path = default_storage.save("imports/x", ContentFile(f"name,phone\n{MARKER},{PHONE}\n".encode()))
    of = Import.objects.create(
        target="customers", name=f"{MARKER}.csv", path=path, sha256="0", size=1, by=world.alice, format="csv",
        encoding="utf-8", delimiter=",", state="done",
    )  # fmt: skip
    ImportIssue.objects.create(of=of, number=1, kind="failed", cells=[MARKER, PHONE], reasons=[{"message": MARKER}])
    taken = default_storage.save("exports/x.csv", ContentFile(f"name,mail\n{MARKER},{MAIL}\n".encode()))
    Export.objects.create(object_key="customer", format="csv", by=world.alice, path=taken, filter=f"search={MARKER}")
    with writing(by=world.alice):
        Customer.objects.filter(pk=world.acme.pk).update(notes=others_note)


def erase(person: Any, key: str, world: World, mode: str = "erase") -> Erasure:
    made = erasures.request(subjects=[(key, person.pk)], mode=mode, basis="Request P-1", by=world.ada)
    return running.run(erasure_id=made.pk)


def test_nothing_of_a_person_is_left_anywhere(world: World, tmp_path: Path) -> None:
    person = person_with_everything(world)
    bookkeeping(person, world, f"Call {PHONE} or {MAIL} about {MARKER.upper()}x, not 113912347373")
    file = default_storage.save("attachments/aa/b", ContentFile(MARKER.encode()))
    with writing(by=world.alice):
        Attachment.objects.filter(record_id=person.pk).update(path=file)
    reindex("customer", [person.pk])
    assert {"customers_customer", "interactions_interaction", "audit_entry", "search_term"} <= set(found_in_database())
    assert found_on_disk(tmp_path)

    done = erase(person, "customer", world)

    # What is left is a longer word in somebody else's notes, and the two changes of these notes.
    assert found_in_database() == {"customers_customer": 1, "audit_entry": 2}
    assert found_on_disk(tmp_path) == []
    notes = Customer.objects.get(pk=world.acme.pk).notes
    assert PHONE not in notes and MAIL not in notes and "113912347373" in notes
    assert done.state == Erasure.State.DONE and done.checkpoint == {} and done.seal
    assert done.counts["customers_customer"] == 2 and done.counts["files"] >= 3


def test_pseudonymised_the_figures_stay_and_the_person_is_nowhere(world: World, tmp_path: Path) -> None:
    person = person_with_everything(world)
    bookkeeping(person, world, f"Call {PHONE}")
    kept = {"industry", "territory", "source", "currency", "outcome", "part", "system", "valid_until", "tier", "rule"}

    erase(person, "customer", world, mode="pseudonymise")

    left = Customer.objects.get(pk=person.pk)
    assert left.name == f"Erased person {person.pk.hex[-6:].upper()}" and left.do_not_contact
    texts = {f.name: getattr(left, f.name) for f in Customer._meta.concrete_fields if f.name not in kept}
    assert MARKER not in str(texts)
    assert Interaction.objects.filter(customer=left).exists()
    assert not {"interactions_task", "interactions_visit", "customers_contactpoint", "customers_consent", "search_term",
                "customers_contact", "customers_identitydocument"} & set(found_in_database())  # fmt: skip


def test_a_contact_goes_and_his_company_keeps_what_was_agreed(world: World) -> None:
    with writing(by=world.alice):
        contact = Contact.objects.create(customer=world.acme, name="张伟", notes=MARKER, email=MAIL)
        point = ContactPoint.objects.create(
            customer=world.acme, contact=contact, kind="phone", value="139 1234 7373", normalised=PHONE
        )
        call = Interaction.objects.create(
            customer=world.acme, kind="call", contact=contact, contact_point=point, employee=world.alice,
            subject="Call with 张伟", body="Price agreed; call 13912347373 again",
        )  # fmt: skip
        other = Customer.objects.create(
            kind="person", name="张伟", owner=world.bob, notes="his brother has 13912347373"
        )

    done = erase(contact, "contact", world)

    call.refresh_from_db()
    assert (call.subject, call.body) == ("Call with ███", "Price agreed; call ███ again")
    assert call.contact_id is None and call.contact_point_id is None
    other.refresh_from_db()
    assert (other.name, other.notes) == ("张伟", "his brother has ███")
    assert not ContactPoint.objects.filter(pk=point.pk).exists() and not found_in_database()
    assert done.counts["customers_contact"] == 1


def test_taking_back_an_older_change_brings_nothing_back(world: World) -> None:
    with writing(by=world.alice):
        person = Customer.objects.create(kind="person", name=MARKER, owner=world.alice)
        point = ContactPoint.objects.create(customer=person, kind="email", value=MAIL, normalised=MAIL)
    with changing(world.alice) as renamed:
        Customer.objects.filter(pk=person.pk).update(name=f"Later {MARKER}")
        Customer.objects.filter(pk=world.acme.pk).update(industry="telecom")
        ContactPoint.objects.filter(pk=point.pk).delete()

    erase(person, "customer", world)
    undoing.undo(change_set=renamed, by=world.alice)

    assert found_in_database() == {}
    assert Customer.objects.get(pk=world.acme.pk).industry == ""
    assert not Customer._base_manager.filter(pk=person.pk).exists()


def test_a_shared_telephone_stays_with_the_household(world: World) -> None:
    with writing(by=world.alice):
        person, wife = (Customer.objects.create(kind="person", name=n, owner=world.alice) for n in (MARKER, "Wife"))
        for one in (person, wife):
            ContactPoint.objects.create(customer=one, kind="phone", value=PHONE, normalised=PHONE)
        Customer.objects.filter(pk=wife.pk).update(notes=f"call {PHONE} in the evening")

    done = erase(person, "customer", world)

    assert Customer.objects.get(pk=wife.pk).notes == f"call {PHONE} in the evening"
    assert ContactPoint.objects.filter(customer=wife, normalised=PHONE).exists()
    assert not suppressed([("phone", PHONE)]) and done.digests == []


def test_a_restored_backup_is_made_to_forget_again(world: World) -> None:
    def again() -> Customer:
        with writing(by=world.alice):
            made = Customer.objects.create(pk=key, kind="person", name=MARKER, owner=world.alice)
            ContactPoint.objects.create(customer=made, kind="email", value=MAIL, normalised=MAIL)
        return made

    key = new_id()
    done = erase(again(), "customer", world)
    Erasure.objects.all().delete()  # the backup is older than the erasure, and has the person
    again()

    assert ledger.replay(ledger.read([ledger.path()])) == 1
    assert found_in_database() == {}
    assert suppressed([("email", MAIL)]) and Erasure.objects.get(pk=done.pk).state == Erasure.State.DONE
    assert ledger.replay(ledger.read([ledger.path()])) == 0


def test_certificates_are_sealed_in_a_chain_and_name_nobody(world: World) -> None:
    people = []
    for name in (f"One {MARKER}", f"Two {MARKER}"):
        with writing(by=world.alice):
            people.append(Customer.objects.create(kind="person", name=name, owner=world.alice))
    first, second = (erase(one, "customer", world) for one in people)

    assert second.previous_seal == first.seal and closing.is_untouched(first) and closing.is_untouched(second)
    assert MARKER not in str(first.certificate()) and MARKER not in ledger.path().read_text()
    Erasure.objects.filter(pk=first.pk).update(basis="something else")
    assert not closing.is_untouched(Erasure.objects.get(pk=first.pk))


def test_the_trail_is_scrubbed_by_a_running_erasure_only(world: World) -> None:
    for statement in ("SELECT audit_scrub('{}')", "SELECT audit_redact(NULL, 'x', 'x')"):
        with pytest.raises(ProgrammingError, match="by a running erasure only"), transaction.atomic():
            connection.cursor().execute(statement)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE audit_entry SET old = NULL")


def test_nobody_releases_what_he_prepared_and_a_hold_forbids_it(world: World) -> None:
    maria = world.maria
    role = maria.roles.get()
    role.verbs = [*role.verbs, "privacy.approve", "privacy.handle"]
    role.save()
    maria = User.objects.get(pk=maria.pk)
    made = erasures.request(
        subjects=[("customer", world.acme.pk)], mode="erase", basis="x", by=world.ada, two_persons=True
    )
    running.run(erasure_id=made.pk)
    assert Customer.objects.filter(pk=world.acme.pk).exists()
    with pytest.raises(erasures.NotYours):
        erasures.approve(erasure=made, by=world.ada)
    hold = erasures.place_hold(object_key="customer", record_id=world.acme.pk, reason="Lawsuit", until=None, by=maria)
    with pytest.raises(erasures.HeldBack, match="Lawsuit"):
        erasures.approve(erasure=made, by=maria)
    erasures.lift_hold(hold=hold, by=maria)
    erasures.approve(erasure=made, by=maria)
    assert running.run(erasure_id=made.pk).state == Erasure.State.DONE
    assert not Customer.objects.filter(pk=world.acme.pk).exists()


def test_who_was_erased_is_recognised_when_somebody_brings_him_in_again(world: World) -> None:
    with writing(by=world.alice):
        person = Customer.objects.create(kind="person", name=MARKER, owner=world.alice)
        ContactPoint.objects.create(customer=person, kind="phone", value=PHONE, normalised=PHONE)
    erase(person, "customer", world)

    again = customers.create(by=world.alice, kind="person", name="Somebody", phone="139 1234 7373")
    other = customers.create(by=world.alice, kind="person", name="Other", phone="139 1234 0000")
    corrected = customers.update(customer=other, changes={"phone": PHONE}, by=world.alice)

    assert again.do_not_contact
    assert not may_contact(again, "phone", "marketing")
    assert Customer.objects.get(pk=corrected.pk).do_not_contact
    assert Notice.objects.filter(user=world.alice, key__startswith="suppressed").count() == 1
