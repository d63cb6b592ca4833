import pytest
from django.test import Client
from django.urls import reverse

from kehu.customers.actions import consents, contacts, customers, identity, relationships, tags
from kehu.customers.models import Customer
from kehu.foundation.access.models import FieldRule, Role, User
from kehu.foundation.audit.models import SensitiveRead
from tests.world import World


def as_(user: User) -> Client:
    client = Client(HTTP_HX_REQUEST="true")
    client.force_login(user)
    return client


def page_of(customer: Customer, user: User, **kwargs: object) -> str:
    response = as_(user).get(reverse("customers:customer", args=[customer.pk]), **kwargs)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def huaning(world: World) -> Customer:
    made = customers.create(
        kind="organisation", name="河南华宁科技有限公司", phone="0371-65529988", email="info@huaning.cn", tier="key",
        address="河南省郑州市金水区花园路1号", lifecycle_stage="active", annual_revenue="12000000", currency="CNY",
        satisfaction=82, tags=["VIP"], by=world.alice,
    )  # fmt: skip
    contacts.add(customer=made, name="李娜", job_title="采购经理", phone="13812345678", by=world.alice)
    consents.grant(customer=made, channel="email", purpose="marketing", source="web form", by=world.alice)
    relationships.relate(from_customer=made, to_customer=world.acme, type="subsidiary_of", by=world.alice)
    identity.add_document(customer=made, kind="other", number="1234567890123456", by=world.alice)
    identity.add_key_date(customer=made, kind="founding", day="农历八月十五", by=world.alice)
    return made


def test_the_page_says_who_how_valuable_and_how_to_reach_him(world: World, huaning: Customer) -> None:
    text = page_of(huaning, world.alice)

    for words in (
        "河南华宁科技有限公司", "Key account", "Active", "82%", "Alice", "李娜", "采购经理", "tel:+8613812345678",
        "VIP", "mailto:info@huaning.cn", "is a subsidiary of", "Acme Telecom", "Lunar month 8, day 15",
    ):  # fmt: skip
        assert words in text, words
    assert "1234567890123456" not in text
    assert "123456******3456" in text


def test_the_page_speaks_chinese(world: World, huaning: Customer) -> None:
    User.objects.filter(pk=world.alice.pk).update(language="zh-hans")

    text = page_of(huaning, world.alice)

    for words in ("负责人", "联系方式", "授权同意", "生命周期阶段", "客户等级", "农历八月十五"):
        assert words in text, words
    for words in ("Contact points", "Consent", "Lifecycle", "Key people", "Owner", "Relationships"):
        assert words not in text, words


def test_the_page_takes_at_most_fifteen_statements(
    world: World, huaning: Customer, django_assert_max_num_queries
) -> None:
    client = as_(world.alice)
    address = reverse("customers:customer", args=[huaning.pk])
    client.get(address)
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200


def test_who_cannot_see_the_customer_finds_nothing_anywhere(world: World, huaning: Customer) -> None:
    client = as_(world.charlie)
    point = huaning.contact_points.first()
    for address in (
        reverse("customers:customer", args=[huaning.pk]),
        reverse("customers:part", args=[huaning.pk, "points"]),
        reverse("customers:edit_fact", args=[huaning.pk, "name"]),
        reverse("customers:add_contact", args=[huaning.pk]),
        reverse("customers:change_point", args=[point.pk]),
        reverse("customers:organisation", args=[huaning.pk]),
        reverse("audit:of_record", args=["customer", huaning.pk]),
    ):
        assert client.get(address).status_code == 404, address


def test_masked_numbers_are_nowhere_in_the_page_and_are_not_revealed_without_the_right(
    world: World, huaning: Customer
) -> None:
    text = page_of(huaning, world.mark)
    for secret in ("65529988", "info@huaning.cn", "13812345678", "138 1234 5678"):
        assert secret not in text, secret
    assert "138****5678" in text
    point = huaning.contact_points.get(kind="email")

    assert as_(world.mark).post(reverse("customers:reveal_point", args=[point.pk])).status_code == 403
    assert not SensitiveRead.objects.exists()


