"""Inactive rows that stand for shared ones that nobody described yet: a missing reference never stops a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recyclique_desktop.sync.tables import placeholder

if TYPE_CHECKING:
    from recyclique_desktop.sync.tables import Field, Form

_SWITCHES = frozenset({"active", "is_active", "is_visible"})
_FITTING: dict[tuple[str, str], Any] = {
    ("payment_methods", "kind"): "other",
    ("preset_buttons", "button_type"): "DONATION",
    ("workstations", "kind"): "till",
}


def stub_values(form: Form, row_id: bytes) -> dict[str, Any]:
    """Return the columns of a stub, as the file holds them; the centre's own row replaces them when it arrives."""
    found: dict[str, Any] = {form.key[0].name: row_id}
    for one in form.fields.values():
        if one.name in _SWITCHES:
            found[one.name] = 0
        elif one.blank is not None:
            found[one.name] = one.blank
        elif one.is_needed:
            found[one.name] = _needed(form, one, row_id)
    return found


def _needed(form: Form, one: Field, row_id: bytes) -> Any:
    if one.hides:
        return placeholder((row_id,))
    if one.name in form.refers:
        return row_id
    if (form.name, one.name) in _FITTING:
        return _FITTING[form.name, one.name]
    return f"?{row_id.hex()[-7:]}" if one.neutral is None else one.neutral
