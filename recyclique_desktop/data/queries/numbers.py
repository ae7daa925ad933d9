"""Tickets by the number people read, through the index of numbers: what it costs does not grow with the years.

The numbers that may be meant are told from the last one given under each code, then looked up one by one.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, literal_column, select

from recyclique_desktop.data.models import Sale
from recyclique_desktop.domain.ids import human_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

_FULL = 999_999
"""Last number of six digits: in the order of letters it comes after all longer ones."""
_SOLD = literal_column("sales.kind") != literal_column("'disposal'")
"""In the words of the index, which SQLite compares letter by letter."""


class Given(NamedTuple):
    """The last number given under a code."""

    code: str
    last: int


def tickets_numbered(session: Session, workstations: Collection[UUID], typed: str, most: int) -> list[UUID]:
    """Return the newest tickets whose number may be meant by what was typed, disposals left out; newest first.

    Args:
        session: To read with.
        workstations: Whose tickets.
        typed: As for ``meant``.
        most: How many tickets at most.
    """
    found: list[tuple[datetime, str, UUID]] = []
    for workstation_id in workstations:
        for given in _given(session, workstation_id):
            numbers = list(islice(meant(typed, given), most))
            query = select(Sale.sale_date, Sale.number, Sale.id).where(
                Sale.workstation_id == workstation_id, _SOLD, Sale.number.in_(numbers)
            )
            found.extend((at, number or "", sale_id) for at, number, sale_id in session.execute(query))
    return [sale_id for _at, _number, sale_id in sorted(found, reverse=True)[:most]]


def meant(typed: str, given: Given) -> Iterator[str]:
    """Yield the numbers under a code that somebody may mean, the newest first.

    Nothing typed means all of them; digits are the end of a number (« 42 », « 000042 »); with its code a number is
    whole, its zeros said or not (« C01-42 », « c01 000042 »); a code alone, or its beginning, is all that it gave.
    """
    code, dash, digits = typed.strip().casefold().replace(" ", "-").rpartition("-")
    own = given.code.casefold()
    if not dash and digits.isdecimal():
        found: Iterable[int] = _ending(digits, given.last)
    elif dash and digits.isdecimal():
        found = [int(digits)] if code == own and 0 < int(digits) <= given.last else []
    else:
        is_meant = code == own and not digits if dash else own.startswith(digits)
        found = range(given.last if is_meant else 0, 0, -1)
    return (human_number(given.code, number) for number in found)


def _ending(digits: str, last: int) -> range:
    step, end = 10 ** len(digits), int(digits)
    return range(last - (last - end) % step, 0, -step)


def _given(session: Session, workstation_id: UUID) -> Iterator[Given]:
    """Yield the codes a workstation sold under, and the last number of each: one look into the index for each."""
    number = _last(session, workstation_id, "")
    while number:
        code, _dash, digits = number.rpartition("-")
        last = int(digits) if digits.isdecimal() else 0
        yield Given(code, last if last != _FULL else max(last, _newest(session, workstation_id, code)))
        number = _last(session, workstation_id, f"{code}-")


def _last(session: Session, workstation_id: UUID, before: str) -> str | None:
    query = select(Sale.number).where(Sale.workstation_id == workstation_id, _SOLD, Sale.number.is_not(None))
    if before:
        query = query.where(Sale.number < before)
    return session.scalar(query.order_by(Sale.number.desc()).limit(1))


def _newest(session: Session, workstation_id: UUID, code: str) -> int:
    """Return the number of the newest ticket under a code, by the clock: after a million the index cannot tell."""
    query = (
        select(Sale.number)
        # Asked of the expression, so that the index of days is walked from its end.
        .where(func.coalesce(Sale.workstation_id, Sale.workstation_id) == workstation_id, _SOLD)
        .where(Sale.number.startswith(f"{code}-", autoescape=True))
        .order_by(Sale.sale_date.desc(), Sale.number.desc())
        .limit(1)
    )
    digits = (session.scalar(query) or "").rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0
