"""What is kept no longer than needed: files of exports for a week, of imports until nothing can be taken back."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from kehu.foundation.changes.models import UNDO_PERIOD
from kehu.foundation.transfer.models import Export, Import, ImportedRow

EXPORTS_KEPT = timedelta(days=7)
LISTS_KEPT = UNDO_PERIOD + timedelta(days=5)
BATCH = 10_000


def forget_old() -> None:
    """The records that an import or export took place stay; bytes and lists of rows go."""
    now = timezone.now()
    for export in Export.objects.filter(created_at__lt=now - EXPORTS_KEPT).exclude(path=""):
        default_storage.delete(export.path)
        Export.objects.filter(pk=export.pk).update(path="", state=Export.State.EXPIRED)
    for of in Import.objects.filter(created_at__lt=now - LISTS_KEPT).exclude(path=""):
        default_storage.delete(of.path)
        while numbers := list(ImportedRow.objects.filter(of=of).values_list("number", flat=True)[:BATCH]):
            ImportedRow.objects.filter(of=of, number__in=numbers).delete()
        of.issues.all().delete()
        Import.objects.filter(pk=of.pk).update(path="")
