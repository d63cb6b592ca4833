import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import engines

from kehu.config import warming


@pytest.fixture
def garbage() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.fixture(autouse=True)
def connection_of_the_test_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming.connections, "close_all", lambda: None)


def test_a_warm_process_has_its_templates_and_has_answered_a_page(garbage: None) -> None:
    asked: list[str] = []

    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        return [b""]

    warming.warm(application)

    templates = {name for _loader, name in engines["jinja2"].env.cache}  # type: ignore[attr-defined]
    assert {"customers/customer.html", "lists/list.html", "interactions/home.html"} <= templates
    assert asked == ["/accounts/login/"]


def test_what_fails_hinders_nobody(garbage: None) -> None:
    def application(_environ: object, _start: object) -> list[bytes]:
        raise RuntimeError("no database yet")

    warming.warm(application)
