"""The SQL of the audit trail: one partitioned table, four functions, and the triggers of a table."""

TABLE = """
CREATE TABLE audit_entry (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    transaction bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    table_name text NOT NULL,
    record_id uuid NOT NULL,
    subject_id uuid,
    action char(1) NOT NULL CHECK (action IN ('I', 'U', 'D')),
    actor_id uuid,
    source text NOT NULL,
    request_id text NOT NULL,
    change_set_id uuid,
    old jsonb,
    new jsonb,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX audit_entry_record ON audit_entry (record_id, id);
CREATE INDEX audit_entry_subject ON audit_entry (subject_id, id) WHERE subject_id IS NOT NULL;
CREATE INDEX audit_entry_change_set ON audit_entry (change_set_id, coalesce(subject_id, record_id))
    WHERE change_set_id IS NOT NULL;
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, id);
CREATE INDEX audit_entry_at ON audit_entry USING brin (at);
CREATE TABLE audit_entry_other PARTITION OF audit_entry DEFAULT;
"""

# Creates the partitions of this month and the next `ahead` months where they are missing.
PARTITIONS = """
CREATE OR REPLACE FUNCTION audit_make_partitions(ahead int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
    month date;
    made int := 0;
BEGIN
    FOR step IN 0..ahead LOOP
        month := first + make_interval(months => step);
        IF to_regclass('audit_entry_' || to_char(month, 'YYYYMM')) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF audit_entry FOR VALUES FROM (%L) TO (%L)',
                'audit_entry_' || to_char(month, 'YYYYMM'),
                month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END $$;
"""

# Statement-level triggers with transition tables: one insert per statement, so COPY and bulk updates stay fast.
# SECURITY DEFINER lets the application role write the trail only by changing something.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION audit_setting(name text) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('kehu.' || name, true), '') $$;

CREATE OR REPLACE FUNCTION audit_created() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO audit_entry
            (at, transaction, table_name, record_id, subject_id, action, actor_id, source, request_id, change_set_id)
         SELECT $5, $6, %L, id, %I, ''I'', $1, $2, $3, $4 FROM new_rows', TG_TABLE_NAME, TG_ARGV[0])
    USING audit_setting('actor')::uuid, coalesce(audit_setting('source'), 'sql'),
        coalesce(audit_setting('request'), ''), audit_setting('change_set')::uuid, clock_timestamp(),
        pg_current_xact_id()::text::bigint;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION audit_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO audit_entry
            (table_name, record_id, subject_id, action, actor_id, source, request_id, change_set_id, old, new)
         SELECT %L, n.id, n.%I, ''U'', $1, $2, $3, $4, d.old, d.new
         FROM new_rows n JOIN old_rows o ON o.id = n.id,
         LATERAL (
            SELECT jsonb_object_agg(b.key, CASE WHEN b.key = ANY ($5) THEN ''"…"'' ELSE b.value END) AS old,
                jsonb_object_agg(b.key, CASE WHEN b.key = ANY ($5) THEN ''"…"'' ELSE a.value END) AS new
            FROM jsonb_each(to_jsonb(o)) b JOIN jsonb_each(to_jsonb(n)) a ON a.key = b.key
            WHERE a.value IS DISTINCT FROM b.value AND a.key <> ALL ($6)
         ) d WHERE d.new IS NOT NULL', TG_TABLE_NAME, TG_ARGV[0])
    USING audit_setting('actor')::uuid, coalesce(audit_setting('source'), 'sql'),
        coalesce(audit_setting('request'), ''), audit_setting('change_set')::uuid, string_to_array(TG_ARGV[1], ','),
        string_to_array(TG_ARGV[2], ',');
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION audit_deleted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO audit_entry
            (table_name, record_id, subject_id, action, actor_id, source, request_id, change_set_id, old)
         SELECT %L, o.id, o.%I, ''D'', $1, $2, $3, $4, to_jsonb(o) - $5 FROM old_rows o', TG_TABLE_NAME, TG_ARGV[0])
    USING audit_setting('actor')::uuid, coalesce(audit_setting('source'), 'sql'),
        coalesce(audit_setting('request'), ''), audit_setting('change_set')::uuid, string_to_array(TG_ARGV[1], ',');
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION record_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END $$;
"""

# A function of the table's own where a change of some columns is no new version of the record. Rows are compared as
# such: as JSON it took as long as all the rest of an update. Columns named in a WHEN could not be migrated any more.
TOUCH_UNLESS_DERIVED = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    alike record := NEW;
BEGIN
    {like_before}
    IF alike IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    NEW.version := OLD.version + 1;
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END $$;
"""

IN_CHANGE_SETS = "WHEN (coalesce(current_setting('kehu.change_set', true), '') <> '')"

TRIGGERS = """
CREATE OR REPLACE TRIGGER audit_created AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT {when_created} EXECUTE FUNCTION audit_created('{subject}');
CREATE OR REPLACE TRIGGER audit_changed AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION audit_changed('{subject}', '{secret}', '{unrecorded}');
CREATE OR REPLACE TRIGGER audit_deleted AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION audit_deleted('{subject}', '{secret}');
CREATE OR REPLACE TRIGGER record_touch BEFORE UPDATE ON {table}
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION {touch}();
"""
