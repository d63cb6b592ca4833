"""The journal goes with its opportunity, whoever deletes it: undoing a creation knows only what the trail recorded."""

from django.db import migrations

GONE = """
CREATE OR REPLACE FUNCTION sales_standing_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM sales_standing s USING old_rows o WHERE s.opportunity_id = o.id;
    RETURN NULL;
END $$;

CREATE TRIGGER standing_gone AFTER DELETE ON sales_opportunity REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION sales_standing_gone();
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0007_leads_found_and_given")]

    operations = [
        migrations.RunSQL(
            GONE, "DROP TRIGGER standing_gone ON sales_opportunity; DROP FUNCTION sales_standing_gone();"
        ),
    ]
