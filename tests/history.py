"""Years of a till's past, written in bulk: rows of closed sessions, outside the journal.

Only for what asks whether a till slows down with its age: a file filled like this does not verify, by design.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from recyclique_desktop.data.db import Database
from recyclique_desktop.data.models import (
    AuditLog,
    CashCount,
    CashRegister,
    CashSession,
    Category,
    Closure,
    LigneDepot,
    PaymentTransaction,
    PosteReception,
    Sale,
    SaleItem,
    TicketDepot,
    User,
)
from recyclique_desktop.domain.enums import (
    CashSessionStatus,
    CashSessionStep,
    ClosureKind,
    CountMoment,
    Destination,
    LegacyPaymentMethod,
    ReceptionStatus,
    WeightSource,
)
from recyclique_desktop.domain.ids import human_number
from recyclique_desktop.domain.money import Cents, to_decimal
from recyclique_desktop.domain.station import Station

TEN_YEARS = 500_000
PER_DAY, DEPOSITS = 137, 16
LINES = 3
_NUMBER = (
    "INSERT INTO counters (stream_id, series, last) VALUES (?, ?, ?)"
    " ON CONFLICT (stream_id, series) DO UPDATE SET last = last + excluded.last"
)


@dataclass(frozen=True, slots=True)
class Past:
    """What every row of the past names."""

    station: Station
    register_id: UUID
    operator_id: UUID
    goods: tuple[tuple[UUID, str], ...]
    chance: random.Random

    def new_id(self, at: datetime) -> UUID:
        return UUID(bytes=int(at.timestamp() * 1000).to_bytes(6, "big") + self.chance.randbytes(10), version=4)


def fill(db: Database, station: Station, sales: int, stream_id: UUID, *, per_day: int = PER_DAY, seed: int = 8) -> None:
    """Write so many tickets of three lines into the days before today; new numbers go on after theirs."""
    days = -(-sales // per_day)
    today = station.clock.now().astimezone(station.zone).date()
    with db.connection() as connection:
        past = _past(connection, station, seed)
        for number in range(days):
            day = today - timedelta(days=days - number)
            first = number * per_day + 1
            _write_day(connection, past, day, number + 1, first, min(per_day, sales - first + 1))
        for series, last in (("T", sales), ("C", days)):
            connection.exec_driver_sql(_NUMBER, (stream_id.bytes, series, last))
        connection.commit()
    db.checkpoint()


def fill_reception(db: Database, station: Station, deposits: int, *, per_day: int = DEPOSITS, seed: int = 8) -> None:
    """Write so many deposits of three weighings into the days before today; numbers of new ones begin anew."""
    days = -(-deposits // per_day)
    today = station.clock.now().astimezone(station.zone).date()
    with db.connection() as connection:
        past = _past(connection, station, seed)
        for number in range(days):
            day = today - timedelta(days=days - number)
            opens = datetime.combine(day, time(9), station.zone)
            first = number * per_day + 1
            count = min(per_day, deposits - first + 1)
            poste = {
                **_made(past, opens), "opened_by_user_id": past.operator_id, "opened_at": opens, "business_date": day,
                "closed_at": opens + timedelta(hours=9), "status": ReceptionStatus.CLOSED,
            }  # fmt: skip
            tickets = [_deposit(past, poste, opens + timedelta(minutes=9 * n), first + n) for n in range(count)]
            connection.execute(insert(PosteReception), [poste])
            connection.execute(insert(TicketDepot), tickets)
            connection.execute(insert(LigneDepot), [line for one in tickets for line in _weighings(past, one)])
        connection.commit()
    db.checkpoint()


def _deposit(past: Past, poste: dict[str, Any], at: datetime, number: int) -> dict[str, Any]:
    return {
        **_made(past, at), "poste_id": poste["id"], "benevole_user_id": past.operator_id, "closed_at": at,
        "status": ReceptionStatus.CLOSED, "number": human_number(past.station.code, number),
        "business_date": poste["business_date"],
    }  # fmt: skip


def _weighings(past: Past, ticket: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for line_no in range(1, LINES + 1):
        yield {
            **_made(past, ticket["created_at"]), "ticket_id": ticket["id"], "line_no": line_no,
            "category_id": past.chance.choice(past.goods)[0], "poids_kg": past.chance.randint(200, 20_000),
            "destination": Destination.MAGASIN, "created_by": past.operator_id, "weight_source": WeightSource.SCALE,
        }  # fmt: skip


def _past(connection: Connection, station: Station, seed: int) -> Past:
    goods = connection.execute(select(Category.id, Category.name).where(Category.parent_id.is_not(None))).all()
    return Past(
        station,
        connection.execute(select(CashRegister.id)).scalars().first() or UUID(int=0),
        connection.execute(select(User.id)).scalars().first() or UUID(int=0),
        tuple((row[0], row[1]) for row in goods),
        random.Random(seed),
    )


def _write_day(connection: Connection, past: Past, day: date, number: int, first: int, tickets: int) -> None:
    zone = past.station.zone
    opens, closes = (datetime.combine(day, time(hour), zone) for hour in (9, 18))
    session_id = past.new_id(opens)
    sales = list(_sales(past, session_id, day, opens, first, tickets))
    items = [item for sale in sales for item in _items(past, sale)]
    payments = [_payment(past, sale) for sale in sales]
    history = [_history(past, sale) for sale in sales]
    total = sum(sale["total_amount"] for sale in sales)
    connection.execute(insert(CashSession), [_session(past, session_id, day, number, opens, closes, total)])
    for model, rows in ((Sale, sales), (SaleItem, items), (PaymentTransaction, payments), (AuditLog, history)):
        connection.execute(insert(model), rows)
    connection.execute(insert(Closure), [_closure(past, session_id, day, number, opens, closes, total)])
    connection.execute(insert(CashCount), [_count(past, session_id, closes, total)])
    connection.commit()


def _made(past: Past, at: datetime) -> dict[str, Any]:
    station = past.station
    return {"id": past.new_id(at), "site_id": station.site_id, "workstation_id": station.id, "created_at": at}


def _session(
    past: Past, session_id: UUID, day: date, number: int, opens: datetime, closes: datetime, total: int
) -> dict[str, Any]:
    return {
        **_made(past, opens), "id": session_id, "operator_id": past.operator_id, "register_id": past.register_id,
        "initial_amount": 5000, "current_amount": 5000 + total, "status": CashSessionStatus.CLOSED,
        "opened_at": opens, "closed_at": closes, "total_sales": total, "total_items": 1,
        "closing_amount": 5000 + total, "actual_amount": 5000 + total, "variance": 0,
        "current_step": CashSessionStep.EXIT, "last_activity": closes, "number": f"{past.station.code}-{number:06d}",
        "business_date": day, "step_start_time": closes,
    }  # fmt: skip


def _sales(
    past: Past, session_id: UUID, day: date, opens: datetime, first: int, tickets: int
) -> Iterator[dict[str, Any]]:
    for place in range(tickets):
        at = opens + timedelta(minutes=3 * place)
        yield {
            **_made(past, at), "cash_session_id": session_id, "operator_id": past.operator_id,
            "total_amount": LINES * past.chance.randint(1, 40) * 50, "donation": 0,
            "payment_method": LegacyPaymentMethod.CASH, "updated_at": at, "sale_date": at, "recorded_at": at,
            "business_date": day, "number": f"{past.station.code}-{first + place:06d}",
        }  # fmt: skip


def _items(past: Past, sale: dict[str, Any]) -> Iterator[dict[str, Any]]:
    price = sale["total_amount"] // LINES
    for line_no in range(1, LINES + 1):
        category_id, label = past.chance.choice(past.goods)
        yield {
            **_made(past, sale["created_at"]), "sale_id": sale["id"], "category": str(category_id), "quantity": 1,
            "weight": past.chance.randint(50, 5_000), "unit_price": price, "total_price": price, "line_no": line_no,
            "category_id": category_id, "category_label": label, "weight_source": WeightSource.TYPED,
        }  # fmt: skip


def _payment(past: Past, sale: dict[str, Any]) -> dict[str, Any]:
    total = sale["total_amount"]
    return {
        **_made(past, sale["created_at"]), "sale_id": sale["id"], "payment_method": LegacyPaymentMethod.CASH,
        "amount": total, "method_code": "cash", "tendered": total, "change": 0,
    }  # fmt: skip


def _history(past: Past, sale: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": UUID(bytes=past.chance.randbytes(16), version=4), "timestamp": sale["created_at"],
        "actor_id": past.operator_id, "action_type": "sale_completed", "target_id": sale["id"], "target_type": "sales",
        "description": "Vente enregistrée",
    }  # fmt: skip


def _closure(
    past: Past, session_id: UUID, day: date, number: int, opens: datetime, closes: datetime, total: int
) -> dict[str, Any]:
    return {
        **_made(past, closes), "session_id": session_id, "kind": ClosureKind.SESSION,
        "number": f"{past.station.code}-{number:06d}", "period": day.isoformat(), "opened_at": opens,
        "closed_at": closes, "totals": _totals(total), "perpetual_algebraic": total * number,
        "perpetual_absolute": total * number,
        "perpetual_donations": 0, "expected": 5000 + total, "counted": 5000 + total, "variance": 0,
    }  # fmt: skip


def _totals(total: int) -> dict[str, Any]:
    taken = to_decimal(Cents(total))
    return {
        "tickets": PER_DAY, "reversals": 0, "sales": taken, "absolute": taken, "donations": "0.00",
        "movements": "0.00", "methods": [{"method": "cash", "taken": taken}], "vat": [],
    }  # fmt: skip


def _count(past: Past, session_id: UUID, closes: datetime, total: int) -> dict[str, Any]:
    return {
        **_made(past, closes), "session_id": session_id, "moment": CountMoment.CLOSE, "method_code": "cash",
        "amount": 5000 + total,
    }  # fmt: skip