def test_revealing_is_put_on_record(world: World, huaning: Customer) -> None:
    document = huaning.identity_documents.get()

    answer = as_(world.alice).post(reverse("customers:reveal_document", args=[document.pk]))

    assert "1234567890123456" in answer.content.decode()
    read = SensitiveRead.objects.get()
    assert (read.reader, read.record_id, read.field, read.source) == (
        world.alice,
        huaning.pk,
        "identity_number",
        "page",
    )


def test_a_hidden_field_is_not_in_the_page(world: World, huaning: Customer) -> None:
    for field in ("phone", "email", "annual_revenue", "tier", "satisfaction", "notes", "tags"):
        FieldRule.objects.create(
            role=Role.objects.get(key="sales"), object_key="customer", field=field, access="hidden"
        )

    text = page_of(huaning, world.alice)

    for words in ("65529988", "info@huaning.cn", "12,000,000", ">82%", "Key account<", "VIP"):
        assert words not in text, words


def test_a_fact_is_edited_in_place(world: World, huaning: Customer) -> None:
    client, address = as_(world.alice), reverse("customers:edit_fact", args=[huaning.pk, "industry"])

    form = client.get(address).content.decode()
    saved = client.post(address, {"industry": "软件"})
    refused = client.post(address, {"industry": "x" * 90})

    assert 'name="industry"' in form
    assert (saved.status_code, "软件" in saved.content.decode()) == (200, True)
    assert "changed-customer" in saved["HX-Trigger"]
    assert refused.status_code == 422
    assert "80" in refused.content.decode()


def test_a_fact_that_somebody_else_changed_meanwhile_shows_both_values(world: World, huaning: Customer) -> None:
    client, address = as_(world.alice), reverse("customers:edit_fact", args=[huaning.pk, "industry"])
    form = client.get(address).content.decode()
    stale = form.split('action="')[1].split('"')[0].replace("&amp;", "&")
    customers.update(customer=huaning, changes={"industry": "finance"}, by=world.maria)

    conflict = client.post(stale, {"industry": "software"})
    text = conflict.content.decode()
    chosen = {"industry": "software", "take-industry": "mine", "version": str(huaning.version + 1)}
    settled = client.post(text.split('action="')[1].split('"')[0], chosen)

    assert conflict["HX-Retarget"] == "#dialog"
    assert "Maria" in text
    assert "Finance" in text
    assert "Software and internet" in text
    assert settled.status_code == 204
    huaning.refresh_from_db()
    assert huaning.industry == "software"


def test_the_edit_dialog_saves_what_nobody_else_touched_and_asks_about_the_rest(
    world: World, huaning: Customer
) -> None:
    client, address = as_(world.alice), reverse("customers:edit", args=[huaning.pk])
    given = {
        "name": "华宁科技", "industry": "software", "source": "", "version": str(huaning.version),
        "do_not_contact": "false",
    }  # fmt: skip
    customers.update(customer=huaning, changes={"industry": "finance", "source": "East"}, by=world.maria)

    conflict = client.post(address, given)
    text = conflict.content.decode()

    assert (conflict.status_code, conflict["HX-Retarget"]) == (200, "#dialog")
    assert "Finance" in text
    assert "Maria" in text
    assert "Source" not in text  # it was not touched in the dialog
    huaning.refresh_from_db()
    assert (huaning.name, huaning.industry, huaning.source) == ("华宁科技", "finance", "East")


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("add_point", {"kind": "phone", "value": "13900001111"}, {"kind": "email", "value": "nobody"}),
        ("add_contact", {"name": "王芳", "phone": "13900002222"}, {"name": ""}),
        ("tag", {"name": "重点"}, {"name": ""}),
        ("tier", {"tier": "a", "reason": "grew"}, {"tier": "z"}),
    ],
)
def test_dialogs_save_or_come_back_with_the_error_beside_the_input(
    world: World, huaning: Customer, name: str, good: dict, bad: dict
) -> None:
    client, address = as_(world.alice), reverse(f"customers:{name}", args=[huaning.pk])

    assert client.get(address).status_code == 200
    refused, saved = client.post(address, bad), client.post(address, good)

    assert refused.status_code == 422
    assert "aria-invalid" in refused.content.decode()
    assert saved.status_code == 204
    assert "changed-" in saved["HX-Trigger"]


