"""The kit of parts in a browser: accessible, and dialogs, choices and editing in place do what they say."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.browser.test_frame import GUISES, NAMES
from tests.world import World


@pytest.fixture
def sample(page_of: PageOf, world: World, settings: Any) -> Page:
    settings.ROOT_URLCONF = "tests.browser.sample.urls"
    page = page_of(world.ada)
    page.goto("/sample/")
    return page


@pytest.mark.parametrize(("language", "dark", "phone"), GUISES, ids=NAMES)
def test_every_part_is_accessible(page_of: PageOf, world: World, settings: Any, language: str, dark: bool, phone: bool):
    settings.ROOT_URLCONF = "tests.browser.sample.urls"
    page = page_of(world.ada, language=language, dark=dark, phone=phone)
    page.goto("/sample/")
    expect(page.locator("#counter")).to_have_text("loaded 1")
    guise = f"{language}-{'dark' if dark else 'light'}-{'phone' if phone else 'wide'}"
    keep(page, f"sample-{guise}")
    check_accessibility(page)
    check_no_sideways_scroll(page)
    page.get_by_role("link", name="New customer").click()
    expect(page.locator("#dialog")).to_be_visible()
    keep(page, f"dialog-{guise}")
    check_accessibility(page, within="#dialog")


def test_a_dialog_shows_errors_then_closes_tells_and_reloads_what_changed(sample: Page):
    sample.keyboard.press("n")
    dialog = sample.locator("#dialog")
    expect(dialog.get_by_label("Name")).to_be_focused()
    sample.keyboard.press("Control+Enter")
    expect(dialog.get_by_text("This field is required.")).to_be_visible()
    expect(dialog.get_by_label("Name")).to_be_focused()
    dialog.get_by_label("Name").fill("Borui")
    sample.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(sample.locator("#toasts")).to_contain_text("The customer is saved.")
    expect(sample.locator("#counter")).to_have_text("loaded 2")
    expect(sample.get_by_role("link", name="New customer")).to_be_focused()


def test_escape_asks_before_it_throws_away_what_was_typed(sample: Page):
    sample.keyboard.press("n")
    expect(sample.locator("#dialog").get_by_label("Name")).to_be_focused()
    sample.keyboard.type("Bor")
    sample.keyboard.press("Escape")
    expect(sample.locator("#confirm")).to_be_visible()
    sample.locator("#confirm").get_by_role("button", name="Cancel").click()
    expect(sample.locator("#dialog").get_by_label("Name")).to_have_value("Bor")
    sample.keyboard.press("Escape")
    sample.locator("#confirm").get_by_role("button", name="Yes, go on").click()
    expect(sample.locator("#dialog")).to_be_hidden()


def test_a_choice_is_found_by_typing(sample: Page):
    city = sample.get_by_role("combobox", name="City")
    city.fill("shen")
    city.press("Enter")
    expect(city).to_have_value("Shenzhen 深圳")
    assert sample.locator("[name=city]").input_value() == "She"


def test_several_are_chosen_from_the_server(sample: Page):
    team = sample.get_by_role("combobox", name="Team")
    team.press_sequentially("wuh")
    sample.get_by_role("option", name="Wuhan 武汉").click()
    assert [one.input_value() for one in sample.locator("[name=owners]").all()] == ["x", "Wuh"]


def test_a_fact_is_edited_in_place(sample: Page):
    fact = sample.get_by_label("Edit: Name")
    fact.press("Enter")
    fact.get_by_role("textbox").fill("Acme Group")
    sample.keyboard.press("Enter")
    expect(fact).to_have_text("Acme Group")
    fact.press("Enter")
    fact.get_by_role("textbox").fill("Nonsense")
    sample.keyboard.press("Escape")
    expect(fact).to_have_text("Acme Group")


def test_a_refusal_is_asked_about_first_and_told_as_a_toast(sample: Page):
    sample.get_by_label("More", exact=True).click()
    sample.get_by_role("button", name="Delete").click()
    sample.locator("#confirm").get_by_role("button", name="Yes, go on").click()
    expect(sample.locator("#toasts")).to_contain_text("That was somebody else's.")


def test_a_draft_survives_a_reload(sample: Page):
    sample.get_by_label("Note").fill("Call back after the holidays")
    sample.reload()
    expect(sample.get_by_label("Note")).to_have_value("Call back after the holidays")


def test_search_and_go_opens_from_anywhere_and_goes(sample: Page):
    sample.get_by_label("Name", exact=True).first.focus()
    sample.keyboard.press("Control+k")
    expect(sample.locator("#palette")).to_be_visible()
    keep(sample, "palette")
    check_accessibility(sample, within="#palette")
    sample.keyboard.press("Escape")
    expect(sample.locator("#palette")).to_be_hidden()


def test_question_mark_lists_the_keys_of_the_page(sample: Page):
    sample.keyboard.press("?")
    expect(sample.locator("#shortcuts")).to_contain_text("New customer")
    keep(sample, "shortcuts")


def test_losing_the_network_is_told(sample: Page):
    sample.context.set_offline(True)
    sample.get_by_role("link", name="New customer").click()
    expect(sample.locator("#toasts")).to_contain_text("The server cannot be reached.")
