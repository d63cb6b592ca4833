import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from kehu.foundation.files.actions import attachments, sweeping
from kehu.foundation.files.models import Attachment
from tests.world import World

HTMX = {"HX-Request": "true"}


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 700), "teal").save(out, "JPEG")
    return out.getvalue()


def attached(world: World, name: str, data: bytes) -> Attachment:
    upload = SimpleUploadedFile(name, data)
    return attachments.attach(object_key="customer", record_id=world.acme.pk, upload=upload, by=world.alice)


def address(world: World) -> str:
    return f"/files/of/customer/{world.acme.pk}/"


@pytest.fixture
def alice(world: World) -> Client:
    client = Client()
    client.force_login(world.alice)
    return client


def test_a_file_comes_back_byte_for_byte_and_cannot_run_as_a_page(world: World, alice: Client) -> None:
    data = b"<html><script>alert(1)</script></html>"
    made = attached(world, "offer.html", data)

    answer = alice.get(f"/files/{made.pk}/")
    assert b"".join(answer) == data
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_kind_of_a_file_is_found_in_its_bytes_not_in_its_name(world: World) -> None:
    assert attached(world, "notes.txt", picture()).media_type == "image/jpeg"
    assert attached(world, "picture.jpg", b"just words").media_type == "text/plain"


@pytest.mark.parametrize("data", [b"MZ\x90\x00program", b"\x7fELF\x02", b"#!/bin/sh\nrm"], ids=["exe", "elf", "script"])
def test_programs_are_refused_whatever_they_are_called(world: World, data: bytes) -> None:
    with pytest.raises(attachments.FileRefused):
        attached(world, "holiday.jpg", data)
    assert not Attachment.objects.exists()


def test_an_empty_file_is_refused_in_the_panel(world: World, alice: Client) -> None:
    answer = alice.post(f"{address(world)}upload/", {"file": SimpleUploadedFile("a.txt", b"")}, headers=HTMX)
    assert answer.status_code == 422
    assert "The file is empty." in answer.content.decode()


def test_a_picture_has_a_small_preview_without_its_metadata(world: World, alice: Client) -> None:
    made = attached(world, "site.jpg", picture())
    shown = Image.open(io.BytesIO(b"".join(alice.get(f"/files/{made.pk}/preview/"))))
    assert shown.format == "WEBP"
    assert max(shown.size) <= 480


def test_who_does_not_see_the_record_does_not_get_its_files(world: World) -> None:
    made = attached(world, "secret.txt", b"secret")
    stranger = Client()
    stranger.force_login(world.charlie)
    assert stranger.get(f"/files/{made.pk}/").status_code == 404
    assert stranger.get(address(world)).status_code == 404


def test_bytes_nobody_needs_go_a_month_later_and_no_others(world: World) -> None:
    kept, removed = attached(world, "kept.jpg", picture()), attached(world, "removed.jpg", picture())
    paths = [removed.path, removed.preview_path]
    attachments.remove(attachment=removed, by=world.alice)

    now = timezone.now()
    for night in range(sweeping.NIGHTS):
        sweeping.sweep(at=now + timedelta(days=night))
    assert all(default_storage.exists(path) for path in paths)
    for night in range(sweeping.NIGHTS):
        sweeping.sweep(at=now + timedelta(days=40 + night))
    assert not any(default_storage.exists(path) for path in paths)
    assert default_storage.exists(kept.path)
    assert default_storage.exists(kept.preview_path)
