"""What is known beforehand of the tables of 1.4.4: words that mean the same, references, values that stand in.

Nothing here touches a database. ``l`` is a row of 1.4.4 in the SQL below, as it was.
"""

from __future__ import annotations

from dataclasses import dataclass

from recyclique_desktop.domain.enums import EmailEventType, EmailStatus

ARCHIVE = "legacy_144"
QUARANTINE = "quarantine"
LONG_AGO = "'1970-01-01 00:00+00'::timestamptz"
MAIL_TABLES = ("email_events", "email_statuses")
"""Where ``create_all`` ran, 1.4.4 has them; where its migrations ran, it has not."""

PAYMENT_WORDS: dict[str, tuple[str, ...]] = {
    "CASH": ("cash", "espèces", "especes", "espèce", "espece", "liquide"),
    "CARD": ("card", "carte bancaire", "carte", "cb", "transfer", "virement"),
    "CHECK": ("check", "cheque", "chèque", "chèques", "cheques"),
    "FREE": ("free", "gratuit", "don"),
}
STATUS_WORDS: dict[str, tuple[str, ...]] = {
    "opened": ("opened", "open", "ouvert"),
    "closed": ("closed", "close", "fermé"),
}
EVENT_WORDS: dict[str, tuple[str, ...]] = {word.value: (word.value,) for word in EmailEventType}
MAIL_WORDS: dict[str, tuple[str, ...]] = {word.value: (word.value,) for word in EmailStatus}
WORDS: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("sales", "payment_method"): PAYMENT_WORDS,
    ("payment_transactions", "payment_method"): PAYMENT_WORDS,
    ("poste_reception", "status"): STATUS_WORDS,
    ("ticket_depot", "status"): STATUS_WORDS,
    ("email_events", "event_type"): EVENT_WORDS,
    ("email_statuses", "current_status"): MAIL_WORDS,
}
"""Free text that is a closed list all the same."""

INSTEAD = {
    ("payment_transactions", "payment_method"): "'CARD'",
    ("poste_reception", "status"): "CASE WHEN l.closed_at IS NULL THEN 'opened' ELSE 'closed' END",
    ("ticket_depot", "status"): "CASE WHEN l.closed_at IS NULL THEN 'opened' ELSE 'closed' END",
    ("cash_sessions", "status"): "CASE WHEN l.closed_at IS NULL THEN 'OPEN' ELSE 'CLOSED' END",
    ("cash_sessions", "initial_amount"): "0",
    ("cash_sessions", "current_amount"): "0",
    ("preset_buttons", "preset_price"): "0",
    ("legacy_category_mapping_cache", "confidence"): "0",
    ("users", "role"): "'user'",
    ("users", "status"): "'pending'",
    ("deposits", "status"): "'PENDING_VALIDATION'",
    ("registration_requests", "status"): "'PENDING'",
    ("email_logs", "status"): "'failed'",
    ("email_logs", "email_type"): "'other'",
    ("email_events", "event_type"): "'error'",
    ("email_statuses", "current_status"): "'sent'",
}
"""What stands in a column that may not be empty and whose value cannot be represented; without it the row goes."""

FILLED = {
    ("sales", "donation"): "0",
    ("sales", "sale_date"): f"coalesce({{created_at}}, s.opened_at, {LONG_AGO})",
    ("sales", "created_at"): f"coalesce({{sale_date}}, s.opened_at, {LONG_AGO})",
    ("sales", "updated_at"): f"coalesce({{created_at}}, {{sale_date}}, s.opened_at, {LONG_AGO})",
    ("sale_items", "weight"): "0",
    ("payment_transactions", "created_at"): "s.created_at",
    ("cash_sessions", "total_sales"): "coalesce(k.goods, 0)",
    ("cash_sessions", "total_items"): "coalesce(k.tickets, 0)",
    ("cash_sessions", "last_activity"): "coalesce({closed_at}, {opened_at})",
}
"""What 1.4.4 may leave empty and its own screens stumble over; ``{column}`` is another column of the row."""
SHARED_MOMENTS = ("created_at", "updated_at")
"""Moments of every other table: the one stands for the other, else long ago."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a row of another table.

    Attributes:
        otherwise: What happens when that row is missing: ``row`` quarantines this one, ``null`` empties the column,
            ``stub`` makes an inactive row of that id.
    """

    table: str
    column: str
    target: str
    otherwise: str


