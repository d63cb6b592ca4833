from importlib import import_module

from django.apps import apps

from kehu.foundation.access.models import User
from kehu.foundation.search.models import SearchTerm
from kehu.foundation.search.query import search
from kehu.sales_support.actions import pages
from tests.world import World


def found(user: User, text: str) -> list[str]:
    return [hit.title for hit in search(user, text, objects=["playbook"])]


def test_a_page_is_found_by_its_title_and_no_more_when_it_is_gone(world: World) -> None:
    page = pages.write(title="竞争对手对比卡", kind="battle_card", by=world.maria)
    assert found(world.alice, "对比") == ["竞争对手对比卡"]
    assert found(world.alice, "jzds") == ["竞争对手对比卡"]

    pages.change(page=page, changes={"title": "Questions for hospitals"}, by=world.maria)
    assert (found(world.alice, "对比"), found(world.alice, "hosp")) == ([], ["Questions for hospitals"])
    pages.trash(page=page, by=world.maria)
    assert found(world.alice, "hosp") == []


def test_partners_do_not_find_the_playbook(world: World) -> None:
    pages.write(title="Questions", by=world.maria)
    assert found(world.eve, "quest") == []


def test_pages_of_before_are_found_after_an_upgrade(world: World) -> None:
    pages.write(title="Questions", by=world.maria)
    SearchTerm.objects.all().delete()

    import_module("kehu.sales_support.migrations.0002_search_terms").find(apps, None)

    assert found(world.alice, "quest") == ["Questions"]
