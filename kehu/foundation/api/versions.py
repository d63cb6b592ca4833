"""`If-Match`: a change is made only to the version of a record that the caller has seen."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kehu.foundation.refusals import Outdated


class VersionMismatch(Outdated):
    """The record is not what the caller has seen any more; `version` is what it is now."""

    def __init__(self, version: int):
        super().__init__(_("Somebody else changed this in the meantime. Load it again to see the change."))
        self.version = version


def require_version(request: HttpRequest, record: Any) -> None:
    """Lock the record and compare. Call it in the transaction of the change; without the header nothing is asked."""
    header = request.headers.get("If-Match")
    if not header or header.strip() == "*":
        return
    rows = type(record)._base_manager.select_for_update(no_key=True, of=("self",))
    version = rows.values_list("version", flat=True).get(pk=record.pk)
    if str(version) not in {one.strip().removeprefix("W/").strip('"') for one in header.split(",")}:
        raise VersionMismatch(version)
