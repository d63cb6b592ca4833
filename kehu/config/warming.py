"""What a web process does before somebody waits for it: the first page would otherwise cost him seconds.

Modules of pages, addresses in every language, templates, and word tables are loaded on first use. A thread uses them
once as soon as the process starts, while it answers already.
"""

import gc
import io
import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import connections
from django.template import engines
from django.urls import get_resolver, reverse
from django.utils import translation

log = structlog.get_logger("kehu.warming")

# With a hundred thousand objects that stay for good, looking through all of them for garbage takes longer than a page.
GARBAGE_AFTER = (20_000, 20, 50)
# Of the pages that a day begins with; what stands in dialogs is loaded when one is opened.
_TEMPLATES = (
    "ui/base", "ui/page", "ui/frame/", "ui/macros/", "lists/page", "lists/list", "lists/table", "lists/rows",
    "lists/palette", "customers/customer", "customers/macros", "customers/parts/", "interactions/home",
    "interactions/timeline/panel", "interactions/timeline/item", "interactions/timeline/list", "interactions/tasks/row",
    "interactions/timeline/filters", "interactions/timeline/upcoming", "interactions/visits/row",
)  # fmt: skip
BREATH = 0.005  # seconds between templates, in which requests go first


def begin(application: Callable[..., Any]) -> None:
    """Warms in the background; what fails is told in the log and hinders nobody."""
    threading.Thread(target=warm, args=[application], name="warming", daemon=True).start()


def warm(application: Callable[..., Any] | None = None) -> None:
    try:
        _addresses()
        _templates()
        _words()
        if application:
            _first_page(application)
    except Exception:
        log.warning("warming.failed", exc_info=True)
    finally:
        connections.close_all()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_AFTER)


def _addresses() -> None:
    _imported(get_resolver())
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            reverse("account_login")


def _imported(resolver: Any) -> None:
    for pattern in getattr(resolver, "url_patterns", ()):
        _imported(pattern)


def _templates() -> None:
    environment: Any = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in environment.list_templates(filter_func=lambda one: one.startswith(_TEMPLATES)):
        environment.get_template(name)
        time.sleep(BREATH)


def _words() -> None:
    from kehu.foundation.search.terms import terms

    terms(names=["张伟"], phones=["+8613800138000"])


def _first_page(application: Callable[..., Any]) -> None:
    """The log-in page goes through the whole stack, database and session included."""
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/accounts/login/", "QUERY_STRING": "", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": "", "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    answer = application(environ, lambda _status, _headers, _error=None: None)
    b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
