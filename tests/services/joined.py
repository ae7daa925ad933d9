"""A shop of the tests that a centre holds: what is shared is asked for, no longer written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from recyclique_desktop.domain.enums import WorkstationKind

if TYPE_CHECKING:
    from tests.conftest import Shop


def join(shop: Shop, kind: WorkstationKind) -> Shop:
    """Make the shop's workstation one of that kind, joined to a centre."""
    assert shop.db.scribe is not None
    shop.db.scribe = replace(shop.db.scribe, centre_stream_id=None)
    with shop.db.connection() as connection:
        connection.exec_driver_sql("UPDATE workstations SET kind = ?", (kind.value,))
        connection.commit()
    return shop
