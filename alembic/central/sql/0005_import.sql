-- An office hands over what another machine cannot send any more: the journal of a broken one, or what it keeps of it
-- after a restore. Where the centre has other entries in their place, they become a branch, as their own machine's would.

DROP FUNCTION recyclique_api_v1.import_entries(uuid, bigint, bytea[], bytea[], bytea[], bytea[], boolean);

CREATE FUNCTION recyclique_api_v1.import_entries(p_stream uuid, p_first bigint, p_headers bytea[], p_payloads bytea[],
    p_hashes bytea[], p_signatures bytea[], p_centre boolean DEFAULT false, p_parent uuid DEFAULT NULL,
    p_parent_seq bigint DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_office sync.calling;
    v_owner uuid;
    v_stream sync.streams;
    v_answer jsonb;
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    PERFORM sync.check_batch(p_first, p_headers, p_payloads, p_hashes, p_signatures);
    IF p_centre THEN
        RETURN sync.found_by_import(sync.caller(), p_stream, p_first, p_headers, p_payloads, p_hashes, p_signatures);
    END IF;
    v_office := sync.office();
    SELECT workstation_id INTO v_owner FROM sync.streams
    WHERE stream_id = coalesce(p_parent, p_stream) AND site_id = v_office.site_id;
    IF v_owner IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'no such stream', DETAIL = 'stream';
    END IF;
    v_stream := sync.lock_stream(v_owner, v_office.site_id, p_stream, p_parent, p_parent_seq);
    v_answer := sync.take((
            SELECT ROW(w.id, w.site_id, w.kind)::sync.calling FROM public.workstations w
            WHERE w.id = v_stream.workstation_id),
        v_stream, p_first, p_headers, p_payloads, p_hashes, p_signatures);
    PERFORM sync.retry_waiting();
    RETURN v_answer;
END $$;
