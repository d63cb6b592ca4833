"""Logs: one JSON object a line under the supervisor, readable lines at a terminal; never what customers told us."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from kehu.config import environment

# PostgreSQL repeats the offending values in these lines of its errors.
_VALUES = re.compile(r"^(?:DETAIL|CONTEXT|HINT):.*(?:\n[ \t].*)*\n?", re.MULTILINE)


def configure(_settings: dict[str, Any] | None = None) -> None:
    """Django's LOGGING_CONFIG; also called by processes that do without Django."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        _add_request_id,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    as_json = environment.text("KEHU_LOG") == "json"
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if not as_json:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _without_values,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("kehu").setLevel(logging.INFO)
    logging.getLogger("granian.access").setLevel(logging.ERROR)
    # Every request has its line already; these would repeat it with the address.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _add_request_id(_logger: Any, _name: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    from kehu.foundation.audit.context import current

    request_id = current().request_id
    if request_id:
        entry.setdefault("request_id", request_id)
    return entry


def _without_values(_logger: Any, _name: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in ("exception", "event"):
        if isinstance(entry.get(key), str):
            entry[key] = _VALUES.sub("", entry[key])
    return entry
