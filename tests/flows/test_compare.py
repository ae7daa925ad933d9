"""Comparing with the centre finds every difference there is, names the first one, and accuses nobody falsely."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Category
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.services.selling import Till, open_till
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@pytest.fixture
def till(tmp_path: Path, centre: CentralDatabase) -> Iterator[Post]:
    """A till with three tickets, wholly at the centre."""
    post = real.found(real.alone(tmp_path / "one", SimulatedClock(SystemClock().now())), centre)
    session = open_till(post.shop)
    for n in range(3):
        session.sell(("cash", 2000), price=300 + n, donation=n, grams=850)
    post.sync()
    yield post
    post.close()


def changed(centre: CentralDatabase, *statements: str) -> None:
    """Change rows at the centre behind everybody's back."""
    with centre.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        for table in ("sales", "categories", "cash_sessions", "sale_items"):
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0


_SECRET_CATEGORY = (
    "INSERT INTO categories (id, name, is_active, created_at, updated_at)"
    " VALUES (gen_random_uuid(), 'Secrète', true, now(), now())"
)


def test_equal_sides_are_equal(till: Post) -> None:
    found = till.compare()
    assert found.is_same
    assert found.first is None
    by_table = {table.table: table for table in found.tables}
    assert by_table["sales"].rows_here == by_table["sales"].rows_there == 3
    assert by_table["sales"].cents_here == by_table["sales"].cents_there == 903 + 3
    assert by_table["sales"].digest_here == by_table["sales"].digest_there != "0" * 16


@pytest.mark.parametrize(
    ("statement", "table", "column", "missing"),
    [
        ("UPDATE sales SET total_amount = total_amount + 1 WHERE number = 'C01-000002'", "sales", "total_amount", ""),
        ("DELETE FROM sale_items WHERE sale_id = (SELECT id FROM sales WHERE number = 'C01-000002')", "sale_items",
         "", "there"),
        ("UPDATE categories SET name = 'Autre' WHERE name = 'Verre'", "categories", "name", ""),
        ("UPDATE cash_sessions SET total_sales = 1", "cash_sessions", "total_sales", ""),
        ("UPDATE sales SET business_date = business_date - 1 WHERE number = 'C01-000001'", "sales", "business_date",
         ""),
        (_SECRET_CATEGORY, "categories", "", "here"),
    ],
)  # fmt: skip
def test_each_difference_is_found_and_named(
    till: Post, centre: CentralDatabase, statement: str, table: str, column: str, missing: str
) -> None:
    changed(centre, statement)
    found = till.compare()
    assert not found.is_same
    assert found.first is not None
    assert (found.first.table, found.first.column, found.first.missing) == (table, column, missing)
    assert [one.table for one in found.tables if not one.is_same] == [table]


def test_what_is_not_sent_yet_is_counted_and_differs(till: Post) -> None:
    ((row_id, number),) = till.rows("SELECT id, number FROM cash_sessions")
    Till(till.shop, UUID(bytes=row_id), number).sell(price=900)
    found = till.compare()
    assert found.waiting == 1
    assert not found.is_same
    till.sync()
    assert till.compare().is_same


def test_a_wish_is_no_difference_before_nor_after_its_answer(till: Post) -> None:
    with till.opened.db.writing() as session:
        record(session, acts.CATEGORY_CHANGED, till.shop.admin, till.shop.station)
        session.scalars(select(Category).where(Category.name == "Verre")).one().price = Cents(80)
    before = till.compare()
    assert (before.is_same, before.wishes, before.waiting) == (True, 1, 1)
    till.sync()
    assert till.one("SELECT price FROM categories WHERE name = 'Verre'") == 80
    after = till.compare()
    assert (after.is_same, after.wishes, after.waiting) == (True, 0, 0)
