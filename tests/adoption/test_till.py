"""A till joins the centre that was 1.4.4: its history is there, marked as such, and it sells from the first hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from recyclique_desktop.central import admission, adoption
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows.sign_in import sign_in_with_pin
from recyclique_desktop.system.code_file import CodeFile
from recyclique_desktop.system.throttle import ThrottleStore
from tests.adoption.conftest import Living, dumping
from tests.adoption.shop_144 import Shop144, living_144
from tests.central import rows
from tests.postgres import CentralDatabase
from tests.services.selling import open_till
from tests.sync.real import Post, close_till, joined

pytestmark = pytest.mark.postgres
MARK = "workstation_id IS NULL"
"""What a row of 1.4.4 is known by: no workstation made it."""


@pytest.fixture(scope="module")
def centre(living: Living, tmp_path_factory: pytest.TempPathFactory) -> CentralDatabase:
    database = living.blank()
    shop = Shop144(5, 300, 400, recent=datetime.now(UTC).replace(hour=8, minute=12, second=5, microsecond=1))
    living_144(database, shop)
    adoption.adopt(
        database.dsn, adoption.Wish(datetime.now(UTC), dump=dumping(database.server, tmp_path_factory.mktemp("dump")))
    )
    return database


@pytest.fixture(scope="module")
def till(centre: CentralDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    made = admission.issue_code(centre.dsn, WorkstationKind.TILL, 30, "La Clique")
    code = CodeFile(
        host="127.0.0.1", port=made.port, database=made.database, login=made.login, password=made.password,
        code=made.code, kind=WorkstationKind.TILL,
    )  # fmt: skip
    post = joined(tmp_path_factory.mktemp("till"), SimulatedClock(datetime.now(UTC)), code)
    yield post
    post.close()


def ask(database: CentralDatabase, query: str) -> list[tuple[Any, ...]]:
    with database.connect() as connection:
        return connection.execute(query.encode()).fetchall()


HERE = "site_id = (SELECT id FROM sites WHERE name = 'La Clique')"


def test_history_arrives_whole_and_compares_equal(till: Post, centre: CentralDatabase) -> None:
    for table in (
        "cash_sessions",
        "sales",
        "sale_items",
        "payment_transactions",
        "poste_reception",
        "ticket_depot",
        "ligne_depot",
    ):
        there = ask(centre, f"SELECT count(*) FROM public.{table} WHERE {MARK} AND {HERE}")[0][0]
        assert till.one(f"SELECT count(*) FROM {table} WHERE {MARK}") == there > 0, table
    till.sync()
    found = till.compare()
    assert found.is_same, found.first
    assert till.breaches() == []


def test_history_shows_in_figures_as_1_4_4_had_it(till: Post, centre: CentralDatabase) -> None:
    weight = f"(SELECT sum(weight) FROM sale_items WHERE {MARK})"
    cents, grams = till.rows(f"SELECT sum(total_amount), {weight} FROM sales WHERE {MARK}")[0]
    weight = f"(SELECT sum(weight) * 1000 FROM public.sale_items WHERE {MARK} AND {HERE})"
    there = ask(centre, f"SELECT sum(total_amount) * 100, {weight} FROM public.sales WHERE {MARK} AND {HERE}")[0]
    assert (cents, grams) == (int(there[0]), int(there[1]))
    with till.opened.db.reading() as session:
        from recyclique_desktop.data.models import CashSession  # noqa: PLC0415

        ids = [row.id for row in session.query(CashSession).filter(CashSession.workstation_id.is_(None))]
        figures = [session_figures(session, session_id) for session_id in ids]
    assert sum(one.sales_total for one in figures) == cents
    assert {method.method_code for one in figures for method in one.expected if method.count} >= {
        "cash",
        "card",
        "check",
    }


def test_history_stands_outside_the_signed_chain(till: Post) -> None:
    signed = f"SELECT count(*) FROM closures WHERE session_id IN (SELECT id FROM cash_sessions WHERE {MARK})"
    assert till.one(signed) == 0
    kinds = dict(till.rows(f"SELECT session_type, count(*) FROM cash_sessions WHERE {MARK} GROUP BY 1"))
    assert kinds.keys() == {"real", "deferred"}
    deferred = till.rows("SELECT s.business_date, k.business_date FROM sales s JOIN cash_sessions k"
                         " ON k.id = s.cash_session_id WHERE k.session_type = 'deferred'")  # fmt: skip
    assert deferred
    assert all(mine == its for mine, its in deferred)


def test_a_volunteer_enters_with_the_code_she_had(till: Post, centre: CentralDatabase, tmp_path: Path) -> None:
    with centre.connect() as connection:
        connection.execute(
            "UPDATE users SET hashed_pin = %s WHERE username = 'benevole3'",
            ("$2b$04$OwEEd1DE49lRfOiYWk3ThO.RrzxOFRDg2U3lQL50.qftApkjiKVGu",),
        )
        user_id = connection.execute("SELECT id FROM users WHERE username = 'benevole3'").fetchone()
    till.sync()
    assert user_id is not None
    vault = ThrottleStore(tmp_path, till.opened.config.installation_id)
    person = sign_in_with_pin(till.opened.db, vault, user_id[0], "2580", till.opened.station)
    assert person.actor.user_id == user_id[0]
    stored = ask(centre, "SELECT left(hashed_pin, 4) FROM users WHERE username = 'benevole3'")
    assert stored == [("$2b$",)]


def test_a_sale_made_here_reads_right_in_1_4_4(till: Post, centre: CentralDatabase) -> None:
    register = ask(centre, f"SELECT id FROM public.cash_registers WHERE {HERE} ORDER BY name LIMIT 1")[0][0]
    shop = replace(till.shop, register_id=register, volunteer=till.shop.admin)
    selling = open_till(shop)
    till.clock.advance(timedelta(minutes=3))
    sold = selling.sell()
    close_till(selling)
    till.sync()
    with centre.connect() as connection:
        content = rows.legacy_content(connection)
    columns = list(rows.TABLES["sales"]["columns"])
    mine = [dict(zip(columns, row, strict=True)) for row in content["sales"] if row[0] == sold.sale_id]
    assert len(mine) == 1
    assert mine[0]["payment_method"] == "CASH"
    assert None not in {mine[0][name] for name in ("created_at", "updated_at", "sale_date", "donation")}
    lines = [dict(zip(rows.TABLES["sale_items"]["columns"], row, strict=True)) for row in content["sale_items"]]
    lines = [line for line in lines if line["sale_id"] == sold.sale_id]
    assert sum(line["total_price"] for line in lines) == mine[0]["total_amount"]
    assert {line["category"] for line in lines} <= {str(row[0]) for row in content["categories"]}
    assert all(line["weight"] is not None for line in lines)
    paid = [
        dict(zip(rows.TABLES["payment_transactions"]["columns"], row, strict=True))
        for row in content["payment_transactions"]
    ]
    paid = [one for one in paid if one["sale_id"] == sold.sale_id]
    assert [one["payment_method"] for one in paid] == ["CASH"]
    assert till.compare().is_same
    assert till.breaches() == []
    perpetual = till.one("SELECT perpetual_algebraic FROM closures WHERE kind = 'session'")
    assert perpetual == int(mine[0]["total_amount"] * 100)
