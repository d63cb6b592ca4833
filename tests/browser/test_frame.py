"""The frame in a browser: accessible in every guise, and its keys do what they say."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import PASSWORD, World

GUISES = [("en", False, False), ("zh-hans", True, False), ("zh-hans", False, True), ("en", True, True)]
NAMES = ["english", "chinese-dark", "chinese-phone", "english-dark-phone"]


@pytest.mark.parametrize(("language", "dark", "phone"), GUISES, ids=NAMES)
def test_profile_page_is_accessible(page_of: PageOf, world: World, language: str, dark: bool, phone: bool):
    page = page_of(world.ada, language=language, dark=dark, phone=phone)
    page.goto("/profile/")
    check_accessibility(page)
    check_no_sideways_scroll(page)
    keep(page, f"profile-{language}-{'dark' if dark else 'light'}-{'phone' if phone else 'wide'}")


@pytest.mark.parametrize(("language", "dark", "phone"), GUISES, ids=NAMES)
def test_log_in_page_is_accessible(page_of: PageOf, db: None, language: str, dark: bool, phone: bool):
    page = page_of(None, language=language, dark=dark, phone=phone)
    page.goto("/accounts/login/")
    keep(page, f"login-{language}-{'dark' if dark else 'light'}-{'phone' if phone else 'wide'}")
    check_accessibility(page)
    check_no_sideways_scroll(page)


ACCOUNT = [
    "password/change/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/webauthn/add/",
    "sessions/",
    "logout/",
    "password/reset/",
]


def test_account_pages_stand_in_the_frame_and_are_accessible(page_of: PageOf, world: World):
    world.ada.set_password(PASSWORD)
    world.ada.save()
    page = page_of(None)
    page.goto("/accounts/login/?next=/profile/")
    page.get_by_label("Email").fill(world.ada.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    for address in ACCOUNT:
        page.goto(f"/accounts/{address}")
        keep(page, f"account-{address.strip('/').replace('/', '-')}")
        check_accessibility(page)


def test_a_wrong_password_is_told_on_top_and_read_out(page_of: PageOf, world: World):
    page = page_of(None)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(world.ada.email)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    keep(page, "login-wrong")


def test_the_theme_holds_at_once_and_stays(page_of: PageOf, world: World):
    page = page_of(world.ada)
    page.goto("/profile/")
    page.get_by_label("Your menu").click()
    keep(page, "user-menu")
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_menu_of_a_phone_is_a_drawer(page_of: PageOf, world: World):
    page = page_of(world.ada, phone=True)
    page.goto("/profile/")
    page.get_by_role("button", name="Open the menu").click()
    expect(page.locator("#sidebar")).to_be_in_viewport()
    keep(page, "drawer")
    check_accessibility(page)
    page.keyboard.press("Escape")
    expect(page.locator("#sidebar")).not_to_be_in_viewport()


def test_a_person_of_the_demo_company_is_one_click_away(page_of: PageOf, world: World, settings: Any, tmp_path: Path):
    settings.HOME = tmp_path
    (tmp_path / "run").mkdir()
    (tmp_path / "run/demo-logins.json").write_text(json.dumps({"password": PASSWORD}))
    for role, user in world.users.items():
        user.email = f"{role}@demo.example"
        user.set_password(PASSWORD)
        user.save()
    page = page_of(None, language="zh-hans")
    page.goto("/accounts/login/")
    keep(page, "login-demo")
    check_accessibility(page)
    page.get_by_text("sales@demo.example").click()
    page.wait_for_url("**/")
    page.goto("/profile/")
    expect(page.locator("[name=name]")).to_have_value("Alice")


def test_the_calendar_feed_is_handed_out_in_a_dialog_on_the_profile_page(page_of: PageOf, world: World):
    page = page_of(world.alice)
    page.goto("/profile/")
    page.get_by_role("link", name="Calendar feed").click()
    expect(page.locator("#dialog")).to_be_visible()
    check_accessibility(page, within="#dialog")
