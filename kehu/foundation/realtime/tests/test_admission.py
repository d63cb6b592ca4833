from datetime import timedelta

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from kehu.foundation.access.models import User
from kehu.foundation.realtime.admission import admit, still_signed_in
from tests.world import World


@pytest.fixture(autouse=True)
def _keep_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehu.foundation.realtime.admission.close_old_connections", lambda: None)


def session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def test_a_user_hears_his_own_topic_and_records_he_may_see(world: World) -> None:
    topic = f"record:customer:{world.acme.pk}"

    alice, charlie = admit(session_of(world.alice), [topic]), admit(session_of(world.charlie), [topic])

    assert alice and alice.topics == {f"user:{world.alice.pk}", topic}
    assert charlie and charlie.topics == {f"user:{world.charlie.pk}"}


@pytest.mark.parametrize("wanted", ["user:someone", "record:customer:x", "record:nothing:1", "control", ""])
def test_other_topics_are_not_heard(world: World, wanted: str) -> None:
    admitted = admit(session_of(world.alice), [wanted])

    assert admitted and admitted.topics == {f"user:{world.alice.pk}"}


def test_nobody_listens_without_a_session(world: World) -> None:
    assert admit("", []) is None
    assert admit("unknown", []) is None


def test_a_deactivated_user_and_a_changed_password_end_admission(world: World) -> None:
    session = session_of(world.alice)
    world.alice.set_password("a-new-password-of-hers")
    world.alice.save()
    assert admit(session, []) is None

    other = session_of(world.bob)
    User.objects.filter(pk=world.bob.pk).update(is_active=False)
    assert admit(other, []) is None


def test_an_expired_session_is_not_signed_in(world: World) -> None:
    kept, expired = session_of(world.alice), session_of(world.bob)
    SessionStore(expired).model.objects.filter(pk=expired).update(expire_date=timezone.now() - timedelta(seconds=1))

    assert still_signed_in([kept, expired, "never"]) == {kept}
