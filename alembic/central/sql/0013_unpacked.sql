-- Put back the words that a machine left out: %n$s stands for word n, %% for a percent sign. What else a percent sign may
-- begin is looked for in one walk over each text.
CREATE OR REPLACE FUNCTION sync.unpacked(p_packed bytea[], p_words text[]) RETURNS bytea[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF cardinality(p_words) > 32 OR EXISTS (SELECT FROM unnest(p_words) AS e(w) WHERE octet_length(w) > 256) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad batch', DETAIL = 'words';
    END IF;
    IF EXISTS (  -- a width would have the centre fill its memory
        SELECT FROM unnest(p_packed) AS e(p)
        WHERE convert_from(p, 'UTF8') !~ '^(?:[^%]|%%|%[0-9]{1,2}[$]s)*$'
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad batch', DETAIL = 'words';
    END IF;
    RETURN ARRAY(
        SELECT convert_to(sync.bounded(format(convert_from(p, 'UTF8'), VARIADIC p_words)), 'UTF8')
        FROM unnest(p_packed) WITH ORDINALITY AS e(p, i) ORDER BY i);
EXCEPTION WHEN data_exception THEN
    RAISE EXCEPTION USING ERRCODE = 'RQ400', MESSAGE = 'bad batch', DETAIL = 'words';
END $$;
