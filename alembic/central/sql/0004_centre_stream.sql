-- The centre's own stream: what changes in shared rows, and in facts that somebody else than our API writes.
--
-- An immediate row trigger notes each change; a deferred one gives positions at commit, under the lock of the stream's
-- row: writers wait for one another at the very end only, and what is visible of the stream has no holes.

CREATE FUNCTION sync.note_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_old constant jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    v_new constant jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    v_id text;
BEGIN
    IF v_old IS NOT DISTINCT FROM v_new THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT %s FROM jsonb_populate_record(NULL::public.%I, $1) AS x',
        sync.key_text(TG_TABLE_NAME), TG_TABLE_NAME) INTO v_id USING coalesce(v_new, v_old);
    INSERT INTO sync.pending (xid, table_name, op, row_id, old, new)
    VALUES (pg_current_xact_id(), TG_TABLE_NAME,
        CASE TG_OP WHEN 'INSERT' THEN 'I' WHEN 'UPDATE' THEN 'U' ELSE 'D' END, v_id, v_old, v_new);
    RETURN NULL;
END $$;

-- Only the centre raises row_version; 1.4.4 knows nothing of it.
CREATE FUNCTION sync.raise_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.row_version := OLD.row_version;
    IF NEW IS DISTINCT FROM OLD THEN
        NEW.row_version := OLD.row_version + 1;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION sync.refuse_removal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME,
        MESSAGE = format('RecyClique Desktop : « %s » est partagé avec les postes, rien ne s''y supprime.', TG_TABLE_NAME),
        HINT = 'Archivez ou désactivez la ligne.';
END $$;

CREATE FUNCTION sync.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME,
        MESSAGE = format('RecyClique Desktop : « %s » ne fait que s''allonger.', TG_TABLE_NAME);
END $$;

