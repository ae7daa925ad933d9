"""« Tickets mis de côté »: who waits, what for, how much; one key or tap takes a ticket up again. No window opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.drafts import MAX_LABEL
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.caisse.ticket_words import basket_amount
from recyclique_desktop.ui.keys import digit_of, is_enter
from recyclique_desktop.ui.theme.tokens import Height, Radius, Space
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, Text, empty
from recyclique_desktop.ui.widgets.buttons import IconButton, KeyCap, PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.finger import scroll_by_finger
from recyclique_desktop.ui.words import joined

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from recyclique_desktop.data.queries.parked import WaitingTicket
    from recyclique_desktop.ui.widgets.geometry import Layout

_NAMED: Final = 2
"""How many articles a ticket without a name is called by."""


class ParkedPanel(QWidget):
    """The tickets put aside, in the place of the work.

    Signals:
        resumed(object): Id of the ticket to go on with.
        named(object, str): Ticket, and what it is called by.
        abandon_asked(object): The ticket whose bin was pressed.
        closed(): Back to the sale.
    """

    resumed = Signal(object)
    named = Signal(object, str)
    abandon_asked = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sale_parked_panel")
        self._tickets: tuple[WaitingTicket, ...] = ()
        self._naming: WaitingTicket | None = None
        self._to_name: UUID | None = None
        self._single = False
        self._told = Text("", "small", "text2", wrap=True)
        self._rows = QVBoxLayout()
        self._scroll = QScrollArea()
        self._field = Field("sale_parked_name", tr("Nom du ticket (facultatif)"), hint=_hint())
        self._field.edit.setMaxLength(MAX_LABEL)
        self._back = PrimaryButton(
            "sale_parked_back", tr("Revenir à la vente"), cap=tr("Échap"), height=Height.PRIMARY_MIDDLE
        )
        self._foot = QStackedWidget()
        self._column = QVBoxLayout(self)
        self._build()
        self._field.entered.connect(self._on_named)
        self._back.clicked.connect(self.closed)

    @property
    def is_naming(self) -> bool:
        """Whether a name is being written."""
        return self._naming is not None

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for no more than the smallest window gives; the list scrolls."""
        return QSize(0, 200)

    def show_tickets(self, tickets: tuple[WaitingTicket, ...]) -> None:
        """Show these, oldest first."""
        self._tickets = tickets
        total = Cents(sum(ticket.total for ticket in tickets))
        number = trn("{n} ticket", "{n} tickets", len(tickets))
        nothing = tr("Aucun ticket n’est mis de côté. F8 met de côté le ticket en cours.")
        self._told.setText(joined(number, tr("{amount:euros}", amount=total)) if tickets else nothing)
        self._told.setVisible(not self._single or not tickets)
        empty(self._rows)
        for place, ticket in enumerate(tickets):
            self._rows.addWidget(self._row(place, ticket))
        self._rows.addStretch(1)
        self._go_on_naming()

    def name_one(self, sale_id: UUID) -> None:
        """Ask for the name of a ticket, as soon as it is in the list."""
        self._to_name = sale_id
        self._go_on_naming()

    def leave(self) -> None:
        """Keep a name that was being written: the list goes."""
        ticket, words = self._naming, self._field.text
        self._to_name = None
        if ticket is not None:
            self._end_naming()
            if words.strip() != ticket.label:
                self.named.emit(ticket, words)

    def _go_on_naming(self) -> None:
        """The list is another one: the words being written stay, with the ticket they are for."""
        wanted = self._naming.sale_id if self._naming is not None else self._to_name
        ticket = next((one for one in self._tickets if one.sale_id == wanted), None)
        if ticket is None:
            self._end_naming()
        elif self._naming is None:
            self._name(ticket)
        else:
            self._naming = ticket

    def handle_key(self, event: QKeyEvent) -> None:
        """Take a key of the page: a digit takes a ticket up, Escape and Enter go back."""
        digit = digit_of(event)
        if event.key() == Qt.Key.Key_Escape and self.is_naming:
            self._end_naming()
        elif event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_F7} or is_enter(event):
            self.closed.emit()
        elif digit:
            self._resume_at((int(digit) or 10) - 1)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._single = layout.single
        gap = Space.TARGET_GAP if layout.single else Space.PAGE
        self._column.setContentsMargins(layout.margin, gap, layout.margin, gap)
        self._column.setSpacing(Space.TARGET_GAP if layout.single else Space.SMALL)
        self._told.setVisible(not layout.single or not self._tickets)
        self._foot.setVisible(self.is_naming or not layout.single)

    def _build(self) -> None:
        inside = QWidget()
        inside.setLayout(self._rows)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(Space.TARGET_GAP)
        self._scroll.setObjectName("sale_parked_list")
        self._scroll.setAccessibleName(tr("Tickets mis de côté"))
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll_by_finger(self._scroll)
        self._held = QWidget()
        at_foot = QVBoxLayout(self._held)
        at_foot.setContentsMargins(0, 0, 0, 0)
        at_foot.addStretch(1)
        at_foot.addWidget(self._back)
        for page in (self._held, self._field):
            self._foot.addWidget(page)
        self._column.setSpacing(Space.SMALL)
        self._column.addWidget(Text(tr("Tickets mis de côté"), "h1", wrap=True))
        self._column.addWidget(self._told)
        self._column.addWidget(self._scroll, 1)
        self._column.addWidget(self._foot)

    def _row(self, place: int, ticket: WaitingTicket) -> QWidget:
        button = _TicketButton(f"sale_parked_{place}", place, ticket)
        pencil = IconButton(f"sale_parked_{place}_name", "pencil", tr("Nommer : {name}", name=called(ticket)))
        trash = IconButton(f"sale_parked_{place}_bin", "trash-2", tr("Abandonner : {name}", name=called(ticket)))
        button.clicked.connect(lambda: self.resumed.emit(ticket.sale_id))
        pencil.clicked.connect(lambda: self._name(ticket))
        trash.clicked.connect(lambda: self.abandon_asked.emit(ticket))
        return _Row(button, pencil, trash)

    def _resume_at(self, place: int) -> None:
        if place < len(self._tickets):
            self.resumed.emit(self._tickets[place].sale_id)

    def _name(self, ticket: WaitingTicket) -> None:
        self._naming, self._to_name = ticket, None
        self._field.set_text(ticket.label)
        self._foot.setCurrentWidget(self._field)
        self._foot.show()
        self._field.edit.setFocus()

    def _end_naming(self) -> None:
        self._naming = None
        self._foot.setCurrentWidget(self._held)
        self._foot.setVisible(not self._single)  # there the header leads back, and the list has its room

    def _on_named(self) -> None:
        ticket = self._naming
        if ticket is not None:
            self._end_naming()
            self.named.emit(ticket, self._field.text)


