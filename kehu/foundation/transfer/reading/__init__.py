"""Reading what people bring: tables in any format, and mails. `open_table` and `read_mail` are the doors."""

from kehu.foundation.transfer.reading.eml import Mail, read_mail
from kehu.foundation.transfer.reading.errors import UnreadableFile
from kehu.foundation.transfer.reading.rows import Row
from kehu.foundation.transfer.reading.table import Table, open_table

__all__ = ["Mail", "Row", "Table", "UnreadableFile", "open_table", "read_mail"]
