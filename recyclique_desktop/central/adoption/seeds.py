"""Rows that every centre of ours has and that 1.4.4 never had: ways to pay, the four buttons, newer permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recyclique_desktop.domain.category_tree import HIDDEN_ROOT
from recyclique_desktop.domain.permissions import DESCRIPTIONS, permission_id
from recyclique_desktop.domain.starting import METHODS, PRESETS
from recyclique_desktop.domain.text import folded

if TYPE_CHECKING:
    from uuid import UUID

    import psycopg

_METHOD = """
INSERT INTO public.payment_methods (id, code, label, kind, gives_change, in_drawer, position, active)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s)
"""
_GIVEN_AWAY = "SELECT EXISTS (SELECT FROM public.payment_transactions WHERE method_code = 'free')"
_PERMISSION = """
INSERT INTO public.permissions (id, name, description, created_at, updated_at)
SELECT %(id)s, %(name)s::varchar, %(words)s, now(), now()
WHERE NOT EXISTS (SELECT FROM public.permissions WHERE name = %(name)s::varchar)
"""
_ROOT = """
INSERT INTO public.categories (id, name, is_active, is_visible, created_at, updated_at)
SELECT gen_random_uuid(), %(name)s::varchar, false, false, now(), now()
WHERE NOT EXISTS (SELECT FROM public.categories WHERE name = %(name)s::varchar AND parent_id IS NULL)
"""
_THE_ROOT = "SELECT id FROM public.categories WHERE name = %s AND parent_id IS NULL"
_PRESET = """
INSERT INTO public.preset_buttons (id, code, name, button_type, category_id, preset_price, sort_order, is_active,
    created_at, updated_at)
VALUES (gen_random_uuid(), %s, %s, %s, %s, 0, %s, true, now(), now())
"""
_REGIME = """
INSERT INTO public.setting_versions (id, key, scope, value, valid_from)
SELECT gen_random_uuid(), 'fiscal_regime', id::text, to_jsonb(fiscal_regime), current_date FROM public.sites
WHERE fiscal_regime IS NOT NULL
"""


def seed(connection: psycopg.Connection[Any]) -> None:
    """Add what a till needs to open; nothing of 1.4.4 is changed."""
    for place, method in enumerate(METHODS, start=1):
        values = (method.code, method.label, method.kind, method.gives_change, method.in_drawer, place, method.active)
        connection.execute(_METHOD, values)
    if connection.execute(_GIVEN_AWAY).fetchone() == (True,):
        connection.execute(_METHOD, ("free", "Gratuit", "other", False, False, len(METHODS) + 1, False))
    for right, words in DESCRIPTIONS.items():
        connection.execute(_PERMISSION, {"id": permission_id(right), "name": right.value, "words": words})
    connection.execute(_ROOT, {"name": HIDDEN_ROOT})
    root = connection.execute(_THE_ROOT, (HIDDEN_ROOT,)).fetchone()
    if root is not None:
        _presets(connection, root[0])
    connection.execute(_REGIME)


def _presets(connection: psycopg.Connection[Any], root: UUID) -> None:
    """Add the four buttons; one that the shop made itself under the same name takes the code."""
    known = connection.execute("SELECT id, name FROM public.preset_buttons ORDER BY created_at, id").fetchall()
    there = {folded(name): preset_id for preset_id, name in reversed(known)}
    for place, (code, name, kind) in enumerate(PRESETS, start=1):
        preset_id = there.get(folded(name))
        if preset_id is None:
            connection.execute(_PRESET, (code, name, kind, root, place))
        else:
            connection.execute("UPDATE public.preset_buttons SET code = %s WHERE id = %s", (code, preset_id))
