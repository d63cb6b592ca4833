"""The demo company: a regional telecom operator with two years of history, made from a seed."""

from collections.abc import Callable
from typing import Any

from kehu.config.demo.company import LOGINS, PASSWORD

__all__ = ["LOGINS", "PASSWORD", "is_empty", "is_loaded", "load", "remove"]
PER_CUSTOMER = 12


def is_empty() -> bool:
    """No people and no customers yet."""
    from kehu.customers.models import Customer
    from kehu.foundation.access.models import User

    return not User.objects.filter(is_system=False).exists() and not Customer._base_manager.exists()


def is_loaded() -> bool:
    from kehu.foundation.company.models import Company

    return Company.objects.filter(demo_loaded=True).exists()


def load(
    *, customers: int = 2000, interactions: int | None = None, seed: int = 1,
    progress: Callable[[str], None] = lambda _sentence: None,
) -> dict[str, Any]:  # fmt: skip
    """Load the demo company; the same numbers and seed give the same company on the same day."""
    from kehu.config.demo.loading import load_company

    result = load_company(customers, customers * PER_CUSTOMER if interactions is None else interactions, seed, progress)
    _have_duplicates_searched()
    return result


def _have_duplicates_searched() -> None:
    """Some names come twice by chance, as in life; the work-list shows them without waiting for the night."""
    from django.db import transaction
    from procrastinate.exceptions import AlreadyEnqueued

    from kehu.customers.jobs import search_duplicates

    try:
        with transaction.atomic():
            search_duplicates.defer()
    except AlreadyEnqueued:
        return


def remove(*, progress: Callable[[str], None] = lambda _sentence: None) -> int:
    """Remove all that the demo brought; returns the number of customers removed."""
    from kehu.config.demo.removing import remove_company
    from kehu.foundation.access.models import User

    return remove_company(User.objects.system(), progress)
