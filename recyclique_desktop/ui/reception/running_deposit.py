"""The deposit being weighed, as the page shows it and as it is on disk: each line is written as soon as it is added.

What is shown runs ahead of the disk by one write at most; a line that could not be written comes back to be
tried again. ``version`` grows with every gesture: what was read before one says nothing of the deposit any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.reception import Totals, Weighed
from recyclique_desktop.services import reception

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from uuid import UUID

    from recyclique_desktop.data.queries.reception import LineView, PostView, TicketView
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.services.reception import TicketClosed, TicketOpened
    from recyclique_desktop.ui.context import AppContext


@dataclass(slots=True)
class _Held:
    """A deposit that is being closed, as it has to come back when that is refused."""

    ticket_id: UUID | None
    number: str
    volunteer: str
    since: datetime | None
    day: date | None
    said: tuple[str, str, str]
    lines: tuple[LineView, ...]


class RunningDeposit(QObject):
    """Holds one deposit and writes what happens to it. The deposit is opened with its first line.

    Signals:
        changed(): Another line, another head.
        refused(UserError): Something could not be written; what is shown is again what is on disk.
        not_added(LineView, UserError): A line could not be written; it is not in the deposit.
        finished(TicketClosed): The deposit is closed; the next one begins.
    """

    changed = Signal()
    refused = Signal(object)
    not_added = Signal(object, object)
    finished = Signal(object)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._poste_id: UUID | None = None
        self._closing: _Held | None = None
        self._usual = ("", "")
        self._notebook: date | None = None
        self._leaving: dict[UUID, LineView | None] = {}
        """Lines whose removal is being written; with what comes back in their place, if somebody thought better."""
        self._never_written: set[UUID] = set()
        self.version = 0
        self._begin()

    def _begin(self) -> None:
        self._ticket_id: UUID | None = None
        self._is_opened = False
        self._why_not_opened: UserError | None = None
        self.number = ""
        self.volunteer = ""
        self.since: datetime | None = None
        self.day: date | None = None
        self.origin, self.insee = self._usual
        self.notes = ""
        self.lines: tuple[LineView, ...] = ()

    @property
    def is_begun(self) -> bool:
        """Whether there is a deposit on disk, or about to be."""
        return self._ticket_id is not None

    @property
    def is_of_another_day(self) -> bool:
        """Whether it was begun another day: its lines may be mended, none may be added. A notebook always may."""
        station = self._context.station
        return (
            self._notebook is None
            and self.day is not None
            and self.day != business_date(station.clock.now(), station.zone)
        )

    @property
    def notebook(self) -> date | None:
        """Day of the paper notebook that is being entered, or nothing."""
        return self._notebook

    @property
    def totals(self) -> Totals:
        """Its four sums, as shown."""
        return Totals.of((line.flow, line.net) for line in self.lines)

    def belong_to(self, post: PostView, ticket: TicketView | None, usual: tuple[str, str]) -> None:
        """Go on with what a post has open, as it is on disk; a new deposit comes from where the last one did."""
        self._poste_id, self._usual = post.poste_id, usual
        self._notebook = post.business_date if post.is_deferred else None
        self._begin()
        if ticket is not None:
            self._ticket_id, self._is_opened = ticket.ticket_id, True
            self.number, self.volunteer, self.since = ticket.number, ticket.volunteer_name, ticket.created_at
            self.day = ticket.business_date
            self.origin, self.insee, self.notes = ticket.origin_channel, ticket.insee, ticket.notes
            self.lines = ticket.lines
        self.changed.emit()

    def add(self, line: LineView) -> None:
        """Put a line at the foot, and write it."""
        self.version += 1
        self._open()
        if self._ticket_id is None:
            return
        line = replace(line, line_no=self._next_place())
        self._show((*self.lines, line))
        command = reception.AddLine(
            line.line_id, self._ticket_id, line.category_id, _weighed(line), line.destination, line.is_exit, line.notes
        )
        self._write(reception.add_line, command, partial(self._on_not_added, line))

    def change(self, line: LineView) -> None:
        """Let a line say something else; one that was not written after all is a new line."""
        before = next((one for one in self.lines if one.line_id == line.line_id), None)
        if before is None:
            self.put_back(line)
            return
        self.version += 1
        self._put(line)
        command = reception.ChangeLine(
            line.line_id, line.category_id, _weighed(line), line.destination, line.is_exit, line.notes
        )
        self._write(reception.change_line, command, partial(self._on_not_changed, before))

    def remove(self, line: LineView) -> None:
        """Take a line off."""
        self.version += 1
        place = self.lines.index(line)
        self._show((*self.lines[:place], *self.lines[place + 1 :]))
        self._leaving[line.line_id] = None
        back = partial(self._on_not_removed, self._ticket_id, place, line)
        self._write(reception.remove_line, reception.RemoveLine(line.line_id), back, lambda _: self._on_removed(line))

    def put_back(self, line: LineView) -> None:
        """Weigh again what is not in the deposit any more: it is a new line, at the foot, once the old one is off."""
        if line.line_id in self._leaving:
            self._leaving[line.line_id] = line
        else:
            self.add(replace(line, line_id=self._context.station.ids.new()))

    def describe(self, origin: str, insee: str, notes: str) -> None:
        """Say where the goods come from; before the first line it is kept until then."""
        self.version += 1
        before = self.origin, self.insee, self.notes
        self.origin, self.insee, self.notes = origin, insee, notes
        self._usual = (origin, insee)
        if self._ticket_id is not None:
            command = reception.ChangeTicket(self._ticket_id, origin, insee, notes)
            back = partial(self._on_not_described, self._ticket_id, before)
            self._write(reception.change_ticket, command, back)
        self.changed.emit()

    def finish(self) -> None:
        """Close it; the next one begins at once, and gives way again when this one could not be closed."""
        if self._ticket_id is None:
            return
        self.version += 1
        for wanted in [line for line in self._leaving.values() if line is not None]:
            self._on_removed(wanted)
        command = reception.CloseTicket(self._ticket_id)
        self._closing, self._usual = self._held(), (self.origin, self.insee)
        self._begin()
        self.changed.emit()
        self._write(reception.close_ticket, command, self._on_not_closed, self._on_closed)

    def _held(self) -> _Held:
        said = self.origin, self.insee, self.notes
        return _Held(self._ticket_id, self.number, self.volunteer, self.since, self.day, said, self.lines)

    def _next_place(self) -> int:
        return 1 + max((line.line_no for line in self.lines), default=0)

    def _open(self) -> None:
        """Open the deposit with its first line; once more, under the same id, when that failed before."""
        if self._is_opened or self._poste_id is None:
            return
        self._ticket_id = self._ticket_id or self._context.station.ids.new()
        self._is_opened, self._why_not_opened = True, None
        self.volunteer, self.since = self._context.presence.actor.name, self._context.station.clock.now()
        self.day = self._notebook or business_date(self.since, self._context.station.zone)
        command = reception.OpenTicket(self._ticket_id, self._poste_id, self.origin, self.insee, self.notes)
        self._write(reception.open_ticket, command, partial(self._on_not_opened, self._ticket_id), self._on_opened)

    def _on_opened(self, opened: TicketOpened) -> None:
        if opened.ticket_id == self._ticket_id:
            self.number = opened.number
            self.changed.emit()

    def _on_not_opened(self, ticket_id: UUID, error: UserError) -> None:
        """Its lines, on their way already, are refused too: each says the reason of the first."""
        if ticket_id != self._ticket_id:
            return
        self._is_opened, self._why_not_opened, self.day = False, error, None

    def _on_not_added(self, line: LineView, error: UserError) -> None:
        """It comes back as it says now: it may have been changed meanwhile."""
        line = next((one for one in self.lines if one.line_id == line.line_id), line)
        self._show(_without(line, self.lines))
        if self._closing is not None:
            self._closing.lines = _without(line, self._closing.lines)
        if not self._is_opened and not self.lines:
            self._ticket_id = None
            self.changed.emit()
        if line.line_id in self._leaving:
            self._never_written.add(line.line_id)  # she took it off meanwhile: nothing to bring back
        else:
            self.not_added.emit(line, self._why_not_opened or error)

    def _on_not_changed(self, before: LineView, error: UserError) -> None:
        if not any(one.line_id == before.line_id for one in self.lines):
            return  # it was not added either, which is told already
        self._put(before)
        self.refused.emit(error)

    def _on_removed(self, line: LineView) -> None:
        wanted = self._leaving.pop(line.line_id, None)
        if wanted is not None:
            self.put_back(wanted)

    def _on_not_removed(self, ticket_id: UUID | None, place: int, line: LineView, error: UserError) -> None:
        """It is on disk still, and shown again; but one that never was there has nothing to come back from."""
        if line.line_id in self._never_written:
            self._never_written.discard(line.line_id)
            self._on_removed(line)
            return
        wanted = self._leaving.pop(line.line_id, None)
        if ticket_id == self._ticket_id and not any(one.line_id == line.line_id for one in self.lines):
            self._show((*self.lines[:place], line, *self.lines[place:]))
        elif ticket_id != self._ticket_id and self._closing is not None:
            self._closing.lines = (*self._closing.lines[:place], line, *self._closing.lines[place:])
        if wanted is None:
            self.refused.emit(error)
        elif wanted != line:
            self.change(wanted)

    def _on_not_described(self, ticket_id: UUID, before: tuple[str, str, str], error: UserError) -> None:
        if ticket_id == self._ticket_id:
            self.origin, self.insee, self.notes = before
            self.changed.emit()
        elif self._closing is not None:
            self._closing.said = before
        self.refused.emit(error)

    def _on_closed(self, closed: TicketClosed) -> None:
        self._closing = None
        self.finished.emit(closed)

    def _on_not_closed(self, error: UserError) -> None:
        """It is the open one still; lines of the next, refused while it is, come back to be tried in it."""
        held, self._closing = self._closing, None
        if held is not None:
            self._ticket_id, self._is_opened, self._why_not_opened = held.ticket_id, True, None
            self.number, self.volunteer, self.since, self.day = held.number, held.volunteer, held.since, held.day
            self.origin, self.insee, self.notes = held.said
            self._show(held.lines)
        self.refused.emit(error)

    def _put(self, line: LineView) -> None:
        self._show(tuple(line if one.line_id == line.line_id else one for one in self.lines))

    def _show(self, lines: tuple[LineView, ...]) -> None:
        self.lines = lines
        self.changed.emit()

    def _write(
        self,
        act: Callable[..., object],
        command: object,
        on_error: Callable[[UserError], None],
        on_done: Callable[..., None] | None = None,
    ) -> None:
        actor, station = self._context.presence.actor, self._context.station
        self._context.tasks.write(lambda session: act(session, command, actor, station), on_done or _done, on_error)


def _without(line: LineView, lines: tuple[LineView, ...]) -> tuple[LineView, ...]:
    return tuple(one for one in lines if one.line_id != line.line_id)


def _weighed(line: LineView) -> Weighed:
    return Weighed(line.gross, line.tare, line.source)


def _done(_result: object) -> None:
    """Nothing to say: it is on disk."""
