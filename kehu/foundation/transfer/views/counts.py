"""What became of the rows, in words and numbers."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OUTCOMES = {
    "created": gettext_lazy("created"), "updated": gettext_lazy("updated"), "merged": gettext_lazy("merged"),
    "skipped": gettext_lazy("nothing new"),
}  # fmt: skip


def counts_shown(counts: dict[str, int]) -> list[tuple[str, int, str]]:
    """(label, number, tone) of what became of the rows, in the order of a page."""
    shown = (
        ("created", _("Created"), "good"),
        ("updated", _("Updated"), "info"),
        ("merged", _("Merged within the file"), "info"),
        ("skipped", _("Nothing new"), "neutral"),
        ("failed", _("Handed back"), "bad"),
        ("remarks", _("With a remark"), "warn"),
    )
    return [(label, counts.get(key, 0), tone if counts.get(key) else "neutral") for key, label, tone in shown]
