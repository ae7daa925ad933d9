"""What 1.4.4 only implied, worked out once for all rows, into temporary tables that the carrying of rows reads.

The kind and day of a session, the shop of a reception post, the category that a line's text means, what was given away.
"""

# ruff: noqa: S608  every name is ours

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.central.adoption.tables import EEE_WORDS, PRESET_WORDS
from recyclique_desktop.domain.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

ZONE = "Europe/Paris"
"""1.4.4 knows no time zone; every shop it serves is in this one, and each site can be changed later."""
SURE = "0.90"
"""From this confidence on nothing needs a look."""

# A notebook typed later opens at midnight UTC of its day; its tickets are typed a day later at least, and carry the
# moment of opening as their date (``cash.md`` §1.1). The weaker the signs, the lower the confidence.
SESSIONS = f"""
CREATE TEMP TABLE adopt_sessions ON COMMIT DROP AS
WITH sound AS (
    SELECT id, site_id, status::text AS status,
        CASE WHEN opened_at >= '0001-01-02' AND opened_at < '9999-12-31' THEN opened_at::timestamptz
            ELSE '1970-01-01 00:00+00' END AS opened_at,
        CASE WHEN closed_at >= '0001-01-02' AND closed_at < '9999-12-31' THEN closed_at::timestamptz END AS closed_at
    FROM legacy_144.cash_sessions
), sold AS (
    SELECT cash_session_id, count(*) AS tickets,
        sum(round(total_amount::numeric, 2)) FILTER (WHERE abs(total_amount::numeric) < 1e10) AS goods,
        min(created_at::timestamptz) FILTER (
            WHERE created_at >= '0001-01-02' AND created_at < '9999-12-31') AS first_at,
        max(created_at::timestamptz) FILTER (
            WHERE created_at >= '0001-01-02' AND created_at < '9999-12-31') AS last_at,
        min(sale_date::timestamptz) AS first_date, max(sale_date::timestamptz) AS last_date
    FROM legacy_144.sales GROUP BY cash_session_id
), known AS (
    SELECT k.*, coalesce(tickets, 0) AS n, goods, first_at, last_at, first_date, last_date,
        date_trunc('day', opened_at AT TIME ZONE 'UTC') = opened_at AT TIME ZONE 'UTC' AS midnight
    FROM sound k LEFT JOIN sold ON cash_session_id = id
), judged AS (
    SELECT known.*, CASE
        WHEN midnight AND first_at >= opened_at + interval '24 hours' THEN 'deferred 0.99 typed-later'
        WHEN midnight AND n > 0 AND first_date = opened_at AND last_date = opened_at THEN 'deferred 0.98 one-date'
        WHEN midnight AND closed_at >= opened_at + interval '24 hours' THEN 'deferred 0.90 closed-later'
        WHEN midnight THEN 'deferred 0.80 midnight'
        WHEN first_at >= opened_at + interval '24 hours' THEN 'deferred 0.60 late-tickets'
        WHEN n = 0 AND closed_at >= opened_at + interval '24 hours' THEN 'legacy 0.40 empty-and-long'
        WHEN n = 0 AND status = 'CLOSED' AND closed_at IS NULL THEN 'legacy 0.40 no-end'
        WHEN greatest(closed_at, last_at) >= opened_at + interval '24 hours' THEN 'real 0.70 left-open'
        ELSE 'real 0.95 same-day'
    END AS verdict
    FROM known
)
SELECT id, site_id, opened_at, n AS tickets, goods,
    split_part(verdict, ' ', 1) AS kind, split_part(verdict, ' ', 2)::numeric AS confidence,
    split_part(verdict, ' ', 3) AS why,
    (opened_at AT TIME ZONE CASE WHEN midnight THEN 'UTC' ELSE '{ZONE}' END)::date AS day,
    CASE WHEN verdict LIKE 'deferred%' THEN coalesce(nullif(first_at, opened_at), closed_at, opened_at)
        ELSE opened_at END AS recorded_at
FROM judged
"""

