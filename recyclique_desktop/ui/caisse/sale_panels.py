"""What may stand in the place of the work on the sale screen: the tickets put aside, the note of the ticket.

No window opens: the middle zone shows a panel, Escape brings the work back as it was.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from recyclique_desktop.data.queries.parked import WaitingTicket, parked_tickets
from recyclique_desktop.ui.caisse.note_panel import NotePanel
from recyclique_desktop.ui.caisse.parked_panel import ParkedPanel
from recyclique_desktop.ui.widgets.bounce import Bounce
from recyclique_desktop.ui.widgets.single import FITS

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.caisse.sale_ticket import RunningTicket
    from recyclique_desktop.ui.caisse.ticket_acts import TicketActs
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.widgets.geometry import Layout


class SalePanels(QStackedWidget):
    """The middle zone: the work, or a panel in its place.

    Signals:
        changed(): A panel opened or closed, or another number of tickets waits.

    Args:
        work: What stands there else.
        home: Takes the keys once a panel is closed: the page.
    """

    changed = Signal()

    def __init__(
        self, work: QWidget, ticket: RunningTicket, acts: TicketActs, context: AppContext, home: QWidget
    ) -> None:
        super().__init__()
        self._work = work
        self._ticket = ticket
        self._acts = acts
        self._context = context
        self._home = home
        self._parked = ParkedPanel()
        self._note = NotePanel()
        self._in_field = self._is_parking = False
        self._twice = Bounce(context.debounce_ms)
        self.setProperty(FITS, True)  # noqa: FBT003  Qt's own signature
        self.tickets: tuple[WaitingTicket, ...] = ()
        for widget in (work, self._parked, self._note):
            self.addWidget(widget)
        self._connect()

    def _connect(self) -> None:
        self.currentChanged.connect(self.updateGeometry)
        self._ticket.put_aside.connect(self._read)
        self._ticket.refused.connect(self._on_refused)
        self._parked.resumed.connect(self._on_picked)
        self._parked.named.connect(self._on_named)
        self._parked.abandon_asked.connect(self._on_abandon_asked)
        self._parked.closed.connect(self.close_panel)
        self._note.written.connect(self._ticket.write_note)
        self._note.closed.connect(self._on_note_done)

    @property
    def is_open(self) -> bool:
        """Whether a panel stands in the place of the work."""
        return self.currentWidget() is not self._work

    def handle_key(self, event: QKeyEvent) -> bool:
        """Take every key while a panel is open, and the one that has just left a field."""
        if self.is_open and not self._in_field:
            panel = self._parked if self.currentWidget() is self._parked else self._note
            panel.handle_key(event)
            return True
        return self._in_field

    def show_tickets(self, tickets: tuple[WaitingTicket, ...]) -> None:
        """These tickets wait now, oldest first."""
        self._is_parking = False
        self.tickets = tickets
        self._parked.show_tickets(tickets)
        self.changed.emit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for what stands there now, not for what may stand there."""
        shown = self.currentWidget()
        return QSize() if shown is None else shown.minimumSizeHint()

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._parked.follow(layout)
        self._note.follow(layout)

    def open_parked(self) -> None:
        """Show the tickets put aside (F7)."""
        self._parked.show_tickets(self.tickets)
        self._open(self._parked)

    def open_note(self) -> None:
        """Write the note of the ticket (F6); there is none before its first line."""
        basket = self._ticket.basket
        if basket is not None and basket.lines:
            self._open(self._note)
            self._note.write(basket.note)

    def park(self) -> None:
        """Put the ticket aside (F8); without one, take up the only one that waits, or show them.

        The same key struck twice does one thing: it takes up no other ticket while the one put aside is being written.
        """
        if not self._twice.is_meant() or self._is_parking:
            return
        if self._ticket.lines:
            self._is_parking = self._acts.park(self._name_one)
        elif len(self.tickets) == 1:
            self._acts.resume(self.tickets[0])
        else:
            self.open_parked()

    def close_panel(self) -> None:
        """Show the work again; the keys go to it."""
        self._parked.leave()
        self.setCurrentWidget(self._work)
        self._home.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _open(self, panel: QWidget) -> None:
        self.setCurrentWidget(panel)
        self._home.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _read(self) -> None:
        """Read again which tickets wait: one came or went."""
        station, session_id = self._context.station, self._ticket.session_id
        if session_id is not None:
            self._context.tasks.read(
                lambda session: parked_tickets(session, station, session_id),
                self.show_tickets,
                self._ticket.refused.emit,
            )

    def _name_one(self, sale_id: UUID) -> None:
        self.open_parked()
        self._parked.name_one(sale_id)

    def _on_refused(self, _error: object) -> None:
        self._is_parking = False

    def _on_picked(self, sale_id: object) -> None:
        self.close_panel()
        ticket = next((one for one in self.tickets if one.sale_id == sale_id), None)
        if ticket is not None:
            self._acts.resume(ticket)

    def _on_named(self, ticket: WaitingTicket, label: str) -> None:
        self._leave_field()
        self._ticket.name(ticket.basket, label)

    def _on_abandon_asked(self, ticket: WaitingTicket) -> None:
        self._acts.ask_abandon(ticket.basket, partial(self._acts.abandon_aside, ticket))

    def _on_note_done(self) -> None:
        self._leave_field()
        self.close_panel()

    def _leave_field(self) -> None:
        """Enter leaves a field; the same key press must do nothing else."""
        self._in_field = True
        self._home.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._on_field_left)

    def _on_field_left(self) -> None:
        self._in_field = False
