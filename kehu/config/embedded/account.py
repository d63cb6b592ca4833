"""Under whose name PostgreSQL runs: ourselves, or an unprivileged system user when Kehu was started as root."""

import os
import pwd
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SYSTEM_USER = "kehu-db"


class NoAccount(Exception):
    """No unprivileged user can be had, or he cannot reach the data folder; the message is one sentence."""


@dataclass(frozen=True)
class Account:
    """A Unix user; `switch` is true when child processes must change to him (we are root)."""

    name: str
    uid: int
    gid: int
    switch: bool

    def options(self) -> dict[str, object]:
        """Arguments for `subprocess` that start a program as this user, its files readable to him alone."""
        change = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}
        return {**change, "umask": 0o077}

    def own(self, folder: Path) -> None:
        """Make a folder his, closed to all others."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.switch:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def current() -> Account:
    """Raises NoAccount when we are root and no system user can be made."""
    if os.geteuid() != 0:
        ourselves = pwd.getpwuid(os.geteuid())
        return Account(ourselves.pw_name, ourselves.pw_uid, ourselves.pw_gid, switch=False)
    user = _find(SYSTEM_USER) or _create() or _find("postgres") or _find("nobody")
    if user is None:
        raise NoAccount("PostgreSQL does not run as root and no system user could be made for it: useradd -r kehu-db.")
    return Account(user.pw_name, user.pw_uid, user.pw_gid, switch=True)


def open_way(folder: Path, account: Account) -> None:
    """Let the account pass through (not list) the parents of a folder, and nobody else.

    Matters to root alone, whose home is closed. Raises NoAccount when the file system cannot say it.
    """
    if not account.switch:
        return
    for parent in reversed(folder.parents):
        if not _may_pass(parent, account):
            try:
                _allow_passing(parent, account)
            except OSError as problem:
                raise NoAccount(
                    f"PostgreSQL's user {account.name} cannot reach {folder}, because {parent} is closed to him; "
                    f"choose another KEHU_HOME."
                ) from problem


def own_name() -> str:
    """The name of the user who runs this program."""
    return pwd.getpwuid(os.geteuid()).pw_name


def _find(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd | None:
    commands = (
        ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"],
        ["adduser", "-S", "-D", "-H", "-s", "/sbin/nologin"],
    )
    for command in commands:
        if shutil.which(command[0]):
            subprocess.run([*command, SYSTEM_USER], capture_output=True, check=False)
            if _find(SYSTEM_USER):
                break
    return _find(SYSTEM_USER)


def _may_pass(folder: Path, account: Account) -> bool:
    command = ["test", "-x", str(folder)]
    options: dict[str, Any] = account.options()
    return subprocess.run(command, check=False, **options).returncode == 0


_USER_OBJ, _USER, _GROUP_OBJ, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
_ATTRIBUTE = "system.posix_acl_access"


def _allow_passing(folder: Path, account: Account) -> None:
    """Add `user:NAME:--x` to the folder's access control list, in the kernel's own format (no tool is needed)."""
    mode = folder.stat().st_mode
    nobody = 0xFFFFFFFF
    try:
        data = os.getxattr(folder, _ATTRIBUTE)
        entries = [struct.unpack_from("<HHI", data, at) for at in range(4, len(data), 8)]
    except OSError:
        entries = [
            (_USER_OBJ, mode >> 6 & 7, nobody),
            (_GROUP_OBJ, mode >> 3 & 7, nobody),
            (_MASK, mode >> 3 & 7, nobody),
            (_OTHER, mode & 7, nobody),
        ]
    entries = [entry for entry in entries if (entry[0], entry[2]) != (_USER, account.uid)]
    entries.append((_USER, 1, account.uid))
    entries = [(tag, bits | 1 if tag == _MASK else bits, who) for tag, bits, who in entries]
    packed = b"".join(struct.pack("<HHI", *entry) for entry in sorted(entries, key=lambda entry: (entry[0], entry[2])))
    os.setxattr(folder, _ATTRIBUTE, struct.pack("<I", 2) + packed)
