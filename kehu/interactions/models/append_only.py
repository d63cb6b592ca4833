"""The trigger that keeps interactions as they were written."""

# What may change: whose it is (a merge and its undo), and that a correction took its place. A deletion is for undo,
# which runs in a change set of that kind, and for erasure, which says so for its transaction.
FUNCTION = """
CREATE FUNCTION interaction_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (to_jsonb(NEW) - '{customer_id,contact_id,contact_point_id,superseded_at,version,updated_at}'::text[])
            IS DISTINCT FROM
           (to_jsonb(OLD) - '{customer_id,contact_id,contact_point_id,superseded_at,version,updated_at}'::text[])
        THEN
            RAISE EXCEPTION 'interactions are append-only: write a correction' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF coalesce(current_setting('kehu.erasing', true), '') = 'on' OR EXISTS (
        SELECT 1 FROM changes_changeset
        WHERE id = nullif(current_setting('kehu.change_set', true), '')::uuid AND kind = 'undo'
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'interactions are deleted by undo and erasure only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER interaction_append_only BEFORE UPDATE OR DELETE ON interactions_interaction
    FOR EACH ROW EXECUTE FUNCTION interaction_append_only();
"""

NO_FUNCTION = """
DROP TRIGGER interaction_append_only ON interactions_interaction;
DROP FUNCTION interaction_append_only;
"""

# Since migration 0003: an erasure that keeps the fact of a call may also empty its words.
FUNCTION_WITH_ERASURE = """
CREATE OR REPLACE FUNCTION interaction_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('kehu.erasing', true), '') = 'on' THEN
        RETURN CASE TG_OP WHEN 'UPDATE' THEN NEW ELSE OLD END;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (to_jsonb(NEW) - '{customer_id,contact_id,contact_point_id,superseded_at,version,updated_at}'::text[])
            IS DISTINCT FROM
           (to_jsonb(OLD) - '{customer_id,contact_id,contact_point_id,superseded_at,version,updated_at}'::text[])
        THEN
            RAISE EXCEPTION 'interactions are append-only: write a correction' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT 1 FROM changes_changeset
        WHERE id = nullif(current_setting('kehu.change_set', true), '')::uuid AND kind = 'undo'
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'interactions are deleted by undo and erasure only' USING ERRCODE = 'restrict_violation';
END $$;
"""
