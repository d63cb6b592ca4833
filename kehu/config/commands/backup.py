"""`kehu backup` and `kehu restore`: everything of one company in one file, and back."""

import contextlib
import fcntl
import shutil
import subprocess
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString

import kehu
from kehu.config import archive, environment, postgres, server
from kehu.config.commands.session import Failed, answer, django, say
from kehu.config.embedded import account, cluster
from kehu.config.processes import run_folder

# In one transaction with the restored rows: nothing leaves this Kehu until a person releases it, since the backup's
# waiting mails may have left long ago.
_BEFORE = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"
_AFTER = """
DO $$ BEGIN
    IF to_regclass('company_company') IS NOT NULL THEN UPDATE company_company SET outbound_fenced = true; END IF;
END $$;
"""
# Written by pg_restore 18 whatever the server; servers before 17 do not know it.
_UNKNOWN = b"SET transaction_timeout = 0;\n"


def backup(options: Namespace) -> int:
    def work() -> dict[str, Any]:
        target = Path(options.file).expanduser().resolve()
        if not target.parent.is_dir():
            raise Failed(f"There is no folder {target.parent}.")
        home = environment.home()
        with server.reachable(home, say), tempfile.TemporaryDirectory(dir=target.parent, prefix=".kehu-") as folder:
            # The database first: files are never changed, so whatever it names is still there afterwards.
            dump = Path(folder) / archive.DUMP
            say("Writing the database")
            _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}", _url(home)], home)
            say("Writing files and secrets")
            manifest = archive.write(target, dump, home, _facts(home))
        note = run_folder(home) / "last-backup"
        note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        note.write_text(manifest["made_at"])
        return {
            "file": str(target),
            "bytes": target.stat().st_size,
            "files": sum(1 for name in manifest["members"] if name.startswith("files/")),
        }

    return answer(
        work,
        as_json=options.json,
        show=lambda result: print(f"{result['file']}: {result['bytes']:,} bytes, {result['files']} attachments."),
    )


def restore(options: Namespace) -> int:
    def work() -> dict[str, Any]:
        source = Path(options.file).expanduser().resolve()
        if not source.is_file():
            raise Failed(f"There is no file {source}.")
        try:
            manifest = archive.verify(source)
        except archive.Damaged as problem:
            raise Failed(str(problem)) from problem
        if _version(manifest["kehu"]) > _version(kehu.__version__):
            raise Failed(f"The backup was made by Kehu {manifest['kehu']}; this is the older {kehu.__version__}.")
        files = sum(1 for name in manifest["members"] if name.startswith("files/"))
        result = {"made_at": manifest["made_at"], "kehu": manifest["kehu"], "files": files}
        if options.verify:
            return {**result, "restored": False}
        home = environment.home()
        with _alone(home), server.reachable(home, say):
            if not options.replace and (holds := _content(home)):
                raise Failed(f"This installation is not empty ({holds}); --replace throws that away.")
            erased = _bring_back(source, home, options.erasures)
        return {**result, "restored": True, "outbound_fenced": True, "erased_again": erased}

    def show(result: dict[str, Any]) -> None:
        if result["restored"]:
            print(f"Restored the backup of {result['made_at']} with {result['files']} attachments.")
            if result["erased_again"]:
                print(f"{result['erased_again']} erasures made after the backup were carried out again.")
            print("Nothing is sent from here until an administrator releases outbound mail in the settings.")
        else:
            print(f"The backup of {result['made_at']} with {result['files']} attachments is whole.")

    return answer(work, as_json=options.json, show=show)


def _bring_back(source: Path, home: Path, erasures: str) -> int:
    """Unpack beside the data, restore the database in one transaction, put the folders in place, and erase again what
    was erased since. Returns how many erasures that were.
    """
    home.mkdir(parents=True, exist_ok=True)
    if erasures and not Path(erasures).expanduser().is_file():
        raise Failed(f"There is no file {erasures}.")
    _keep_ledger(home)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        say("Unpacking")
        try:
            archive.extract(source, Path(folder))
        except archive.Damaged as problem:
            raise Failed(str(problem)) from problem
        say("Restoring the database")
        _load(Path(folder) / archive.DUMP, home)
        for name in archive.FOLDERS:
            shutil.rmtree(home / name, ignore_errors=True)
            if (Path(folder) / name).exists():
                (Path(folder) / name).rename(home / name)
    run_folder(home).mkdir(parents=True, exist_ok=True, mode=0o700)
    (run_folder(home) / "migrated").unlink(missing_ok=True)
    (run_folder(home) / "demo-considered").write_text("")
    say("Bringing the database up to date")
    with django(as_owner=True):
        from django.core.management import call_command

        from kehu.foundation.company.models import Company
        from kehu.foundation.privacy import ledger

        call_command("migrate", interactive=False, verbosity=0)
        Company.objects.filter(pk=Company.objects.current().pk).update(outbound_fenced=True)
        say("Erasing again what was erased since the backup")
        files = [ledger.path(), *([Path(erasures).expanduser()] if erasures else [])]
        return ledger.replay(ledger.read(files))


