"""Numbers of contracts, receipts and invoices: one sequence a year, without gaps."""

from django.db import models

from kehu.contracts.models import NumberSequence


def next_number(model: type[models.Model], column: str, prefix: str, year: int) -> str:
    """`C2026-00017`. Call it inside `writing`: the sequence is held until the transaction ends, so that a number that
    was given to something that failed is given again. Numbers that somebody gave by hand are passed over.
    """
    key = f"{prefix}{year}"
    rows = NumberSequence.objects.select_for_update().filter(key=key)
    sequence = rows.first()
    if sequence is None:
        NumberSequence.objects.bulk_create([NumberSequence(key=key)], ignore_conflicts=True)
        sequence = rows.get()
    while True:
        sequence.last += 1
        number = f"{key}-{sequence.last:05}"
        if not model._base_manager.filter(**{column: number}).exists():
            break
    sequence.save(update_fields=["last"])
    return number
