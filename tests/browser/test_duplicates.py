"""Duplicates, merging and taking back, as people see them."""

import pytest

from kehu.customers.actions import customers
from kehu.customers.actions.duplicates import look_again
from kehu.customers.models import Customer, DuplicatePair, Merge
from tests.browser.checks import check_accessibility, keep
from tests.browser.conftest import PageOf
from tests.world import World


@pytest.fixture
def pairs(transactional_db: None, world: World) -> list[DuplicatePair]:
    made = []
    for name, other in (("张伟", "張偉"), ("王芳", "王芳")):
        for number, one in enumerate((name, other)):
            made.append(
                customers.create(
                    by=world.alice, kind="person", name=one, phone=f"1380013800{len(name)}",
                    email=f"{len(made) // 2}@qq.com",
                    notes=f"Note {number}", source=f"T{number}", tier="ab"[number],
                ).pk
            )  # fmt: skip
    look_again(made)
    return list(DuplicatePair.objects.order_by("-weight", "pk"))


def test_pairs_are_decided_with_the_keyboard_alone(page_of: PageOf, world: World, pairs: list[DuplicatePair]) -> None:
    page = page_of(world.alice)
    page.goto("/customers/duplicates/")
    check_accessibility(page)
    keep(page, "duplicates")

    page.keyboard.press("n")
    page.wait_for_url("**/duplicates/?pair=*")
    assert DuplicatePair.objects.get(pk=pairs[0].pk).state == "dismissed"
    page.keyboard.press("m")
    page.wait_for_url("**/merge/**")
    check_accessibility(page)
    keep(page, "merge")

    notes = page.locator("tr", has_text="Notes")
    notes.get_by_role("radio", name="Note 1").check()
    assert notes.locator("[data-result]").inner_text() == "Note 1"
    page.get_by_role("button", name="Merge").click()
    page.get_by_text("It can be taken back for 30 days").wait_for()
    assert Merge.objects.get().survivor.notes == "Note 1"

    page.get_by_role("button", name="Undo").click()
    page.get_by_text("both are as before").wait_for()
    assert Customer.objects.filter(deleted_at=None).count() == 5


def test_a_merge_is_taken_back_from_the_list_with_a_preview(
    page_of: PageOf, world: World, pairs: list[DuplicatePair]
) -> None:
    page = page_of(world.alice)
    page.goto(f"/customers/{pairs[0].first_id}/merge/{pairs[0].second_id}/")
    page.get_by_role("button", name="Merge").click()
    page.get_by_text("It can be taken back for 30 days").wait_for()
    customers.update(customer=pairs[0].first, changes={"source": "Mine"}, by=world.alice)

    page.goto("/settings/changes/")
    keep(page, "changes")
    check_accessibility(page)
    page.get_by_role("button", name="Take back").first.click()
    dialog = page.locator("#dialog")
    dialog.get_by_text("Mine").wait_for()
    keep(page, "changes-preview")
    dialog.get_by_role("button", name="Take back").click()
    page.get_by_text("What taking back did").wait_for()
    check_accessibility(page)
    keep(page, "changes-report")


@pytest.mark.parametrize(
    ("dark", "phone", "language"), [(True, False, "zh-hans"), (False, True, "zh-hans"), (True, True, "en")]
)
def test_the_pages_fit_every_screen(
    page_of: PageOf, world: World, pairs: list[DuplicatePair], dark: bool, phone: bool, language: str
) -> None:
    customers.trash(customer=world.acme, by=world.alice)
    page = page_of(world.alice, dark=dark, phone=phone, language=language)
    for name, path in (
        ("duplicates", "/customers/duplicates/"),
        ("merge", f"/customers/{pairs[0].first_id}/merge/{pairs[0].second_id}/"),
        ("merge-choose", f"/customers/{pairs[0].first_id}/merge/"),
        ("changes", "/settings/changes/"),
        ("trash", "/settings/trash/"),
    ):
        page.goto(path)
        check_accessibility(page)
        keep(page, f"{name}-{language}{'-dark' if dark else ''}{'-phone' if phone else ''}")


def test_the_hint_appears_while_somebody_is_entered(page_of: PageOf, world: World, pairs: list[DuplicatePair]) -> None:
    page = page_of(world.alice)
    page.goto("/customers/new/?kind=person")
    page.get_by_label("Name", exact=True).fill("张伟")
    page.get_by_text("Perhaps there already:").wait_for()
    keep(page, "duplicate-hint")
    check_accessibility(page)
    page.get_by_role("link", name="Use this one").first.click()
    page.wait_for_url("**/customers/*/")


def test_what_is_in_the_trash_comes_back(page_of: PageOf, world: World, pairs: list[DuplicatePair]) -> None:
    customers.trash(customer=world.acme, by=world.alice)
    page = page_of(world.alice)
    page.goto("/settings/trash/")
    page.get_by_role("button", name="Restore", exact=True).click()
    page.get_by_text("The trash is empty").wait_for()
    assert Customer.objects.filter(pk=world.acme.pk, deleted_at=None).exists()
