"""Names get the key that gives their order, addresses the place where they lie."""

from typing import Any

from django.conf import settings
from django.db import migrations, models

from kehu.foundation.search.sorting import sort_key

BATCH = 5000


def fill(apps: Any, editor: Any) -> None:
    """The keys of the names that are there. What is derived is no change of a record: the triggers of the trail sleep."""
    with editor.connection.cursor() as cursor:
        for table in ("customers_customer", "customers_contact"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            last = "00000000-0000-0000-0000-000000000000"
            while rows := _after(cursor, table, last):
                keys = [sort_key(name) for _id, name in rows]
                cursor.execute(
                    f"UPDATE {table} t SET sort_name = v.key FROM unnest(%s::uuid[], %s::text[]) v (id, key)"
                    " WHERE t.id = v.id",
                    [[pk for pk, _name in rows], keys],
                )
                last = rows[-1][0]
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _after(cursor: Any, table: str, last: Any) -> list[tuple[Any, str]]:
    cursor.execute(f"SELECT id, name FROM {table} WHERE id > %s ORDER BY id LIMIT {BATCH}", [last])
    found: list[tuple[Any, str]] = cursor.fetchall()
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("customers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="contact",
            name="contact_of_customer",
        ),
        migrations.RemoveIndex(
            model_name="customer",
            name="customer_name",
        ),
        migrations.RemoveIndex(
            model_name="customer",
            name="customer_city",
        ),
        migrations.RemoveIndex(
            model_name="customer",
            name="customer_tier",
        ),
        migrations.RemoveIndex(
            model_name="customer",
            name="customer_stage",
        ),
        migrations.RemoveIndex(
            model_name="customer",
            name="customer_do_not_contact",
        ),
        migrations.AddField(
            model_name="contact",
            name="sort_name",
            field=models.CharField(blank=True, db_collation="C", default="", editable=False, max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="contactpoint",
            name="latitude",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contactpoint",
            name="longitude",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="sort_name",
            field=models.CharField(blank=True, db_collation="C", default="", editable=False, max_length=80),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["customer", "-is_primary", "sort_name", "id"], name="contact_of_customer"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)), fields=["sort_name", "id"], name="contact_name"
            ),
        ),
        migrations.AddIndex(
            model_name="contactpoint",
            index=models.Index(
                condition=models.Q(("latitude__isnull", False)),
                fields=["latitude", "longitude"],
                name="contact_point_place",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)), fields=["sort_name", "id"], name="customer_name"
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["city", "sort_name", "id"], name="customer_city"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["tier", "sort_name", "id"], name="customer_tier"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["lifecycle_stage", "sort_name", "id"], name="customer_stage"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("do_not_contact", True)), fields=["sort_name", "id"], name="customer_do_not_contact"
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                    _connector="OR",
                ),
                name="contact_point_lies_on_earth",
            ),
        ),
    ]
