"""The frame, the profile page and the two choices that hold at once."""

import pytest
from django.test import Client

from tests.world import World


@pytest.fixture
def alice(world: World, client: Client) -> Client:
    client.force_login(world.alice)
    return client


def test_profile_page_stands_in_the_frame_in_few_queries(alice: Client, django_assert_max_num_queries):
    alice.get("/profile/")  # the first page of a log-in also notes the session
    with django_assert_max_num_queries(3):
        answer = alice.get("/profile/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="en"' in text
    assert "<h1>Profile</h1>" in text
    assert 'id="dialog"' in text


def test_language_holds_from_the_next_page_on(alice: Client, world: World):
    assert alice.post("/language", {"language": "zh-hans", "next": "/profile/"}).headers["Location"] == "/profile/"
    world.alice.refresh_from_db()
    assert world.alice.language == "zh-hans"
    assert '<html lang="zh-Hans"' in alice.get("/profile/").content.decode()


def test_theme_is_set_by_the_server_so_that_nothing_flashes(alice: Client):
    alice.post("/theme", {"theme": "dark"})
    assert 'data-bs-theme="dark"' in alice.get("/profile/").content.decode()


def test_profile_saves_and_says_so(alice: Client, world: World):
    entered = {
        "name": "Alice Wang",
        "phone": "",
        "theme": "auto",
        "notice_delivery": "page",
        "time_zone": "Asia/Shanghai",
    }
    answer = alice.post("/profile/", entered, follow=True)
    assert "Your profile is saved." in answer.content.decode()
    world.alice.refresh_from_db()
    assert (world.alice.name, world.alice.time_zone) == ("Alice Wang", "Asia/Shanghai")


def test_profile_shows_the_error_beside_its_input(alice: Client):
    answer = alice.post("/profile/", {"name": "", "theme": "auto", "notice_delivery": "page"})
    assert answer.status_code == 422
    assert 'aria-describedby="id_name-error"' in answer.content.decode()


def test_language_can_be_chosen_before_log_in(client: Client, db: None):
    client.post("/language", {"language": "zh-hant", "next": "https://elsewhere.example/"})
    assert 'lang="zh-Hant"' in client.get("/accounts/login/").content.decode()


def test_demo_log_ins_are_offered_as_long_as_their_password_stands(client: Client, world: World, settings, tmp_path):
    settings.HOME = tmp_path
    world.alice.email = "sales@demo.example"
    world.alice.save()
    assert "sales@demo.example" not in client.get("/accounts/login/").content.decode()
    (tmp_path / "run").mkdir()
    (tmp_path / "run/demo-logins.json").write_text('{"password": "a-demo-password"}')
    assert 'data-demo="sales@demo.example"' in client.get("/accounts/login/").content.decode()


def test_log_in_comes_back_to_the_whole_address_that_was_wanted(client: Client, db: None):
    assert client.get("/profile/?a=1&b=2").headers["Location"] == "/accounts/login/?next=%2Fprofile%2F%3Fa%3D1%26b%3D2"
