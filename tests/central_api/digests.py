"""The digest of a table as a workstation reckons it: what the centre's function ``digest`` must agree with."""

from __future__ import annotations

import hashlib
from typing import Any

from recyclique_desktop.data.models import Base
from recyclique_desktop.domain.journal import canonical


def digest_of(table: str, rows: dict[str, dict[str, Any]]) -> tuple[int, str]:
    """Return how many rows there are, and the sum modulo 2**64 of the first 8 bytes of each row's SHA-256."""
    kept = {c.name for c in Base.metadata.tables[table].columns if not ("privacy" in c.info or c.info.get("derived"))}
    total = 0
    for row in rows.values():
        raw = canonical({name: value for name, value in row.items() if name in kept})
        total += int.from_bytes(hashlib.sha256(raw).digest()[:8], "big", signed=True)
    return len(rows), f"{total % 2**64:016x}"
