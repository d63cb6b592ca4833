"""Remembers for which subjects the product has made its rule, also where the company has deleted it since."""

from typing import Any

import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

import kehu.foundation.database.records

DELETED = "SELECT DISTINCT old->>'subject' FROM audit_entry WHERE table_name = %s AND action = 'D'"


def remember(apps: Any, schema_editor: Any) -> None:
    rule = apps.get_model("approvals", "Rule")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('audit_entry') IS NOT NULL")
        known = cursor.fetchone()[0]
        gone = []
        if known:
            cursor.execute(DELETED, [rule._meta.db_table])
            gone = [subject for (subject,) in cursor.fetchall() if subject]
    subjects = {*gone, *rule.objects.order_by().values_list("subject", flat=True)}
    first = apps.get_model("approvals", "FirstRule")
    for subject in sorted(subjects):
        first.objects.get_or_create(subject=subject)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="FirstRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kehu.foundation.database.records.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("subject", models.CharField(max_length=60, unique=True)),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
