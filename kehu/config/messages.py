"""The sentences people read: collected from the sources into language files, and compiled for use.

Every top-level package keeps `locale/zh_Hans/LC_MESSAGES/django.po`; English is the sentence in the source, and
Traditional Chinese is made from Simplified when compiling. `python -m kehu.config.messages [extract]`.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

PACKAGE = Path(__file__).resolve().parents[1]
SOURCE, DERIVED = "zh_Hans", "zh_Hant"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_JINJA = {"extensions": "jinja2.ext.i18n,jinja2.ext.do,jinja2.ext.loopcontrols", "newstyle_gettext": "true"}


def compile_all(root: Path = PACKAGE) -> int:
    """Compile each language file that changed since it was last compiled; returns how many that were."""
    compiled = 0
    for source in sorted(root.glob(f"*/locale/{SOURCE}/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        derived = source.parents[2] / DERIVED / "LC_MESSAGES" / "django.mo"
        if min(_modified(target), _modified(derived)) >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=SOURCE)
        _write(catalog, target)
        _write(_traditional(catalog), derived)
        compiled += 1
    return compiled


def extract_all(root: Path = PACKAGE) -> dict[str, int]:
    """Bring each package's language file up to date; returns for each package how many sentences lack a translation."""
    missing = {}
    for package in sorted(path for path in root.iterdir() if (path / "__init__.py").exists()):
        template = collect(package)
        if not len(template):
            continue
        path = package / "locale" / SOURCE / "LC_MESSAGES" / "django.po"
        catalog = Catalog(locale=SOURCE, project="Kehu", fuzzy=False)
        if path.exists():
            with path.open("rb") as file:
                catalog = read_po(file, locale=SOURCE)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=120, omit_header=False, sort_output=True, no_location=True)
        missing[package.name] = sum(1 for message in catalog if message.id and not is_translated(message))
    return missing


def collect(package: Path) -> Catalog:
    catalog = Catalog(project="Kehu")
    for path in sorted(package.rglob("*")):
        if path.suffix not in {".py", ".html", ".jinja", ".txt"} or {"migrations", "static", "tests"} & set(path.parts):
            continue
        for line, message, comments, context in _extract(path):
            catalog.add(message, locations=[(str(path), line)], auto_comments=comments, context=context)
    return catalog


def _extract(path: Path) -> Iterator[tuple]:
    content = path.read_bytes()
    method: str = "python"
    options = {}
    if path.suffix != ".py" and "templates" in path.parts:  # allauth's pages: Django's own template language
        content = _templatize(content.decode(), str(path))
    elif path.suffix != ".py":
        method, options = "jinja2.ext:babel_extract", _JINJA
    yield from extract(method, io.BytesIO(content), KEYWORDS, ("Translators:",), options)


def _templatize(text: str, origin: str) -> bytes:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    return templatize(text, origin=origin).encode()


def _traditional(catalog: Catalog) -> Catalog:
    convert = OpenCC("s2twp").convert
    result = Catalog(locale=DERIVED, charset="utf-8")
    for message in catalog:
        if message.id and is_translated(message):
            text = message.string
            changed = convert(text) if isinstance(text, str) else tuple(convert(part) for part in text or ())
            result.add(message.id, changed, context=message.context)
    return result


def is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, list | tuple) else bool(message.string)


def _write(catalog: Catalog, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_mo(file, catalog)


def _modified(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["extract"]:
        for package, count in extract_all().items():
            print(f"{package}: {count} without translation")
    compile_all()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
