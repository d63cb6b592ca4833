from django.db import migrations, models

TABLE = """
CREATE TABLE event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    name text NOT NULL,
    payload jsonb NOT NULL,
    actor_id uuid
);
CREATE INDEX event_feed ON event (transaction, id);
CREATE INDEX event_at ON event USING brin (at);
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE event"),
        migrations.CreateModel(
            name="Event",
            fields=[("id", models.BigAutoField(primary_key=True, serialize=False))],
            options={"managed": False, "db_table": "event"},
        ),
    ]
