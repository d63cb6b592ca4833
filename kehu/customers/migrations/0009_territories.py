"""Territories become a tree of their own; the names that customers had make its first roots."""

from typing import Any

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kehu.foundation.database.records
from kehu.foundation.database.records import new_id


def fill(apps: Any, editor: Any) -> None:
    """A territory for each name, and the customers in it. Nobody changed anything: the triggers of the trail sleep."""
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT btrim(territory_name) FROM customers_customer WHERE btrim(territory_name) <> ''"
        )
        names = sorted(row[0] for row in cursor.fetchall())
        if not names:
            return
        known = {}
        for place, name in enumerate(names):
            pk = known[name] = new_id()
            cursor.execute(
                "INSERT INTO customers_territory (id, created_at, updated_at, version, name, path, position, way, turn,"
                " notes) VALUES (%s, now(), now(), 1, %s, %s, %s, 'keep', 0, '')",
                [pk, name, f"{pk}/", min(10 * (place + 1), 32000)],
            )
        cursor.execute("ALTER TABLE customers_customer DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE customers_customer c SET territory_id = v.id FROM unnest(%s::uuid[], %s::text[]) v (id, name)"
            " WHERE btrim(c.territory_name) = v.name",
            [list(known.values()), list(known)],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE customers_customer ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("customers", "0008_pools"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Territory",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("path", models.TextField(db_collation="C", editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField(default=10, verbose_name="place among its neighbours")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("keep", "stays with whom he is"),
                            ("responsible", "goes to the responsible seller"),
                            ("turns", "goes to the members in turns"),
                        ],
                        default="keep",
                        max_length=12,
                        verbose_name="who owns its customers",
                    ),
                ),
                ("turn", models.PositiveIntegerField(default=0, editable=False)),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
                (
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="customers.territory",
                        verbose_name="belongs to",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible seller",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="access.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="TerritoryMember",
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
            ],
            options={
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="territorymember",
            name="territory",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="customers.territory"
            ),
        ),
        migrations.AddField(
            model_name="territorymember",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="territory_seats", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="territory",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="territory_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="territory",
            constraint=models.UniqueConstraint(
                fields=("parent", "name"), name="territory_name_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="territorymember",
            constraint=models.UniqueConstraint(fields=("territory", "user"), name="territory_member_once"),
        ),
        migrations.RenameField(model_name="customer", old_name="territory", new_name="territory_name"),
        migrations.AddField(
            model_name="customer",
            name="territory",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="customers",
                to="customers.territory",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="territory_pinned",
            field=models.BooleanField(db_default=False, default=False, verbose_name="territory set by hand"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveField(model_name="customer", name="territory_name"),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True), ("territory__isnull", False)),
                fields=["territory", "-updated_at", "-id"],
                name="customer_territory",
            ),
        ),
    ]
