-- A workstation that lost its signing key says so in its journal, signed by the new one. From then on an office checks
-- what it hands in by that key, so the centre must know it, and everybody hear of it.

-- Called once the entries are applied. A change that was overtaken meanwhile (the old journal of a broken machine handed
-- in by an office) leaves the newer key where it is.
CREATE FUNCTION sync.take_keys(p_stream uuid, p_headers jsonb[], p_payloads jsonb[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_doc jsonb;
    v_new bytea;
BEGIN
    FOR v_doc IN
        SELECT p->'doc' FROM unnest(p_headers, p_payloads) WITH ORDINALITY AS e(h, p, i)
        WHERE h->>'act' = 'key.changed' AND p->'doc'->>'public_key' ~ '^[0-9a-f]{64}$' ORDER BY i
    LOOP
        v_new := decode(v_doc->>'public_key', 'hex');
        UPDATE sync.streams SET public_key = v_new WHERE stream_id = p_stream;
        UPDATE public.workstations w SET public_key = v_new, updated_at = clock_timestamp()
        FROM sync.streams s
        WHERE s.stream_id = p_stream AND w.id = s.workstation_id AND w.public_key <> v_new
            AND (NOT v_doc ? 'old_public_key' OR encode(w.public_key, 'hex') = v_doc->>'old_public_key');
    END LOOP;
END $$;