@pytest.mark.parametrize("part", ["header", "facts", "points", "people", "relations", "consents", "standing", "dates",
                                  "identity", "notes"])  # fmt: skip
def test_each_part_reloads_alone(world: World, huaning: Customer, part: str) -> None:
    answer = as_(world.alice).get(reverse("customers:part", args=[huaning.pk, part]))
    assert f'id="part-{part}"' in answer.content.decode()


@pytest.mark.parametrize("name", ["consent_history", "standing_history", "organisation", "share", "relate", "stage",
                                  "join", "notes", "edit"])  # fmt: skip
def test_each_dialog_opens(world: World, huaning: Customer, name: str) -> None:
    assert as_(world.alice).get(reverse(f"customers:{name}", args=[huaning.pk])).status_code == 200


def test_an_auditor_sees_no_buttons_that_change_and_may_not_change(world: World, huaning: Customer) -> None:
    text = page_of(huaning, world.otto)

    assert "data-edit" not in text
    assert reverse("customers:add_contact", args=[huaning.pk]) not in text
    assert as_(world.otto).post(reverse("customers:add_point", args=[huaning.pk]), {"kind": "phone"}).status_code == 403
    assert as_(world.otto).post(reverse("customers:trash", args=[huaning.pk])).status_code == 403


def test_what_others_changed_since_the_last_look_is_shown(world: World, huaning: Customer) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from kehu.foundation.objects.models import Look

    page_of(huaning, world.alice)
    Look.objects.update(at=timezone.now() - timedelta(hours=2))
    customers.update(customer=huaning, changes={"industry": "finance"}, by=world.maria)
    tags.add(customer=huaning, name="hot", by=world.maria)

    text = page_of(huaning, world.alice)
    address = text.split(f'hx-get="{reverse("customers:news", args=[huaning.pk])}')[1].split('"')[0]
    news = as_(world.alice).get(reverse("customers:news", args=[huaning.pk]) + address).content.decode()

    assert "2 changes since you last looked" in news
    assert "Maria" in news
    assert reverse("customers:news", args=[huaning.pk]) not in page_of(huaning, world.maria)


def test_history_shows_labels_names_and_masked_values(world: World, huaning: Customer) -> None:
    customers.update(customer=huaning, changes={"industry": "finance", "phone": "0371-65529999"}, by=world.alice)
    customers.assign(customers=[huaning], owner=world.bob, by=world.maria)
    address = reverse("audit:of_record", args=["customer", huaning.pk])

    plain = as_(world.maria).get(address).content.decode()
    masked = as_(world.mark).get(address).content.decode()

    for words in ("Owner", "Alice", "Bob", "Industry", "Finance", "0371-65529999", "on the page"):
        assert words in plain or words == "on the page", words
    assert "65529999" not in masked
    assert "9999" in masked
    assert "match_key" not in plain.lower()


def test_a_new_customer_is_made_from_the_form_or_a_business_card(world: World) -> None:
    client = Client()
    client.force_login(world.alice)
    address = reverse("customers:create")

    card = client.post(address, {"card": "王小明 销售总监\n河南华宁科技有限公司\n手机：138 1234 5678"}).content.decode()
    refused = client.post(address, {"kind": "person", "name": "张三", "phone": "none"})
    made = client.post(
        address, {"kind": "organisation", "name": "华宁", "contact_name": "王小明", "contact_title": "总监"}
    )

    assert 'value="河南华宁科技有限公司"' in card
    assert 'value="王小明"' in card
    assert refused.status_code == 422
    customer = Customer.objects.get(name="华宁")
    assert made["Location"] == reverse("customers:customer", args=[customer.pk])
    assert (customer.owner, customer.contacts.get().name) == (world.alice, "王小明")


def test_choosing_finds_only_visible_customers(world: World, huaning: Customer) -> None:
    address = reverse("customers:find_customers")
    assert "华宁" in as_(world.alice).get(address, {"q": "hn"}).content.decode()
    assert "华宁" not in as_(world.charlie).get(address, {"q": "hn"}).content.decode()
