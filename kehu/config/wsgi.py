"""The WSGI application that the web process serves."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehu.config.settings")
_django = get_wsgi_application()

from kehu.config import environment, warming  # noqa: E402 -- needs the settings


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Django, told the client's address by the front, through which alone this process can be reached."""
    client = environ.pop("HTTP_X_KEHU_CLIENT", "")
    if client:
        environ["REMOTE_ADDR"] = client
    return _django(environ, start_response)


if environment.flag("KEHU_WARM", False):
    warming.begin(application)
