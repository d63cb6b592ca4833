"""Under which addresses everything finds the database.

Two roles: the owner migrates, backs up and restores; `kehu_app` is what pages, API and jobs run as. It is no
superuser and owns nothing, so that row-level policies hold for it.
"""

from pathlib import Path
from urllib.parse import quote

from kehu.config import environment
from kehu.config.embedded import places

ROLE = "kehu_app"
OLDEST = 15


def owner_url(home: Path) -> str:
    """The address for migrations, backup and restore: the operator's own server, else the embedded one."""
    return environment.text("DATABASE_URL") or _embedded("postgres", home)


def application_url(home: Path) -> str:
    """The address for pages, API and jobs.

    On an operator's own server the connection is his, and takes on `kehu_app` if KEHU_DB_ROLE says that it can.
    """
    given = environment.text("DATABASE_URL")
    if not given:
        return _embedded(ROLE, home)
    role = environment.text("KEHU_DB_ROLE")
    if not role:
        return given
    return f"{given}{'&' if '?' in given else '?'}options={quote(f'-c role={role}')}"


def database_url(home: Path) -> str:
    """What this process connects to: the owner's address only if KEHU_AS_OWNER says so."""
    return owner_url(home) if environment.flag("KEHU_AS_OWNER", False) else application_url(home)


def is_embedded() -> bool:
    return not environment.text("DATABASE_URL")


def _embedded(user: str, home: Path) -> str:
    return f"postgresql://{user}@/kehu?host={quote(str(places.sockets(home)), safe='/')}"
