"""HTML becomes PDF, with fonts of our own and without asking anybody for anything."""

import atexit
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any

from kehu.foundation.documents import fonts

SCHEME = "kehu:"
_one_at_a_time = threading.Lock()  # the font library below keeps one configuration for the whole process


class NotAvailable(Exception):
    """This machine cannot make PDFs; the message is one sentence for whoever looks after it."""


@cache
def trouble() -> str:
    """Why this machine cannot make PDFs, in a sentence; "" when it can."""
    try:
        import weasyprint  # noqa: F401  the libraries of the system are looked for here
    except OSError as missing:
        library = str(missing).splitlines()[0][:200]
        return f"PDFs cannot be made: the library Pango is missing ({library}); install it, or print from the browser."
    if not fonts.complete():
        return "PDFs cannot be made: the fonts for papers are missing; run: make setup."
    return ""


def render(html: str, *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of a whole HTML document. `pictures` are what its addresses `kehu:NAME` stand for; any other address is
    left out. Raises NotAvailable.
    """
    if trouble():
        raise NotAvailable(trouble())
    import weasyprint

    fetcher = _fetcher(dict(pictures or {}))
    with _one_at_a_time:
        configuration = _configuration()
        document = weasyprint.HTML(string=html, base_url=SCHEME, url_fetcher=fetcher)
        return bytes(document.write_pdf(font_config=configuration, stylesheets=[_faces()]))


@cache
def _configuration() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(_forget)  # it cleans up after itself, which is too late once the interpreter is half gone
    return FontConfiguration()


def _forget() -> None:
    _faces.cache_clear()
    _configuration.cache_clear()


@cache
def _faces() -> Any:
    """Read once per process: the two files have ten megabytes each."""
    import weasyprint

    known = {f"font-{weight}": (fonts.FOLDER / name).read_bytes() for weight, name in fonts.FILES.items()}
    return weasyprint.CSS(string=fonts.faces(), font_config=_configuration(), url_fetcher=_fetcher(known))


def _fetcher(known: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyOurs(URLFetcher):
        """Knows no network and no files."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(SCHEME)
            if not url.startswith(SCHEME) or name not in known:
                raise ValueError(f"not a picture of this paper: {url[:100]}")
            return URLFetcherResponse(url, body=known[name])

    return OnlyOurs()
