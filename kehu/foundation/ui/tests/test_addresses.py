from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse

from kehu.foundation.ui.addresses import url


def test_addresses_in_templates_are_those_of_django() -> None:
    for _again in range(2):
        first, second = uuid4(), uuid4()
        for name, args in (
            ("customers:customer", [first]),
            ("customers:untag", [first, second]),
            ("customers:part", [first, "facts"]),
            ("customers:create", []),
        ):
            assert url(name, *args) == url(name, args=args) == reverse(name, args=args)
        assert url("customers:customer", customer_id=first) == reverse("customers:customer", args=[first])


def test_an_unknown_address_is_no_secret_success() -> None:
    with pytest.raises(NoReverseMatch):
        url("customers:nowhere", uuid4())
