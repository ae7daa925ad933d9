"""Nobody changes what is recorded without verification naming it, not even with the database key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults import small_shop, tamper
from tests.faults.tampering import BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.place import Place


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small shop, made once and never touched."""
    return small_shop.make(tmp_path_factory.mktemp("made"), seed=5, tickets=4)


@pytest.fixture
def shop(made: Place, tmp_path: Path) -> Place:
    """A copy to be mistreated."""
    return made.copy_to(tmp_path / "shop")


@pytest.mark.slow
def test_a_manager_sees_every_change_made_behind_the_program_forty_ways(tmp_path: Path) -> None:
    results = tamper.run(tmp_path, times=40, seed=20260917)
    assert len(results) == 40
    assert [result.change.what for result in results if not result.is_named] == []


def test_nobody_is_accused_when_nothing_was_changed(shop: Place) -> None:
    with shop.raw() as file:
        guards = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid").fetchall()
        for name, sql in guards:
            file.execute(f"DROP TRIGGER {name}")
            file.execute(sql)
    done = shop.run("verify", "--full", "--json")
    assert (done.code, done.json["findings"]) == (0, [])


def test_a_guard_taken_away_is_named_even_when_no_row_changed(shop: Place) -> None:
    with shop.raw() as file:
        file.execute("DROP TRIGGER sales_no_update")
    done = shop.run("verify", "--json")
    assert done.code == 3
    assert [(one["code"], one["where"]) for one in done.json["findings"]] == [("verify.trigger", "sales_no_update")]


@pytest.mark.parametrize("column", BYTES)
def test_the_sentence_for_a_manager_says_which_entry_was_changed(shop: Place, column: str) -> None:
    with shop.raw() as file:
        file.execute("DROP TRIGGER journal_no_update")
        sql = f"UPDATE journal SET {column} = zeroblob(length({column})) WHERE seq = 9 AND signature IS NOT NULL"
        assert file.execute(sql).rowcount == 1
    done = shop.run("verify", "--full")
    assert done.code == 3
    assert "journal, entrée 9 : " in done.out
    assert "prévenez un responsable" in done.out