REFERENCES = tuple(
    Reference(*words.split())
    for words in (
        "users site_id sites null",
        "cash_registers site_id sites null",
        "admin_settings site_id sites row",
        "preset_buttons category_id categories row",
        "legacy_category_mapping_cache target_category_id categories row",
        "group_permissions group_id groups row",
        "group_permissions permission_id permissions row",
        "user_groups user_id users row",
        "user_groups group_id groups row",
        "deposits user_id users stub",
        "deposits site_id sites null",
        "registration_requests site_id sites null",
        "registration_requests reviewed_by users null",
        "user_status_history user_id users stub",
        "user_status_history changed_by_admin_id users stub",
        "cash_sessions operator_id users stub",
        "cash_sessions site_id sites stub",
        "cash_sessions register_id cash_registers stub",
        "sales cash_session_id cash_sessions row",
        "sales operator_id users stub",
        "sale_items sale_id sales row",
        "sale_items preset_id preset_buttons null",
        "payment_transactions sale_id sales row",
        "poste_reception opened_by_user_id users stub",
        "ticket_depot poste_id poste_reception row",
        "ticket_depot benevole_user_id users stub",
        "ligne_depot ticket_id ticket_depot row",
        "ligne_depot category_id categories stub",
    )
)


@dataclass(frozen=True, slots=True)
class Twin:
    """Columns that must be unique and that an older base may hold twice.

    Attributes:
        otherwise: ``rename`` adds a mark to the later text, ``null`` empties it, ``row`` quarantines the later row.
    """

    table: str
    columns: tuple[str, ...]
    otherwise: str


TWINS = (
    Twin("users", ("username",), "rename"),
    Twin("users", ("email",), "null"),
    Twin("groups", ("name",), "rename"),
    Twin("permissions", ("name",), "rename"),
    Twin("settings", ("key",), "rename"),
    Twin("admin_settings", ("key", "site_id"), "row"),
    Twin("legacy_category_mapping_cache", ("source_name_normalized",), "row"),
    Twin("user_sessions", ("refresh_token_hash",), "row"),
    Twin("email_statuses", ("message_id",), "row"),
)

LIMITS = {
    ("categories", "price"): ("{value} < 0", "NULL"),
    ("categories", "max_price"): ("{value} < 0 OR ({value} < l.price AND l.price <> 'NaN')", "NULL"),
    ("preset_buttons", "preset_price"): ("{value} < 0", "0"),
    ("legacy_category_mapping_cache", "confidence"): (
        "{value} < 0 OR {value} > 100", "CASE WHEN {value} < 0 THEN 0 ELSE 100 END",
    ),
}  # fmt: skip
"""What workstations refuse in shared rows: each would stop them at the door."""

STUBS = {
    "users": (
        "INSERT INTO public.users (id, username, hashed_password, first_name, role, status, is_active, operator_code,"
        " created_at, updated_at) SELECT id, 'inconnu-' || right(id::text, 12), '', 'Personne inconnue', 'user',"
        " 'rejected', false, 'op-' || right(replace(id::text, '-', ''), 10), now(), now() FROM missing"
    ),
    "sites": (
        "INSERT INTO public.sites (id, name, is_active, created_at, updated_at)"
        " SELECT id, 'Site inconnu ' || right(id::text, 12), false, now(), now() FROM missing"
    ),
    "cash_registers": (
        "INSERT INTO public.cash_registers (id, name, is_active, created_at, updated_at)"
        " SELECT id, 'Caisse inconnue ' || right(id::text, 12), false, now(), now() FROM missing"
    ),
    "categories": (
        "INSERT INTO public.categories (id, name, is_active, is_visible, deleted_at, created_at, updated_at)"
        " SELECT id, 'Catégorie supprimée ' || right(id::text, 12), false, false, now(), now(), now() FROM missing"
    ),
}
"""An inactive row for one that nobody describes: a missing name never stops a fact (``sync.md`` §2)."""

EEE_WORDS = {
    "EEE-1": "Gros électroménager",
    "EEE-2": "Petit électroménager",
    "EEE-3": "Informatique et télécommunications",
    "EEE-4": "Luminaires",
    "EEE-5": "Outils",
    "EEE-6": "Jouets",
    "EEE-7": "Dispositifs médicaux",
    "EEE-8": "Autres équipements électriques",
}
"""The old codes of 1.4.4's lines, in words (``reception-admin.md`` §10)."""
PRESET_WORDS = {"don-0": "DON", "don-18": "DON_18", "recyclage": "RECYCLAGE", "decheterie": "DECHETERIE"}
"""What 1.4.4's web client writes after ``preset_type:`` in the note of a line."""
