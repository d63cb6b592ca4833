import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0001_initial"),
        ("quotes", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="quote_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="contracts",
                to="quotes.quoteversion",
            ),
        ),
    ]
