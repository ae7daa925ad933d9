"""What the report says besides counts: what was changed, set aside, made explicit, and what is merely strange."""

# ruff: noqa: S608  every name is ours
from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from recyclique_desktop.central.adoption.knowing import SURE
from recyclique_desktop.central.adoption.report import Change, Explicit, Oddity, Removal
from recyclique_desktop.central.adoption.tables import ARCHIVE, QUARANTINE

if TYPE_CHECKING:
    import psycopg

_CHANGES = rf"""
SELECT table_name, column_name, why, count(*),
    max(abs(original::numeric - kept::numeric)) FILTER (
        WHERE original ~ '^-?[0-9.]+(e[-+]?[0-9]+)?$' AND kept ~ '^-?[0-9.]+$'),
    coalesce((array_agg(left(original, 60) ORDER BY row_id))[1], '')
FROM {QUARANTINE}.cells GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_REMOVALS = f"SELECT table_name, why, count(*) FROM {QUARANTINE}.rows GROUP BY 1, 2 ORDER BY 1, 2"
_EXPLICIT = """
SELECT 'session', kind || ' ' || why, count(*), min(confidence) FROM adopt_sessions GROUP BY 1, 2
UNION ALL SELECT 'post-site', site_why, count(*), min(site_confidence) FROM adopt_posts GROUP BY 1, 2
UNION ALL SELECT 'post', CASE WHEN is_deferred THEN 'deferred' ELSE 'real' END, count(*), min(confidence)
    FROM adopt_posts GROUP BY 1, 2
UNION ALL SELECT 'category', c.how, count(*), min(c.confidence)
    FROM public.sale_items l JOIN adopt_categories c ON c.text = l.category GROUP BY 1, 2
UNION ALL SELECT 'preset', preset_code, count(*), 1.00 FROM public.sale_items WHERE preset_code IS NOT NULL
    GROUP BY 1, 2
UNION ALL SELECT 'payment', method_code, count(*), 1.00 FROM public.payment_transactions GROUP BY 1, 2
UNION ALL SELECT 'sale', kind, count(*), 0.90 FROM public.sales WHERE kind = 'disposal' GROUP BY 1, 2
UNION ALL SELECT 'sale', 'global', count(*), 0.70 FROM public.sales WHERE pricing_mode = 'global' HAVING count(*) > 0
UNION ALL SELECT 'sale', 'waived', count(*), 0.90 FROM public.sales WHERE waived_amount > 0 HAVING count(*) > 0
UNION ALL SELECT 'regime', fiscal_regime, count(*), 0.50 FROM public.sites WHERE fiscal_regime IS NOT NULL
    GROUP BY 1, 2
ORDER BY 1, 2
"""
_REVIEW = f"""
INSERT INTO {ARCHIVE}.review (table_name, column_name, row_id, value, confidence, why)
SELECT 'cash_sessions', 'session_type', id::text, kind || ' ' || day, confidence, why FROM adopt_sessions
    WHERE confidence < {SURE}
UNION ALL SELECT 'sale_items', 'category', c.text, c.label, c.confidence, c.how FROM adopt_categories c
    WHERE c.confidence < {SURE}
UNION ALL SELECT 'poste_reception', 'site_id', id::text, site_id::text, site_confidence, site_why FROM adopt_posts
    WHERE site_confidence < {SURE}
UNION ALL SELECT 'poste_reception', 'is_deferred', id::text, is_deferred::text, confidence, 'midnight' FROM adopt_posts
    WHERE confidence < {SURE}
UNION ALL SELECT 'sites', 'fiscal_regime', id::text, fiscal_regime, 0.50, 'chosen' FROM public.sites
    WHERE fiscal_regime IS NOT NULL
UNION ALL SELECT table_name, column_name, row_id, left(kept, 200), 0.50, min(why) FROM {QUARANTINE}.cells
    WHERE why <> 'rounded' GROUP BY 1, 2, 3, 4
