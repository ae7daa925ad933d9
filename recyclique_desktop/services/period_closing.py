"""Closing days, months and years (``french-practice.md`` §1.5): made when due, never in anybody's way.

One call closes one period and is one transaction; a program that was off for a week closes its days one by one. Every
total is read from the journal; rows are compared with it, and a difference is kept in the closure, in sight.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from recyclique_desktop.data import capture
from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashSession, Closure, Sale
from recyclique_desktop.data.queries.fiscal_periods import (
    OpenDay,
    closures_of,
    entry_hash,
    first_open_day,
    last_closure,
)
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import ClosureKind, Permission, SaleKind
from recyclique_desktop.domain.fiscal import period_document
from recyclique_desktop.domain.ids import human_number
from recyclique_desktop.domain.money import Cents, from_decimal, to_decimal
from recyclique_desktop.services.dates import is_doubtful
from recyclique_desktop.services.open_till import frozen_values, software_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

_MONTH, _YEAR = len("YYYY-MM"), len("YYYY")
_SUMMED = ("sales", "absolute", "donations", "movements")


@dataclass(frozen=True, slots=True)
class ClosePeriod:
    """Close the next period that is due.

    Attributes:
        before: Days before this one are due (today, as the shop counts).
        auto: Whether the program does it by itself; a person closing today passes ``before`` = tomorrow.
    """

    before: date
    auto: bool = True


@dataclass(frozen=True, slots=True)
class PeriodClosed:
    closure_id: UUID
    kind: ClosureKind
    period: str
    number: str


def close_next_period(session: Session, command: ClosePeriod, actor: Actor, station: Station) -> PeriodClosed | None:
    """Close the earliest due day, month or year of this workstation, or do nothing when none is due.

    Nor is anything closed by itself under a date that nobody has confirmed: a month closed by a wrong clock stays so.

    Raises:
        UserError: ``permission.denied``.
    """
    actor.require(Permission.CAISSE)
    if command.auto and is_doubtful(session, station):
        return None
    stream_id = capture.of(session).scribe.stream_id
    day = first_open_day(session, stream_id, station)
    due_day = day if day is not None and day.day < command.before else None
    until = due_day.day if due_day is not None else command.before
    closure = (
        _due_sum(session, ClosureKind.YEAR, until, station)
        or _due_sum(session, ClosureKind.MONTH, until, station)
        or (_of_day(session, due_day, station) if due_day is not None else None)
    )
    if closure is None:
        return None
    closure.auto = command.auto
    till = session.get_one(CashSession, closure.session_id)
    document = partial(period_document, session=frozen_values(till), software=software_of(session))
    number = record(session, acts.PERIOD_CLOSED, actor, station, doc=document)
    closure.number = human_number(station.code, number or 0)
    session.add(closure)
    return PeriodClosed(closure.id, closure.kind, closure.period, closure.number)


def _of_day(session: Session, day: OpenDay, station: Station) -> Closure:
    docs = [entry.doc for entry in day.entries]
    tickets = [doc for doc in docs if doc["kind"] != "movement"]
    totals = _totals(docs)
    totals |= {
        "vat": _vat(tickets),
        "methods": _methods(tickets),
        "first_seq": day.entries[0].seq,
        "last_seq": day.entries[-1].seq,
        "last_hash": day.entries[-1].hash,
    }
    differs = _differs(session, tickets, station)
    if differs is not None:
        totals["rows_say"] = differs
    closure = _closure(session, ClosureKind.DAY, day.day.isoformat(), totals, station)
    closure.session_id = day.entries[-1].session_id
    closure.opened_at = day.entries[0].at
    numbers = [doc["number"] for doc in tickets]
    closure.first_number, closure.last_number = (numbers[0], numbers[-1]) if numbers else (None, None)
    return closure


def _due_sum(session: Session, kind: ClosureKind, until: date, station: Station) -> Closure | None:
    """Return the closure of the earliest month (year) before that of ``until`` that has days (months) and no closure.

    A year waits for its last month: months come first, since this is asked again after each closure.
    """
    part, length = (ClosureKind.DAY, _MONTH) if kind is ClosureKind.MONTH else (ClosureKind.MONTH, _YEAR)
    newest = last_closure(session, station, part)
    before = last_closure(session, station, kind)
    if newest is None:
        return None
    period = newest.period[:length]
    if period >= until.isoformat()[:length] or (before is not None and before.period >= period):
        return None
    if kind is ClosureKind.YEAR and _month_is_open(session, station):
        return None
    return _of_parts(session, kind, period, closures_of(session, station, part, period), station)


def _month_is_open(session: Session, station: Station) -> bool:
    day = last_closure(session, station, ClosureKind.DAY)
    month = last_closure(session, station, ClosureKind.MONTH)
    return day is not None and (month is None or month.period < day.period[:_MONTH])


def _of_parts(session: Session, kind: ClosureKind, period: str, parts: list[Closure], station: Station) -> Closure:
    told = [part.totals for part in parts]
    totals: dict[str, Any] = {name: sum(one[name] for one in told) for name in ("tickets", "reversals")}
    totals |= {name: _sum(one[name] for one in told) for name in _SUMMED}
    totals |= {
        "vat": _merged(told, "vat", ("code", "rate"), ("ht", "vat")),
        "methods": _merged(told, "methods", ("method",), ("taken",)),
        "parts": [{"period": part.period, "hash": entry_hash(session, part)} for part in parts],
    }
    closure = _closure(session, kind, period, totals, station)
    closure.session_id = parts[-1].session_id
    closure.opened_at = parts[0].opened_at
    numbered = [part for part in parts if part.first_number is not None]
    if numbered:
        closure.first_number, closure.last_number = numbered[0].first_number, numbered[-1].last_number
    return closure


def _closure(session: Session, kind: ClosureKind, period: str, totals: dict[str, Any], station: Station) -> Closure:
    """Return a closure with perpetual totals: those of the one before, and this period's."""
    now = station.clock.now()
    last = last_closure(session, station, kind)
    before = (
        (last.perpetual_algebraic, last.perpetual_absolute, last.perpetual_donations) if last is not None else (0, 0, 0)
    )
    return Closure(
        id=station.ids.new(),
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=now,
        kind=kind,
        period=period,
        closed_at=now,
        totals=totals,
        perpetual_algebraic=Cents(before[0] + from_decimal(totals["sales"])),
        perpetual_absolute=Cents(before[1] + from_decimal(totals["absolute"])),
        perpetual_donations=Cents(before[2] + from_decimal(totals["donations"])),
    )


