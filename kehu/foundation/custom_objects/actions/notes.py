"""Writing on records."""

from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.custom_objects.models import CustomRecord, RecordNote
from kehu.foundation.objects.records import visible_record
from kehu.foundation.refusals import Refusal


class NoteRefused(Refusal):
    """The note is empty, or somebody else's."""


def write(*, record: CustomRecord, body: str, by: User) -> RecordNote:
    """Whoever sees a record and may change records of its kind, even if not this one, may write on it."""
    visible_record(by, record.object_key, record.pk)
    by.require(f"{record.object_key}.edit")
    if not body.strip():
        raise NoteRefused(_("A note needs some words."), field="body")
    with writing(by=by):
        return RecordNote.objects.create(subject_id=record.pk, author=by, body=body.strip())


def remove(*, note: RecordNote, by: User) -> None:
    """One's own note; the trail keeps what it said."""
    if note.author_id != by.pk:
        raise NoteRefused(_("Only who wrote a note may remove it."))
    with writing(by=by):
        note.delete()
