-- The lives of a centre. One that is put back from a backup has forgotten what it told its workstations since: from then
-- on it lives under a new epoch, and its stream goes on under a new name, so that nothing said in the lost life can be
-- taken for what is said now.

CREATE TABLE sync.lives (
    epoch uuid,
    previous uuid NOT NULL,
    began_at timestamptz NOT NULL,
    found_by uuid,
    evidence jsonb NOT NULL,
    CONSTRAINT pk_lives PRIMARY KEY (epoch)
);

GRANT SELECT, INSERT ON sync.lives TO recyclique_api;
GRANT SELECT ON sync.lives TO recyclique_shared, recyclique_admin;

CREATE FUNCTION sync.begin_life(p_by uuid, p_evidence jsonb) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_centre sync.centre;
    v_epoch constant uuid := gen_random_uuid();
    v_stream constant uuid := gen_random_uuid();
BEGIN
    SELECT * INTO STRICT v_centre FROM sync.centre FOR UPDATE;
    PERFORM FROM sync.streams WHERE stream_id = v_centre.stream_id FOR UPDATE;
    INSERT INTO sync.streams (stream_id, epoch, parent_stream_id, parent_seq, last_seq, last_hash, created_at)
    SELECT v_stream, v_epoch, s.stream_id, s.last_seq, s.last_seq, s.last_hash, clock_timestamp()
    FROM sync.streams s WHERE s.stream_id = v_centre.stream_id;
    UPDATE sync.streams SET closed_at = clock_timestamp() WHERE stream_id = v_centre.stream_id;
    UPDATE sync.centre SET epoch = v_epoch, stream_id = v_stream;
    INSERT INTO sync.lives (epoch, previous, began_at, found_by, evidence)
    VALUES (v_epoch, v_centre.epoch, clock_timestamp(), p_by, p_evidence);
    RETURN v_epoch;
END $$;

-- Which of the streams somebody knows are shorter here than they were once, or not here at all, or not the same.
-- A stream that is here and that the caller may not see says nothing.
CREATE FUNCTION sync.shorter(p_caller sync.calling, p_known jsonb, p_hashes jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(k.id, jsonb_build_array(coalesce(v.last_seq, 0), k.seq::bigint)), '{}')
    FROM jsonb_each_text(p_known) AS k(id, seq)
    LEFT JOIN sync.visible(p_caller) v ON v.stream_id = k.id::uuid
    WHERE CASE
        WHEN v.stream_id IS NULL THEN k.seq::bigint > 0
            AND NOT EXISTS (SELECT FROM sync.streams s WHERE s.stream_id = k.id::uuid)
        ELSE v.last_seq < k.seq::bigint OR p_hashes->>k.id <> sync.hash_of(v.stream_id, k.seq::bigint)
    END
$$;

-- A workstation knows more of this centre than the centre does: it was put back. Answers the epoch that holds now.
CREATE FUNCTION recyclique_api_v1.went_back(p_epoch uuid, p_known jsonb, p_hashes jsonb DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
    v_centre sync.centre;
    v_shorter jsonb;
BEGIN
    SELECT * INTO STRICT v_centre FROM sync.centre FOR UPDATE;
    IF v_centre.epoch = p_epoch THEN
        v_shorter := sync.shorter(v_caller, p_known, p_hashes);
        IF v_shorter <> '{}' THEN
            PERFORM sync.begin_life(v_caller.workstation_id, v_shorter);
        END IF;
    END IF;
    RETURN (SELECT jsonb_build_object('epoch', epoch, 'centre_stream', stream_id) FROM sync.centre);
END $$;

-- The lives since the first, the newest first.
CREATE FUNCTION recyclique_api_v1.lives() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sync.office();
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('epoch', l.epoch, 'previous', l.previous, 'began_at',
            sync.moment(l.began_at), 'found_by', w.code, 'evidence', l.evidence) ORDER BY l.began_at DESC), '[]')
        FROM sync.lives l LEFT JOIN public.workstations w ON w.id = l.found_by);
END $$;
