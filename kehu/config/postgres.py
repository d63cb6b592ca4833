"""The embedded PostgreSQL in the data folder, and the address under which everything finds the database."""

from pathlib import Path

from kehu.config import environment


def database_url(home: Path) -> str:
    """The operator's own server if he named one, else the embedded one of this data folder."""
    return environment.text("DATABASE_URL") or f"postgresql://postgres@/kehu?host={home}/postgres"
