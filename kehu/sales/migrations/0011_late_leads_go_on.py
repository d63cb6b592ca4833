import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("customers", "0008_pools"),
        ("sales", "0010_who_got_in_touch"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="assignmentrule",
            name="late_pool",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.pool",
                verbose_name="pool of what is late",
            ),
        ),
        migrations.AddField(
            model_name="assignmentrule",
            name="when_late",
            field=models.CharField(
                choices=[
                    ("tell", "somebody is told"),
                    ("next", "it is given to the next by this rule"),
                    ("pool", "it goes to a pool"),
                ],
                default="tell",
                max_length=10,
                verbose_name="when it is late again",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignmentrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("when_late", "pool"), _negated=True), ("late_pool__isnull", False), _connector="OR"
                ),
                name="assignment_rule_late_has_a_pool",
            ),
        ),
    ]
