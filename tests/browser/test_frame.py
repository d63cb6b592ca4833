"""The frame in a browser: accessible in every guise, and its keys do what they say."""

import pytest

from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World

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
