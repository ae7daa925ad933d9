"""``recyclique compare``: a row that differs anywhere is found and named, and what is only late is called late."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.cli.conftest import JoinedShop, NewShop
from tests.cli.test_sync import sell_a_day
from tests.postgres import CentralDatabase

pytestmark = pytest.mark.postgres


_TRIGGERS = "SELECT tgname, tgenabled::text FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
_LEAF = (
    "SELECT id FROM categories WHERE parent_id IS NOT NULL"
    " AND id NOT IN (SELECT parent_id FROM categories WHERE parent_id IS NOT NULL)"
)


@contextmanager
def behind_the_back(shop: JoinedShop, table: str, do: LiteralString, undo: LiteralString) -> Iterator[None]:
    """Change something at the centre that no trigger sees, and change it back."""
    _silently(shop.base, table, do)
    try:
        yield
    finally:
        _silently(shop.base, table, undo)


def _silently(base: CentralDatabase, table: str, change: LiteralString) -> None:
    name = sql.Identifier("public", table)
    with base.connect() as connection, connection.transaction():
        triggers = connection.execute(_TRIGGERS, (f"public.{table}",)).fetchall()
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
        connection.execute(change)
        for trigger, state in triggers:
            always = sql.SQL("ALWAYS" if state == "A" else "")
            connection.execute(
                sql.SQL("ALTER TABLE {} ENABLE {} TRIGGER {}").format(name, always, sql.Identifier(trigger))
            )


def test_both_sides_equal_is_said_with_how_much_was_compared(joined_shop: JoinedShop) -> None:
    for place in (joined_shop.till, joined_shop.office):
        assert place.run("sync", "--once").code == 0
        done = place.run("compare", "--dsn", joined_shop.base.dsn, "--json")
        assert (done.code, done.json["equal"], done.json["first_difference"]) == (0, True, None)
        sales = next(one for one in done.json["tables"] if one["table"] == "sales")
        assert sales["rows_here"] == sales["rows_there"] > 20
        assert sales["money_here"] == sales["money_there"] != "0.00"
        assert "disent la même chose" in place.run("compare").out


def test_one_cent_changed_at_the_centre_is_found_and_named(joined_shop: JoinedShop) -> None:
    joined_shop.till.run("sync", "--once")
    with behind_the_back(
        joined_shop,
        "sales",
        "UPDATE sales SET total_amount = total_amount + 0.01 WHERE number = 'C01-000003'",
        "UPDATE sales SET total_amount = total_amount - 0.01 WHERE number = 'C01-000003'",
    ):
        done = joined_shop.till.run("compare", "--json")
        shown = joined_shop.till.run("compare").out
    assert (done.code, done.json["equal"]) == (3, False)
    first = done.json["first_difference"]
    assert (first["table"], first["column"], first["missing"]) == ("sales", "total_amount", "")
    assert float(first["there"]) - float(first["here"]) == pytest.approx(0.01)
    assert "total_amount" in shown


def test_a_row_that_one_side_lacks_is_named(joined_shop: JoinedShop) -> None:
    joined_shop.till.run("sync", "--once")
    with behind_the_back(
        joined_shop,
        "categories",
        f"CREATE TABLE sync.kept AS SELECT * FROM categories WHERE id IN ({_LEAF}) ORDER BY id LIMIT 1; "
        "DELETE FROM categories WHERE id IN (SELECT id FROM sync.kept)",
        "INSERT INTO categories SELECT * FROM sync.kept; DROP TABLE sync.kept",
    ):
        done = joined_shop.till.run("compare", "--json")
        shown = joined_shop.till.run("compare").out
    assert (done.code, done.json["first_difference"]["missing"]) == (3, "there")
    assert "manque au centre" in shown


def test_sales_not_sent_yet_are_called_late(joined_shop: JoinedShop) -> None:
    sell_a_day(joined_shop.till)
    done = joined_shop.till.run("compare", "--json")
    assert (done.code, done.json["equal"]) == (3, False)
    assert done.json["waiting"] > 20
    assert "encore à envoyer" in joined_shop.till.run("compare").out
    assert joined_shop.till.run("sync", "--once").code == 0
    assert joined_shop.till.run("compare").code == 0


def test_a_centre_that_is_not_there_is_no_difference(joined_shop: JoinedShop) -> None:
    dsn = make_conninfo(joined_shop.base.dsn, port=1)
    done = joined_shop.till.run("compare", "--dsn", dsn, "--json")
    assert (done.code, done.json["error"]) == (1, "sync.absent")


def test_a_shop_alone_has_nothing_to_compare_with(new_shop: NewShop, joined_shop: JoinedShop) -> None:
    for typed in ((), ("--dsn", joined_shop.base.dsn)):
        done = new_shop.place.run("compare", *typed, "--json")
        assert (done.code, done.json["error"]) == (1, "centre.none")
