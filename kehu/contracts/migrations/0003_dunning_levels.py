import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

import kehu.foundation.database.records


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("contracts", "0002_quotes"),
    ]

    operations = [
        migrations.CreateModel(
            name="DunningLevel",
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
                ("number", models.PositiveSmallIntegerField(unique=True, verbose_name="level")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days after the due day")),
                ("names", models.JSONField(default=dict, verbose_name="name")),
                ("texts", models.JSONField(default=dict, verbose_name="text")),
                ("tells_manager", models.BooleanField(default=False, verbose_name="his manager hears of it, too")),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("number__gte", 1)), name="dunning_level_counts"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="dunningstep",
            name="name",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="dunningstep",
            name="text",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="dunningstep",
            name="told",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddIndex(
            model_name="instalment",
            index=models.Index(fields=["-level", "-id"], name="instalment_level"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="role",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="access.role"
            ),
        ),
    ]
