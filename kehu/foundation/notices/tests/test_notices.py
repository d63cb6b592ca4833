from typing import Any

from django.test import Client

from kehu.foundation.access.models import User
from kehu.foundation.company.models import Mail
from kehu.foundation.notices.actions import notices
from kehu.foundation.notices.models import Notice
from tests.world import World


def tell(user: User, key: str = "") -> int:
    return notices.tell(
        users=[user],
        kind="mention",
        message="%(who)s mentioned you",
        params={"who": "Bob"},
        url="/settings/jobs/",
        key=key,
    )


def test_a_notice_is_worded_for_its_reader_and_read_once(world: World) -> None:
    tell(world.alice)
    client = Client()
    client.force_login(world.alice)

    assert "Bob mentioned you" in client.get("/notices/panel/").content.decode()
    assert client.get("/notices/badge/").content.decode().strip().startswith("1")
    answer = client.get(f"/notices/{Notice.objects.get().pk}/")

    assert answer["Location"] == "/settings/jobs/"
    assert client.get("/notices/badge/").content.decode().strip() == ""


def test_the_same_key_reaches_a_user_once(world: World) -> None:
    assert tell(world.alice, "reminder-1") == 1
    assert tell(world.alice, "reminder-1") == 0
    assert tell(world.bob, "reminder-1") == 1


def test_a_notice_of_another_is_not_there(world: World) -> None:
    tell(world.alice)
    client = Client()
    client.force_login(world.bob)

    assert client.get(f"/notices/{Notice.objects.get().pk}/").status_code == 404
    assert "mentioned" not in client.get("/notices/panel/").content.decode()


def test_a_mail_leads_to_the_address_of_the_installation(world: World, settings: Any) -> None:
    settings.PUBLIC_URL = "https://crm.example.com/"
    User.objects.filter(pk=world.alice.pk).update(notice_delivery="at_once")
    tell(User.objects.get(pk=world.alice.pk))
    assert "https://crm.example.com/settings/jobs/" in Mail.objects.get().body


def test_mail_goes_at_once_as_a_digest_or_not_at_all(world: World) -> None:
    User.objects.filter(pk=world.alice.pk).update(notice_delivery="at_once")
    User.objects.filter(pk=world.bob.pk).update(notice_delivery="digest")
    for user in (world.alice, world.bob, world.bob, world.charlie):
        tell(User.objects.get(pk=user.pk))

    assert [mail.to for mail in Mail.objects.all()] == [["alice@example.com"]]
    assert notices.mail_digests() == 1
    assert notices.mail_digests() == 0
    assert Mail.objects.get(to=["bob@example.com"]).subject == "2 notices"


def test_who_left_gets_no_notices(world: World) -> None:
    world.alice.is_active = False

    assert tell(world.alice) == 0
