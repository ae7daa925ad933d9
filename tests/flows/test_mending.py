"""RT04: lists of the shop that are missing or damaged keep no till shut, and cost no sale."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError

from recyclique_desktop.data.mend import damaged
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows import startup
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.services.selling import Till, open_till
from tests.sync import real
from tests.sync.real import Post

LOST = ("categories", "preset_buttons", "payment_methods", "users", "sites", "workstations")


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Post]:
    post = real.alone(tmp_path / "one", SimulatedClock(SystemClock().now()))
    yield post
    post.close()


def break_tables(post: Post, *statements: str) -> None:
    with post.opened.db.connection() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            driver.execute(statement)
        driver.commit()
        driver.execute("PRAGMA foreign_keys=ON")


def start(post: Post) -> dict[str, str]:
    """Start the program as the window does; return what each check said."""
    post.close()
    run = startup.begin(post.folders, post.store, post.clock, post.chance.randbytes)
    said = {one.check.key: one.error.code if one.error else "" for one in startup.run(run)}
    assert run.workstation is not None, said
    post.opened = run.workstation
    run.lock.release()
    return said


def kept(post: Post) -> Any:
    """Return the outbox and the sales, byte for byte."""
    return [
        post.rows("SELECT stream_id, seq, hash, payload, signature FROM journal ORDER BY stream_id, seq"),
        post.rows("SELECT * FROM sales ORDER BY id"), post.rows("SELECT * FROM sale_items ORDER BY id"),
        post.rows("SELECT * FROM payment_transactions ORDER BY id"),
    ]  # fmt: skip


def shared(post: Post) -> Any:
    return {name: sorted(map(repr, post.rows(f"SELECT * FROM {name}"))) for name in (*LOST, "cash_registers")}


@pytest.mark.parametrize("how", ["DROP TABLE {}", "DELETE FROM {}", "ALTER TABLE {} RENAME COLUMN created_at TO odd"])
def test_rt04_a_shop_alone_starts_without_its_lists_and_makes_them_again_from_its_journal(
    alone: Post, how: str
) -> None:
    till = open_till(alone.shop)
    till.sell(price=100)
    before, rows = kept(alone), shared(alone)
    lost = ("users", "payment_methods", "sites", "workstations") if how.startswith("DELETE") else LOST
    break_tables(alone, *(how.format(name) for name in lost))
    said = start(alone)
    assert said["shared"] == "storage.mended"
    assert said["journal"] == ""
    assert kept(alone) == before, "what was sold is not touched"
    assert shared(alone) == rows
    assert Till(alone.shop, till.session_id, till.number).sell(price=200).number == "C01-000002"
    assert alone.breaches() == []
    assert start(alone)["shared"] == ""


@pytest.mark.postgres
def test_rt04_a_joined_till_starts_without_its_lists_sells_and_gets_them_again_from_the_centre(
    alone: Post, tmp_path: Path, centre: CentralDatabase
) -> None:
    real.found(alone, centre).sync()
    with ExitStack() as posts:
        second = real.joined(tmp_path / "two", alone.clock, real.code_for(centre, WorkstationKind.TILL), "Caisse 2")
        posts.callback(second.close)
        till = open_till(second.shop)
        till.sell(price=100)
        assert second.sync().cause is None
        till.sell(price=200)  # not sent yet
        before, rows = kept(second), shared(second)
        break_tables(second, *(f"DROP TABLE {name}" for name in LOST))
        assert start(second)["shared"] == "storage.mended_by_centre"
        assert kept(second) == before, "the outbox is not touched"
        for _ in range(2):
            done = second.sync()
        assert (done.cause, done.status.waiting) == (None, 0)
        assert shared(second) == rows
        Till(second.shop, till.session_id, till.number).sell(price=300)
        second.sync()
        assert second.compare().is_same
        assert second.breaches() == []
        alone.sync()
        assert [row[0] for row in alone.rows("SELECT number FROM sales ORDER BY number")] == [
            "C02-000001", "C02-000002", "C02-000003",
        ]  # fmt: skip
        assert alone.sync().status.conflicts == 0, "nobody is asked to choose"


def test_rt04_a_list_that_cannot_be_read_is_found_out(alone: Post) -> None:
    class Unreadable:
        def exec_driver_sql(self, sql: str) -> Any:
            if '"categories"' in sql and "count" in sql:
                raise DatabaseError(sql, None, Exception("database disk image is malformed"))
            return connection.exec_driver_sql(sql)

    with alone.opened.db.connection() as connection:
        assert damaged(connection) == ()
        assert damaged(Unreadable()) == ("categories",)  # type: ignore[arg-type]
