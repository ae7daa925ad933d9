"""Page 0016 decides on every table of RecyClique 1.4.4, and says *extended* where the model is, and nowhere else."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from recyclique_desktop.central.adoption.tables import MAIL_TABLES
from recyclique_desktop.data.models import Base

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "adr" / "0016-entities.md"
COLUMNS: dict[str, set[str]] = {
    name: set(table["columns"])
    for name, table in json.loads((PROJECT / "tests" / "central" / "baseline_144.json").read_text("utf-8"))[
        "tables"
    ].items()
}
COMMON = {"row_version", "site_id", "workstation_id", "created_at"}
"""Ours on every shared row or every fact; they make no entity an extended one."""


@cache
def decisions() -> dict[str, str]:
    """Each table that has a line of its own (``class · `table```), and its decision."""
    line = re.compile(r"^\| [^|`]+ · `(\w+)` \| ([^|]+) \| [^|]+ \| [^|]+ \|$", re.MULTILINE)
    found = line.findall(PAGE.read_text("utf-8"))
    assert len(found) == len(dict(found)), "a table is decided on twice"
    return dict(found)


def test_no_table_of_1_4_4_is_left_without_a_decision() -> None:
    assert set(decisions()) == COLUMNS.keys() | set(MAIL_TABLES)


@pytest.mark.parametrize("table", sorted(COLUMNS.keys() & Base.metadata.tables.keys()))
def test_a_table_is_called_extended_where_its_model_is(table: str) -> None:
    model = set(Base.metadata.tables[table].columns.keys())
    assert model >= COLUMNS[table], "a column of 1.4.4 is gone"
    more = model - COLUMNS[table] - COMMON
    assert decisions()[table] == ("kept, extended" if more else "kept")
