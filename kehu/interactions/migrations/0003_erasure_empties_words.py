from django.db import migrations

from kehu.interactions.models import append_only


class Migration(migrations.Migration):
    dependencies = [("interactions", "0002_append_only")]

    operations = [migrations.RunSQL(append_only.FUNCTION_WITH_ERASURE, migrations.RunSQL.noop)]
