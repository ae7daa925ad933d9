"""Payloads of other versions, read as version 1 is; the centre does the same in SQL (``sync.upcasters``).

Versions are additive: a program that writes a new one comes after the centres and the programs that can read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from recyclique_desktop.domain import journal
from recyclique_desktop.sync.tables import UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable

Payload: TypeAlias = dict[str, Any]


def _with_common(payload: Payload) -> Payload:
    """Version 2 says once, under ``common``, what every row made by the entry repeats."""
    told = {name: value for name, value in payload.items() if name != "common"}
    common = payload.get("common", {})
    rows = [{**row, "set": {**common, **row["set"]}} if row["op"] == "I" else row for row in payload.get("rows", [])]
    return {**told, "v": 1, "rows": rows}


UPCASTERS: dict[int, Callable[[Payload], Payload]] = {2: _with_common}
"""What reads a payload of that version as the next known one."""


def upcast(payload: Payload) -> Payload:
    """Return a payload as version 1 writes it.

    Raises:
        UnknownError: No program of this age reads that version.
    """
    while payload.get("v") != journal.VERSION:
        reader = UPCASTERS.get(payload.get("v", 0))
        if reader is None:
            raise UnknownError(f"payload version {payload.get('v')}")
        payload = reader(payload)
    return payload
