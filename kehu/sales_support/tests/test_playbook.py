from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kehu.foundation.access.models import User
from kehu.foundation.refusals import Outdated
from kehu.sales.actions import opportunities
from kehu.sales.models import Competitor, Opportunity, Rival, Stage
from kehu.sales_support.actions import pages as actions
from kehu.sales_support.models import PlaybookPage, PlaybookUse
from kehu.sales_support.queries import pages as queries
from tests.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture
def sale(world: World) -> Opportunity:
    return opportunities.create(name="Fibre", customer=world.acme, amount=Decimal(1000), by=world.alice)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get("/theme/")  # the first request of a session notes where it comes from
    return client


def titles(sale: Opportunity, user: User) -> list[str]:
    return [one.page.title for one in queries.helpful(sale, queries.traits_of(sale), user)]


def test_pages_fit_by_what_they_name_and_the_nearest_come_first(world: World, sale: Opportunity) -> None:
    other = Stage.objects.filter(outcome="open").exclude(pk=sale.stage_id)[0]
    rival = Competitor.objects.create(name="Cheap Telecom")
    actions.write(title="For all", by=world.maria)
    actions.write(title="Other stage", stages=[other.pk], by=world.maria)
    actions.write(title="This stage", stages=[sale.stage_id], by=world.maria)
    actions.write(title="Other trade", industries=["mining"], by=world.maria)
    actions.write(title="Against Cheap", stages=[sale.stage_id], competitors=[rival.pk], by=world.maria)
    actions.write(title="Hidden", is_shown=False, by=world.maria)
    assert titles(sale, world.alice) == ["This stage", "For all"]
    Rival.objects.create(opportunity=sale, competitor=rival)
    assert titles(sale, world.alice) == ["Against Cheap", "This stage", "For all"]


def test_a_page_tells_how_often_it_helped_and_how_that_ended(world: World, sale: Opportunity) -> None:
    page = actions.write(title="Questions", kind="questions", by=world.maria)
    lost = opportunities.create(name="Copper", customer=world.acme, by=world.alice)
    for one in (sale, lost):
        for _again in range(2):
            actions.use(page=page, opportunity=one, helped=True, by=world.alice)
    opportunities.close(opportunity=sale, outcome="won", by=world.alice)
    record = queries.records([page.pk])[page.pk]
    assert (record.uses, record.won, record.lost, record.rate) == (2, 1, 0, 1)
    actions.use(page=page, opportunity=lost, helped=False, by=world.alice)
    assert queries.records([page.pk])[page.pk].uses == 1


def test_only_who_works_on_it_says_what_helped(world: World, sale: Opportunity) -> None:
    page = actions.write(title="Guide", by=world.maria)
    with pytest.raises(actions.PageRefused):
        actions.use(page=page, opportunity=sale, helped=True, by=world.charlie)
    assert not PlaybookUse.objects.exists()


def test_won_ones_like_it_are_found_and_others_are_not(world: World, sale: Opportunity) -> None:
    near = opportunities.create(name="Near", customer=world.acme, amount=Decimal(1500), by=world.alice)
    beyond = opportunities.create(name="Beyond", customer=world.acme, amount=Decimal(9000), by=world.alice)
    for one in (near, beyond):
        opportunities.close(opportunity=one, outcome="won", by=world.alice)
    world.acme.industry = ""
    world.acme.save()
    traits = queries.traits_of(sale)
    assert [one.name for one in queries.similar(sale, traits, world.alice)] == ["Near"]
    assert queries.similar(sale, traits, world.charlie) == []


def test_a_page_needs_a_title_and_two_writers_do_not_overwrite_each_other(world: World) -> None:
    with pytest.raises(actions.PageRefused, match="title"):
        actions.write(title=" ", by=world.maria)
    page = actions.write(title="Guide", by=world.maria)
    seen = page.version
    actions.change(page=page, changes={"body": "one"}, by=world.maria, expected_version=seen)
    with pytest.raises(Outdated):
        actions.change(page=page, changes={"body": "two"}, by=world.ada, expected_version=seen)


def test_the_panel_is_quick_and_speaks_chinese(
    world: World, sale: Opportunity, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        actions.write(title=f"Guide {number}", body="Ask first.", by=world.maria)
    client = client_of(world.alice)
    with django_assert_max_num_queries(15):
        panel = client.get(f"/playbook/of/opportunity/{sale.pk}/", headers=HTMX).content.decode()
    assert "Guide 4" in panel
    page = PlaybookPage.objects.first()
    assert page is not None
    assert client.post(f"/playbook/{page.pk}/uses/{sale.pk}/", headers=HTMX).status_code == 204
    User.objects.filter(pk=world.alice.pk).update(language="zh-hans")
    assert "有帮助" in client_of(world.alice).get(f"/playbook/of/opportunity/{sale.pk}/", headers=HTMX).content.decode()


def test_pages_are_written_in_a_dialog_by_those_who_may(world: World) -> None:
    form = {"title": "Guide", "kind": "guide", "position": "50", "industries": "mining，steel", "is_shown": "on"}
    client = client_of(world.maria)
    assert client.get("/playbook/new/", headers=HTMX).status_code == 200
    assert client.post("/playbook/new/", form, headers=HTMX).status_code == 204
    page = PlaybookPage.objects.get()
    assert page.industries == ["mining", "steel"]
    assert "mining, steel" in client.get(f"/playbook/{page.pk}/").content.decode()
    assert client.post(f"/playbook/{page.pk}/edit/", {**form, "title": ""}, headers=HTMX).status_code == 422
    seller = client_of(world.alice)
    assert "Guide" in seller.get("/playbook/").content.decode()
    assert seller.post("/playbook/new/", form, headers=HTMX).status_code == 403
    assert client.post(f"/playbook/{page.pk}/trash/", headers=HTMX).status_code in {204, 302}
    assert client.get(f"/playbook/{page.pk}/").status_code == 404
