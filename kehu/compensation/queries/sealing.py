"""Seals: the SHA-256 of numbers in one canonical form, so that anybody can prove that what was closed is untouched."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from kehu.compensation.arithmetic.commission import Line
from kehu.compensation.models import AppraisalSheet, CommissionStatement, SheetCorrection


def seal(data: Any) -> str:
    """Of plain data; the order of keys does not matter, numbers are texts."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def of_statement(kept: CommissionStatement, lines: Iterable[Line]) -> str:
    """Names of deals are left out: a person's wish to be forgotten must not break the seal."""
    said = [
        [one.kind, one.key, one.origin.isoformat(), f"{one.amount:.2f}", str(one.plan or ""), str(one.version or ""),
         "" if one.base is None else f"{one.base:.2f}", one.trace]
        for one in lines
    ]  # fmt: skip
    return seal([str(kept.user_id), kept.month.isoformat(), kept.currency, f"{kept.total:.2f}", said])


def of_sheet(kept: AppraisalSheet) -> str:
    return seal(
        [
            str(kept.user_id), kept.starts_on.isoformat(), kept.ends_on.isoformat(), str(kept.template_version_id),
            kept.inputs, f"{kept.score:.2f}",
        ]
    )  # fmt: skip


def of_correction(one: SheetCorrection, before: str) -> str:
    """Covers the seal `before` it, so that none can be taken out of the row."""
    return seal(
        [
            before, one.number, one.metric, f"{one.value_after:.4f}", f"{one.sum_before:.2f}", f"{one.sum_after:.2f}",
            one.why, str(one.corrected_by_id), one.corrected_at.isoformat(),
        ]
    )  # fmt: skip


def sheet_is_intact(kept: AppraisalSheet) -> bool:
    """Whether the sheet and all its corrections are as they were sealed."""
    last = kept.seal
    if of_sheet(kept) != last:
        return False
    for one in kept.corrections.all():
        if of_correction(one, last) != one.seal:
            return False
        last = one.seal
    return True
