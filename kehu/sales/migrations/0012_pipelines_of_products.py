import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

import kehu.foundation.database.records


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_kind_of_customer"),
        ("sales", "0011_late_leads_go_on"),
    ]

    operations = [
        migrations.CreateModel(
            name="PipelineUse",
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
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "pipeline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="sales.pipeline"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.product",
                        verbose_name="product",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("category__isnull", True), ("product__isnull", False)),
                            models.Q(("category__isnull", False), ("product__isnull", True)),
                            _connector="OR",
                        ),
                        name="pipeline_use_of_one_thing",
                    ),
                    models.UniqueConstraint(fields=("product",), name="pipeline_use_product_once"),
                    models.UniqueConstraint(fields=("category",), name="pipeline_use_category_once"),
                ],
            },
        ),
    ]