# A post has no shop: its opener's, or the only one; else the one with most sessions, for somebody to look at.
POSTS = f"""
CREATE TEMP TABLE adopt_posts ON COMMIT DROP AS
WITH sound AS (
    SELECT id, opened_by_user_id,
        CASE WHEN opened_at >= '0001-01-02' AND opened_at < '9999-12-31' THEN opened_at::timestamptz
            ELSE '1970-01-01 00:00+00' END AS opened_at,
        CASE WHEN closed_at >= '0001-01-02' AND closed_at < '9999-12-31' THEN closed_at::timestamptz END AS closed_at
    FROM legacy_144.poste_reception
), places AS (
    SELECT count(*) FILTER (WHERE is_active) AS n, (array_agg(s.id ORDER BY s.is_active DESC, (
        SELECT count(*) FROM legacy_144.cash_sessions k WHERE k.site_id = s.id) DESC, s.created_at, s.id))[1] AS main
    FROM public.sites s
), known AS (
    SELECT p.*, u.site_id AS own, places.main, places.n,
        date_trunc('day', p.opened_at AT TIME ZONE 'UTC') = p.opened_at AT TIME ZONE 'UTC' AS midnight
    FROM sound p CROSS JOIN places LEFT JOIN public.users u ON u.id = p.opened_by_user_id
)
SELECT id, opened_at, coalesce(own, main) AS site_id,
    CASE WHEN n <= 1 AND coalesce(own, main) = main THEN 0.99 WHEN own IS NOT NULL THEN 0.90
        ELSE 0.40 END AS site_confidence,
    CASE WHEN n <= 1 AND coalesce(own, main) = main THEN 'only-site' WHEN own IS NOT NULL THEN 'site-of-opener'
        ELSE 'busiest-site' END AS site_why,
    midnight AS is_deferred,
    CASE WHEN midnight AND coalesce(closed_at >= opened_at + interval '24 hours', true) THEN 0.90
        WHEN midnight THEN 0.80 ELSE 0.95 END AS confidence,
    (opened_at AT TIME ZONE CASE WHEN midnight THEN 'UTC' ELSE '{ZONE}' END)::date AS day
FROM known
"""

PRESET = (
    "CASE substring(l.notes from '^\\s*preset_type:\\s*([^;\\s]+)') "
    + " ".join(f"WHEN '{word}' THEN '{code}'" for word, code in PRESET_WORDS.items())
    + " ELSE substring(l.notes from '^\\s*preset_type:\\s*([^;\\s]{1,64})') END"
)
"""SQL of the code hidden in the note of line ``l``; a word that the web client never wrote stays as it is."""

# Only tickets that are more than plain sales: all lines material exits, lines that do not add up (1.4.4 let five cents
# pass), goods given away.
SALES = f"""
CREATE TEMP TABLE adopt_sales ON COMMIT DROP AS
WITH lines AS (
    SELECT l.sale_id AS id,
        bool_and(
            coalesce({PRESET} IN ('RECYCLAGE', 'DECHETERIE'), b.button_type::text = 'RECYCLING', false)) AS exits,
        sum(CASE WHEN abs(l.total_price::numeric) < 1e10 THEN round(l.total_price::numeric, 2) END) AS total
    FROM legacy_144.sale_items l LEFT JOIN legacy_144.preset_buttons b ON b.id = l.preset_id GROUP BY l.sale_id
), gifts AS (
    SELECT sale_id AS id, sum(CASE WHEN abs(amount::numeric) < 1e10 THEN round(amount::numeric, 2) END) AS waived
    FROM legacy_144.payment_transactions
    WHERE lower(btrim(payment_method::text)) IN ('free', 'gratuit', 'don') GROUP BY sale_id
), found AS (
    SELECT s.id, coalesce(exits, false) AND round(s.total_amount::numeric, 2) = 0
            AND coalesce(s.donation, 0) = 0 AS disposal,
        coalesce(abs(lines.total - round(s.total_amount::numeric, 2)) > 0.05, false) AS global,
        coalesce(waived, 0) AS waived
    FROM legacy_144.sales s LEFT JOIN lines USING (id) LEFT JOIN gifts USING (id)
)
SELECT * FROM found WHERE disposal OR global OR waived <> 0
"""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the text of a line's category means; no id where nobody can say."""

    text: str
    id: UUID | None
    label: str
    confidence: str
    how: str


