"""The privacy desk and the data-quality board, as people see them."""

from pathlib import Path
from typing import Any

from kehu.customers.actions import customers, quality
from kehu.customers.models import Customer, PrivacyRequest
from kehu.foundation.privacy.actions import running
from kehu.foundation.privacy.models import Erasure
from tests.browser.checks import check_accessibility, check_no_sideways_scroll, keep
from tests.browser.conftest import PageOf
from tests.world import World


def test_a_person_asks_to_be_erased_and_is(
    transactional_db: None, page_of: PageOf, world: World, tmp_path: Path, settings: Any
) -> None:
    settings.PRIVACY_LEDGER = tmp_path / "ledger.jsonl"
    person = customers.create(by=world.alice, kind="person", name="张伟", phone="13812345678")
    page = page_of(world.ada)
    page.goto("/privacy/")
    check_accessibility(page)
    page.get_by_role("button", name="Record a request").first.click()
    page.get_by_label("What is asked for").select_option("erasure")
    page.get_by_label("Who asks").fill("张伟")
    page.get_by_role("button", name="Write down").click()
    page.get_by_role("link", name="P-").click()

    page.get_by_role("button", name="Check").click()
    page.locator("#dialog select[name=identity]").select_option("verified")
    page.locator("#dialog input[name=proof]").fill("called back")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("called back").wait_for()
    page.get_by_label("Name, phone, mail or number of a document").fill("138 1234 5678")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="This is he: 张伟").click()
    page.get_by_role("button", name="Not he: 张伟").wait_for()
    check_accessibility(page)
    keep(page, "privacy-request")

    page.get_by_role("link", name="Erase …").click()
    page.get_by_label("Type the reference").fill(PrivacyRequest.objects.get().reference)
    check_accessibility(page)
    page.get_by_role("button", name="Erase now").click()
    page.wait_for_url("**/privacy/erasures/**")
    running.run(erasure_id=Erasure.objects.get().pk)
    page.reload()
    page.get_by_text("Seal").first.wait_for()
    check_accessibility(page)
    keep(page, "certificate")
    assert not Customer.objects.filter(pk=person.pk).exists()
    assert "张伟" not in page.content()


def test_a_number_of_the_board_opens_its_list_also_on_a_phone(
    transactional_db: None, page_of: PageOf, world: World
) -> None:
    quality.measure_all()
    page = page_of(world.ada)
    page.goto("/quality/")
    check_accessibility(page)
    page.set_viewport_size({"width": 390, "height": 844})
    check_no_sideways_scroll(page)
    keep(page, "quality-phone")
    page.get_by_role("link", name="Missing: Phone").click()
    page.get_by_text("Acme Telecom").first.wait_for()
