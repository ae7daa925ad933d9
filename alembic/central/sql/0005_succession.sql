-- A machine that will not come back, its session still open: another one carries on in its place. What the dead one had
-- not sent joins its own session whenever it surfaces: an office imports its journal.

CREATE FUNCTION recyclique_api_v1.succeed(p_dead uuid, p_heir uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_office constant sync.calling := sync.office();
    v_line constant uuid[] := sync.writers(p_heir);
BEGIN
    LOCK TABLE public.workstations IN SHARE ROW EXCLUSIVE MODE;
    IF (SELECT count(*) FROM public.workstations WHERE id IN (p_dead, p_heir) AND site_id = v_office.site_id) < 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'two workstations of this site', DETAIL = 'unknown';
    ELSIF p_dead = v_office.workstation_id THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'not oneself', DETAIL = 'self';
    ELSIF p_heir = ANY (sync.writers(p_dead)) OR EXISTS (SELECT FROM public.workstations WHERE successor_of = p_dead) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'succeeded already', DETAIL = 'succeeded';
    ELSIF NOT EXISTS (SELECT FROM sync.devices WHERE workstation_id = p_heir AND revoked_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ409', MESSAGE = 'this one has no access itself', DETAIL = 'revoked';
    END IF;
    PERFORM sync.shut_out(p_dead);
    UPDATE public.workstations SET successor_of = p_dead, updated_at = clock_timestamp()
    WHERE id = ANY (v_line) AND successor_of IS NULL;
    RETURN jsonb_build_object('dead', p_dead, 'heir', p_heir, 'sessions', (
        SELECT coalesce(jsonb_agg(number ORDER BY opened_at), '[]') FROM public.cash_sessions
        WHERE workstation_id = p_dead AND status = 'OPEN'));
END $$;
