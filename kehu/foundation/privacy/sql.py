"""The narrow ways in which an erasure may touch the audit trail, and the replacing of words inside documents.

The application role may only read the trail. These functions run as its owner, take identifiers and words but no new
values, and do nothing unless an erasure is running in the transaction that calls them.
"""

MARK = "███"

FUNCTIONS = (
    r"""
CREATE OR REPLACE FUNCTION privacy_erasing() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('kehu.erasing', true), '') = 'on' AND EXISTS (
        SELECT 1 FROM privacy_erasure
        WHERE id = nullif(current_setting('kehu.erasure', true), '')::uuid AND state = 'running'
    )
$$;

CREATE OR REPLACE FUNCTION privacy_redact_json(document jsonb, pattern text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF document IS NULL THEN
        RETURN NULL;
    END IF;
    CASE jsonb_typeof(document)
    WHEN 'object' THEN
        RETURN (SELECT coalesce(jsonb_object_agg(regexp_replace(key, pattern, '"""
    + MARK
    + r"""', 'gi'), privacy_redact_json(value, pattern)), '{}') FROM jsonb_each(document));
    WHEN 'array' THEN
        RETURN (SELECT coalesce(jsonb_agg(privacy_redact_json(value, pattern) ORDER BY place), '[]')
            FROM jsonb_array_elements(document) WITH ORDINALITY AS e(value, place));
    WHEN 'string', 'number' THEN
        IF document #>> '{}' ~* pattern THEN
            RETURN to_jsonb(regexp_replace(document #>> '{}', pattern, '"""
    + MARK
    + r"""', 'gi'));
        END IF;
        RETURN document;
    ELSE
        RETURN document;
    END CASE;
END $$;

-- Empties the values of every entry of these records, and of what is shown on their history.
CREATE OR REPLACE FUNCTION audit_scrub(records uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    done bigint;
BEGIN
    IF NOT privacy_erasing() THEN
        RAISE EXCEPTION 'the audit trail is scrubbed by a running erasure only'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE audit_entry SET old = CASE WHEN old IS NULL THEN NULL ELSE '{}'::jsonb END,
        new = CASE WHEN new IS NULL THEN NULL ELSE '{}'::jsonb END
    WHERE (record_id = ANY (records) OR subject_id = ANY (records))
        AND (old <> '{}'::jsonb OR new <> '{}'::jsonb);
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;

-- Takes words out of the values of entries: of these records, or of all that happened in a span of time.
CREATE OR REPLACE FUNCTION audit_redact(records uuid[], loose text, pattern text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    done bigint;
BEGIN
    IF NOT privacy_erasing() THEN
        RAISE EXCEPTION 'the audit trail is scrubbed by a running erasure only'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE audit_entry SET old = privacy_redact_json(old, pattern), new = privacy_redact_json(new, pattern)
    WHERE (records IS NULL OR record_id = ANY (records) OR subject_id = ANY (records))
        AND (old::text ~* loose OR new::text ~* loose);
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;
"""
)

NO_FUNCTIONS = """
DROP FUNCTION audit_redact(uuid[], text, text);
DROP FUNCTION audit_scrub(uuid[]);
DROP FUNCTION privacy_redact_json(jsonb, text);
DROP FUNCTION privacy_erasing();
"""