ON CONFLICT DO NOTHING
"""
_HASH = "left(hashed_password, 4) NOT IN ('$2a$', '$2b$', '$2y$')"
_STRANGE = "'(Ã|Â|├|┬|â€)'"
ODDITIES = {
    "posts-open": "poste_reception WHERE status = 'opened' AND opened_at < now() - interval '24 hours'",
    "tickets-open": "ticket_depot WHERE status = 'opened' AND created_at < now() - interval '24 hours'",
    "tickets-at-opening": (
        "ticket_depot t JOIN public.poste_reception p ON p.id = t.poste_id AND p.opened_at = t.created_at"
    ),
    "sessions-open": "cash_sessions WHERE status = 'OPEN'",
    "sessions-empty": "cash_sessions WHERE is_empty",
    "registers-twice-open": (
        "(SELECT FROM public.cash_sessions WHERE status = 'OPEN' AND register_id IS NOT NULL"
        " GROUP BY register_id HAVING count(*) > 1) x"
    ),
    "sales-without-lines": "sales s WHERE NOT EXISTS (SELECT FROM public.sale_items l WHERE l.sale_id = s.id)",
    "sales-without-payment": (
        "sales s WHERE NOT EXISTS (SELECT FROM public.payment_transactions t WHERE t.sale_id = s.id)"
    ),
    "sales-without-method": "sales WHERE payment_method IS NULL",
    "sales-negative": "sales WHERE total_amount < 0",
    "sales-overpaid": (
        "(SELECT FROM public.sales s JOIN public.payment_transactions t ON t.sale_id = s.id GROUP BY s.id"
        " HAVING sum(t.amount) > s.total_amount + coalesce(s.donation, 0)) x"
    ),
    "dates-far": (
        "sales WHERE sale_date < '2000-01-01' OR created_at < '2000-01-01' OR sale_date > now() + interval '2 days'"
    ),
    "sessions-far": "cash_sessions WHERE opened_at < '2000-01-01' OR opened_at > now() + interval '2 days'",
    "people-without-hash": f"users WHERE {_HASH} AND status IN ('active', 'approved') AND is_active",
    "names-alike": (
        "(SELECT FROM public.categories GROUP BY lower(regexp_replace(btrim(name), '\\s+', ' ', 'g'))"
        " HAVING count(*) > 1) x"
    ),
    "people-alike": "(SELECT FROM public.users GROUP BY lower(btrim(username)) HAVING count(*) > 1) x",
    "categories-deep": (
        "(WITH RECURSIVE t(id, depth) AS (SELECT id, 1 FROM public.categories WHERE parent_id IS NULL UNION ALL"
        " SELECT c.id, depth + 1 FROM public.categories c JOIN t ON t.id = c.parent_id)"
        " SELECT FROM t WHERE depth > 5) x"
    ),
    "texts-garbled": f"sales WHERE note ~ {_STRANGE}",
    "names-garbled": f"categories WHERE name ~ {_STRANGE}",
    "audit-nobody": "audit_logs WHERE actor_id IS NULL",
}
"""What is kept as it is and worth a word: after ``FROM``, in ``public``."""


def changes(connection: psycopg.Connection[Any]) -> tuple[Change, ...]:
    """Return what was changed, by column and reason."""
    return tuple(Change(*row) for row in connection.execute(_CHANGES.encode()))


def removals(connection: psycopg.Connection[Any]) -> tuple[Removal, ...]:
    """Return what lies in quarantine, by reason."""
    return tuple(Removal(*row) for row in connection.execute(_REMOVALS.encode()))


def explicit(connection: psycopg.Connection[Any]) -> tuple[Explicit, ...]:
    """Return what was made explicit."""
    return tuple(
        Explicit(what, value or "", count, Decimal(confidence).quantize(Decimal("0.01")))
        for what, value, count, confidence in connection.execute(_EXPLICIT)
    )


def oddities(connection: psycopg.Connection[Any]) -> tuple[Oddity, ...]:
    """Return what is strange, without what does not occur."""
    found = []
    for code, place in ODDITIES.items():
        source = place if place.startswith("(") else f"public.{place}"
        row = connection.execute(f"SELECT count(*) FROM {source}".encode()).fetchone()
        if row is not None and row[0]:
            found.append(Oddity(code, row[0]))
    return tuple(found)


def write_review(connection: psycopg.Connection[Any]) -> int:
    """Write the list to review and return its length."""
    connection.execute(_REVIEW.encode())
    row = connection.execute(f"SELECT count(*) FROM {ARCHIVE}.review".encode()).fetchone()
    return int(row[0]) if row else 0
