import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kehu.foundation.database.records


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Snapshot",
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
                ("taken_on", models.DateField(unique=True)),
            ],
            options={
                "ordering": ["-taken_on"],
            },
        ),
        migrations.CreateModel(
            name="QuotaPlan",
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
                ("fiscal_year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "in force"), ("replaced", "replaced")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-fiscal_year", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("fiscal_year", "number"), name="quota_plan_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")), fields=("fiscal_year",), name="quota_plan_one_draft"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")),
                        fields=("fiscal_year",),
                        name="quota_plan_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "draft"), ("published_at__isnull", False), _connector="OR"),
                        name="quota_plan_published_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quota",
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
                ("dimension", models.SlugField(max_length=20)),
                ("key", models.CharField(db_collation="C", max_length=64)),
                ("month", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="quota")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotas",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quotas", to="forecasting.quotaplan"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["dimension", "month", "key"], name="quota_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "dimension", "key", "month"), name="quota_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="quota_not_negative"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="quota_first_of_month"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dimension", "person"), ("user__isnull", False)),
                            models.Q(models.Q(("dimension", "person"), _negated=True), ("user__isnull", True)),
                            _connector="OR",
                        ),
                        name="quota_of_a_person_names_him",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SnapshotLine",
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
                ("month", models.DateField()),
                ("won", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                ("commit", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                ("best_case", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                ("pipeline", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                ("weighted", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                ("quota", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                ("forecast", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="forecasting.snapshot"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["month", "user"], name="snapshot_line_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "user", "month"), name="snapshot_line_once"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="snapshot_first_of_month"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
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
                ("month", models.DateField()),
                (
                    "figure",
                    models.CharField(
                        choices=[("commit", "commit"), ("best_case", "best case")], default="commit", max_length=10
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="amount"),
                ),
                ("computed", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="judgements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [models.Index(fields=["month", "user", "-created_at"], name="judgement_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                        name="judgement_not_negative",
                    ),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="judgement_first_of_month"),
                ],
            },
        ),
        migrations.RunSQL(
            sql="\nCREATE FUNCTION forecasting_said_stays() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    RAISE EXCEPTION 'what a snapshot says is not changed' USING ERRCODE = 'integrity_constraint_violation';\nEND $$;\nCREATE TRIGGER forecasting_said_stays BEFORE UPDATE ON forecasting_snapshotline\n    FOR EACH STATEMENT EXECUTE FUNCTION forecasting_said_stays();\n",
            reverse_sql="\nDROP TRIGGER forecasting_said_stays ON forecasting_snapshotline;\nDROP FUNCTION forecasting_said_stays();\n",
        ),
    ]
