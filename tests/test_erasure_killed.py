"""An erasure killed at any commit goes on where it was: everything goes, once, and is proved once."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kehu.customers.models import ContactPoint, Customer
from kehu.foundation.audit.writing import writing
from kehu.foundation.files.models import Attachment
from kehu.foundation.privacy import ledger
from kehu.foundation.privacy.actions import erasures, running
from kehu.foundation.privacy.models import Erasure, Suppression
from kehu.foundation.privacy.registry import holding_of
from kehu.foundation.privacy.texts import places
from tests.test_erasure import MAIL, MARKER, found_in_database, found_on_disk
from tests.test_killed import killed_at
from tests.world import World, build_world


@pytest.fixture
def committed(transactional_db: None) -> World:
    return build_world()


def person_of(world: World) -> Customer:
    with writing(by=world.alice):
        person = Customer.objects.create(kind="person", name=MARKER, owner=world.alice, notes=MARKER)
        ContactPoint.objects.create(customer=person, kind="email", value=MAIL, normalised=MAIL)
        Attachment.objects.create(
            object_key="customer", record_id=person.pk, name=MARKER, media_type="text/plain", size=1, sha256="0",
            path=default_storage.save("attachments/x", ContentFile(MARKER.encode())),
        )  # fmt: skip
    return person


def test_killed_at_every_commit_it_is_done_once(
    committed: World, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRIVACY_LEDGER = tmp_path / "ledger.jsonl"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    assert holding_of("customer") and places()
    few = tuple(one for one in places() if one.table in {"notices_notice", "customers_customer"})
    monkeypatch.setattr("kehu.foundation.privacy.texts.places", lambda: few)  # each table is one more commit like these
    for point in range(1, 60):
        person = person_of(committed)
        made = erasures.request(
            subjects=[("customer", person.pk)], mode="erase", basis=f"killed at {point}", by=committed.ada
        )

        lived = not killed_at(point, lambda made=made: running.run(erasure_id=made.pk))
        done = running.run(erasure_id=made.pk)

        assert found_in_database() == {} and found_on_disk(tmp_path) == [], f"killed at {point}"
        assert done.state == Erasure.State.DONE and done.checkpoint == {}, f"killed at {point}"
        assert done.counts["customers_customer"] == 1 and done.counts["files_attachment"] == 1, f"killed at {point}"
        assert [line["id"] for line in ledger.read([ledger.path()])].count(str(made.pk)) == 1, f"killed at {point}"
        assert Suppression.objects.count() == 1, f"killed at {point}"
        if lived:
            return
    pytest.fail("it never lived to the end")
