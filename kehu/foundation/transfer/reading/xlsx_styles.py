"""Which cell styles of an .xlsx file show dates: Excel keeps a date as a number and a format."""

from typing import IO, NamedTuple

from kehu.foundation.transfer.reading.cell_values import is_date_format
from kehu.foundation.transfer.reading.safe_xml import events

# Number formats that are known by number only; 27-36 and 50-58 are the dates of Chinese, Japanese and Korean Excel.
BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
MOST_STYLES = 100_000


class Style(NamedTuple):
    is_date: bool = False
    code: str = "General"


class Styles:
    """Cell styles by the index that cells name."""

    def __init__(self, styles: list[Style] | None = None):
        self._styles = {str(place): style for place, style in enumerate(styles or [])}
        self._plain = Style()

    def of(self, index: str) -> Style:
        """The style, or a plain one if the file names one it does not have."""
        return self._styles.get(index, self._plain)


def read_styles(file: IO[bytes]) -> Styles:
    """The styles of `xl/styles.xml`. Raises UnreadableFile."""
    codes: dict[str, str] = {}
    styles: list[Style] = []
    within_cells = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal within_cells
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            within_cells = True
        elif name == "xf" and within_cells and len(styles) < MOST_STYLES:
            number = attributes.get("numFmtId", "0")
            if number in codes:
                styles.append(Style(is_date_format(codes[number]), codes[number]))
            else:
                styles.append(Style(number.isdigit() and int(number) in BUILT_IN_DATES))

    def end(name: str) -> None:
        nonlocal within_cells
        if name == "cellXfs":
            within_cells = False

    for _chunk in events(file, start, end, lambda _text: None):
        pass
    return Styles(styles)
