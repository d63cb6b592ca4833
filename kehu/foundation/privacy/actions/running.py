"""Carrying out an erasure, step by step; it may be killed anywhere and goes on from its checkpoint.

    words    read by which words the persons are found, before anything is gone
    records  each person's records, in one transaction each: domain rows, what hangs on them, their history
    texts    the words in the texts of every other table, one transaction for each
    trail    the words in the rest of the audit trail
    files    imported and exported files that name them; then the stored bytes themselves
    close    the do-not-contact list, the certificate, the ledger

Every step may be done twice without harm: what is gone is gone.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection

from kehu.foundation.access.models import User
from kehu.foundation.audit.context import coming_from
from kehu.foundation.audit.writing import writing
from kehu.foundation.jobs.actions import runs
from kehu.foundation.objects import registry as objects
from kehu.foundation.privacy import rows, texts, transfers
from kehu.foundation.privacy.actions import closing
from kehu.foundation.privacy.models import Erasure
from kehu.foundation.privacy.registry import Holding, holding_of, record_of
from kehu.foundation.privacy.words import Words, loose, pattern

STEPS = ("words", "records", "texts", "trail", "files", "close")


def run(*, erasure_id: UUID) -> Erasure:
    """Do what is left of an erasure. Returns at once if it is over or waits for a person."""
    with coming_from("job"):
        while True:
            if _one_step(erasure_id):
                return Erasure.objects.get(pk=erasure_id)


def _one_step(erasure_id: UUID) -> bool:
    """One transaction: its work and the moving on of the checkpoint commit together. Returns whether that was all."""
    first = Erasure.objects.select_related("requested_by", "decided_by").get(pk=erasure_id)
    by = first.decided_by or first.requested_by or User.objects.system()
    with writing(by=by):
        erasure: Erasure = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure_id)
        if erasure.state not in {Erasure.State.QUEUED, Erasure.State.RUNNING, Erasure.State.FAILED}:
            return True
        erasure.state = Erasure.State.RUNNING
        erasure.save(update_fields=["state"])
        step = erasure.checkpoint.setdefault("step", "words")
        with _Erasing(erasure):
            if _DO[step](erasure, by):
                following = STEPS.index(step) + 1
                erasure.checkpoint |= {"step": STEPS[min(following, len(STEPS) - 1)], "at": 0}
        if erasure.state == Erasure.State.RUNNING:
            erasure.save(update_fields=["checkpoint", "counts", "digests"])
            if erasure.run:
                runs.progress(run=erasure.run, done=STEPS.index(erasure.checkpoint["step"]), total=len(STEPS))
            return False
    if erasure.run:
        runs.finish(run=erasure.run)
    return True


class _Erasing:
    """Tells the database that this transaction erases: append-only tables and the scrubbing functions let it pass."""

    def __init__(self, erasure: Erasure):
        self.erasure = erasure

    def __enter__(self) -> None:
        _tell("on", str(self.erasure.pk))

    def __exit__(self, kind: Any, *_rest: object) -> None:
        if kind is None:
            _tell("", "")


def _tell(erasing: str, erasure: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('kehu.erasing', %s, true), set_config('kehu.erasure', %s, true)", [erasing, erasure]
        )


def _words(erasure: Erasure, _by: User) -> bool:
    found = Words()
    for key, record_id in erasure.subjects:
        record = record_of(key, UUID(record_id))
        if record is not None:
            found |= holding_of(key).words(record)
    erasure.checkpoint |= {"words": found.as_data(), "gone": [], "paths": []}
    return True


def _records(erasure: Erasure, by: User) -> bool:
    """The next subject."""
    place = erasure.checkpoint["at"]
    if place >= len(erasure.subjects):
        return True
    key, record_id = erasure.subjects[place]
    record = record_of(key, UUID(record_id))
    if record is not None:
        _erase(erasure, holding_of(key), record, by)
    erasure.checkpoint["at"] = place + 1
    return False


def _erase(erasure: Erasure, holding: Holding, record: Any, by: User) -> None:
    words = Words.from_data(erasure.checkpoint["words"])
    subject, begun = record.pk, rows.last_entry()  # a deleted object has no key any more
    for found in (rows.linked(record), holding.linked(record)):
        _speak_of_him_no_more(erasure, found, words)
    if erasure.mode == Erasure.Mode.ERASE:
        holding.erase(record, by)
    else:
        holding.pseudonymise(record, by)
        # The domain's own call may have ended the state of erasing.
    _tell("on", str(erasure.pk))
    deleted, _changed = rows.gone_since(begun)
    gone = [one for ids in deleted.values() for one in ids]
    everything = list(dict.fromkeys([subject, *gone]))
    counts = rows.remove_attached(everything)
    paths = rows.files_of_deleted(everything, begun)
    deleted, changed = rows.gone_since(begun)
    for table, ids in deleted.items():
        counts[table] = len(ids)
    for table, number in counts.items():
        _count(erasure, table, number)
    _scrub(erasure, [subject, *(one for ids in deleted.values() for one in ids)])
    _redact_trail(erasure, [one for ids in changed.values() for one in ids], words.strong | words.names)
    erasure.checkpoint["gone"] += [str(one) for one in everything]
    erasure.checkpoint["paths"] += paths


def _speak_of_him_no_more(erasure: Erasure, linked: dict[Any, list[Any]], words: Words) -> None:
    for model, ids in linked.items():
        place = texts.place_of(model)
        if place:
            changed = texts.redact(place, words.strong | words.names, ids)
            _count(erasure, place.table, len(changed))
            _refresh(place, changed)


def _texts(erasure: Erasure, _by: User) -> bool:
    """The next table."""
    words = _words_of_nobody_else(erasure)
    place_number = erasure.checkpoint["at"]
    found = texts.places()
    if place_number >= len(found):
        return True
    if place_number == 0:
        ids = [UUID(one) for one in erasure.checkpoint["gone"]]
        _speak_of_him_no_more(erasure, rows.related(ids), words)
        rows.unlink(ids)
    place = found[place_number]
    if not place.is_business:
        _count(erasure, place.table, len(texts.redact(place, words.strong | words.names)))
    elif erasure.thorough:
        changed = texts.redact(place, words.strong)
        _count(erasure, place.table, len(changed))
        _refresh(place, changed)
    erasure.checkpoint["at"] = place_number + 1
    return False


def _words_of_nobody_else(erasure: Erasure) -> Words:
    """What a household or a switchboard shares stays with the others; asked once, when the person is gone."""
    words = Words.from_data(erasure.checkpoint["words"])
    if erasure.checkpoint.get("alone"):
        return words
    shared: set[str] = set()
    for key in {key for key, _record_id in erasure.subjects}:
        shared |= holding_of(key).shared(words.strong)
    words.strong -= shared
    words.digests = {pair for pair in words.digests if pair[1] not in shared}
    erasure.checkpoint |= {"alone": True, "words": words.as_data()}
    return words


def _trail(erasure: Erasure, _by: User) -> bool:
    if erasure.thorough:
        _redact_trail(erasure, None, Words.from_data(erasure.checkpoint["words"]).strong)
    return True


def _files(erasure: Erasure, _by: User) -> bool:
    """First what refers to the files goes and commits, then the files: a kill between the two leaves no dead link."""
    if erasure.checkpoint["at"] == 0:
        words = Words.from_data(erasure.checkpoint["words"])
        ids = [UUID(one) for one in erasure.checkpoint["gone"]]
        _number, paths = transfers.forget(ids, words.strong if erasure.thorough else ())
        erasure.checkpoint["paths"] += paths
        erasure.checkpoint["at"] = 1
        return False
    transfers.delete(erasure.checkpoint["paths"])
    _count(erasure, "files", len(erasure.checkpoint["paths"]))
    erasure.checkpoint["paths"] = []
    return True


def _close(erasure: Erasure, by: User) -> bool:
    closing.close(erasure, Words.from_data(erasure.checkpoint["words"]), by)
    return True


_DO: dict[str, Callable[[Erasure, User], bool]] = {
    "words": _words, "records": _records, "texts": _texts, "trail": _trail, "files": _files, "close": _close,
}  # fmt: skip


def _scrub(erasure: Erasure, ids: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_scrub(%s)", [list(dict.fromkeys(ids))])
        _count(erasure, "audit_entry", cursor.fetchone()[0])


def _redact_trail(erasure: Erasure, ids: list[UUID] | None, words: set[str]) -> None:
    if not pattern(words) or ids == []:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_redact(%s, %s, %s)", [ids, loose(words), pattern(words)])
        _count(erasure, "audit_entry", cursor.fetchone()[0])


def _count(erasure: Erasure, table: str, number: int) -> None:
    if number:
        erasure.counts[table] = erasure.counts.get(table, 0) + number


def _refresh(place: texts.Place, ids: list[Any]) -> None:
    """Search terms and the like are made anew of what is left."""
    kind = objects.of_model(place.model)
    if kind and kind.refresh and ids:
        kind.refresh(ids)
