-- Taking entries in: the longest valid prefix of a batch, in one transaction, under the lock of the stream's row.
-- First all at once; if anything cannot be applied, entry by entry, and what fails is parked with its cause.

CREATE TYPE sync.calling AS (workstation_id uuid, site_id uuid, kind text);

-- Which machine is calling. Its login says so; SET ROLE and the like do not change it.
CREATE FUNCTION sync.caller() RETURNS sync.calling
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_device sync.devices;
    v_caller sync.calling;
BEGIN
    SELECT * INTO v_device FROM sync.devices WHERE role_name = session_user;
    IF v_device.workstation_id IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ403', MESSAGE = 'not a machine of this centre', DETAIL = 'unknown';
    ELSIF v_device.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ403', MESSAGE = 'this machine was revoked', DETAIL = 'revoked';
    END IF;
    SELECT v_device.workstation_id, coalesce(w.site_id, c.site_id), coalesce(w.kind, c.kind) INTO v_caller
    FROM (SELECT) AS one
    LEFT JOIN public.workstations w ON w.id = v_device.workstation_id
    LEFT JOIN sync.enrolment_codes c ON c.workstation_id = v_device.workstation_id
    ORDER BY c.used_at DESC LIMIT 1;
    RETURN v_caller;
END $$;

CREATE FUNCTION sync.office() RETURNS sync.calling
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
BEGIN
    IF v_caller.kind <> 'office' THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ403', MESSAGE = 'for an office only', DETAIL = 'kind';
    END IF;
    RETURN v_caller;
END $$;

-- The workstation itself, and those it succeeds: whose facts its stream may write.
CREATE FUNCTION sync.writers(p_workstation uuid) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE line(id) AS (
        SELECT p_workstation
        UNION
        SELECT w.successor_of FROM public.workstations w JOIN line USING (id) WHERE w.successor_of IS NOT NULL)
    SELECT array_agg(id) FROM line
$$;

-- Names that headers of a stream may carry: its own, and those of the streams it branched from, byte for byte.
CREATE FUNCTION sync.names(p_stream uuid) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE line(id, parent) AS (
        SELECT stream_id, parent_stream_id FROM sync.streams WHERE stream_id = p_stream
        UNION
        SELECT s.stream_id, s.parent_stream_id FROM sync.streams s JOIN line ON s.stream_id = line.parent)
    SELECT array_agg(id::text) FROM line
$$;

