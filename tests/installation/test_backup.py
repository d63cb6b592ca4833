import os
import subprocess
import sys
from pathlib import Path

import pytest

from kehu.config import archive
from tests.installation.conftest import Installation


@pytest.fixture(scope="module")
def attachment(installation: Installation) -> bytes:
    """A file in the data folder, as an upload leaves it, beside a user."""
    content = os.urandom(300_000)
    folder = installation.home / "files" / "ab"
    folder.mkdir(parents=True)
    (folder / "contract.pdf").write_bytes(content)
    installation.kehu("user", "create", "ada@example.com", "--role", "administrator")
    return content


@pytest.fixture(scope="module")
def backup(installation: Installation, attachment: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("backup") / "company.kehu"
    assert installation.answer("backup", str(target))["files"] == 1
    return target


def test_a_backup_comes_back_elsewhere_with_users_attachments_and_secrets(
    installation: Installation, backup: Path, attachment: bytes, tmp_path: Path
) -> None:
    other = Installation(tmp_path / "other")

    restored = other.answer("restore", str(backup))

    assert (restored["exit"], restored["restored"]) == (0, True)
    assert "ada@example.com" in [user["email"] for user in other.answer("user", "list")["users"]]
    assert (other.home / "files" / "ab" / "contract.pdf").read_bytes() == attachment
    key = Path("secrets") / "signing-key"
    assert (other.home / key).read_text() == (installation.home / key).read_text()
    fence = [one for one in other.answer("doctor")["findings"] if "Nothing is sent" in one["sentence"]]
    assert fence, "a restored Kehu must not send anything by itself"


def test_a_restore_over_what_is_there_must_be_asked_for(installation: Installation, backup: Path) -> None:
    refused = installation.answer("restore", str(backup))
    allowed = installation.answer("restore", str(backup), "--replace")

    assert refused["error"].startswith("This installation is not empty")
    assert (allowed["exit"], allowed["restored"]) == (0, True)


def test_a_backup_is_readable_to_its_owner_alone(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0


def test_any_changed_byte_is_found(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    copy = tmp_path / "copy.kehu"
    for place in (0, 257, 700, len(whole) // 3, len(whole) // 2, len(whole) - 2000, len(whole) - 60, len(whole) - 1):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        copy.write_bytes(damaged)
        with pytest.raises(archive.Damaged):
            archive.verify(copy)


def test_a_backup_that_was_cut_off_is_refused(installation: Installation, backup: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.kehu"
    copy.write_bytes(backup.read_bytes()[:-100])

    refused = installation.answer("restore", str(copy), "--replace")

    assert refused["exit"] == 1
    assert "its end is missing" in refused["error"]
    assert "ada@example.com" in [user["email"] for user in installation.answer("user", "list")["users"]]


ERASE = """
from kehu.config.commands.session import django
with django():
    from kehu.customers.models import Customer
    from kehu.foundation.access.models import User
    from kehu.foundation.privacy.actions import erasures, running
    person = Customer.objects.get(name="Zhang Wei")
    made = erasures.request(
        subjects=[("customer", person.pk)], mode="erase", basis="test", by=User.objects.system()
    )
    running.run(erasure_id=made.pk)
"""


def test_who_was_erased_after_the_backup_is_erased_again_when_it_is_restored(tmp_path: Path) -> None:
    here = Installation(tmp_path / "home")
    assert here.kehu("migrate").returncode == 0
    people, company, listed = tmp_path / "people.csv", tmp_path / "company.kehu", tmp_path / "list.csv"
    people.write_text("Name,Phone\nZhang Wei,13812345678\nLi Na,13912345678\n")
    assert here.answer("import", "customers", str(people))["created"] == 2
    here.answer("backup", str(company))
    subprocess.run([sys.executable, "-c", ERASE], check=True, env=here.environment, capture_output=True)

    restored = here.answer("restore", str(company), "--replace")

    here.answer("export", "customers", str(listed))
    assert (restored["exit"], restored["erased_again"]) == (0, 1)
    assert "Li Na" in listed.read_text() and "Zhang Wei" not in listed.read_text()
