"""The category of the forecast follows the stage, as the probability does, unless an opportunity has its own."""

from typing import Any

from django.db import migrations, models

CATEGORIES = [
    ("pipeline", "pipeline"), ("best_case", "best case"), ("commit", "commit"), ("omitted", "left out"),
]  # fmt: skip
OF_STAGES = {"proposal": "best_case", "negotiation": "commit", "won": "commit", "lost": "omitted"}


def follow(_apps: Any, editor: Any) -> None:
    """The built-in stages get theirs; opportunities that nobody put into another category follow. No change of a
    record that somebody made: the triggers of the trail sleep.
    """
    with editor.connection.cursor() as cursor:
        for table in ("sales_stage", "sales_opportunity"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for key, category in OF_STAGES.items():
            cursor.execute("UPDATE sales_stage SET category = %s WHERE key = %s AND is_builtin", [category, key])
        cursor.execute(
            "UPDATE sales_opportunity o SET category_is_own = o.category <> 'pipeline',"
            " category = CASE WHEN o.category = 'pipeline' AND o.state = 'open' THEN s.category ELSE o.category END"
            " FROM sales_stage s WHERE s.id = o.stage_id AND (o.category <> 'pipeline' OR s.category <> 'pipeline')"
        )
        for table in ("sales_stage", "sales_opportunity"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("sales", "0003_reference_index")]

    operations = [
        migrations.AddField(
            model_name="opportunity",
            name="category_is_own",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="stage",
            name="category",
            field=models.CharField(choices=CATEGORIES, default="pipeline", max_length=20),
        ),
        migrations.RunPython(follow, migrations.RunPython.noop),
    ]