def learn_sessions(connection: psycopg.Connection[Any]) -> None:
    """Work out what each session and each ticket was."""
    connection.execute(SESSIONS.encode())
    connection.execute("CREATE INDEX ON adopt_sessions (id)")
    connection.execute(SALES.encode())
    connection.execute("ANALYZE adopt_sessions")
    connection.execute("ANALYZE adopt_sales")


def learn_posts(connection: psycopg.Connection[Any]) -> None:
    """Work out where each reception post stood; sites and users are carried over already."""
    connection.execute(POSTS.encode())
    connection.execute("ANALYZE adopt_posts")


def learn_categories(connection: psycopg.Connection[Any]) -> None:
    """Work out which category every text of a line means; categories are carried over already."""
    connection.execute(
        "CREATE TEMP TABLE adopt_categories (text varchar PRIMARY KEY, id uuid, label varchar NOT NULL,"
        " confidence numeric NOT NULL, how text NOT NULL) ON COMMIT DROP"
    )
    texts = [row[0] for row in connection.execute("SELECT DISTINCT category FROM legacy_144.sale_items")]
    known = connection.execute("SELECT id, name, official_name FROM public.categories").fetchall()
    remembered = connection.execute(
        "SELECT source_name_normalized, target_category_id FROM public.legacy_category_mapping_cache"
    ).fetchall()
    rows = meanings(texts, known, remembered)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO adopt_categories VALUES (%s, %s, %s, %s, %s)",
            [(one.text, one.id, one.label, one.confidence, one.how) for one in rows],
        )
    connection.execute("ANALYZE adopt_categories")


def meanings(
    texts: Iterable[str], known: Iterable[tuple[UUID, str, str | None]], remembered: Iterable[tuple[str, UUID]]
) -> list[Meaning]:
    """Return what each text means, by id, then by name, then by what an importer was told, then by old code."""
    names = {category_id: name for category_id, name, _ in known}
    by_name = _unique((name, category_id) for category_id, name in names.items())
    by_official = _unique((official, category_id) for category_id, _, official in known if official)
    by_memory = _unique(remembered)
    ways = (("name", "0.95", by_name), ("official-name", "0.90", by_official), ("remembered", "0.80", by_memory))
    found = []
    for text in texts:
        category_id = _uuid(text)
        if category_id is not None:
            label = names.get(category_id)
            is_known = label is not None
            found.append(
                Meaning(text, category_id, label or "", "1.00", "id")
                if is_known
                else Meaning(text, None, "Catégorie supprimée", "0.00", "id-unknown")
            )
            continue
        found.append(_by_words(text, names, ways))
    return found


def _by_words(text: str, names: dict[UUID, str], ways: tuple[tuple[str, str, dict[str, UUID]], ...]) -> Meaning:
    code = " ".join(text.upper().replace("_", "-").split())
    word = EEE_WORDS.get(code)
    for how, confidence, where in ways:
        hit = where.get(folded(text))
        if hit is not None:
            return Meaning(text, hit, names[hit], confidence, how)
    if word is not None:
        hit = ways[0][2].get(folded(word))
        if hit is not None:
            return Meaning(text, hit, names[hit], "0.60", "old-code")
        return Meaning(text, None, f"{code} · {word}", "0.30", "old-code-unknown")
    return Meaning(text, None, text.strip() or "Sans catégorie", "0.00", "unknown")


def _unique(pairs: Iterable[tuple[str, UUID]]) -> dict[str, UUID]:
    """Return ids by folded text, without the texts that several rows share."""
    found: dict[str, set[UUID]] = {}
    for text, category_id in pairs:
        found.setdefault(folded(text), set()).add(category_id)
    return {text: ids.pop() for text, ids in found.items() if len(ids) == 1}


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")


def _uuid(text: str) -> UUID | None:
    found = text.strip().strip("{}").lower()
    return UUID(found) if _UUID.fullmatch(found) else None
