from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compensation", "0001_expenses_commissions_appraisals"),
    ]

    operations = [
        migrations.AlterField(
            model_name="planversion",
            name="basis",
            field=models.CharField(
                choices=[
                    ("won", "when a deal is won"),
                    ("margin", "when a deal is won, on its margin"),
                    ("signed", "when a contract is signed"),
                    ("received", "when the money has come"),
                ],
                default="won",
                max_length=10,
                verbose_name="earned",
            ),
        ),
    ]
