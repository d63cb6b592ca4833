"""A file goes in by the page: dropped, recognised, started, and the result is readable on a phone and in Chinese."""

import pytest

from kehu.foundation.transfer.actions import background
from kehu.foundation.transfer.models import Import
from tests.browser.checks import check_accessibility, keep
from tests.browser.conftest import PageOf
from tests.world import World

LIST = "客户名称,手机,客户等级,负责人\n张伟,13812345678,A,Alice\n李娜,abc,,\n王芳,13900001111,B,Nobody\n"


@pytest.mark.parametrize(("language", "phone"), [("en", False), ("zh-hans", True)])
@pytest.mark.django_db(transaction=True)
def test_a_list_is_brought_in_by_hand(page_of: PageOf, world: World, language: str, phone: bool) -> None:
    name = f"{language}-{'phone' if phone else 'wide'}"
    page = page_of(world.ada, language=language, phone=phone)
    page.goto("/imports/")
    check_accessibility(page)
    keep(page, f"imports-{name}")
    page.set_input_files("#upload-file", {"name": "list.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    page.locator("#upload button[type=submit]").click()
    page.wait_for_selector("select[name=column-0]")
    assert page.input_value("select[name=column-1]") == "mobile"
    check_accessibility(page)
    keep(page, f"import-columns-{name}")
    page.locator("button[value=start]").click()
    page.wait_for_selector("#import-progress")
    of = Import.objects.get()
    background.run_import(of.pk)
    page.goto(f"/imports/{of.pk}/")
    assert "“abc”" in page.inner_text("main")
    check_accessibility(page)
    keep(page, f"import-result-{name}")
