"""Audit rows follow from entries: the centre and a workstation must give the same act the same row."""

from __future__ import annotations

import hashlib
from uuid import UUID

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.db import Database
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.station import SYSTEM, Station


def test_history_would_show_one_act_twice_if_the_two_sides_named_its_row_apart(db: Database, station: Station) -> None:
    with db.writing() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, station)
    with db.connection() as connection:
        entry_id = connection.exec_driver_sql("SELECT entry_id FROM journal").scalar_one()
        audit_id = connection.exec_driver_sql("SELECT id FROM audit_logs").scalar_one()
    digest = bytearray(hashlib.md5(entry_id + b"0", usedforsecurity=False).digest())
    digest[6] = digest[6] & 0x0F | 0x30
    digest[8] = digest[8] & 0x3F | 0x80
    assert UUID(bytes=audit_id) == UUID(bytes=bytes(digest))
