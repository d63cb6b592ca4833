"""Kept lists are for oneself, a team or everybody, may be open to change, and may be what a role sees first."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

AUDIENCES = [("private", "Only me"), ("team", "A team"), ("company", "Everybody")]


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("lists", "0001_initial")]

    operations = [
        migrations.RemoveIndex("savedview", "saved_view_shared"),
        migrations.AddField(
            "savedview",
            "audience",
            models.CharField(choices=AUDIENCES, default="private", max_length=10, verbose_name="for"),
        ),
        migrations.AddField(
            "savedview",
            "team",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.team"
            ),
        ),
        migrations.AddField(
            "savedview",
            "is_open",
            models.BooleanField(default=False, verbose_name="those it is shared with may change it"),
        ),
        migrations.RunSQL("UPDATE lists_savedview SET audience = 'company' WHERE is_shared", migrations.RunSQL.noop),
        migrations.RemoveField("savedview", "is_shared"),
    ]
