"""XML as a stream of events, refusing what no office program writes: document types, entities, endless tokens."""

from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from kehu.foundation.transfer.reading.errors import UnreadableFile

CHUNK = 64 << 10
LONGEST_TOKEN = 4 << 20  # bytes of one tag or attribute
LONGEST_TEXT = 2_000_000  # characters of one cell

DAMAGED = _("The file is damaged: its contents end or break off in the middle.")


def events(
    file: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> Iterator[None]:
    """Feed the file to the handlers, yielding after each chunk. Tag names come without namespace prefix.

    `start(name, attributes)`, `end(name)`, `text(characters)`. Raises UnreadableFile.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    fed = 0
    try:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise UnreadableFile(_("The file holds far too long pieces of XML. It was not read."))
            yield
        parser.Parse(b"", True)
        yield
    except UnreadableFile:
        raise
    except Exception as error:  # expat, zlib and zipfile each have their own for damaged data
        raise UnreadableFile(DAMAGED) from error


def _refuse(*_declaration: object) -> None:
    raise UnreadableFile(_("The file contains XML declarations that spreadsheets do not need. It was not read."))


def short_enough(length: int) -> None:
    """Refuse a cell text beyond all measure. Raises UnreadableFile."""
    if length > LONGEST_TEXT:
        raise UnreadableFile(_("A cell of the file is far too long. It was not read."))
