"""`kehu import OBJECT FILE` and `kehu export OBJECT FILE`: what the pages do, with the caller waiting."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehu.config.commands.session import Failed, answer, django

if TYPE_CHECKING:
    from kehu.foundation.access.models import User
    from kehu.foundation.transfer.models import Import

EVERY = 1.0  # seconds between two lines of progress


def import_file(options: argparse.Namespace) -> int:
    """JSON: `import_id, rows, created, updated, merged, skipped, failed, failed_rows_file` (None if nothing failed)."""
    with django():
        return answer(lambda: _import(options), as_json=options.json, show=_show_import)


def export_file(options: argparse.Namespace) -> int:
    """JSON: `file, rows`."""
    with django():
        return answer(lambda: _export(options), as_json=options.json, show=lambda result: print(result["file"]))


def _import(options: argparse.Namespace) -> dict[str, Any]:
    from kehu.foundation.transfer.actions import imports, running
    from kehu.foundation.transfer.models import Import

    path, by = _existing(options.file), _user(options.user)
    target = _target(options.object, by)
    of = _unfinished(path, target, options, by)
    if of is None:
        with path.open("rb") as file:
            of = imports.upload(target=target, name=path.name, file=file, source=options.source, by=by)
        of = imports.settle(
            of=of, by=by, fields=_mapping(options.mapping, of, by), options={"on_match": options.on_match}
        )
    if options.dry_run:
        of.state = Import.State.CHECKING
        of.save(update_fields=["state"])
        of = running.check(import_id=of.pk, report=_Progress())
    else:
        start = imports.start if of.state == Import.State.UPLOADED else imports.resume
        of = running.run(import_id=start(of=of, by=by, background=False).pk, report=_Progress())
    if of.state == Import.State.FAILED:
        raise Failed(of.failure)
    return _result(of, path, dry=options.dry_run)


def _result(of: "Import", path: Path, *, dry: bool) -> dict[str, Any]:
    from kehu.foundation.transfer import failed_rows

    counts = of.check_counts if dry else of.counts
    wanted = ("rows", "created", "updated", "merged", "skipped", "failed")
    result: dict[str, Any] = {"import_id": str(of.pk), **{key: counts.get(key, 0) for key in wanted}}
    result["failed_rows_file"] = None
    if result["failed"]:
        file = path.with_name(f"{path.stem}.failed.csv")
        failed_rows.write(of, file, dry=dry)
        result["failed_rows_file"] = str(file)
    return result


def _unfinished(path: Path, target: str, options: argparse.Namespace, by: "User") -> "Import | None":
    """An import of the very same file by the same user that was killed half-way: this one goes on with it."""
    import hashlib

    from kehu.foundation.transfer.models import Import

    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if options.dry_run:
        return None
    states = [Import.State.RUNNING, Import.State.FAILED]
    return Import.objects.filter(
        sha256=digest, target=target, source=options.source.strip().lower(), by=by, state__in=states
    ).first()


def _mapping(file: str, of: "Import", by: "User") -> dict[int, str]:
    """`{"heading": "field key"}`; columns that it does not name are left out."""
    from kehu.foundation.transfer import recognising, targets

    if not file:
        return {}
    try:
        given = json.loads(_existing(file).read_text(encoding="utf-8-sig"))
    except ValueError as problem:
        raise Failed(f"{file} is not JSON: {problem}") from problem
    if not isinstance(given, dict):
        raise Failed(f"{file} must hold one object: heading to field.")
    names = [column["name"] for column in of.columns]
    texts = {str(heading): str(key or "") for heading, key in given.items()}
    columns, wrong = recognising.by_heading(names=names, given=texts, target=targets.get(of.target), user=by)
    if wrong:
        raise Failed(f"The mapping names what is not there: {', '.join(wrong)}.")
    return {place: column["field"] for place, column in enumerate(columns)}


def _export(options: argparse.Namespace) -> dict[str, Any]:
    from kehu.foundation.transfer.actions import exports

    by = _user(options.user)
    path = Path(options.file)
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        raise Failed("The file's ending chooses the format: .csv or .xlsx.")
    rows = exports.write_now(object_key=_object(options.object), filter=options.filter, path=path, by=by)
    return {"file": str(path), "rows": rows}


def _target(name: str, by: "User") -> str:
    from kehu.foundation.transfer import targets

    for one in targets.all_targets():
        if name.replace("-", "_") in {one.key, one.object_key}:
            return one.key
    known = ", ".join(one.key.replace("_", "-") for one in targets.of_user(by))
    raise Failed(f"“{name}” cannot be imported; these can: {known}.")


def _object(name: str) -> str:
    from kehu.foundation.objects import registry

    wanted = name.replace("-", "_")
    for one in registry.all_objects():
        if wanted in {one.key, f"{one.key}s", f"{one.key}es"}:
            return one.key
    raise Failed(f"There is no list of “{name}”.")


def _user(email: str) -> "User":
    from kehu.foundation.access.models import User

    if email:
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        if found is None:
            raise Failed(f"Nobody who may log in has the address {email}.")
        return found
    first = (
        User.objects.filter(roles__key="administrator", is_active=True, is_system=False).order_by("created_at").first()
    )
    return first or User.objects.system()


def _existing(file: str) -> Path:
    path = Path(file)
    if not path.is_file():
        raise Failed(f"There is no file {file}.")
    return path


def _show_import(result: dict[str, Any]) -> None:
    words = ("created", "updated", "merged", "skipped", "failed")
    print(f"{result['rows']} rows: {', '.join(f'{result[word]} {word}' for word in words)}.")
    if result["failed_rows_file"]:
        print(f"The rows that failed, with the reasons: {result['failed_rows_file']}")


class _Progress:
    """One line a second on stderr."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, done: int, total: int | None) -> None:
        if time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            print(f"  {done:,} of {total:,} rows" if total else f"  {done:,} rows", file=sys.stderr, flush=True)