-- The audit rows that follow from entries, the same as data/chain.py derives on a workstation: their id is the UUID of
-- version 3 of the name "0" under the entry's id.
CREATE FUNCTION sync.audit(p_headers jsonb[], p_payloads jsonb[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.audit_logs
        (id, "timestamp", actor_id, action_type, target_id, target_type, details_json, description)
    SELECT overlay(overlay(digest PLACING '3' FROM 13)
            PLACING translate(substr(digest, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab') FROM 17)::uuid,
        (h->>'at')::timestamptz, u.id, a.audit, row_id::uuid, CASE WHEN row_id IS NOT NULL THEN a.target END,
        CASE WHEN a.class <> 'fiscal' THEN nullif(p->'doc', '{}') END, a.label
    FROM unnest(p_headers, p_payloads) AS e(h, p)
    JOIN sync.acts a ON a.name = h->>'act'
    LEFT JOIN public.users u ON u.operator_code = h->>'actor',
        md5(uuid_send((h->>'entry_id')::uuid) || '0'::bytea) AS d(digest),
        coalesce(CASE WHEN a.target IS NOT NULL THEN jsonb_path_query_first(p,
            '$.rows[*] ? (@.table == $name && @.id.type() == "string").id',
            jsonb_build_object('name', a.target)) #>> '{}' END) AS t(row_id)
    WHERE h->>'class' <> 'personal' AND (a.series IS NULL OR h ? 'number')
    ON CONFLICT (id) DO NOTHING
$$;

-- Append one entry to the centre's stream. Whoever calls holds the stream's row.
CREATE FUNCTION sync.append(p_class text, p_act text, p_actor text, p_tx uuid, p_payload jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_now constant timestamptz := clock_timestamp();
    v_payload constant bytea := convert_to(sync.canonical(p_payload), 'UTF8');
    v_centre sync.centre;
    v_stream sync.streams;
    v_hlc bigint;
    v_header jsonb;
    v_bytes bytea;
BEGIN
    SELECT * INTO STRICT v_centre FROM sync.centre;
    SELECT * INTO STRICT v_stream FROM sync.streams WHERE stream_id = v_centre.stream_id;
    SELECT (convert_from(header, 'UTF8')::jsonb->>'hlc')::bigint INTO v_hlc
    FROM sync.centre_entries WHERE seq = v_stream.last_seq ORDER BY at DESC LIMIT 1;
    v_header := jsonb_build_object(
        'v', 1, 'stream_id', v_centre.stream_id, 'seq', v_stream.last_seq + 1, 'entry_id', sync.uuid7(), 'tx', p_tx,
        'act', p_act, 'class', p_class, 'actor', p_actor,
        'at', to_char(v_now AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '+00:00',
        'hlc', greatest(floor(extract(epoch FROM v_now) * 1000)::bigint << 16, coalesce(v_hlc, 0) + 1),
        'software', 'centre', 'schema_version', sync.schema_version(),
        'prev_hash', encode(coalesce(v_stream.last_hash, decode(repeat('00', 32), 'hex')), 'hex'),
        'payload_digest', encode(sha256(v_payload), 'hex'));
    v_bytes := convert_to(sync.canonical(v_header), 'UTF8');
    INSERT INTO sync.centre_entries (epoch, seq, entry_id, answers, header, payload, hash, at)
    VALUES (v_centre.epoch, v_stream.last_seq + 1, (v_header->>'entry_id')::uuid, (p_payload->>'answers')::uuid,
        v_bytes, v_payload, sha256(v_bytes), v_now);
    UPDATE sync.streams SET last_seq = last_seq + 1, last_hash = sha256(v_bytes) WHERE stream_id = v_centre.stream_id;
    PERFORM sync.audit(ARRAY[v_header], ARRAY[p_payload]);
END $$;

-- The "set" of a change: values of a new row, [old, new] of what differs in a changed one.
CREATE FUNCTION sync.change_of(p_table text, p_op text, p_old jsonb, p_new jsonb, p_part text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_new constant jsonb := CASE WHEN p_op <> 'D' THEN sync.journal_row(p_table, p_new, p_part) ELSE '{}' END;
    v_old jsonb;
BEGIN
    IF p_op <> 'U' THEN
        RETURN v_new;
    END IF;
    v_old := sync.journal_row(p_table, p_old, p_part);
    RETURN coalesce((
        SELECT jsonb_object_agg(k, jsonb_build_array(v_old->k, v_new->k))
        FROM jsonb_object_keys(v_old || v_new) AS keys(k)
        WHERE v_old->k IS DISTINCT FROM v_new->k), '{}');
END $$;

-- What a transaction did to shared rows for one request (or for none), each row once, parents before children.
CREATE FUNCTION sync.noted(p_xid xid8, p_request uuid)
RETURNS TABLE (open jsonb, closed jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH folded AS (
        SELECT p.table_name, p.row_id, min(p.n) AS n, r.rank,
            (array_agg(p.op ORDER BY p.n))[1] AS first, (array_agg(p.op ORDER BY p.n DESC))[1] AS last,
            (array_agg(p.old ORDER BY p.n))[1] AS old, (array_agg(p.new ORDER BY p.n DESC))[1] AS new
        FROM sync.pending p JOIN sync.registry r ON r.table_name = p.table_name
        WHERE p.xid = p_xid AND p.request IS NOT DISTINCT FROM p_request
        GROUP BY p.table_name, p.row_id, r.rank
    ), changes AS (
        SELECT f.*, CASE WHEN last = 'D' THEN 'D' WHEN first = 'I' THEN 'I' ELSE 'U' END AS op
        FROM folded f WHERE (first <> 'I' OR last <> 'D') AND old IS DISTINCT FROM new
    ), parts AS (
        SELECT c.*, jsonb_build_object('table', table_name, 'op', op, 'id',
            CASE WHEN row_id LIKE '[%' THEN row_id::jsonb ELSE to_jsonb(row_id) END) AS head,
            sync.change_of(c.table_name, c.op, c.old, c.new, 'public') AS public,
            sync.change_of(c.table_name, c.op, c.old, c.new, 'private') AS private
        FROM changes c
    )
    SELECT head || CASE op WHEN 'D' THEN '{}' ELSE jsonb_build_object('set', public) END,
        CASE WHEN private <> '{}' THEN head || jsonb_build_object('set', private) END
    FROM parts
    ORDER BY op = 'D', CASE op WHEN 'D' THEN -rank ELSE rank END, n
$$;

-- Append what a transaction did for one request: an entry of at most 400 rows or 150 kB, and another while rows remain.
CREATE FUNCTION sync.append_noted(p_xid xid8, p_request uuid, p_tx uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_actor text;
    v_answer jsonb;
    v_open jsonb[] := '{}';
    v_closed jsonb[] := '{}';
    v_size int := 0;
    v_secret jsonb;
    v_row record;
BEGIN
    SELECT convert_from(l.header, 'UTF8')::jsonb->>'actor' INTO v_actor
    FROM sync.entry_ids i JOIN sync.ledger l USING (stream_id, seq) WHERE i.entry_id = p_request;
    SELECT new INTO v_answer FROM sync.pending
    WHERE xid = p_xid AND request = p_request AND op = 'A' ORDER BY n DESC LIMIT 1;
    SELECT coalesce(jsonb_object_agg(path, value), '{}') INTO v_secret FROM jsonb_each(v_answer->'refused') AS e(path, value)
    JOIN sync.table_columns c ON c.table_name = split_part(path, '/', 1) AND c.name = split_part(path, '/', 3) AND c.private;
    v_answer := v_answer || CASE WHEN v_answer ? 'refused'
        THEN jsonb_build_object('refused', (v_answer->'refused') - ARRAY(SELECT jsonb_object_keys(v_secret))) ELSE '{}' END;
    FOR v_row IN SELECT * FROM sync.noted(p_xid, p_request) LOOP
        IF v_size > 150000 OR cardinality(v_open) = 400 THEN
            PERFORM sync.append_pair(p_tx, v_actor, v_answer, v_open, v_closed, v_secret);
            v_answer := v_answer - 'refused';
            v_secret := '{}';
            v_open := '{}'; v_closed := '{}'; v_size := 0;
        END IF;
        v_open := v_open || v_row.open;
        v_size := v_size + length(v_row.open::text) + coalesce(length(v_row.closed::text), 0);
        IF v_row.closed IS NOT NULL THEN
            v_closed := v_closed || v_row.closed;
        END IF;
    END LOOP;
    IF v_answer IS NOT NULL OR cardinality(v_open) > 0 THEN
        PERFORM sync.append_pair(p_tx, v_actor, v_answer, v_open, v_closed, v_secret);
    END IF;
END $$;

-- The entry that everybody may keep, and the erasable one for personal columns, refused values of theirs included.
CREATE FUNCTION sync.append_pair(p_tx uuid, p_actor text, p_answer jsonb, p_open jsonb[], p_closed jsonb[],
    p_secret jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_act constant text := CASE WHEN p_answer IS NOT NULL THEN 'centre.answered' ELSE sync.act_of(p_open) END;
    v_actor constant text := coalesce(p_actor, 'centre');
BEGIN
    PERFORM sync.append('operational', v_act, v_actor, p_tx,
        jsonb_build_object('v', 1, 'rows', to_jsonb(p_open))
            || CASE WHEN p_answer->'refused' = '{}' THEN p_answer - 'refused' ELSE coalesce(p_answer, '{}') END);
    IF cardinality(p_closed) > 0 OR p_secret <> '{}' THEN
        PERFORM sync.append('personal', v_act, v_actor, p_tx, jsonb_build_object('v', 1, 'rows', to_jsonb(p_closed),
                'salt', replace(gen_random_uuid()::text, '-', ''))
            || CASE WHEN p_secret = '{}' THEN '{}'
                ELSE jsonb_build_object('answers', p_answer->'answers', 'refused', p_secret) END);
    END IF;
END $$;

-- A workstation that comes or goes is worth a name of its own in the history.
CREATE FUNCTION sync.act_of(p_rows jsonb[]) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN bool_or(r->>'table' = 'workstations' AND r->>'op' = 'I') THEN 'workstation.enrolled'
        WHEN bool_or(r->>'table' = 'workstations' AND r#>>'{set,status,1}' = 'revoked') THEN 'workstation.revoked'
        ELSE 'centre.changed'
    END
    FROM unnest(p_rows) AS e(r)
$$;

CREATE FUNCTION sync.number_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_xid constant xid8 := pg_current_xact_id();
    v_tx constant uuid := sync.uuid7();
    v_request uuid;
BEGIN
    IF NOT EXISTS (SELECT FROM sync.pending WHERE xid = v_xid) THEN
        RETURN NULL;  -- an earlier firing took them all
    END IF;
    PERFORM FROM sync.streams s JOIN sync.centre c USING (stream_id) FOR UPDATE OF s;
    FOR v_request IN SELECT request FROM sync.pending WHERE xid = v_xid GROUP BY request ORDER BY min(n) LOOP
        PERFORM sync.append_noted(v_xid, v_request, v_tx);
    END LOOP;
    DELETE FROM sync.pending WHERE xid = v_xid;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER number_changes AFTER INSERT ON sync.pending
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sync.number_changes();

ALTER TABLE sync.pending ENABLE ALWAYS TRIGGER number_changes;

-- Shared tables, and the facts that 1.4.4 writes too; not its audit, logins or web sessions.
DO $$
DECLARE
    v_table record;
BEGIN
    FOR v_table IN
        SELECT table_name AS name, owner, deletable FROM sync.registry
        WHERE owner = 'centre' OR table_name IN ('cash_sessions', 'sales', 'sale_items', 'payment_transactions',
            'poste_reception', 'ticket_depot', 'ligne_depot')
    LOOP
        EXECUTE format('CREATE TRIGGER recyclique_note AFTER INSERT OR UPDATE OR DELETE ON public.%I'
            ' FOR EACH ROW WHEN (current_user <> ''recyclique_api'') EXECUTE FUNCTION sync.note_change()', v_table.name);
        EXECUTE format('CREATE TRIGGER recyclique_keep_all BEFORE TRUNCATE ON public.%I'
            ' EXECUTE FUNCTION sync.refuse_removal()', v_table.name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER recyclique_note,'
            ' ENABLE ALWAYS TRIGGER recyclique_keep_all', v_table.name);
        CONTINUE WHEN v_table.owner <> 'centre';
        EXECUTE format('CREATE TRIGGER recyclique_version BEFORE UPDATE ON public.%I'
            ' FOR EACH ROW WHEN (current_user <> ''recyclique_api'') EXECUTE FUNCTION sync.raise_version()', v_table.name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER recyclique_version', v_table.name);
        CONTINUE WHEN v_table.deletable;
        EXECUTE format('CREATE TRIGGER recyclique_keep BEFORE DELETE ON public.%I'
            ' FOR EACH ROW EXECUTE FUNCTION sync.refuse_removal()', v_table.name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER recyclique_keep', v_table.name);
    END LOOP;
END $$;

-- What was taken in stays as it was, whoever asks; a personal payload may be emptied.
DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['ledger', 'entry_ids', 'centre_entries'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON sync.%I'
            ' EXECUTE FUNCTION sync.refuse_change()', v_table);
        EXECUTE format('ALTER TABLE sync.%I ENABLE ALWAYS TRIGGER append_only', v_table);
    END LOOP;
END $$;

CREATE TRIGGER append_only_rows BEFORE UPDATE ON sync.entry_ids EXECUTE FUNCTION sync.refuse_change();

CREATE TRIGGER append_only_rows BEFORE UPDATE ON sync.ledger FOR EACH ROW
    WHEN ((OLD.stream_id, OLD.seq, OLD.entry_id, OLD.header, OLD.hash, OLD.signature, OLD.received_at)
            IS DISTINCT FROM (NEW.stream_id, NEW.seq, NEW.entry_id, NEW.header, NEW.hash, NEW.signature, NEW.received_at)
        OR OLD.payload IS DISTINCT FROM NEW.payload AND (OLD.class <> 'personal' OR octet_length(NEW.payload) > 0))
    EXECUTE FUNCTION sync.refuse_change();

CREATE TRIGGER append_only_rows BEFORE UPDATE ON sync.centre_entries FOR EACH ROW
    WHEN ((OLD.epoch, OLD.seq, OLD.entry_id, OLD.answers, OLD.header, OLD.hash, OLD.at)
            IS DISTINCT FROM (NEW.epoch, NEW.seq, NEW.entry_id, NEW.answers, NEW.header, NEW.hash, NEW.at)
        OR OLD.payload IS DISTINCT FROM NEW.payload AND (octet_length(NEW.payload) > 0
            OR strpos(convert_from(OLD.header, 'UTF8'), '"class":"personal"') = 0))
    EXECUTE FUNCTION sync.refuse_change();

ALTER TABLE sync.entry_ids ENABLE ALWAYS TRIGGER append_only_rows;
ALTER TABLE sync.ledger ENABLE ALWAYS TRIGGER append_only_rows;
ALTER TABLE sync.centre_entries ENABLE ALWAYS TRIGGER append_only_rows;
