"""What was paid stays what was paid (F-08, F-13): no service and no SQL changes an amount, a line or a way to pay."""

from __future__ import annotations

import contextlib
import dataclasses
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import select

from recyclique_desktop.data.base import Base
from recyclique_desktop.data.db import connect
from recyclique_desktop.data.models import Sale
from recyclique_desktop.data.triggers import IMMUTABLE
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.enums import CashMovementKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.flows.periods import close_due_periods
from recyclique_desktop.services import cash_moves, reversals
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.services.sales import complete_sale
from tests.known import KEY
from tests.services.matrix import made_for, public_services
from tests.services.selling import Till, as_leader, open_till

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from tests.conftest import Shop

MONEY = ("sales", "sale_items", "payment_transactions", "cash_movements", "cash_counts", "closures")
_CHANGED = (
    "CASE typeof({0}) WHEN 'integer' THEN {0} + 1 WHEN 'blob' THEN randomblob(16) WHEN 'text' THEN {0} || 'x' END"
)


class UndoneError(Exception):
    """Nothing of the act is kept."""


@dataclasses.dataclass(frozen=True)
class Ground:
    """A shop with one of each: sold, given back, taken out, left to recycling; closed yesterday, open today."""

    shop: Shop
    sale_id: UUID
    closed_id: UUID
    open_id: UUID


@pytest.fixture
def ground(shop: Shop) -> Ground:
    till = open_till(as_leader(shop))
    new = shop.station.ids.new
    sold = till.sell(("cash", 1000), price=900, donation=100, grams=1500)
    back = (reversals.PaidBack("cash", Cents(900)),)
    till.write(reversals.reverse_sale, reversals.ReverseSale(
        new(), sold.sale_id, till.session_id, (reversals.ReturnLine(1, 1),), back, "revenu",
    ))  # fmt: skip
    moved = cash_moves.MoveCash(new(), till.session_id, CashMovementKind.IN, Cents(100), "monnaie")
    till.write(cash_moves.move_cash, moved)
    gone = replace(till.line(price=0, grams=500), preset_code="RECYCLAGE")
    till.write(complete_sale, till.sale((gone,)))
    till.write(close_session, CloseSession(till.session_id, (MethodCount("cash", Cents(5200), None),)))
    shop.clock.advance(timedelta(days=1))
    close_due_periods(shop.db, shop.station)
    today = open_till(as_leader(shop))
    last = today.sell(("cash", 500), price=300)
    return Ground(shop, last.sale_id, till.session_id, today.session_id)


def money(session: Session) -> dict[str, dict[bytes, tuple[object, ...]]]:
    """Return every row of money as it is stored, what may still change left out."""
    found = {}
    for name in MONEY:
        columns = ", ".join(["id", *_fixed(Base.metadata.tables[name])])
        rows = session.connection().exec_driver_sql(f"SELECT {columns} FROM {name}")
        found[name] = {row[0]: tuple(row) for row in rows}
    return found


def _fixed(table: Table) -> list[str]:
    return [one.name for one in table.columns if "privacy" not in one.info and not one.info.get("derived")]


def about(ground: Ground, command: Any, session_id: UUID) -> Any:
    """Point a command that was made up at what is really there."""
    real = {"sale_id": ground.sale_id, "session_id": session_id, "register_id": ground.shop.register_id, "line_no": 1}
    known = {field.name for field in dataclasses.fields(command)} if command is not None else set()
    return replace(command, **{name: real[name] for name in real.keys() & known}) if command is not None else None


@pytest.mark.parametrize("act", sorted(public_services()))
def test_f08_no_service_changes_a_row_of_money(ground: Ground, act: str) -> None:
    """Each is called by who may do everything, on a paid ticket, in the open session and in the closed one."""
    serve = public_services()[act]
    for session_id in (ground.open_id, ground.closed_id):
        command = about(ground, made_for(serve, ground.shop.station.ids.new()), session_id)
        given = (command,) if command is not None else ()
        with contextlib.suppress(Exception), ground.shop.db.writing() as session:
            before = money(session)
            try:
                serve(session, *given, ground.shop.admin, ground.shop.station)
                session.flush()
            finally:
                after = money(session) if session.is_active else before
            assert_kept(act, before, after)
            raise UndoneError
        assert found_broken == []


found_broken: list[str] = []


def assert_kept(act: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Note what is not as it was; new rows may come."""
    for name, rows in before.items():
        found_broken.extend(f"{act}: {name}" for key, row in rows.items() if after[name].get(key) != row)


def test_the_test_above_would_notice_a_changed_amount(ground: Ground) -> None:
    with ground.shop.db.reading() as session:
        before = money(session)
    after = {name: dict(rows) for name, rows in before.items()}
    key = next(iter(after["sales"]))
    after["sales"][key] = (key, "other")
    assert_kept("x", before, after)
    assert found_broken == ["x: sales"]
    found_broken.clear()
    assert {name for name in MONEY if before[name]} == set(MONEY)


@pytest.fixture
def bare(ground: Ground) -> Iterator[Any]:
    """Any tool that opens the file, with no pragma of ours."""
    raw = connect(ground.shop.db.path, KEY)
    yield raw
    raw.close()


def columns() -> list[tuple[str, str]]:
    return [(name, column) for name in MONEY for column in _fixed(Base.metadata.tables[name])]


def test_f08_sql_changes_no_column_of_money_in_the_file(bare: Any, ground: Ground) -> None:
    assert set(MONEY) <= set(IMMUTABLE)
    with ground.shop.db.reading() as session:
        before = money(session)
    assert len(columns()) > 60
    for table, column in columns():
        with pytest.raises(driver.IntegrityError, match="append only"):
            bare.execute(f"UPDATE {table} SET {column} = {_CHANGED.format(column)}")
    for table in MONEY:
        for statement in (f"DELETE FROM {table}", f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"):
            with pytest.raises(driver.IntegrityError, match="append only"):
                bare.execute(statement)
    with ground.shop.db.reading() as session:
        assert money(session) == before


def test_f13_no_session_is_deleted_and_a_closed_one_keeps_its_amounts(bare: Any, ground: Ground) -> None:
    with pytest.raises(driver.IntegrityError, match="append only"):
        bare.execute("DELETE FROM cash_sessions")
    for column in ("initial_amount", "closing_amount", "actual_amount", "variance", "closed_at", "status"):
        with pytest.raises(driver.IntegrityError, match=r"closed|fixed"):
            sql = f"UPDATE cash_sessions SET {column} = {_CHANGED.format(column)} WHERE id = ?"
            bare.execute(sql, (ground.closed_id.bytes,))
    assert not [name for name in public_services() if "delete" in name or "remove_session" in name]
    with ground.shop.db.connection() as connection:
        assert verify(connection, ground.shop.trust, full=True).findings == []


def test_what_is_given_back_points_at_its_ticket(ground: Ground) -> None:
    with ground.shop.db.reading() as session:
        pointing = [sale.corrects_id for sale in session.scalars(select(Sale)) if sale.kind == "reversal"]
    assert len(pointing) == 1
    assert None not in pointing


def test_only_the_acts_of_a_till_write_money() -> None:
    assert {"sales.complete_sale", "reversals.reverse_sale", "reversals.fix_payment"} <= public_services().keys()
    assert isinstance(Till, type)
