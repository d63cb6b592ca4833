from django.db import migrations

from kehu.interactions.models import append_only


class Migration(migrations.Migration):
    dependencies = [("interactions", "0001_initial"), ("changes", "0001_initial")]

    operations = [migrations.RunSQL(append_only.FUNCTION, append_only.NO_FUNCTION)]
