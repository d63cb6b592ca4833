"""vCards as a table: one row a card, and as many 'phone 2', 'phone 2 type' columns as the fullest card needs."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.reading.errors import UnreadableFile
from kehu.foundation.transfer.reading.rows import Row, Source
from kehu.foundation.transfer.reading.vcards import Card, Property, cards, unescape

MOST_OF_A_KIND = 20
UNREADABLE_CARD = _("This card could not be read.")

SINGLE = ["name", "family name", "given name", "middle name", "name prefix", "name suffix", "nickname",
          "company", "department", "job title", "birthday", "anniversary", "gender", "notes", "categories",
          "uid"]  # fmt: skip
REPEATED = ["phone", "email", "address", "website", "im", "custom"]
ADDRESS = ["street", "city", "region", "postcode", "country"]
# What a service is called in X- properties of Android, iPhone, Outlook and QQ.
MESSENGERS = {
    "X-WECHAT": "wechat", "X-WEIXIN": "wechat", "X-QQ": "qq", "X-SKYPE": "skype", "X-SKYPE-USERNAME": "skype",
    "X-AIM": "aim", "X-MSN": "msn", "X-ICQ": "icq", "X-JABBER": "jabber", "X-YAHOO": "yahoo",
    "X-GOOGLE-TALK": "google talk", "X-WHATSAPP": "whatsapp", "X-GTALK": "google talk",
}  # fmt: skip
SILENT_TYPES = {"pref", "voice", "internet", "x-internet", "msg", "x400"}
TYPE_NAMES = {"cell": "mobile", "iphone": "mobile", "x-mobile": "mobile", "pcs": "mobile", "dom": "", "intl": "",
              "postal": "", "parcel": "", "workfax": "work fax", "homefax": "home fax"}  # fmt: skip


class VCardSource(Source):
    """The cards of a file as rows numbered from 1; the columns come from a first pass over all cards."""

    format = "vcard"

    def __init__(self, path: str | Path, encoding: str | None = None):
        self._path = Path(path)
        self.encoding = encoding
        seen: set[str] = set()
        for card in self._cards():
            seen.update(card_fields(card))
        self._fields = sorted(seen, key=_order)
        self.columns = self._fields
        if not seen:
            raise UnreadableFile(_("No contact in this file could be read."))

    def records(self) -> Iterator[Row]:
        """One row a card; an unreadable one has no cells, a problem, and its bytes as `raw`."""
        for number, card in enumerate(self._cards(), start=1):
            fields = card_fields(card)
            row = Row(number, [fields.get(column) for column in self._fields])
            yield row if fields else row.with_problem(UNREADABLE_CARD, card.raw)

    def _cards(self) -> Iterator[Card]:
        with self._path.open("rb") as file:
            yield from cards(file, self.encoding)


def card_fields(card: Card) -> dict[str, str]:
    """Column name to text for one card; empty if the card says nothing."""
    labels = {entry.group: entry.text() for entry in card.all("X-ABLABEL") if entry.group}
    fields = _person(card)
    lists: dict[str, list[tuple[bool, dict[str, str]]]] = {}
    for entry in card.properties:
        if found := _listed(entry, labels):
            kind, values = found
            if values not in [known for _preferred, known in lists.setdefault(kind, [])]:
                lists[kind].append(("pref" in entry.types, values))
    for kind, entries in lists.items():
        entries.sort(key=lambda pair: not pair[0])
        for place, (_preferred, values) in enumerate(entries[:MOST_OF_A_KIND], start=1):
            for part, text in values.items():
                fields[f"{kind} {place} {part}".strip()] = text
    return {name: text for name, text in fields.items() if text}


def _person(card: Card) -> dict[str, str]:
    fields: dict[str, str] = {}
    for entry in card.all("N")[:1]:
        fields.update(zip(SINGLE[1:6], entry.parts(), strict=False))
    for entry in card.all("ORG")[:1]:
        company, *departments = entry.parts() or [""]
        fields.update(company=company, department=" / ".join(filter(None, departments)))
    for entry in card.all("GENDER")[:1]:
        fields["gender"] = (entry.parts() or [""])[0]
    _add_texts(card, fields)
    if not fields.get("name"):
        fields["name"] = _joined_name(fields) or fields.get("company", "")
    return fields


def _add_texts(card: Card, fields: dict[str, str]) -> None:
    simple = {"FN": "name", "NICKNAME": "nickname", "TITLE": "job title", "ROLE": "job title", "UID": "uid"}
    for name, column in simple.items():
        for entry in card.all(name)[:1]:
            fields.setdefault(column, entry.text().strip())
    for name, column in {"NOTE": "notes", "CATEGORIES": "categories"}.items():
        fields[column] = "\n".join(filter(None, (entry.text().strip() for entry in card.all(name))))
    for name, column in {"BDAY": "birthday", "ANNIVERSARY": "anniversary"}.items():
        for entry in card.all(name)[:1]:
            fields[column] = day_text(entry)


def _joined_name(fields: dict[str, str]) -> str:
    family, given = fields.get("family name", ""), fields.get("given name", "")
    if re.fullmatch(r"[\u3400-\u9fff·]+", family + given):
        return family + given
    parts = [fields.get("name prefix"), given, fields.get("middle name"), family, fields.get("name suffix")]
    return " ".join(filter(None, parts))


def _listed(entry: Property, labels: dict[str, str]) -> tuple[str, dict[str, str]] | None:
    kind, text = "", entry.text().strip()
    if entry.name == "TEL":
        text = re.sub(r"^tel:", "", text, flags=re.IGNORECASE).replace(";ext=", " ext. ").replace("_$!<", "")
        kind = "phone"
    elif entry.name == "EMAIL":
        kind, text = "email", re.sub(r"^mailto:", "", text, flags=re.IGNORECASE)
    elif entry.name == "URL":
        kind = "website"
    elif entry.name == "ADR":
        values = _address(entry)
        return ("address", {**values, "type": _type(entry, labels)}) if any(values.values()) else None
    elif entry.name == "IMPP" or entry.name in MESSENGERS:
        service = MESSENGERS.get(entry.name) or entry.parameters.get("X-SERVICE-TYPE", "").lower()
        scheme, colon, rest = text.partition(":")
        if entry.name == "IMPP" and colon:
            service, text = service or scheme.lower(), rest.lstrip("/")
        return ("im", {"": text, "type": service or "im"}) if text else None
    elif entry.name.startswith("X-") and not entry.name.startswith(
        ("X-AB", "X-APPLE", "X-MS-", "X-PHONETIC", "X-EVOL")
    ):
        return ("custom", {"": text, "type": entry.name[2:].lower().replace("-", " ")}) if text and kind == "" else None
    return (kind, {"": text, "type": _type(entry, labels)}) if kind and text else None


def _address(entry: Property) -> dict[str, str]:
    parts = [*entry.parts(), *[""] * 7][:7]
    street = "\n".join(filter(None, (parts[0], parts[1], parts[2])))
    return dict(zip(ADDRESS, [street, *parts[3:]], strict=True))


def _type(entry: Property, labels: dict[str, str]) -> str:
    """'work', 'mobile', 'home fax', or the label that the owner gave it on his phone."""
    if entry.group in labels:
        label = re.sub(r"^_\$!<(.*)>!\$_$", r"\1", labels[entry.group])
        label = unescape(label).strip()
        return TYPE_NAMES.get(label.lower(), label.lower()) if label.isascii() else label
    names = [TYPE_NAMES.get(name, name.removeprefix("x-")) for name in entry.types if name not in SILENT_TYPES]
    unique = list(dict.fromkeys(filter(None, names)))
    if "mobile" in unique:
        return "mobile"
    return " ".join(sorted(unique, key=lambda name: name == "fax"))


def day_text(entry: Property) -> str:
    """A date as ISO, or '--MM-DD' where the year is unknown (iPhones write 1604 then)."""
    text = entry.text().strip()
    match = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", text)
    if match and match.group(1) != entry.parameters.get("X-APPLE-OMIT-YEAR", "1604"):
        return "-".join(match.groups())
    if match:
        return f"--{match.group(2)}-{match.group(3)}"
    if match := re.match(r"--(\d{2})-?(\d{2})", text):
        return f"--{match.group(1)}-{match.group(2)}"
    return text


def _order(column: str) -> tuple[int, int, int]:
    if column in SINGLE:
        return (SINGLE.index(column) if column != "notes" else 900, 0, 0)
    kind, number, *part = column.split(" ", 2)
    detail = ["", *ADDRESS, "type"].index(part[0] if part else "")
    return (100 + REPEATED.index(kind), int(number), detail)
