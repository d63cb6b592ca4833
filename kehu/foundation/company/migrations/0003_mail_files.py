from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("company", "0002_trash_days")]

    operations = [
        migrations.AddField("mail", "reply_to", models.CharField(blank=True, max_length=254)),
        migrations.AddField("mail", "attachments", models.JSONField(blank=True, default=list)),
    ]
