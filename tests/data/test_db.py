"""The workstation's file: known failures are sentences, and a refused file is left as it was."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, literal_column, select, text
from sqlalchemy.engine.interfaces import CacheStats

from recyclique_desktop.data.capture import Scribe, record
from recyclique_desktop.data.db import SAFE_SQLITE, Database, connect, require_safe_library
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM, Station
from tests.known import KEY


def pragma(db: Database, name: str) -> object:
    with db.connection() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_the_library_in_use_cannot_lose_committed_rows() -> None:
    require_safe_library()
    assert SAFE_SQLITE == (3, 51, 3)


def test_every_commit_reaches_the_disk(db: Database) -> None:
    assert pragma(db, "journal_mode") == "wal"
    assert pragma(db, "synchronous") == 2
    assert pragma(db, "foreign_keys") == 1
    assert pragma(db, "cipher_version")


def test_a_wrong_key_is_said_and_changes_nothing(db: Database) -> None:
    db.checkpoint()
    before = db.path.read_bytes()
    with pytest.raises(UserError, match=r"storage\.wrong_key"):
        Database.open(db.path, bytes(32))
    assert db.path.read_bytes() == before


def test_nobody_reads_the_file_without_the_key(db: Database, station: Station) -> None:
    with db.writing() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, station, doc={"word": "Rumpelstilzchen"})
    db.checkpoint()
    raw = db.path.read_bytes()
    assert not raw.startswith(b"SQLite format 3")
    assert b"Rumpelstilzchen" not in raw


def test_a_reference_to_nothing_is_refused_at_commit(db: Database) -> None:
    with db.connection() as connection:
        found = connection.exec_driver_sql("PRAGMA foreign_key_list(sale_items)").all()
    assert any(row[2] == "sales" for row in found)


def test_a_question_asked_of_one_file_needs_no_working_out_for_the_next(db: Database, tmp_path: Path) -> None:
    """A till opens its training and its copies beside its own file, and each file is read and written apart."""
    found: list[Any] = []
    second = Database.open(tmp_path / "second.sqlite", KEY)
    for file in (db, second):
        event.listen(file._reader, "after_cursor_execute", lambda *told: found.append(told[4]))
        with file.reading() as session:
            session.scalars(select(literal_column("42").label("only_asked_here"))).all()
    second.close()
    assert [told.cache_hit for told in found if "only_asked_here" in told.statement] == [
        CacheStats.CACHE_MISS, CacheStats.CACHE_HIT,
    ]  # fmt: skip


def test_readers_see_the_last_commit_while_someone_writes(db: Database, station: Station) -> None:
    with db.writing() as writing:
        record(writing, acts.SETTING_CHANGED, SYSTEM, station)
        with db.reading() as reading:
            assert reading.execute(text("SELECT count(*) FROM counters")).scalar_one() == 0
    with db.reading() as reading:
        assert reading.execute(text("SELECT count(*) FROM counters")).scalar_one() == 1


def test_two_threads_never_take_the_same_number(db: Database, station: Station) -> None:
    found: list[int | None] = []

    def work() -> None:
        for _ in range(25):
            with db.writing() as session:
                found.append(record(session, acts.SETTING_CHANGED, SYSTEM, station))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(n for n in found if n) == list(range(1, 51))


def test_a_copy_opens_with_the_same_key_and_holds_the_same(db: Database, station: Station, tmp_path: Path) -> None:
    with db.writing() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, station)
    target = tmp_path / "copie.sqlite"
    db.copy_to(target)
    copy = connect(target, KEY)
    assert copy.execute("SELECT count(*) FROM journal").fetchone() == (1,)
    copy.close()


def test_a_full_disk_is_a_sentence_and_the_ticket_can_be_sold_again(
    db: Database, station: Station, scribe: Scribe
) -> None:
    with db.connection() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    big = {"words": "x" * 60_000}
    with pytest.raises(UserError, match=r"storage\.full"), db.writing() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, station, doc=big)
    with db.connection() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1073741823")
    with db.writing() as session:
        assert record(session, acts.SETTING_CHANGED, SYSTEM, station, doc=big) == 1


def test_sync_is_woken_after_the_commit_not_before(db: Database, station: Station) -> None:
    seen: list[int] = []

    def count() -> None:
        with db.reading() as session:
            seen.append(session.execute(text("SELECT count(*) FROM journal")).scalar_one())

    db.after_commit = count
    with db.writing() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, station)
    assert seen == [1]
