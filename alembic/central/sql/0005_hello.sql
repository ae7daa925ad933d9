-- A greeting tells how every stream ends, too: a centre that was put back may have grown as long again as it was.

CREATE OR REPLACE FUNCTION recyclique_api_v1.hello(p_stream uuid, p_seq bigint, p_hash bytea, p_protocol int, p_schema text,
    p_software text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
    v_writers constant uuid[] := sync.writers(v_caller.workstation_id);
    v_stream sync.streams;
BEGIN
    PERFORM sync.check_protocol(p_protocol);
    SELECT * INTO v_stream FROM sync.streams WHERE stream_id = p_stream;
    IF v_stream.workstation_id <> ALL (v_writers) OR p_stream = (SELECT stream_id FROM sync.centre) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ403', MESSAGE = 'stream of another machine', DETAIL = 'stream';
    END IF;
    UPDATE sync.devices SET last_seen_at = clock_timestamp(), protocol = p_protocol, schema_version = left(p_schema, 32),
        software = left(p_software, 64) WHERE role_name = session_user;
    RETURN (
        SELECT jsonb_build_object(
            'last_seq', coalesce(v_stream.last_seq, 0),
            'last_hash', encode(coalesce(v_stream.last_hash, decode(repeat('00', 32), 'hex')), 'hex'),
            'hash_at', sync.hash_of(p_stream, least(p_seq, v_stream.last_seq)),
            'epoch', c.epoch, 'centre_stream', c.stream_id, 'site_id', v_caller.site_id, 'kind', v_caller.kind,
            'streams', (SELECT jsonb_object_agg(stream_id, last_seq) FROM sync.visible(v_caller)),
            'ends', (SELECT jsonb_object_agg(v.stream_id, left(encode(s.last_hash, 'hex'), 16))
                FROM sync.visible(v_caller) v JOIN sync.streams s USING (stream_id) WHERE v.last_seq > 0),
            'now', sync.moment(clock_timestamp()), 'min_protocol', 1, 'max_protocol', 1,
            'schema', sync.schema_version(), 'revoked', false, 'fingerprint',
            CASE v_caller.kind WHEN 'office' THEN sync.fingerprint() ELSE c.fingerprint END,
            'parked', (SELECT count(*) FROM sync.parked k JOIN sync.streams s USING (stream_id)
                WHERE k.settled_at IS NULL AND s.workstation_id = ANY (v_writers)),
            'conflicts', (SELECT count(*) FROM sync.conflicts k WHERE k.settled_at IS NULL
                AND (v_caller.kind = 'office' OR k.workstation_id = v_caller.workstation_id)))
        FROM sync.centre c);
END $$;
