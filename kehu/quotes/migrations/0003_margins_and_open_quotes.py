import django.db.models.deletion
from django.db import migrations, models

COUNT = """
INSERT INTO quotes_customerquotes (customer_id, open_quotes, unanswered_quotes, last_quoted_at)
SELECT customer_id, count(*) FILTER (WHERE state IN ('draft', 'in_approval', 'approved', 'sent')),
    count(*) FILTER (WHERE state = 'expired'), max(created_at)
FROM quotes_quote WHERE deleted_at IS NULL GROUP BY customer_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0008_pools"),
        ("quotes", "0002_parts_let_go"),
    ]

    operations = [
        migrations.AddField(
            model_name="discountlimit",
            name="least_margin",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="margin of at least (percent)"
            ),
        ),
        migrations.CreateModel(
            name="CustomerQuotes",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="quoted",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("open_quotes", models.PositiveIntegerField(db_default=0, default=0)),
                ("unanswered_quotes", models.PositiveIntegerField(db_default=0, default=0)),
                ("last_quoted_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("open_quotes__gt", 0)),
                        fields=["-open_quotes", "customer"],
                        name="quoted_open",
                    ),
                    models.Index(
                        condition=models.Q(("unanswered_quotes__gt", 0)),
                        fields=["-unanswered_quotes", "customer"],
                        name="quoted_unanswered",
                    ),
                ],
            },
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
