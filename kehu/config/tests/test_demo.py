import hashlib

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from kehu.config import demo
from kehu.config.demo.ids import MARK
from kehu.config.demo.jobs import remove
from kehu.customers.models import Contact, ContactPoint, Customer
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.jobs.models import Run
from kehu.foundation.search.query import search
from kehu.interactions.models import Interaction, Task
from tests.world import World


def fingerprint() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name, phone, match_key FROM customers_customer ORDER BY id")
        customers = cursor.fetchall()
        cursor.execute("SELECT id, customer_id, subject, started_at FROM interactions_interaction ORDER BY id")
        return hashlib.sha256(repr((customers, cursor.fetchall())).encode()).hexdigest()


def test_the_same_seed_gives_the_same_company(db: None) -> None:
    demo.load(customers=60, interactions=400, seed=5)
    first = fingerprint()
    demo.remove()
    demo.load(customers=60, interactions=400, seed=5)

    assert fingerprint() == first
    assert Interaction.objects.count() == 400
    assert Customer.objects.count() == 60


def test_another_seed_gives_another_company(db: None) -> None:
    demo.load(customers=20, interactions=20, seed=1)
    first = fingerprint()
    demo.remove()
    demo.load(customers=20, interactions=20, seed=2)

    assert fingerprint() != first


def test_every_role_can_log_in_and_finds_customers(db: None) -> None:
    demo.load(customers=100, interactions=0)

    for email, role in demo.LOGINS:
        user = User.objects.get(email=email)
        assert user.roles.get().key == role
        assert user.check_password(demo.PASSWORD)
    admin = User.objects.get(email="admin@demo.example")
    customer = Customer.objects.exclude(phone="").first()
    assert customer is not None
    assert customer.pk in {hit.record_id for hit in search(admin, customer.name, ["customer"])}


def test_removing_leaves_what_the_company_made_itself(world: World) -> None:
    demo.load(customers=60, interactions=300)
    seller = User.objects.get(email="sales@demo.example")
    with writing(by=seller):
        own = Customer.objects.create(kind="person", name="Real Person", owner=seller, created_by=seller)

    demo.remove()

    assert set(Customer.objects.values_list("pk", flat=True)) == {own.pk, world.acme.pk}
    assert not User.objects.get(pk=seller.pk).is_active
    assert not User.objects.filter(email="service@demo.example").exists()


@pytest.mark.parametrize("model", [Customer, Contact, ContactPoint, Interaction, Task])
def test_every_demo_row_carries_the_mark(db: None, model: type) -> None:
    demo.load(customers=40, interactions=100)

    assert model._base_manager.exists()
    assert all(MARK in str(pk) for pk in model._base_manager.values_list("pk", flat=True))


def test_no_demo_row_is_left_in_any_table_after_removal(db: None) -> None:
    demo.load(customers=60, interactions=300)

    demo.remove()

    left = {
        model._meta.label: count
        for model in apps.get_models()
        if model._meta.managed and model._meta.pk.get_internal_type() == "UUIDField"
        and (count := sum(MARK in str(pk) for pk in model._base_manager.values_list("pk", flat=True)))
    }  # fmt: skip
    assert left == {}


def test_one_click_removes_the_demo_company(world: World) -> None:
    demo.load(customers=20, interactions=20)
    client = Client()
    client.force_login(world.ada)

    answer = client.post("/settings/demo/removal/", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == "/settings/jobs/"
    job = ProcrastinateJob.objects.get(task_name="demo.remove")
    remove.func(**job.args)
    assert list(Customer.objects.all()) == [world.acme]
    assert Run.objects.get().state == "done"


def test_a_seller_cannot_remove_the_demo_company(world: World) -> None:
    client = Client()
    client.force_login(world.alice)

    assert client.post("/settings/demo/removal/").status_code == 403
