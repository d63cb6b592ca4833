from django.db import migrations, models

TABLE = """
CREATE TABLE push_message (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    topic text COLLATE "C" NOT NULL,
    payload jsonb NOT NULL
);
CREATE INDEX push_message_replay ON push_message (topic, transaction, id);
CREATE INDEX push_message_at ON push_message (at);
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE push_message"),
        migrations.CreateModel(
            name="PushMessage",
            fields=[("id", models.BigAutoField(primary_key=True, serialize=False))],
            options={"managed": False, "db_table": "push_message"},
        ),
    ]
