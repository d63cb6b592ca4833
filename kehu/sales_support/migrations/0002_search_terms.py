"""Pages that were written before they could be found get their search terms."""

from typing import Any

from django.db import migrations

from kehu.foundation.search.index import rebuild


def find(apps: Any, schema_editor: Any) -> None:
    if apps.get_model("sales_support", "PlaybookPage").objects.exists():
        rebuild("playbook")


class Migration(migrations.Migration):
    dependencies = [("sales_support", "0001_playbook"), ("search", "0001_initial")]

    operations = [migrations.RunPython(find, migrations.RunPython.noop)]
