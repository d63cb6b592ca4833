import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kehu.customers.models.quality
import kehu.foundation.database.records


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0004_links"),
        ("jobs", "0001_initial"),
        ("privacy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PrivacyPolicy",
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
                (
                    "law",
                    models.CharField(
                        choices=[("pipl", "PIPL (China)"), ("gdpr", "GDPR (Europe)")], default="pipl", max_length=10
                    ),
                ),
                (
                    "working_days",
                    models.PositiveSmallIntegerField(default=15, help_text="PIPL: working days until the answer"),
                ),
                ("months", models.PositiveSmallIntegerField(default=1, help_text="GDPR: months until the answer")),
                ("two_persons", models.BooleanField(default=False)),
                (
                    "package_days",
                    models.PositiveSmallIntegerField(default=30, help_text="how long an export can be downloaded"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="QualityPolicy",
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
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=kehu.customers.models.quality.default_fields,
                        size=None,
                    ),
                ),
                (
                    "stale_days",
                    models.JSONField(
                        default=kehu.customers.models.quality.default_days,
                        help_text="days by tier; the empty tier is for the others",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CustomerQuality",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="quality",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                (
                    "missing",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("unreachable", models.BooleanField(default=False)),
                ("stale", models.BooleanField(default=False)),
                ("orphaned", models.BooleanField(default=False)),
                ("duplicate", models.BooleanField(default=False)),
                ("score", models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("missing", []), _negated=True), fields=["missing"], name="quality_missing"
                    ),
                    models.Index(
                        condition=models.Q(("unreachable", True)), fields=["customer"], name="quality_unreachable"
                    ),
                    models.Index(condition=models.Q(("stale", True)), fields=["customer"], name="quality_stale"),
                    models.Index(condition=models.Q(("orphaned", True)), fields=["customer"], name="quality_orphaned"),
                    models.Index(
                        condition=models.Q(("duplicate", True)), fields=["customer"], name="quality_duplicate"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivacyRequest",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "access"),
                            ("correction", "correction"),
                            ("erasure", "erasure"),
                            ("restriction", "restriction"),
                            ("objection", "objection"),
                            ("portability", "portability"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "law",
                    models.CharField(
                        choices=[("pipl", "PIPL (China)"), ("gdpr", "GDPR (Europe)")],
                        default="pipl",
                        max_length=10,
                        verbose_name="law",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "new request"),
                            ("working", "being worked on"),
                            ("answered", "answered"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn by the person"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("requester", models.CharField(blank=True, max_length=200, verbose_name="who asks")),
                ("reach", models.CharField(blank=True, max_length=254, verbose_name="where to answer")),
                ("source", models.CharField(blank=True, max_length=80, verbose_name="how it came")),
                ("details", models.TextField(blank=True, verbose_name="what is asked")),
                ("received_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="received")),
                ("due_on", models.DateField(verbose_name="due")),
                ("extension_reason", models.CharField(blank=True, max_length=200, verbose_name="why it takes longer")),
                (
                    "identity",
                    models.CharField(
                        choices=[
                            ("unchecked", "not checked yet"),
                            ("verified", "verified"),
                            ("doubtful", "doubtful: more was asked for"),
                        ],
                        default="unchecked",
                        max_length=20,
                        verbose_name="identity",
                    ),
                ),
                ("identity_proof", models.CharField(blank=True, max_length=200, verbose_name="how it was checked")),
                ("people", models.JSONField(default=list)),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "package",
                    models.CharField(blank=True, help_text="path of the export in the file storage", max_length=200),
                ),
                ("package_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "erasure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="privacy_requests",
                        to="privacy.erasure",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(fields=["state", "due_on", "id"], name="privacy_request_due"),
                    models.Index(fields=["-received_on", "-id"], name="privacy_request_recent"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivacyStep",
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
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("received", "written down"),
                            ("assigned", "assigned"),
                            ("identity", "identity checked"),
                            ("found", "records of the person chosen"),
                            ("extended", "deadline extended"),
                            ("exported", "data put together"),
                            ("taken", "data downloaded"),
                            ("restricted", "processing restricted"),
                            ("erasure", "erasure prepared"),
                            ("erased", "erased"),
                            ("closed", "closed"),
                            ("note", "note"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="customers.privacyrequest"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["request", "at", "id"], name="privacy_steps")],
            },
        ),
        migrations.CreateModel(
            name="QualityFigures",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                (
                    "level",
                    models.CharField(
                        choices=[("company", "company"), ("department", "department"), ("owner", "owner")],
                        max_length=10,
                    ),
                ),
                ("customers", models.PositiveIntegerField()),
                ("score", models.FloatField()),
                ("issues", models.JSONField(default=dict)),
                ("computed_at", models.DateTimeField()),
                (
                    "department",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.department"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["level", "department", "owner", "day"], name="quality_over_time")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "level", "department", "owner"),
                        name="quality_figures_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
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
                (
                    "months",
                    models.PositiveSmallIntegerField(default=36, verbose_name="months without contact or change"),
                ),
                ("kind", models.CharField(blank=True, max_length=20, verbose_name="kind")),
                (
                    "stages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "standings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("trash", "put into the trash"),
                            ("pseudonymise", "take the person out, keep the figures"),
                            ("erase", "erase for good"),
                        ],
                        default="trash",
                        max_length=20,
                        verbose_name="what is done",
                    ),
                ),
                ("is_active", models.BooleanField(default=False, verbose_name="runs every night")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("months__gte", 1)), name="retention_rule_waits"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="retention_rule_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("dry", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                ("found", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("held", models.PositiveIntegerField(default=0)),
                (
                    "sample",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="customers.retentionrule"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.run"
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-id"],
                "indexes": [models.Index(fields=["rule", "-started_at"], name="retention_runs")],
            },
        ),
    ]
