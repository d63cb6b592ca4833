from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("interactions", "0006_reference_index"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(fields=["-started_at", "-id"], name="interaction_latest"),
        ),
    ]
