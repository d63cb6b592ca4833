import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kehu.foundation.database.records


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0008_pools"),
        ("interactions", "0007_latest_touches"),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="off_metres",
            field=models.PositiveIntegerField(
                blank=True,
                editable=False,
                help_text="how far from the customer's address the visitor was; empty if either place is not known",
                null=True,
                verbose_name="metres from the address",
            ),
        ),
        migrations.CreateModel(
            name="VisitPlan",
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
                ("title", models.CharField(max_length=200, verbose_name="purpose")),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                (
                    "start",
                    models.CharField(
                        choices=[
                            ("office", "at the office"),
                            ("here", "where the visitor was"),
                            ("first", "at the first stop"),
                        ],
                        default="office",
                        max_length=10,
                    ),
                ),
                ("start_latitude", models.FloatField(blank=True, null=True)),
                ("start_longitude", models.FloatField(blank=True, null=True)),
                (
                    "stop_count",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="number of stops"),
                ),
                ("held_count", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="held visits")),
                ("origin", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "visitor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_plans",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="visitor",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["visitor", "-first_day", "-id"], name="visit_plan_of_visitor"),
                    models.Index(fields=["-first_day", "-id"], name="visit_plan_latest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="visit_plan_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="visit_plan_ends_after_start"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitStop",
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
                ("day", models.DateField(verbose_name="day")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("minutes", models.PositiveSmallIntegerField(default=60, verbose_name="minutes")),
                ("fixed_at", models.TimeField(blank=True, null=True, verbose_name="agreed time")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visit_stops", to="customers.customer"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stops", to="interactions.visitplan"
                    ),
                ),
                (
                    "visit",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="stop",
                        to="interactions.visit",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "customer", "day"), name="visit_stop_once_a_day"),
                    models.CheckConstraint(condition=models.Q(("minutes__range", (5, 720))), name="visit_stop_lasts"),
                ],
            },
        ),
    ]
