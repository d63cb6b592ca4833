"""HTML of strangers: only words, tables and links stay; nothing runs, nothing is fetched from outside."""

import html
import re

import nh3

TAGS = {
    "a",
    "abbr",
    "address",
    "article",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
}
ATTRIBUTES = {
    "*": {"dir", "lang", "title", "align", "valign"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
BLOCKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table"}
UNSEEN = {"script", "style", "head", "title", "!--"}
DEEPEST = 300  # nested elements; deeper trees only serve to exhaust the stack


def safe_html(source: str) -> str:
    """The page without scripts, styles, forms, frames and remote pictures; `cid:` pictures stay."""
    if _depth(source) > DEEPEST:
        return "<p>" + html.escape(plain_text(source)).replace("\n", "<br>") + "</p>"
    return nh3.clean(
        source.replace("\x00", ""),
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "noscript", "template", "svg", "math"},
        attributes=ATTRIBUTES,
        attribute_filter=_only_inline_pictures,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def plain_text(source: str) -> str:
    """The words of a page, one line a block. Linear in its length, whatever it holds."""
    text = re.sub(r"\s+", " ", source.replace("\x00", ""))
    kept, begin, unseen = [], 0, ""
    for tag in re.finditer(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<!--|-->", text):
        name = "!--" if tag.group(2) is None else tag.group(2).lower()
        if not unseen:
            kept.append(text[begin : tag.start()])
            if name in BLOCKS:
                kept.append("\n")
            unseen = name if not tag.group(1) and name in UNSEEN and tag.group() != "-->" else ""
        elif name == unseen and (tag.group(1) or tag.group() == "-->"):
            unseen = ""
        begin = tag.end()
    if not unseen:
        kept.append(text[begin:])
    lines = [line.strip() for line in html.unescape("".join(kept)).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _only_inline_pictures(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and not value.lower().startswith("cid:"):
        return None
    return value


def _depth(source: str) -> int:
    """An upper bound of how deep elements nest."""
    deepest = depth = 0
    for closing, name in re.findall(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)", source):
        if name.lower() in ("br", "img", "hr", "meta", "link", "input", "col", "wbr", "p", "li", "td", "tr", "font"):
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest
