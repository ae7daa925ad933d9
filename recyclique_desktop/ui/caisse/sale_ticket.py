"""The running ticket of the sale screen: held here, kept on disk after each change (``cash.md`` §2.11).

What is on the screen is always this object; a change that could not be kept is said, and stays on the screen. Where it
stands is one state (``domain.ticket_state``): lines come into an open ticket and no other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.ticket_state import TicketState, TicketStep, after
from recyclique_desktop.services.drafts import (
    AbandonDraft,
    ParkDraft,
    RemoveLine,
    ResumeDraft,
    SaveDraft,
    abandon_draft,
    park_draft,
    remove_line,
    resume_draft,
    save_draft,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from recyclique_desktop.domain.basket import Line
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done to the lines, as undoing wants it.

    Attributes:
        before: The line as it stood; nothing where it was added.
        now: The line as it stands; nothing where it was removed.
        place: Where it stood, the first being 0.
    """

    before: Line | None
    now: Line | None
    place: int

    @property
    def parts(self) -> tuple[Line, ...]:
        """The line as it stood and as it stands."""
        return tuple(line for line in (self.before, self.now) if line is not None)


class RunningTicket(QObject):
    """One ticket at a time; its id is made with its first line and becomes the sale's own.

    Signals:
        changed(): Lines came, went, or the ticket is another one.
        refused(UserError): A change could not be kept.
        put_aside(): Tickets put aside came or went, on disk.
    """

    changed = Signal()
    refused = Signal(object)
    put_aside = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session_id: UUID | None = None
        self._basket: Basket | None = None
        self._unsaved: Basket | None = None
        self._brought: Basket | None = None
        self._state = TicketState.NONE
        self._done: list[Change] = []
        self._after_picture = QTimer(self)
        self._after_picture.setSingleShot(True)
        self._after_picture.timeout.connect(self.save_now)

    @property
    def basket(self) -> Basket | None:
        """The ticket, or ``None`` before its first line."""
        return self._basket

    @property
    def state(self) -> TicketState:
        """Where it stands."""
        return self._state

    @property
    def session_id(self) -> UUID | None:
        """The till session it is sold in."""
        return self._session_id

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines, oldest first."""
        return self._basket.lines if self._basket is not None else ()

    def line(self, line_id: object) -> Line | None:
        """Return one of its lines."""
        return next((line for line in self.lines if line.line_id == line_id), None)

    def belong_to(self, session_id: UUID) -> None:
        """Sell in this session from now on; a ticket of another one is not ours any more."""
        if session_id != self._session_id:
            self.save_now()
            self._session_id = session_id
            self.adopt(None)

    def adopt(self, basket: Basket | None) -> None:
        """Take up a ticket found on disk, or start afresh; writes nothing."""
        self._unsaved = None if basket is None else self._unsaved
        self._basket = basket
        self._done = []
        self._state = TicketState.NONE if basket is None else TicketState.OPEN
        self.changed.emit()

    # -- its lines and words ----------------------------------------------------------------------------------------

    def add(self, line: Line) -> None:
        """Append a line; the first one begins a new ticket, even after all lines of another were removed.

        Raises:
            UserError: ``ticket.not_open``.
        """
        state = after(self._state, TicketStep.CHANGE)
        if self._basket is None or not self._basket.lines:
            self._basket, self._done = Basket(self._context.station.ids.new()), []
        self._state = state
        self._done.append(Change(None, line, len(self._basket.lines)))
        self._keep(self._basket.with_line(line))

    def replace(self, line: Line) -> None:
        """Put an edited line in the place of the one of the same id.

        Raises:
            UserError: ``ticket.not_open``.
        """
        before = self.line(line.line_id)
        if self._basket is None or before is None or before == line:
            return
        self._state = after(self._state, TicketStep.CHANGE)
        self._done.append(Change(before, line, self.lines.index(before)))
        self._keep(self._basket.replacing(line))

    def put_back(self, place: int, line: Line) -> None:
        """Bring a removed line back to its place."""
        if self._basket is None or self._state is not TicketState.OPEN:
            return
        if self._done and self._done[-1].before == line and self._done[-1].now is None:
            self._done.pop()
        else:
            self._done.append(Change(None, line, place))
        self._insert(place, line)

    def remove(self, line_id: UUID) -> None:
        """Take a line off; its removal is journaled."""
        line = self.line(line_id)
        if line is not None and self._state is TicketState.OPEN:
            self._done.append(Change(line, None, self.lines.index(line)))
            self._take_off(line_id)

    def strip(self, line_id: UUID) -> None:
        """Take off a line that nobody meant (a reader typed it): undoing does not bring it back."""
        self.remove(line_id)
        self._done = [one for one in self._done if line_id not in {part.line_id for part in one.parts}]

    def undo(self) -> Change | None:
        """Take the last change back; return it. Where none is known, the last line was the last change."""
        if self._state is not TicketState.OPEN:
            return None
        if not self._done:
            if not self.lines:
                return None
            self._done.append(Change(None, self.lines[-1], len(self.lines) - 1))
        change = self._done.pop()
        if change.before is None and change.now is not None:
            self._take_off(change.now.line_id)
        elif change.before is not None and change.now is not None and self._basket is not None:
            self._keep(self._basket.replacing(change.before))
        elif change.before is not None:
            self._insert(change.place, change.before)
        return change

    def write_note(self, note: str) -> None:
        """Keep words on the ticket."""
        if self._basket is not None and self._basket.note != note and self._state is TicketState.OPEN:
            self._keep(replace(self._basket, note=note))

    # -- its life ---------------------------------------------------------------------------------------------------

    def pay(self) -> Basket | None:
        """Bring it to the payment; nothing where there is nothing to pay."""
        basket = self._basket
        if basket is None or not basket.lines or self._session_id is None:
            return None
        self._state = after(self._state, TicketStep.PAY)
        self._brought = basket
        return basket

    def sold(self, sale_id: UUID) -> tuple[Line, ...]:
        """It is a sale; lines that came after it was brought to the payment begin another ticket, and are returned."""
        basket, brought, self._brought = self._basket, self._brought, None
        if basket is not None and basket.sale_id != sale_id:
            return ()  # another ticket was taken up meanwhile: it is not the one that was paid
        paid = brought if brought is not None and brought.sale_id == sale_id else basket
        known = {line.line_id for line in paid.lines} if paid is not None else set()
        later = tuple(line for line in self.lines if line.line_id not in known)
        self.adopt(None)
        for line in later:
            self.add(line)
        return later

    def come_back(self) -> None:
        """It comes back from the payment, unpaid."""
        if self._state is TicketState.PAYING:
            self._state = after(self._state, TicketStep.RETURN)

    def park(self, label: str = "") -> Basket | None:
        """Put it aside; the next line begins another one. It comes back if that could not be written."""
        basket, session_id = self._basket, self._session_id
        if basket is None or not basket.lines or session_id is None:
            return None
        after(self._state, TicketStep.PARK)
        self.save_now()
        command = ParkDraft(session_id, basket, label)
        self.adopt(None)
        self._write(
            park_draft,
            command,
            lambda _written: self.put_aside.emit(),
            partial(self._on_not_gone, basket),
        )
        return basket

    def name(self, basket: Basket, label: str) -> None:
        """Call a ticket that was put aside something."""
        if self._session_id is not None:
            command = ParkDraft(self._session_id, basket, label)
            self._write(
                park_draft,
                command,
                lambda _written: self.put_aside.emit(),
                self.refused.emit,
            )

    def resume(self, sale_id: UUID) -> None:
        """Take a ticket up again that was put aside; the one being made is put aside in its place.

        Until that is on disk no line comes into either of them.
        """
        if self._session_id is None or self._state not in {TicketState.NONE, TicketState.OPEN}:
            return
        self.save_now()
        before, self._state = self._state, TicketState.PARKED
        command = ResumeDraft(self._session_id, sale_id)
        self._write(
            resume_draft,
            command,
            partial(self._on_resumed, self._session_id),
            partial(self._on_not_resumed, before),
        )

    def abandon(self, reason: str) -> None:
        """Give the whole ticket up; it comes back if that could not be written."""
        basket = self._basket
        if basket is None or self._session_id is None:
            return
        after(self._state, TicketStep.ABANDON)
        self.save_now()
        self.adopt(None)
        self.abandon_aside(basket.sale_id, reason, partial(self._on_not_gone, basket))

    def abandon_aside(self, sale_id: UUID, reason: str, on_error: Callable[[UserError], None] | None = None) -> None:
        """Give up a ticket that is not the running one."""
        if self._session_id is not None:
            command = AbandonDraft(self._session_id, sale_id, reason)
            self._write(
                abandon_draft,
                command,
                lambda _written: self.put_aside.emit(),
                on_error or self.refused.emit,
            )

    def save_now(self) -> None:
        """Keep on disk what is not there yet; whatever else is about to be written comes after it."""
        self._after_picture.stop()
        basket, self._unsaved = self._unsaved, None
        if basket is None or self._session_id is None:
            return
        command = SaveDraft(self._session_id, basket)
        self._write(save_draft, command, _done, partial(self._on_not_kept, basket.sale_id))

    def _take_off(self, line_id: UUID) -> None:
        if self._basket is None or self._session_id is None:
            return
        self.save_now()
        command = RemoveLine(self._session_id, self._basket, line_id)
        self._basket = self._basket.without(line_id)
        self.changed.emit()
        self._write(remove_line, command, _done, partial(self._on_not_kept, command.basket_before.sale_id))

    def _insert(self, place: int, line: Line) -> None:
        if self._basket is not None:
            lines = self._basket.lines
            self._keep(replace(self._basket, lines=(*lines[:place], line, *lines[place:])))

    def _keep(self, basket: Basket) -> None:
        """Show the line first, write it in the same breath: the two would share one processor."""
        self._basket = self._unsaved = basket
        self._after_picture.start(0)
        self.changed.emit()

    def _write(
        self,
        act: Callable[..., object],
        command: object,
        on_done: Callable[[object], None],
        on_error: Callable[[UserError], None],
    ) -> None:
        actor, station = self._context.presence.actor, self._context.station
        self._context.tasks.write(lambda session: act(session, command, actor, station), on_done, on_error)

    def _on_resumed(self, session_id: UUID, found: object) -> None:
        if isinstance(found, Basket) and session_id == self._session_id:
            self.adopt(found)
        self.put_aside.emit()

    def _on_not_resumed(self, before: TicketState, error: UserError) -> None:
        self._state = before
        self.refused.emit(error)

    def _on_not_kept(self, sale_id: UUID, error: UserError) -> None:
        """Say it, unless it is only that the ticket was paid meanwhile: what came after it is in another one by now."""
        is_running = self._basket is not None and self._basket.sale_id == sale_id
        if is_running or error.code != "sale.already_paid":
            self.refused.emit(error)

    def _on_not_gone(self, basket: Basket, error: UserError) -> None:
        if self._basket is None:
            self.adopt(basket)
        self.refused.emit(error)


def _done(_result: object) -> None:
    """Nothing to say: it is on disk."""
