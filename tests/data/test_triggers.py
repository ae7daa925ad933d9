"""Append-only guards: whoever opens the file with whatever tool cannot quietly change what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver

from recyclique_desktop.data import triggers
from recyclique_desktop.data.capture import record
from recyclique_desktop.data.db import Database, connect
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.station import SYSTEM, Station
from tests.known import KEY

REST = "tx, header, payload, hash, signature, class, act, series, number + 5, hlc, at"


@pytest.fixture
def bare(db: Database, station: Station) -> Iterator[Any]:
    """A foreign tool's connection to a file with one entry, with no pragma of ours."""
    with db.writing() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, station)
    raw = connect(db.path, KEY)
    yield raw
    raw.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET payload = x'00'",
        "UPDATE journal SET payload = x''",
        "UPDATE journal SET act = 'x'",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal",
        f"INSERT OR REPLACE INTO journal SELECT stream_id, seq + 1, entry_id, {REST} FROM journal",
        f"REPLACE INTO journal SELECT stream_id, seq + 5, x'01', {REST} FROM journal",
    ],
)
def test_rt06_the_journal_only_grows_without_holes(bare: Any, statement: str) -> None:
    before = bare.execute("SELECT * FROM journal").fetchall()
    with pytest.raises(driver.IntegrityError, match="append only"):
        bare.execute(statement)
    assert bare.execute("SELECT * FROM journal").fetchall() == before


def test_every_table_of_facts_has_its_three_guards() -> None:
    names = {statement.split()[2] for statement in triggers.statements()}
    for table in triggers.IMMUTABLE:
        assert {f"{table}_no_update", f"{table}_no_delete", f"{table}_no_replace"} <= names
    assert {"cash_sessions_fixed", "cash_sessions_closed", "cash_sessions_no_delete"} <= names


def test_the_file_has_exactly_the_guards_of_the_models(bare: Any) -> None:
    found = {row[0] for row in bare.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")}
    assert found == set(triggers.statements())
