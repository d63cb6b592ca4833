"""Schemathesis reads the OpenAPI document and calls every operation with what it allows and with what it does not.

Whatever is sent: no failure of ours, no status that the document does not name, no answer of another shape.
KEHU_API_EXAMPLES sets how many requests are made up for each operation beside the systematic ones; with more than the
usual four, every filter of every list is tried, which takes an hour.
"""

import copy
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import (
    CoveragePhaseConfig,
    GenerationConfig,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kehu.config.api import api
from tests.api.client import token_for
from tests.world import World

EXAMPLES = int(os.environ.get("KEHU_API_EXAMPLES", "4"))
WHOLE = EXAMPLES > 4
FILTERS = 8  # further filters of a list are read by the same code; the large run has them all
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def _schema() -> Any:
    project = ProjectConfig(
        phases=PhasesConfig(coverage=CoveragePhaseConfig(unexpected_methods=set())),
        generation=GenerationConfig(max_examples=EXAMPLES, deterministic=True, no_shrink=True),
    )
    project.phases.update(phases=["examples", "coverage", "fuzzing"])
    document = copy.deepcopy(api.get_openapi_schema())
    for operations in document["paths"].values():
        for operation in operations.values():
            if not WHOLE:
                del operation["parameters"][FILTERS:]
    loaded = schemathesis.openapi.from_dict(
        document, config=SchemathesisConfig(projects=ProjectsConfig(default=project))
    )
    loaded.app = WSGIHandler()
    return loaded


schema = _schema()
calm = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The handler must not close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def tokens(world: World) -> dict[str, str]:
    return {role: token_for(world.users[role]) for role in ("administrator", "sales")}


def _as(token: str) -> dict[str, str]:
    """The handler is called without a network, so nothing would unpack what it compresses."""
    return {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}


@schema.parametrize()
@calm
def test_every_answer_to_an_administrator_is_as_the_document_says(case: Any, tokens: dict[str, str]) -> None:
    case.call_and_validate(headers=_as(tokens["administrator"]), checks=CHECKS)


@schema.parametrize()
@calm
def test_every_answer_to_a_seller_is_as_the_document_says(case: Any, tokens: dict[str, str]) -> None:
    case.call_and_validate(headers=_as(tokens["sales"]), checks=CHECKS)
