"""Finds the icons that pages use and cuts the icon font and its style sheet down to them.

The whole font weighs 507 kB and has over five thousand glyphs; Kehu uses some two hundred.
"""

import logging
import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

PACKAGE = Path("@tabler/icons-webfont")
_SOURCES = {".html", ".jinja", ".py", ".js", ".txt"}
_CLASS = re.compile(r"\bti-([a-z0-9]+(?:-[a-z0-9]+)*)")
_QUOTED = re.compile(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")
_TABLE = re.compile(
    r"icons?\b[^=\n]{0,60}=\s*(?:dict\()?[{\[(](.*?)^\s*[}\])]", re.IGNORECASE | re.DOTALL | re.MULTILINE
)
_RULE = re.compile(r"\.ti-([a-z0-9-]+):before\s*\{\s*content:\s*\"\\([0-9a-f]+)\";?\s*\}")


def used(root: Path) -> set[str]:
    """Every word below `root` that may name an icon: a superset, as words that are no icon do no harm.

    Counted are quoted words on a line that says "icon" or calls `empty(` (`icon("phone")`, `"icon": "phone"`), all
    quoted words of a table whose name says so (`ICONS = {…}`), and classes (`ti-phone`).
    """
    words: set[str] = set()
    for path in sorted(root.rglob("*")):
        if path.suffix not in _SOURCES or {"vendor", "locale", "migrations"} & set(path.parts) or not path.is_file():
            continue
        if path.is_relative_to(root / "static") or path.is_relative_to(root / "static.new"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        words.update(_CLASS.findall(text))
        for line in text.splitlines():
            if "icon" in line.lower() or "empty(" in line:
                words.update(_QUOTED.findall(line))
        for table in _TABLE.findall(text):
            words.update(_QUOTED.findall(table))
    return words


def known(package: Path) -> set[str]:
    """The names of all icons there are."""
    return set(dict(_RULE.findall((package / "dist" / "tabler-icons.css").read_text())))


def cut(package: Path, words: set[str], target: Path) -> int:
    """Write `tabler-icons.css` and `tabler-icons.woff2` with the icons among `words`; returns how many there are."""
    sheet = (package / "dist" / "tabler-icons.css").read_text()
    glyphs = {name: code for name, code in _RULE.findall(sheet) if name in words}
    target.mkdir(parents=True, exist_ok=True)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options = subset.Options(flavor="woff2", layout_features=[], glyph_names=False, notdef_outline=True)
    font: TTFont = subset.load_font(str(package / "dist/fonts/tabler-icons.woff2"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[int(code, 16) for code in glyphs.values()])
    subsetter.subset(font)
    subset.save_font(font, str(target / "tabler-icons.woff2"), options)
    head = sheet[: sheet.index("@font-face")]
    base = re.search(r"\.ti \{[^}]*\}", sheet)
    if base is None:
        raise ValueError("the icon package has changed its style sheet")
    face = (
        '@font-face{font-family:"tabler-icons";font-style:normal;font-weight:400;font-display:block;'
        'src:url("./tabler-icons.woff2") format("woff2")}\n'
    )
    rules = "".join(f'.ti-{name}:before{{content:"\\{code}"}}\n' for name, code in sorted(glyphs.items()))
    (target / "tabler-icons.css").write_text(head + face + base.group() + "\n" + rules)
    return len(glyphs)
