"""Deposits written on paper while there was no machine, brought in from one file: all of it, once, or nothing.

Each day of the file becomes a deferred post with one closed deposit, as if somebody had typed the notebook. The batch
remembers the file's digest, so that the same file never counts twice (``reception-admin.md`` §1.10, R-07).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import ImportBatch, LigneDepot, TicketDepot
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import BatchState, Permission, ReceptionStatus, WeightSource
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.ids import human_number
from recyclique_desktop.domain.journal import MAX_ROWS
from recyclique_desktop.domain.reception import Totals, check_line, check_notebook_day, flow_of
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.domain.weight import NO_WEIGHT, to_decimal
from recyclique_desktop.services import approvals
from recyclique_desktop.services.deposit_lines import require_category
from recyclique_desktop.services.notebooks import notebook_post
from recyclique_desktop.services.shared import require_person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import Destination
    from recyclique_desktop.domain.station import Actor, Station
    from recyclique_desktop.domain.weight import Grams

KIND = "reception_paper"
"""Of these batches, in ``import_batches.kind``."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One weighing as it stood on paper."""

    day: date
    category_id: UUID
    net: Grams
    destination: Destination
    is_exit: bool = False
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ImportPaper:
    """A whole file; ``sha256`` is the digest of its bytes, in hexadecimal."""

    file_name: str
    sha256: str
    lines: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True)
class PaperDay:
    """What one day of the file holds."""

    day: date
    totals: Totals


@dataclass(frozen=True, slots=True)
class PaperImported:
    """What was brought in, or would be. ``batch_id``: none after a trial."""

    batch_id: UUID | None
    days: tuple[PaperDay, ...]
    totals: Totals


def preview_paper(session: Session, command: ImportPaper, actor: Actor, station: Station) -> PaperImported:
    """Say what an import would do; the same refusals, nothing written.

    Raises:
        UserError: As ``import_paper``.
    """
    _person(session, actor, station)
    _check(session, command, station)
    return _told(command, None)


def import_paper(session: Session, command: ImportPaper, actor: Actor, station: Station) -> PaperImported:
    """Bring a file in, wholly.

    Raises:
        UserError: ``permission.denied``, ``approval.*``, ``signin.needed``, ``paper.empty``,
            ``paper.twice`` (this very file), ``paper.too_long``, ``reception.day_*``, ``category.not_found``, or what
            ``check_line`` refuses.
    """
    person, batch_id = _person(session, actor, station), station.ids.new()
    _check(session, command, station)
    told = _told(command, batch_id)
    days = {one.day.isoformat(): one.totals.lines for one in told.days}
    record(session, acts.RECEPTION_IMPORTED, actor, station, doc={"file": command.sha256, "days": days})
    session.add(_batch(command, told, person, station))
    number = session.scalar(select(func.count()).where(TicketDepot.workstation_id == station.id)) or 0
    for place, (day, lines) in enumerate(_by_day(command), start=number + 1):
        session.add_all(_day(day, lines, human_number(station.code, place), person, station))
    return told


def imported_before(session: Session, sha256: str) -> datetime | None:
    """Return when a file was brought in, or nothing."""
    query = select(func.min(ImportBatch.created_at)).where(
        ImportBatch.sha256 == sha256, ImportBatch.kind == KIND, ImportBatch.state == BatchState.COMMITTED
    )
    return session.scalar(query)


def _person(session: Session, actor: Actor, station: Station) -> UUID:
    approvals.require(session, Permission.RECEPTION_DEFERRED, actor, station)
    return require_person(actor)


def _check(session: Session, command: ImportPaper, station: Station) -> None:
    if not command.lines:
        raise UserError("paper.empty", file=command.file_name)
    before = imported_before(session, command.sha256)
    if before is not None:
        raise UserError("paper.twice", file=command.file_name, at=before)
    days = {line.day for line in command.lines}
    most = MAX_ROWS - 1 - 2 * len(days)
    if len(command.lines) > most:
        raise UserError("paper.too_long", rows=len(command.lines), most=max(0, most))
    today = business_date(station.clock.now(), station.zone)
    for day in days:
        check_notebook_day(day, today)
    for line in command.lines:
        check_line(line.net, NO_WEIGHT, line.destination, is_exit=line.is_exit)
    for category_id in {line.category_id for line in command.lines}:
        require_category(session, category_id)


def _by_day(command: ImportPaper) -> Iterator[tuple[date, tuple[PaperLine, ...]]]:
    for day in sorted({line.day for line in command.lines}):
        yield day, tuple(line for line in command.lines if line.day == day)


def _told(command: ImportPaper, batch_id: UUID | None) -> PaperImported:
    days = tuple(PaperDay(day, _totals(lines)) for day, lines in _by_day(command))
    return PaperImported(batch_id, days, _totals(command.lines))


def _totals(lines: Sequence[PaperLine]) -> Totals:
    return Totals.of((flow_of(one.destination, is_exit=one.is_exit), one.net) for one in lines)


def _batch(command: ImportPaper, told: PaperImported, person: UUID, station: Station) -> ImportBatch:
    totals = {"received": to_decimal(told.totals.received), "shop_out": to_decimal(told.totals.shop_out)}
    return ImportBatch(
        id=told.batch_id,
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=station.clock.now(),
        file_name=nfc(command.file_name)[:255],
        sha256=command.sha256,
        kind=KIND,
        rows=len(command.lines),
        totals={**totals, "days": {one.day.isoformat(): one.totals.lines for one in told.days}},
        state=BatchState.COMMITTED,
        operator_id=person,
    )


def _day(day: date, lines: Sequence[PaperLine], number: str, person: UUID, station: Station) -> list[object]:
    """Return the rows of one day: a closed post, a closed deposit, its weighings in the order of the file."""
    now = station.clock.now()
    post = notebook_post(station.ids.new(), day, person, station, closed=True)
    ticket = TicketDepot(
        id=station.ids.new(),
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=now,
        poste_id=post.id,
        benevole_user_id=person,
        closed_at=now,
        status=ReceptionStatus.CLOSED,
        number=number,
        is_deferred=True,
        business_date=day,
    )
    weighings = [_line(place, line, ticket, person, station) for place, line in enumerate(lines, start=1)]
    return [post, ticket, *weighings]


def _line(place: int, line: PaperLine, ticket: TicketDepot, person: UUID, station: Station) -> LigneDepot:
    return LigneDepot(
        id=station.ids.new(),
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=station.clock.now(),
        created_by=person,
        ticket_id=ticket.id,
        line_no=place,
        category_id=line.category_id,
        poids_kg=line.net,
        tare=NO_WEIGHT,
        weight_source=WeightSource.TYPED,
        destination=line.destination,
        is_exit=line.is_exit,
        notes=nfc(line.notes.strip()) or None,
    )
