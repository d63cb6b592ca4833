import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kehu.foundation.audit import sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RunSQL(sql.TABLE, "DROP TABLE audit_entry"),
        migrations.RunSQL(
            sql.PARTITIONS + sql.FUNCTIONS,
            "DROP FUNCTION audit_make_partitions, audit_setting, audit_created, audit_changed, audit_deleted, record_touch",
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[("id", models.BigAutoField(primary_key=True, serialize=False))],
            options={"managed": False, "db_table": "audit_entry"},
        ),
        migrations.CreateModel(
            name="SensitiveRead",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("object_key", models.CharField(max_length=40)),
                ("record_id", models.UUIDField(null=True)),
                ("field", models.CharField(max_length=60)),
                ("rows", models.PositiveIntegerField(default=1)),
                ("source", models.CharField(max_length=20)),
                ("request_id", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["record_id", "-at"], name="sensitive_read_record"),
                    models.Index(fields=["reader", "-at"], name="sensitive_read_reader"),
                ]
            },
        ),
    ]
