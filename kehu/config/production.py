"""Production refuses to start on what is fine for trying Kehu out and unsafe on the open network."""

from pathlib import Path

import psycopg

from kehu.config import environment, postgres


class Unsafe(Exception):
    """Kehu does not start like this in production; the message is one sentence."""


def problems() -> list[str]:
    """What the environment lacks, in sentences; empty if it is fit for production."""
    found = []
    hosts = environment.words("KEHU_HOSTS")
    if not hosts or "*" in hosts:
        found.append("KEHU_HOSTS must name the host names under which Kehu is reached")
    if not environment.text("KEHU_PUBLIC_URL").startswith("https://"):
        found.append("KEHU_PUBLIC_URL must be the https address of this Kehu")
    if environment.flag("KEHU_DEBUG", False):
        found.append("KEHU_DEBUG must not be set")
    if environment.flag("KEHU_DEMO", False):
        found.append("KEHU_DEMO must not be set, since the password of the demo users is public")
    secret = environment.text("KEHU_SECRET_KEY")
    if secret and len(secret) < 50:
        found.append("KEHU_SECRET_KEY must have 50 characters or more (leave it out and one is made)")
    return found


def examine(_home: Path) -> None:
    """Raises Unsafe if KEHU_PRODUCTION is set and the environment is not fit for it."""
    if environment.flag("KEHU_PRODUCTION", False) and (found := problems()):
        raise Unsafe(f"Kehu does not start in production: {'; '.join(found)}.")


def examine_users(home: Path) -> None:
    """Raises Unsafe if, in production, somebody can log in with a demo address."""
    if not environment.flag("KEHU_PRODUCTION", False):
        return
    with psycopg.connect(postgres.owner_url(home)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM access_user WHERE is_active AND email LIKE '%@demo.example'"
        ).fetchone()
    if row and row[0]:
        raise Unsafe(
            f"Kehu does not start in production: {row[0]} demo users can log in; remove them: kehu demo --remove."
        )
