"""No row without a door: every business table says who may see its rows, every address needs a session."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kehu.foundation.access.middleware import OPEN_PATHS
from kehu.foundation.access.visibility import VisibleQuerySet
from kehu.foundation.objects import registry

DOMAINS = tuple(settings.DOMAIN_APPS)
SAMPLES = {
    "uuid": "01234567-89ab-7def-8123-456789abcdef",
    "slug": "customer",
    "str": "x",
    "int": "1",
    "path": "x",
}


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    """A sample address for each pattern."""
    for one in patterns:
        route = prefix + _sample(str(one.pattern))
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        else:
            yield route


def _sample(route: str) -> str:
    for kind, value in SAMPLES.items():
        while f"<{kind}:" in route:
            start = route.index(f"<{kind}:")
            route = route[:start] + value + route[route.index(">", start) + 1 :]
    return route.replace("^", "").replace("$", "")


@pytest.mark.parametrize("model", [m for m in apps.get_models() if m.__module__.startswith(DOMAINS)])
def test_every_table_of_a_domain_has_visible_to(model: type) -> None:
    assert issubclass(model._default_manager._queryset_class, VisibleQuerySet), "use VisibleQuerySet.as_manager()"
    assert hasattr(model, "ownership")


def test_every_object_has_a_door_and_a_view_verb() -> None:
    for kind in registry.all_objects():
        assert hasattr(kind.model_class, "ownership"), kind.key
        assert kind.view, kind.key


def test_nothing_answers_without_a_session_but_the_open_paths(db: None) -> None:
    client = Client()
    answered = []
    for route in routes(get_resolver().url_patterns):
        if route.startswith(OPEN_PATHS):
            continue
        response = client.get(route)
        if not (response.status_code == 302 and response["Location"].startswith("/accounts/login/")):
            answered.append((route, response.status_code))
    assert answered == []
