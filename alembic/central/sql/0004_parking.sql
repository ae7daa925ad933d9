-- What cannot be applied: kept beside the rest with its cause, and tried again when what it lacked has come.

-- Whether an entry of this id was taken from another place already: the same one, or another under its name.
CREATE FUNCTION sync.taken(p_header jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN convert_from(l.header, 'UTF8')::jsonb->>'payload_digest' = p_header->>'payload_digest'
        THEN 'known' ELSE 'entry_id_taken' END
    FROM sync.entry_ids i JOIN sync.ledger l USING (stream_id, seq)
    WHERE i.entry_id = (p_header->>'entry_id')::uuid
$$;

-- The cause an entry shares with the parked one that it needs: what waits is retried in order, under one cause.
CREATE FUNCTION sync.shared_cause(p_cause text, p_id text, p_writers uuid[]) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT k.cause FROM sync.parked k JOIN sync.streams s USING (stream_id) JOIN sync.ledger l USING (stream_id, seq)
        WHERE p_cause = 'missing_row' AND k.settled_at IS NULL AND s.workstation_id = ANY (p_writers)
            AND strpos(convert_from(l.payload, 'UTF8'), p_id) > 0
        ORDER BY k.parked_at, k.seq LIMIT 1), p_cause)
$$;

-- One entry, by itself: applied, already known, or parked. Answers whether it was parked.
CREATE FUNCTION sync.take_one(p_caller sync.calling, p_stream sync.streams, p_seq bigint, p_header bytea,
    p_payload bytea, p_hash bytea, p_signature bytea, p_parsed jsonb, p_read jsonb, p_writers uuid[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_taken constant text := sync.taken(p_parsed);
    v_status text := CASE v_taken WHEN 'known' THEN 'stored' WHEN 'entry_id_taken' THEN 'parked' ELSE 'applied' END;
    v_cause text := v_taken;
    v_state text;
    v_table text;
    v_detail text := 'this id was given to another entry';
    v_id text;
BEGIN
    IF v_taken IS NULL THEN
        BEGIN
            PERFORM sync.work(p_caller, p_stream.stream_id, p_seq, ARRAY[p_parsed], ARRAY[p_read], p_writers);
        EXCEPTION
            WHEN transaction_rollback OR lock_not_available OR insufficient_resources OR operator_intervention
                OR connection_exception OR system_error THEN
                RAISE;
            WHEN OTHERS THEN
                GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_cause = MESSAGE_TEXT, v_table = TABLE_NAME,
                    v_id = PG_EXCEPTION_DETAIL;
                v_detail := v_cause;
                v_cause := CASE v_state WHEN 'RQ460' THEN sync.shared_cause(v_cause, v_id, p_writers) ELSE v_state END;
                v_status := 'parked';
        END;
    END IF;
    IF v_status = 'parked' AND v_taken IS NULL THEN
        INSERT INTO sync.entry_ids (entry_id, stream_id, seq)
        VALUES ((p_parsed->>'entry_id')::uuid, p_stream.stream_id, p_seq);
    END IF;
    PERFORM sync.write_ledger(p_stream.stream_id, p_stream.site_id, p_seq, ARRAY[p_header], ARRAY[p_payload],
        ARRAY[p_hash], ARRAY[p_signature], ARRAY[p_parsed], v_status, v_cause);
    PERFORM sync.mark_newer(p_stream.stream_id, p_seq, ARRAY[p_parsed], ARRAY[coalesce(p_read, '{}')]);
    IF v_status = 'parked' THEN
        INSERT INTO sync.parked (stream_id, seq, cause, detail, waits_for_table, waits_for_id, parked_at)
        VALUES (p_stream.stream_id, p_seq, v_cause, left(v_detail, 500),
            CASE WHEN v_state = 'RQ460' AND v_detail = 'missing_row' THEN v_table END,
            CASE WHEN v_state = 'RQ460' AND v_detail = 'missing_row' THEN v_id END, clock_timestamp());
    END IF;
    RETURN v_status = 'parked';
END $$;

-- Try a parked entry again. Answers whether it is applied now.
CREATE FUNCTION sync.retry(p_stream uuid, p_seq bigint, p_by uuid) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_entry sync.ledger;
    v_stream sync.streams;
    v_caller sync.calling;
    v_read jsonb;
BEGIN
    SELECT * INTO v_entry FROM sync.ledger WHERE stream_id = p_stream AND seq = p_seq AND status = 'parked' FOR UPDATE;
    IF v_entry.seq IS NULL THEN
        RETURN false;
    END IF;
    SELECT * INTO v_stream FROM sync.streams WHERE stream_id = p_stream;
    SELECT v_stream.workstation_id, w.site_id, w.kind INTO v_caller
    FROM public.workstations w WHERE w.id = v_stream.workstation_id;
    v_read := sync.parsed(v_entry.payload);
    UPDATE sync.parked SET retries = retries + 1 WHERE stream_id = p_stream AND seq = p_seq;
    BEGIN
        PERFORM sync.rework(v_caller, convert_from(v_entry.header, 'UTF8')::jsonb, v_read,
            sync.writers(v_stream.workstation_id));
    EXCEPTION
        WHEN transaction_rollback OR lock_not_available OR insufficient_resources OR operator_intervention
            OR connection_exception OR system_error THEN
            RAISE;
        WHEN OTHERS THEN
            RETURN false;
    END;
    UPDATE sync.ledger SET status = 'applied', cause = NULL WHERE stream_id = p_stream AND seq = p_seq;
    UPDATE sync.parked SET settled_at = clock_timestamp(), settled_by = p_by WHERE stream_id = p_stream AND seq = p_seq;
    PERFORM sync.retry(k.stream_id, k.seq, p_by)
    FROM sync.parked k, jsonb_array_elements(v_read->'rows') AS rows(row)
    WHERE k.settled_at IS NULL AND k.waits_for_table = row->>'table' AND k.waits_for_id = row->>'id'
    ORDER BY k.stream_id, k.seq;
    RETURN true;
END $$;

-- As "work", for an entry whose id is taken already by itself.
CREATE FUNCTION sync.rework(p_caller sync.calling, p_header jsonb, p_payload jsonb, p_writers uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_payload IS NULL OR p_payload->>'v' <> '1' THEN
        PERFORM sync.cannot('unknown_version', NULL, NULL);
    END IF;
    IF p_payload ? 'requests' THEN
        PERFORM sync.answer(p_caller, p_header, p_payload);
    END IF;
    PERFORM sync.apply(ARRAY[p_header], ARRAY[p_payload], p_writers);
    PERFORM sync.audit(ARRAY[p_header], ARRAY[p_payload]);
END $$;

-- Entries that waited for a row which has come meanwhile, in order.
CREATE FUNCTION sync.retry_waiting() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_waiting record;
    v_there boolean;
BEGIN
    FOR v_waiting IN
        SELECT k.stream_id, k.seq, r.table_name, k.waits_for_id
        FROM sync.parked k JOIN sync.registry r ON r.table_name = k.waits_for_table
        WHERE k.settled_at IS NULL AND k.waits_for_id IS NOT NULL
        ORDER BY k.stream_id, k.seq LIMIT 500
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE id = $1::uuid)', v_waiting.table_name)
            INTO v_there USING v_waiting.waits_for_id;
        IF v_there THEN
            PERFORM sync.retry(v_waiting.stream_id, v_waiting.seq, NULL);
        END IF;
    END LOOP;
END $$;