CREATE FUNCTION sync.check_batch(p_first bigint, p_headers bytea[], p_payloads bytea[], p_hashes bytea[],
    p_signatures bytea[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_count constant int := cardinality(p_headers);
BEGIN
    IF p_first IS NULL OR p_first < 1 OR v_count IS NULL OR v_count NOT BETWEEN 1 AND 500
        OR v_count <> ALL (ARRAY[cardinality(p_payloads), cardinality(p_hashes), cardinality(p_signatures)])
        OR array_ndims(p_headers) <> 1
    THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad batch', DETAIL = 'shape';
    END IF;
    IF (SELECT sum(octet_length(h) + octet_length(p)) > 2097152 OR max(octet_length(p)) > 262144
            OR max(octet_length(h)) > 8192 OR count(h) < v_count OR count(p) < v_count
        FROM unnest(p_headers, p_payloads) AS e(h, p))
    THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad batch', DETAIL = 'size';
    END IF;
END $$;

CREATE FUNCTION sync.bounded(p_text text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF octet_length(p_text) > 262144 THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad batch', DETAIL = 'size';
    END IF;
    RETURN p_text;
END $$;

-- Put back the words that a machine left out: %n$s stands for word n, %% for a percent sign.
CREATE FUNCTION sync.unpacked(p_packed bytea[], p_words text[]) RETURNS bytea[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF cardinality(p_words) > 32 OR EXISTS (SELECT FROM unnest(p_words) AS e(w) WHERE octet_length(w) > 256) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad batch', DETAIL = 'words';
    END IF;
    IF EXISTS (  -- a width would have the centre fill its memory
        SELECT FROM unnest(p_packed) AS e(p)
        WHERE strpos(regexp_replace(convert_from(p, 'UTF8'), '%(%|[0-9]{1,2}[$]s)', '', 'g'), '%') > 0
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad batch', DETAIL = 'words';
    END IF;
    RETURN ARRAY(
        SELECT convert_to(sync.bounded(format(convert_from(p, 'UTF8'), VARIADIC p_words)), 'UTF8')
        FROM unnest(p_packed) WITH ORDINALITY AS e(p, i) ORDER BY i);
EXCEPTION WHEN data_exception THEN
    RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad batch', DETAIL = 'words';
END $$;

-- Lock the stream; make it when a workstation says what it branched from.
CREATE FUNCTION sync.lock_stream(p_workstation uuid, p_site uuid, p_stream uuid, p_parent uuid, p_parent_seq bigint)
RETURNS sync.streams
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_stream sync.streams;
    v_hash bytea;
BEGIN
    SELECT * INTO v_stream FROM sync.streams WHERE stream_id = p_stream FOR UPDATE;
    IF v_stream.stream_id IS NULL AND p_parent IS NOT NULL THEN
        SELECT CASE p_parent_seq WHEN 0 THEN decode(repeat('00', 32), 'hex') ELSE l.hash END INTO v_hash
        FROM sync.streams s LEFT JOIN sync.ledger l ON l.stream_id = s.stream_id AND l.seq = p_parent_seq
        WHERE s.stream_id = p_parent AND s.workstation_id = ANY (sync.writers(p_workstation));
        IF v_hash IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'no such place to branch from', DETAIL = 'parent';
        END IF;
        INSERT INTO sync.streams (stream_id, workstation_id, site_id, epoch, parent_stream_id, parent_seq, last_seq,
            last_hash, public_key, created_at)
        SELECT p_stream, p_workstation, p_site, c.epoch, p_parent, p_parent_seq, p_parent_seq, v_hash, s.public_key,
            clock_timestamp()
        FROM sync.centre c, sync.streams s WHERE s.stream_id = p_parent
        ON CONFLICT DO NOTHING;
        SELECT * INTO v_stream FROM sync.streams WHERE stream_id = p_stream FOR UPDATE;
    END IF;
    IF v_stream.workstation_id IS NULL OR v_stream.workstation_id <> ALL (sync.writers(p_workstation)) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ403', MESSAGE = 'stream of another machine', DETAIL = 'stream';
    ELSIF p_parent IS NOT NULL
        AND (v_stream.parent_stream_id, v_stream.parent_seq) IS DISTINCT FROM (p_parent, p_parent_seq)
    THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'branched elsewhere', DETAIL = 'parent';
    END IF;
    RETURN v_stream;
END $$;

CREATE FUNCTION sync.parsed(p_raw bytea) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE WHEN octet_length(p_raw) = 0 THEN '{}' ELSE convert_from(p_raw, 'UTF8')::jsonb END;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;

-- All of them at once; one by one if any is no JSON, so that the others are known.
CREATE FUNCTION sync.parsed(p_raw bytea[]) RETURNS jsonb[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT CASE WHEN octet_length(r) = 0 THEN '{}' ELSE convert_from(r, 'UTF8')::jsonb END
        FROM unnest(p_raw) WITH ORDINALITY AS e(r, i) ORDER BY i);
EXCEPTION WHEN data_exception THEN
    RETURN ARRAY(SELECT sync.parsed(r) FROM unnest(p_raw) WITH ORDINALITY AS e(r, i) ORDER BY i);
END $$;

-- How many leading entries are what they say they are, each after the one before.
CREATE FUNCTION sync.valid(p_names text[], p_first bigint, p_before bytea, p_headers bytea[], p_payloads bytea[],
    p_hashes bytea[], p_signatures bytea[], p_parsed jsonb[]) RETURNS int
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(min(i) FILTER (WHERE NOT good) - 1, count(*))::int
    FROM (
        SELECT i, coalesce(
            e.hash = sha256(e.header)
            AND (e.signature IS NULL OR octet_length(e.signature) = 64)
            AND h->>'seq' = (p_first + i - 1)::text
            AND h->>'stream_id' = ANY (p_names)
            AND h->>'prev_hash' = encode(lag(e.hash, 1, p_before) OVER (ORDER BY i), 'hex')
            AND (h->>'payload_digest' = encode(sha256(e.payload), 'hex')
                OR h->>'class' = 'personal' AND octet_length(e.payload) = 0)
            AND h->>'class' IN ('fiscal', 'operational', 'personal')
            AND h->>'entry_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
            AND h->>'hlc' ~ '^\d{1,18}$' AND coalesce(h->>'number', '1') ~ '^\d{1,18}$'
            AND length(h->>'act') <= 64 AND length(coalesce(h->>'series', 'T')) = 1, false) AS good
        FROM unnest(p_headers, p_payloads, p_hashes, p_signatures, p_parsed)
            WITH ORDINALITY AS e(header, payload, hash, signature, h, i)
    ) AS judged
$$;

-- Mark entries that hold columns which this centre does not know yet; only those of newer programs are looked at.
CREATE FUNCTION sync.mark_newer(p_stream uuid, p_first bigint, p_headers jsonb[], p_payloads jsonb[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE sync.ledger SET cause = 'newer'
    WHERE stream_id = p_stream AND status = 'applied' AND seq IN (
        SELECT p_first + place - 1
        FROM unnest(p_headers, p_payloads) WITH ORDINALITY AS e(h, p, place),
            jsonb_array_elements(p->'rows') AS rows(row), jsonb_object_keys(row->'set') AS keys(k)
        WHERE h->>'schema_version' <> ALL (sync.known_schemas()) AND NOT EXISTS (
            SELECT FROM sync.table_columns c WHERE c.table_name = row->>'table' AND c.name = k))
$$;

CREATE FUNCTION sync.write_ledger(p_stream uuid, p_site uuid, p_first bigint, p_headers bytea[], p_payloads bytea[],
    p_hashes bytea[], p_signatures bytea[], p_parsed jsonb[], p_status text, p_cause text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO sync.ledger (stream_id, seq, entry_id, site_id, header, payload, hash, signature, class, act, series,
        number, hlc, status, cause, received_at)
    SELECT p_stream, p_first + i - 1, (h->>'entry_id')::uuid, p_site, e.header, e.payload, e.hash, e.signature,
        h->>'class', h->>'act', h->>'series', (h->>'number')::bigint, (h->>'hlc')::bigint, p_status, p_cause,
        clock_timestamp()
    FROM unnest(p_headers, p_payloads, p_hashes, p_signatures, p_parsed)
        WITH ORDINALITY AS e(header, payload, hash, signature, h, i)
$$;

-- Everything that follows from entries, or nothing: wishes answered, rows applied, audit rows derived.
CREATE FUNCTION sync.work(p_caller sync.calling, p_stream uuid, p_first bigint, p_headers jsonb[], p_payloads jsonb[],
    p_writers uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF array_position(p_payloads, NULL) IS NOT NULL THEN
        PERFORM sync.cannot('unreadable', NULL, NULL);
    ELSIF EXISTS (
        SELECT FROM unnest(p_headers, p_payloads) AS e(h, p)
        WHERE p->>'v' IS DISTINCT FROM '1' AND NOT (h->>'class' = 'personal' AND p = '{}'))
    THEN
        PERFORM sync.cannot('unknown_version', NULL, NULL);
    END IF;
    PERFORM sync.answer(p_caller, h, p)
    FROM unnest(p_headers, p_payloads) WITH ORDINALITY AS e(h, p, i) WHERE p ? 'requests' ORDER BY i;
    PERFORM sync.apply(p_headers, p_payloads, p_writers);
    INSERT INTO sync.entry_ids (entry_id, stream_id, seq)
    SELECT (h->>'entry_id')::uuid, p_stream, p_first + i - 1 FROM unnest(p_headers) WITH ORDINALITY AS e(h, i);
    PERFORM sync.audit(p_headers, p_payloads);
END $$;

-- Take the new entries of a batch in, all of them valid. Answers how many were parked.
CREATE FUNCTION sync.take_all(p_caller sync.calling, p_stream sync.streams, p_first bigint, p_headers bytea[],
    p_payloads bytea[], p_hashes bytea[], p_signatures bytea[], p_parsed jsonb[]) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_writers constant uuid[] := sync.writers(p_stream.workstation_id);
    v_read constant jsonb[] := sync.parsed(p_payloads);
    v_parked int := 0;
BEGIN
    BEGIN
        PERFORM sync.work(p_caller, p_stream.stream_id, p_first, p_parsed, v_read, v_writers);
        PERFORM sync.write_ledger(p_stream.stream_id, p_stream.site_id, p_first, p_headers, p_payloads, p_hashes,
            p_signatures, p_parsed, 'applied', NULL);
        PERFORM sync.mark_newer(p_stream.stream_id, p_first, p_parsed, v_read);
        RETURN 0;
    EXCEPTION
        WHEN transaction_rollback OR lock_not_available OR insufficient_resources OR operator_intervention
            OR connection_exception OR system_error THEN
            RAISE;
        WHEN OTHERS THEN
            NULL;  -- one by one, below
    END;
    FOR i IN 1 .. cardinality(p_headers) LOOP
        v_parked := v_parked + sync.take_one(p_caller, p_stream, p_first + i - 1, p_headers[i], p_payloads[i],
            p_hashes[i], p_signatures[i], p_parsed[i], v_read[i], v_writers)::int;
    END LOOP;
    RETURN v_parked;
END $$;

CREATE FUNCTION sync.receipt(p_outcome text, p_stream uuid, p_more jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('outcome', p_outcome, 'last_seq', last_seq, 'last_hash', encode(last_hash, 'hex'),
        'stored', 0, 'already', 0, 'parked', 0) || p_more
    FROM sync.streams WHERE stream_id = p_stream
$$;

-- How many entries of a batch are here already, byte for byte; fewer than p_known means a fork.
CREATE FUNCTION sync.matching(p_stream uuid, p_first bigint, p_hashes bytea[], p_known int) RETURNS int
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (coalesce(min(i), p_known + 1) - 1)::int
    FROM unnest(p_hashes[1:p_known]) WITH ORDINALITY AS e(hash, i)
    LEFT JOIN sync.ledger l ON l.stream_id = p_stream AND l.seq = p_first + i - 1
    WHERE l.hash IS DISTINCT FROM e.hash
$$;

CREATE FUNCTION sync.take(p_caller sync.calling, p_stream sync.streams, p_first bigint, p_headers bytea[],
    p_payloads bytea[], p_hashes bytea[], p_signatures bytea[]) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_count constant int := cardinality(p_headers);
    v_known constant int := greatest(least(v_count, p_stream.last_seq - p_first + 1), 0);
    v_same int := 0;
    v_parsed jsonb[];
    v_good int;
    v_first jsonb;
    v_parked int := 0;
BEGIN
    IF p_first > p_stream.last_seq + 1 OR p_first <= coalesce(p_stream.parent_seq, 0) THEN
        RETURN sync.receipt('gap', p_stream.stream_id, '{}');
    END IF;
    IF v_known > 0 THEN
        v_same := sync.matching(p_stream.stream_id, p_first, p_hashes, v_known);
    END IF;
    IF v_same < v_known THEN
        RETURN sync.receipt('fork', p_stream.stream_id, jsonb_build_object('already', v_same, 'common',
            CASE WHEN v_same > 0 OR p_first - 1 = coalesce(p_stream.parent_seq, 0) THEN p_first + v_same - 1 END));
    END IF;
    v_parsed := sync.parsed(p_headers[v_known + 1:]);
    v_good := sync.valid(sync.names(p_stream.stream_id), p_first + v_known, p_stream.last_hash,
        p_headers[v_known + 1:], p_payloads[v_known + 1:], p_hashes[v_known + 1:], p_signatures[v_known + 1:], v_parsed);
    IF v_good > 0 THEN
        v_parked := sync.take_all(p_caller, p_stream, p_first + v_known, p_headers[v_known + 1:v_known + v_good],
            p_payloads[v_known + 1:v_known + v_good], p_hashes[v_known + 1:v_known + v_good],
            p_signatures[v_known + 1:v_known + v_good], v_parsed[1:v_good]);
        UPDATE sync.streams SET last_seq = p_first + v_known + v_good - 1, last_hash = p_hashes[v_known + v_good]
        WHERE stream_id = p_stream.stream_id;
    END IF;
    v_first := v_parsed[1];
    RETURN sync.receipt(
        CASE
            WHEN v_known + v_good = v_count THEN 'ok'
            WHEN v_good = 0 AND p_hashes[v_known + 1] = sha256(p_headers[v_known + 1])
                AND v_first->>'prev_hash' <> encode(p_stream.last_hash, 'hex') THEN 'fork'
            ELSE 'bad'
        END,
        p_stream.stream_id, jsonb_build_object('stored', v_good, 'already', v_known, 'parked', v_parked));
END $$;

-- The centre's own SyncLog: one row for each batch that brought something; what came again leaves none.
CREATE FUNCTION sync.log_taken(p_caller sync.calling, p_receipt jsonb, p_headers bytea[], p_payloads bytea[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.sync_logs (id, sync_type, status, records_count, created_at, device_id, started_at, finished_at,
        pushed, pulled, parked, bytes, repeats)
    SELECT sync.uuid7(), 'push', 'success', stored, clock_timestamp(), p_caller.workstation_id, transaction_timestamp(),
        clock_timestamp(), stored, 0, (p_receipt->>'parked')::int, size, 1
    FROM (
        SELECT (p_receipt->>'stored')::int AS stored,
            sum(octet_length(header) + octet_length(payload)) AS size
        FROM unnest(p_headers, p_payloads) AS e(header, payload)
    ) AS batch
    WHERE stored > 0
$$;

CREATE FUNCTION recyclique_api_v1.push(p_stream uuid, p_first bigint, p_headers bytea[], p_payloads bytea[],
    p_hashes bytea[], p_signatures bytea[], p_parent uuid DEFAULT NULL, p_parent_seq bigint DEFAULT NULL,
    p_words jsonb DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_caller constant sync.calling := sync.caller();
    v_words constant text[] := ARRAY(SELECT jsonb_array_elements_text(coalesce(p_words, '[]')));
    v_headers bytea[] := p_headers;
    v_payloads bytea[] := p_payloads;
    v_answer jsonb;
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);  -- said again by a clause of the function, it would end too soon
    PERFORM sync.check_batch(p_first, p_headers, p_payloads, p_hashes, p_signatures);
    IF v_words <> '{}' THEN
        v_headers := sync.unpacked(p_headers, v_words);
        v_payloads := sync.unpacked(p_payloads, v_words);
        PERFORM sync.check_batch(p_first, v_headers, v_payloads, p_hashes, p_signatures);
    END IF;
    IF v_caller.site_id IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'the shop itself is not here yet', DETAIL = 'empty';
    END IF;
    v_answer := sync.take(v_caller,
        sync.lock_stream(v_caller.workstation_id, v_caller.site_id, p_stream, p_parent, p_parent_seq),
        p_first, v_headers, v_payloads, p_hashes, p_signatures);
    PERFORM sync.retry_waiting();
    PERFORM sync.log_taken(v_caller, v_answer, p_headers, p_payloads);
    RETURN v_answer;
END $$;
