"""What browser tests share: a served application, pages that are logged in, the accessibility check, screenshots.

    def test_a_customer_is_found(page_of, world):
        page = page_of(world.alice)     # also: language="zh-hans", dark=True, phone=True
        page.goto("/customers/")
        check_accessibility(page)
        keep(page, "customers")                              # test-results/customers.png

A page fails its test when a script throws, the content policy blocks something or the server answers 500.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from kehu.foundation.access.models import User
from tests.browser import machine

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
PageOf = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a busy machine may miss a deadline, so a failed test is run once more; the summary names it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="module")  # its event loop, while it runs, keeps tests of other modules from running theirs
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in the thread of the tests, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = machine.launch(playwright)
        yield started
        started.close()


@pytest.fixture
def page_of(browser: Browser, live_server: Any, settings: Any) -> Iterator[PageOf]:
    """Opens pages: `page_of(user)` is logged in as the user, `page_of(None)` is nobody's. Addresses are relative."""
    settings.ALLOWED_HOSTS = ["*"]
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(user: User | None, *, language: str = "en", dark: bool = False, phone: bool = False) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=PHONE if phone else WIDE,
            has_touch=phone,
            locale=_browser_locale(language),
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            timezone_id="Asia/Shanghai",
        )
        contexts.append(context)
        context.set_default_timeout(8000)
        if user:
            User.objects.filter(pk=user.pk).update(language=language)
            context.add_cookies([_session(user, live_server.url)])
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        page.on("console", lambda line: _policy(line.text, troubles))
        page.on("response", lambda answer: answer.status >= 500 and troubles.append(f"{answer.status} {answer.url}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, troubles


def _session(user: User, url: str) -> Any:
    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


def _browser_locale(language: str) -> str:
    return {"zh-hans": "zh-CN", "zh-hant": "zh-TW"}.get(language, "en-GB")


def _policy(text: str, troubles: list[str]) -> None:
    if "Content Security Policy" in text:
        troubles.append(text)
