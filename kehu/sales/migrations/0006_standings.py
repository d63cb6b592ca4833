"""The journal of how opportunities stood: kept by triggers, and told back as far as the stage changes say."""

from django.db import migrations

COLUMNS = (
    "(opportunity_id, since, stage_id, owner_id, state, category, amount_home, weighted_home, expected_close, is_there)"
)
NOW = (
    "n.stage_id, n.owner_id, n.state, n.category, n.amount_home, n.weighted_home, n.expected_close,"
    " n.deleted_at IS NULL"
)
BEFORE = NOW.replace("n.", "o.")

# What is entered late (`at` of the actions) moves `stage_since` into the past; everything else happens now.
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION sales_standing_begun() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sales_standing {COLUMNS}
    SELECT n.id, least(n.stage_since, clock_timestamp()), {NOW} FROM new_rows n;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION sales_standing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sales_standing {COLUMNS}
    SELECT n.id, CASE
        WHEN n.stage_since IS DISTINCT FROM o.stage_since AND n.stage_since < clock_timestamp()
            AND n.stage_since > coalesce(
                (SELECT max(s.since) FROM sales_standing s WHERE s.opportunity_id = n.id), '-infinity')
        THEN n.stage_since ELSE clock_timestamp() END, {NOW}
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE ({NOW}) IS DISTINCT FROM ({BEFORE});
    RETURN NULL;
END $$;

CREATE TRIGGER standing_begun AFTER INSERT ON sales_opportunity REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION sales_standing_begun();
CREATE TRIGGER standing_changed AFTER UPDATE ON sales_opportunity
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION sales_standing_changed();
"""
DROP = """
DROP TRIGGER standing_begun ON sales_opportunity;
DROP TRIGGER standing_changed ON sales_opportunity;
DROP FUNCTION sales_standing_begun();
DROP FUNCTION sales_standing_changed();
"""
TOLD_BACK = f"""
INSERT INTO sales_standing {COLUMNS}
SELECT c.opportunity_id, c.at, c.to_stage_id, o.owner_id, s.outcome, s.category, c.amount_home,
    round(c.amount_home * s.probability / 100, 2), c.expected_close, true
FROM sales_stagechange c JOIN sales_stage s ON s.id = c.to_stage_id JOIN sales_opportunity o ON o.id = c.opportunity_id
ORDER BY c.at, c.id;
INSERT INTO sales_standing {COLUMNS}
SELECT n.id, n.updated_at, {NOW} FROM sales_opportunity n ORDER BY n.updated_at, n.id;
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0005_selling")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP),
        migrations.RunSQL(TOLD_BACK, migrations.RunSQL.noop),
    ]