class _TicketButton(BoxButton):
    """« 2  la dame au manteau rouge … 12,00 € », with what it holds below."""

    def __init__(self, name: str, place: int, ticket: WaitingTicket) -> None:
        super().__init__(name, "", "action", height=Height.CHIP, radius=Radius.FIELD)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # a long name wraps
        known = basket_amount(ticket.basket)
        amount = known if isinstance(known, str) else tr("{amount:euros}", amount=known)
        lines = trn("{n} ligne", "{n} lignes", ticket.lines)
        detail = joined(lines, tr("à {at:time}", at=ticket.at), ticket.who)
        self.setAccessibleName(tr("Reprendre : {told}", told=joined(called(ticket), detail, amount)))
        self._words = (FlexText(called(ticket), "strong"), FlexText(detail, "small", "text2"))
        self._beside = (KeyCap(str((place + 1) % 10)), Text(amount, "amount"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        for text in self._words:
            words.addWidget(text)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.SMALL, 0, Space.SMALL, 0)
        row.setSpacing(Space.SMALL)
        row.addWidget(self._beside[0])
        row.addLayout(words, 1)
        row.addWidget(self._beside[1])

    def fit(self, width: int) -> None:
        """Keep every word at this width: a name that wraps makes its row taller."""
        for text in (*self._words, *self._beside):
            text.ensurePolished()  # measured in its own size, not in the program's
        room = width - 4 * Space.SMALL - sum(one.sizeHint().width() for one in self._beside)
        self.setFixedHeight(max(Height.CHIP, sum(text.heightForWidth(room) for text in self._words) + Space.SMALL))


class _Row(QWidget):
    """A ticket, its pencil and its bin."""

    def __init__(self, ticket: _TicketButton, *icons: IconButton) -> None:
        super().__init__()
        self._ticket = ticket
        self._taken = sum(icon.width() + Space.TARGET_GAP for icon in icons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.TARGET_GAP)
        row.addWidget(ticket, 1)
        for icon in icons:
            row.addWidget(icon)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._ticket.fit(self.width() - self._taken)


def called(ticket: WaitingTicket) -> str:
    """Return what a ticket put aside is called by: its name, else its first articles."""
    if ticket.label:
        return ticket.label
    names = [line.label for line in ticket.basket.lines]
    return ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")


def _hint() -> str:
    return tr("« table basse », plutôt que le nom d’une personne. Entrée : c’est dit.")