def _totals(docs: list[dict[str, Any]]) -> dict[str, Any]:
    tickets = [doc for doc in docs if doc["kind"] != "movement"]
    undone = [doc for doc in tickets if doc["kind"] == SaleKind.REVERSAL]
    return {
        "tickets": len(tickets) - len(undone),
        "reversals": len(undone),
        "sales": _sum(doc["total"] for doc in tickets),
        "absolute": to_decimal(Cents(sum(abs(from_decimal(doc["total"])) for doc in tickets))),
        "donations": _sum(doc["donation"] for doc in tickets),
        "movements": _sum(doc["amount"] for doc in docs if doc["kind"] == "movement"),
    }


def _vat(tickets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return _merged(tickets, "vat", ("code", "rate"), ("ht", "vat"))


def _methods(tickets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    told = [{"methods": [{"method": paid["method"], "taken": paid["amount"]} for paid in doc["payments"]]}
            for doc in tickets]  # fmt: skip
    return _merged(told, "methods", ("method",), ("taken",))


def _merged(
    told: list[dict[str, Any]], name: str, keys: tuple[str, ...], amounts: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Sum the small tables of that name, one element per key."""
    sums: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(amounts, 0))
    for one in told:
        for element in one[name]:
            for amount in amounts:
                sums[tuple(element[key] for key in keys)][amount] += from_decimal(element[amount])
    return [
        dict(zip(keys, found, strict=True)) | {amount: to_decimal(Cents(cents)) for amount, cents in summed.items()}
        for found, summed in sorted(sums.items())
    ]


def _sum(amounts: Any) -> str:
    return to_decimal(Cents(sum(from_decimal(amount) for amount in amounts)))


def _differs(session: Session, tickets: list[dict[str, Any]], station: Station) -> dict[str, str] | None:
    """Return what the rows of these tickets sum to, if it is not what the journal says."""
    numbers = [doc["number"] for doc in tickets]
    query = select(
        func.coalesce(func.sum(Sale.total_amount), 0), func.coalesce(func.sum(Sale.donation), 0), func.count()
    )
    goods, donations, count = session.execute(
        query.where(Sale.workstation_id == station.id, Sale.number.in_(numbers), Sale.kind != SaleKind.DISPOSAL)
    ).one()
    found = {"sales": to_decimal(Cents(goods)), "donations": to_decimal(Cents(donations)), "count": str(count)}
    said = {
        "sales": _sum(doc["total"] for doc in tickets),
        "donations": _sum(doc["donation"] for doc in tickets),
        "count": str(len(tickets)),
    }
    return None if found == said else found
