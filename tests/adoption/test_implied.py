"""What 1.4.4 only implied: said once, with how sure it is, and what is not sure is listed for somebody to look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from recyclique_desktop.central import adoption
from tests.adoption.conftest import WISH, Living, dumping
from tests.adoption.shop_144 import BCRYPT, schema_144
from tests.postgres import CentralDatabase

pytestmark = pytest.mark.postgres
MIDNIGHT = datetime(2025, 1, 10, tzinfo=UTC)
MORNING = datetime(2025, 1, 10, 8, 30, tzinfo=UTC)
LATE = datetime(2025, 1, 10, 23, 30, tzinfo=UTC)
"""Half past midnight of the next day in Paris."""
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# name: opened, closed, then typing moment and date of its ticket
SESSIONS: dict[int, tuple[datetime, datetime | None, datetime | None, datetime | None]] = {
    1: (MIDNIGHT, MIDNIGHT + 5 * DAY, MIDNIGHT + 4 * DAY, MIDNIGHT),
    2: (MIDNIGHT, MIDNIGHT + 5 * DAY, MIDNIGHT, MIDNIGHT),
    3: (MIDNIGHT, MIDNIGHT + 5 * DAY, None, None),
    4: (MIDNIGHT, MIDNIGHT + HOUR, None, None),
    5: (MORNING, MORNING + 3 * DAY, MORNING + 2 * DAY, MORNING),
    6: (MORNING, MORNING + 3 * DAY, None, None),
    7: (MORNING, MORNING + 3 * DAY, MORNING + HOUR, MORNING + HOUR),
    8: (MORNING, MORNING + 8 * HOUR, MORNING + HOUR, MORNING + HOUR),
    9: (LATE, LATE + HOUR, LATE, None),
    10: (MORNING, None, None, None),
}
WANTED = {
    1: ("deferred", date(2025, 1, 10), None),
    2: ("deferred", date(2025, 1, 10), None),
    3: ("deferred", date(2025, 1, 10), None),
    4: ("deferred", date(2025, 1, 10), ("0.80", "midnight")),
    5: ("deferred", date(2025, 1, 10), ("0.60", "late-tickets")),
    6: ("legacy", date(2025, 1, 10), ("0.40", "empty-and-long")),
    7: ("real", date(2025, 1, 10), ("0.70", "left-open")),
    8: ("real", date(2025, 1, 10), None),
    9: ("real", date(2025, 1, 11), None),
    10: ("legacy", date(2025, 1, 10), ("0.40", "no-end")),
}


def number(n: int) -> UUID:
    return UUID(int=n, version=4)


def write(connection: psycopg.Connection[Any], table: str, **values: Any) -> None:
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})".encode(), list(values.values()))


@pytest.fixture(scope="module")
def implied(living: Living, tmp_path_factory: pytest.TempPathFactory) -> CentralDatabase:
    database = living.blank()
    schema_144(database)
    with database.connect() as connection, connection.transaction():
        for n, name in ((1, "La Clique"), (2, "Annexe")):
            write(connection, "sites", id=number(n), name=name, is_active=True)
        for n, site in ((1, number(2)), (2, None)):
            write(connection, "users", id=number(n), username=f"p{n}", hashed_password=BCRYPT, role="user",
                  status="active", is_active=True, site_id=site)  # fmt: skip
        write(connection, "categories", id=number(1), name="Livre", is_active=True)
        for n, (opened, closed, typed, dated) in SESSIONS.items():
            write(connection, "cash_sessions", id=number(n), operator_id=number(1), site_id=number(1), initial_amount=0,
                  current_amount=0, status="CLOSED", opened_at=opened, closed_at=closed)  # fmt: skip
            if typed is not None:
                write(connection, "sales", id=number(n), cash_session_id=number(n), total_amount=12.5, created_at=typed,
                      sale_date=dated, payment_method="FREE")  # fmt: skip
                write(connection, "sale_items", id=number(n), sale_id=number(n), category="livre", quantity=1,
                      unit_price=12.5, total_price=12.5, notes="preset_type:don-18; petit frère")  # fmt: skip
                write(connection, "payment_transactions", id=number(n), sale_id=number(n), payment_method="FREE",
                      amount=12.5)  # fmt: skip
        for n, opened in ((1, MORNING), (2, MIDNIGHT)):
            write(connection, "poste_reception", id=number(n), opened_by_user_id=number(n), opened_at=opened,
                  status="opened")  # fmt: skip
    adoption.adopt(database.dsn, replace(WISH, dump=dumping(database.server, tmp_path_factory.mktemp("dump"))))
    return database


def ask(database: CentralDatabase, query: str) -> list[tuple[Any, ...]]:
    with database.connect() as connection:
        return connection.execute(query.encode()).fetchall()


def test_each_session_is_of_the_day_and_kind_that_its_tickets_tell(implied: CentralDatabase) -> None:
    listed = {
        row[0]: (str(row[1]), row[2])
        for row in ask(
            implied, "SELECT row_id, confidence, why FROM legacy_144.review WHERE table_name = 'cash_sessions'"
        )
    }
    found = {
        row[0].int & 0xFF: (row[1], row[2], listed.get(str(row[0])))
        for row in ask(implied, "SELECT id, session_type, business_date FROM public.cash_sessions")
    }
    assert found == WANTED


def test_a_ticket_counts_in_the_day_of_its_notebook_or_in_its_own(implied: CentralDatabase) -> None:
    days = {row[0].int & 0xFF: row[1] for row in ask(implied, "SELECT id, business_date FROM public.sales")}
    january = {n: date(2025, 1, 10) for n in (1, 2, 5, 7, 8)}
    assert days == january | {9: date(2025, 1, 11)}


def test_a_gift_says_what_was_given_and_by_which_button(implied: CentralDatabase) -> None:
    assert ask(implied, "SELECT DISTINCT waived_amount::text, total_amount::text FROM public.sales") == [
        ("12.50", "12.50")
    ]
    assert ask(implied, "SELECT DISTINCT method_code, payment_method FROM public.payment_transactions") == [
        ("free", "FREE")
    ]
    lines = ask(
        implied, "SELECT DISTINCT preset_code, category_id, category_label, line_no, notes FROM public.sale_items"
    )
    assert lines == [("DON_18", number(1), "Livre", 1, "preset_type:don-18; petit frère")]
    assert ask(implied, "SELECT kind, active FROM public.payment_methods WHERE code = 'free'") == [("other", False)]


def test_a_reception_post_stands_where_its_opener_works_or_is_listed(implied: CentralDatabase) -> None:
    posts = ask(implied, "SELECT site_id, is_deferred, business_date FROM public.poste_reception ORDER BY id")
    assert posts == [(number(2), False, date(2025, 1, 10)), (number(1), True, date(2025, 1, 10))]
    query = "SELECT row_id, confidence::text, why FROM legacy_144.review WHERE column_name = 'site_id'"
    assert ask(implied, query) == [(str(number(2)), "0.40", "busiest-site")]
