"""Copies the vendor files we serve into `kehu/foundation/ui/static/vendor/`, which git ignores.

Copying a list of files instead of whole packages keeps collecting at seconds: whole, they are 1,700 files and 80 MB.
"""

import re
import shutil
import subprocess
from pathlib import Path

from kehu.config.frontend import icons, packages, styles, typeface
from kehu.foundation.documents import fonts

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "foundation" / "ui" / "static" / "vendor"

FILES = {
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/dist/ext/hx-sse.min.js": "htmx/hx-sse.min.js",
    "htmx.org/dist/ext/hx-preload.min.js": "htmx/hx-preload.min.js",
    "htmx.org/dist/ext/hx-head.min.js": "htmx/hx-head.min.js",
    "htmx.org/dist/ext/hx-csp.min.js": "htmx/hx-csp.min.js",
    "sortablejs/Sortable.min.js": "sortable/Sortable.min.js",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
}
# Fonts for PDFs are read by the server and never served: they lie beside the code that uses them.
PAPER_FONTS = {
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": fonts.FOLDER / fonts.FILES[400],
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": fonts.FOLDER / fonts.FILES[700],
    "@expo-google-fonts/noto-sans-sc/LICENSE_FONT": fonts.FOLDER / "LICENSE",
}
_CALENDAR = "fullcalendar/fullcalendar.js"
_LEAFLET = "leaflet/leaflet.css"
_TABLER = "tabler/tabler.min.css"


def sources() -> list[Path]:
    """The files of ours that decide what the vendor folder looks like."""
    return [HERE / "vendor.py", HERE / "icons.py", HERE / "styles.py", HERE / "typeface.py", HERE / "calendar.mjs"]


def complete() -> bool:
    served = (*FILES.values(), _CALENDAR, _LEAFLET, _TABLER, "icons/tabler-icons.css")
    return all((TARGET / name).exists() for name in served) and fonts.complete()


def build(modules: Path, words: set[str]) -> None:
    """Fill the vendor folder anew; `words` may name icons (see `icons.used`)."""
    shutil.rmtree(TARGET, ignore_errors=True)
    for source, target in FILES.items():
        _copy(modules / source, TARGET / target)
    _fonts(modules / "@fontsource-variable" / "inter", TARGET / "inter")
    _calendar(modules)
    _leaflet(modules / "leaflet/dist/leaflet.css", TARGET / _LEAFLET)
    _tabler(modules / "@tabler/core/dist/css/tabler.min.css", TARGET / _TABLER)
    icons.cut(modules / icons.PACKAGE, words, TARGET / "icons")
    for source, place in PAPER_FONTS.items():
        place.parent.mkdir(exist_ok=True)
        shutil.copyfile(modules / source, place)


def without_source_map(text: str) -> str:
    """A style sheet or script without the address of its source map, which hashing file names would ask for."""
    return re.sub(r"(//#|/\*#)\s*sourceMappingURL=[^\s*]+(\s*\*/)?", "", text)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(without_source_map(source.read_text(encoding="utf-8")), encoding="utf-8")


def _leaflet(source: Path, target: Path) -> None:
    """Without the rules that show pictures of its own: our marks are numbers, and there is no choice of layers."""
    target.write_text(
        re.sub(r"[^{}]*\{[^{}]*url\(images/[^{}]*\}", "", source.read_text(encoding="utf-8")), encoding="utf-8"
    )


def _tabler(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet = without_source_map(source.read_text(encoding="utf-8"))
    target.write_text(styles.cut(sheet), encoding="utf-8")


def _fonts(package: Path, target: Path) -> None:
    sheet = (package / "index.css").read_text()
    target.mkdir(parents=True, exist_ok=True)
    for name in re.findall(r"url\(\./files/([^)]+)\)", sheet):
        typeface.cut(package / "files" / name, target / name)
    (target / "inter.css").write_text(sheet.replace("./files/", "./"))


def _calendar(modules: Path) -> None:
    """Bundle the four calendar views we show: 864 kB whole, a fifth of it after leaving out and minifying the rest."""
    target = TARGET / _CALENDAR
    target.parent.mkdir(parents=True, exist_ok=True)
    command = packages.node(
        modules / "esbuild" / "bin" / "esbuild",
        "--bundle",
        "--minify",
        "--format=iife",
        "--global-name=FullCalendar",
        "--legal-comments=inline",
        "--log-level=warning",
        f"--outfile={target}",
    )
    subprocess.run(command, input=(HERE / "calendar.mjs").read_bytes(), cwd=modules.parent, check=True)
