"""What a field refers to and is not there yet is made without leaving the form."""

import re

import pytest
from django.test import Client

from kehu.customers.models import Contact, Customer
from kehu.foundation.access.models import User
from kehu.foundation.custom_objects.models import CustomRecord
from kehu.foundation.custom_objects.tests.properties import KEY, make_property
from kehu.foundation.search.index import reindex
from tests.world import World

pytestmark = pytest.mark.django_db


def of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def test_a_customer_is_offered_and_made_where_none_is_called_that(world: World) -> None:
    reindex("customer", [world.acme.pk])
    client = of(world.alice)
    offered = client.get("/lists/options/customer/?make=1&q=Brand New").content.decode()
    assert re.findall(r'data-make="([^"]+)" data-name="([^"]+)"', offered) == [
        ("/lists/options/customer/organisation/", "Brand New"), ("/lists/options/customer/person/", "Brand New"),
    ]  # fmt: skip
    assert "data-make" not in client.get("/lists/options/customer/?make=1&q=acme telecom").content.decode()
    assert (
        "data-make" not in client.get("/lists/options/customer/?q=Brand New").content.decode()
    )  # a filter makes nothing

    made = client.post("/lists/options/customer/organisation/", {"name": " Brand  New "})
    new = Customer.objects.get(name="Brand New")
    assert (made.status_code, made.json()["value"], made.json()["label"]) == (200, str(new.pk), "Brand New")
    assert (new.kind, new.owner_id) == ("organisation", world.alice.pk)


def test_a_contact_is_made_for_the_customer_that_the_form_names(world: World) -> None:
    client, address = of(world.alice), "/lists/options/contact/contact/"
    assert 'data-within="customer"' in client.get("/lists/options/contact/?make=1&q=Li Na").content.decode()

    assert client.post(address, {"name": "Li Na"}).json()["message"].startswith("Choose the customer first")
    made = client.post(address, {"name": "Li Na", "within": str(world.acme.pk)})
    assert made.status_code == 200
    assert Contact.objects.get(pk=made.json()["value"]).customer_id == world.acme.pk
    assert of(world.charlie).post(address, {"name": "Li Na", "within": str(world.acme.pk)}).status_code in (403, 404)


def test_a_record_of_a_kind_of_ones_own_is_made_if_the_role_may(world: World) -> None:
    make_property(world.ada)
    assert of(world.ada).post(f"/lists/options/{KEY}/record/", {"name": "Court 1"}).status_code == 200
    assert CustomRecord.objects.get().title == "Court 1"
    auditor = of(world.sam)
    User.objects.get(pk=world.sam.pk).roles.clear()
    assert auditor.post(f"/lists/options/{KEY}/record/", {"name": "Court 2"}).status_code in (403, 404)
    assert auditor.post(f"/lists/options/{KEY}/record/", {"name": ""}).status_code in (403, 404)