def _keep_ledger(home: Path) -> None:
    """What the database that is about to be thrown away knows of erasures goes into the ledger beside it."""
    import psycopg

    target = home / "erasures" / "ledger.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with psycopg.connect(postgres.owner_url(home), autocommit=True) as connection, target.open("a") as file:
        there = connection.execute("SELECT to_regclass('privacy_erasure')").fetchone()
        if not there or not there[0]:
            return
        rows = connection.execute(
            "SELECT jsonb_build_object('id', id, 'requested_at', requested_at, 'mode', mode, 'subjects', subjects,"
            " 'basis', basis, 'thorough', thorough, 'suppress', suppress, 'digests', digests)::text"
            " FROM privacy_erasure WHERE state = 'done' ORDER BY finished_at, id"
        )
        for (line,) in rows:
            file.write(line + "\n")


def _load(dump: Path, home: Path) -> None:
    programs = _programs(home)
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--dbname={_url(home)}"]
    with tempfile.TemporaryFile() as complaints:
        reading = subprocess.Popen(
            [programs / "pg_restore", "--no-owner", "--no-privileges", "--file=-", dump],
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        writing = subprocess.Popen(
            [programs / "psql", *options], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints
        )
        assert reading.stdout and writing.stdin
        with contextlib.suppress(BrokenPipeError), writing.stdin as script:
            script.write(_BEFORE.encode())
            script.write(reading.stdout.read(65536).replace(_UNKNOWN, b""))
            shutil.copyfileobj(reading.stdout, script, 1024 * 1024)
            if reading.wait():
                writing.kill()  # a script that merely ends too early would be committed
            script.write(_AFTER.encode())
        if writing.wait() or reading.wait():
            complaints.seek(0)
            lines = complaints.read().decode(errors="replace").strip().splitlines()
            raise Failed(f"The database could not be restored and is as it was: {lines[0] if lines else 'no reason'}")


_CONTENT: tuple[tuple[str, str, LiteralString], ...] = (
    ("access_user", "users", "SELECT count(*) FROM access_user WHERE NOT is_system"),
    ("customers_customer", "customers", "SELECT count(*) FROM (SELECT FROM customers_customer LIMIT 1000) some"),
)


def _content(home: Path) -> str:
    """What a restore would throw away, in words; empty if there is nothing."""
    import psycopg

    with psycopg.connect(postgres.owner_url(home), autocommit=True) as connection:
        for table, what, statement in _CONTENT:
            there = connection.execute("SELECT to_regclass(%s)", [table]).fetchone()
            if there and there[0]:
                count = (connection.execute(statement).fetchone() or (0,))[0]
                if count:
                    return f"{count} {what}"
    return "attachments" if any((home / "files").glob("*")) else ""


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """While we restore, no Kehu may run on this data folder."""
    run_folder(home).mkdir(parents=True, exist_ok=True, mode=0o700)
    with (run_folder(home) / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Failed(f"Kehu is running on {home}; stop it before restoring.") from None
        yield


def _run(command: list[str], home: Path) -> None:
    outcome = subprocess.run([_programs(home) / command[0], *command[1:]], capture_output=True, text=True, check=False)
    if outcome.returncode:
        lines = outcome.stderr.strip().splitlines() or ["no reason was given"]
        raise Failed(f"{command[0]} failed: {lines[-1]}")


def _programs(home: Path) -> Path:
    return cluster.programs(home, account.current())


def _url(home: Path) -> str:
    return postgres.owner_url(home)


def _facts(home: Path) -> dict[str, Any]:
    return {
        "kehu": kehu.__version__,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "postgresql": server.examine(home),
        "attachments_elsewhere": environment.text("KEHU_FILES"),
    }


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:3] if part.isdigit())
