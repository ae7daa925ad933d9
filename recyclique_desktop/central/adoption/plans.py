"""What each table gets beside the columns of 1.4.4: joins, and the columns of ours that are known of an old row.

``l`` is the row of 1.4.4; a workstation is never named: its absence is what marks history.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recyclique_desktop.central.adoption.knowing import PRESET, ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is carried over.

    Attributes:
        joins: SQL after ``FROM … AS l``.
        extras: Columns of ours; ``{column}`` is a column of 1.4.4 as it will be written.
    """

    joins: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)


_LINE = "row_number() OVER (PARTITION BY l.{key} ORDER BY l.ctid)"
PLANS: Mapping[str, Plan] = {
    "users": Plan(extras={"operator_code": "'op-' || right(replace(l.id::text, '-', ''), 10)"}),
    "sites": Plan(extras={"fiscal_regime": "current_setting('adopt.regime')"}),
    "preset_buttons": Plan(
        extras={
            "code": "btrim(left(upper(regexp_replace(l.name, '[^[:alnum:]]+', '_', 'g')), 32), '_')"
            " || '_' || right(replace(l.id::text, '-', ''), 8)",
        }
    ),
    "cash_sessions": Plan(
        "JOIN adopt_sessions k ON k.id = l.id",
        {
            "session_type": "k.kind",
            "business_date": "k.day",
            "created_at": "k.recorded_at",
            "is_empty": "k.tickets = 0 AND l.status::text ILIKE 'closed'",
        },
    ),
    "sales": Plan(
        "JOIN adopt_sessions s ON s.id = l.cash_session_id LEFT JOIN adopt_sales x ON x.id = l.id",
        {
            "recorded_at": "{created_at}",
            "business_date": "CASE WHEN s.kind = 'deferred' THEN s.day"
            f" ELSE ({{sale_date}} AT TIME ZONE '{ZONE}')::date END",
            "kind": "CASE WHEN x.disposal THEN 'disposal' ELSE 'sale' END",
            "pricing_mode": "CASE WHEN x.global THEN 'global' ELSE 'itemized' END",
            "waived_amount": "coalesce(x.waived, 0)",
            "site_id": "s.site_id",
        },
    ),
    "sale_items": Plan(
        "JOIN public.sales s ON s.id = l.sale_id JOIN adopt_categories c ON c.text = l.category"
        " LEFT JOIN public.preset_buttons b ON b.id = l.preset_id",
        {
            "line_no": _LINE.format(key="sale_id"),
            "category_id": "c.id",
            "category_label": "c.label",
            "preset_code": f"coalesce({PRESET}, b.code)",
            "site_id": "s.site_id",
            "created_at": "s.created_at",
        },
    ),
    "payment_transactions": Plan(
        "JOIN public.sales s ON s.id = l.sale_id",
        {
            "method_code": "CASE WHEN lower(btrim(l.payment_method::text)) IN ('transfer', 'virement') THEN 'transfer'"
            " ELSE lower({payment_method}) END",
            "site_id": "s.site_id",
        },
    ),
    "poste_reception": Plan(
        "JOIN adopt_posts k ON k.id = l.id",
        {
            "is_deferred": "k.is_deferred",
            "business_date": "k.day",
            "site_id": "k.site_id",
            "created_at": "k.opened_at",
        },
    ),
    "ticket_depot": Plan(
        "JOIN public.poste_reception s ON s.id = l.poste_id",
        {"is_deferred": "s.is_deferred", "business_date": "s.business_date", "site_id": "s.site_id"},
    ),
    "ligne_depot": Plan(
        "JOIN public.ticket_depot s ON s.id = l.ticket_id",
        {
            "line_no": _LINE.format(key="ticket_id"),
            "created_by": "s.benevole_user_id",
            "site_id": "s.site_id",
            "created_at": "s.created_at",
        },
    ),
}
