from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sales", "0009_opportunity_lines")]

    operations = [
        migrations.AddField(
            model_name="touch",
            name="direction",
            field=models.CharField(
                choices=[("out", "we did"), ("in", "the lead did")],
                db_default="out",
                default="out",
                max_length=3,
                verbose_name="who got in touch",
            ),
        ),
    ]
