from django.db import migrations

from kehu.foundation.privacy import sql


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("audit", "0001_initial")]

    operations = [migrations.RunSQL(sql.FUNCTIONS, sql.NO_FUNCTIONS)]
