"""The right zone of the sale: the running ticket, or what the last one gave back, and the button that pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.caisse.sale_words import count, line_detail, paid_by
from recyclique_desktop.ui.caisse.ticket_words import basket_amount, line_amount
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.buttons import GhostButton, IconButton
from recyclique_desktop.ui.widgets.single import Turned
from recyclique_desktop.ui.widgets.ticket import TicketHead, TicketLine, TicketList, TotalFoot
from recyclique_desktop.ui.words import joined

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.data.queries.parked import WaitingTicket
    from recyclique_desktop.domain.basket import Basket
    from recyclique_desktop.services.sales import SaleCompleted
    from recyclique_desktop.ui.widgets.geometry import Layout

_SIDE: Final = 16
_NOTE: Final = 24
"""Characters of a note that are shown beside the ticket; its panel shows it whole."""
_CHANGE_ROLES: Final = ("hero", "total", "total-40", "total-32")


class PaidCard(Frame):
    """The change of the ticket just paid, in 64 px, until the next sale begins."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("soft", "sale_paid", parent)
        self._label = Text(tr("À rendre"), "h2")
        self._amount = Text("", "hero")
        self._given = Text("", "small", "text", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(Space.GRID)
        head.addWidget(IconLabel("circle-check", 28, "on_soft"))
        head.addWidget(Text(tr("Vente enregistrée"), "strong", "on_soft", wrap=True), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(Space.TINY)
        column.addLayout(head)
        column.addSpacing(Space.TINY)
        column.addWidget(self._label)
        column.addWidget(self._amount)
        column.addWidget(self._given)

    def show_sale(self, sale: SaleCompleted, labels: dict[str, str]) -> None:
        """Show what is to be given back, and what was received."""
        shown = tr("{amount:euros}", amount=sale.change)
        self._amount.setText(shown)
        self._fit()
        self._given.setText(paid_by(sale, labels))
        self._given.setVisible(bool(sale.payments))
        self.setAccessibleName(f"{self._label.text()} {shown}. {self._given.text()}")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the change whole: 64 px, or less for a sum that is seldom seen."""
        for role in _CHANGE_ROLES:
            self._amount.set_role(role)
            if self._amount.sizeHint().width() <= self.width() - 2 * Space.TICKET:
                return


class TicketZone(QWidget):
    """Lines above, total and « Encaisser » below, always there.

    Signals:
        line_picked(object): Id of the line pressed.
        removal_asked(object): Id of the line whose « Retirer » was pressed.
        edit_asked(object): Id of the line whose « Modifier » was pressed.
        park_asked(): The pause was pressed: put the ticket aside.
        parked_asked(): « 2 tickets mis de côté » was pressed.
        note_asked(): The note of the ticket was pressed.
        abandon_asked(): The bin of the whole ticket was pressed.
        checkout_asked(): « Encaisser » was pressed.
    """

    line_picked = Signal(object)
    removal_asked = Signal(object)
    edit_asked = Signal(object)
    park_asked = Signal()
    parked_asked = Signal()
    note_asked = Signal()
    abandon_asked = Signal()
    checkout_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bin = IconButton("sale_abandon", "trash-2", tr("Abandonner le ticket"))
        self.pause = IconButton("sale_park", "pause", tr("Mettre le ticket de côté (F8)"))
        self.lines = TicketList("sale_line", editable=True)
        self.note = GhostButton("sale_note_open", tr("Ajouter une note"), icon="pencil", cap="F6")
        self.parked = GhostButton("sale_parked_open", "", icon="pause", cap="F7")
        self.foot = TotalFoot("sale_foot", tr("Total"), tr("Encaisser"), cap=tr("Entrée"))
        self._paid = PaidCard()
        self._hint = Text(tr("Touchez une catégorie pour la vente suivante."), "small", "text2", wrap=True)
        self._stack = Turned()
        self._narrow = False
        self._build()
        self._connect()

    def _build(self) -> None:
        after = QWidget()
        held = QVBoxLayout(after)
        held.setContentsMargins(_SIDE, 0, _SIDE, 0)
        held.setSpacing(Space.SMALL)
        held.addWidget(self._paid)
        held.addWidget(self._hint)
        held.addStretch(1)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._stack.addWidget(self.lines)
        self._stack.addWidget(after)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(TicketHead("sale_ticket", tr("Ticket en cours"), [self.pause, self.bin]))
        column.addWidget(self._stack, 1)
        words = QVBoxLayout()
        words.setContentsMargins(Space.TINY, Space.TARGET_GAP, Space.TINY, Space.TINY)
        words.setSpacing(Space.TARGET_GAP)
        words.addWidget(self.note)
        words.addWidget(self.parked)
        column.addLayout(words)
        self.note.hide()
        self.parked.hide()
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.bin.clicked.connect(self.abandon_asked)
        self.lines.picked.connect(self.line_picked)
        self.pause.clicked.connect(self.park_asked)
        self.note.clicked.connect(self.note_asked)
        self.parked.clicked.connect(self.parked_asked)
        self.lines.removal_asked.connect(self.removal_asked)
        self.lines.edit_asked.connect(self.edit_asked)
        self.foot.pressed.connect(self.checkout_asked)

    def show_basket(self, basket: Basket | None) -> None:
        """Show the lines and their sum."""
        lines = basket.lines if basket is not None else ()
        shown = [TicketLine(line.line_id, line.label, line_detail(line), line_amount(line)) for line in lines]
        self.lines.set_lines(shown)
        self.foot.set_status(count(basket, narrow=self._narrow))
        self.foot.set_total(basket_amount(basket) if basket is not None else ZERO, tone="text" if lines else "off")
        for button in (self.bin, self.pause, self.note):
            button.setVisible(bool(lines))
        self.note.set_label(_note_of(basket))
        if lines:
            self._stack.setCurrentIndex(0)

    def show_paid(self, sale: SaleCompleted | None, labels: dict[str, str]) -> None:
        """Show what the last ticket gave back; ``None`` brings the empty list."""
        if sale is not None:
            self._paid.show_sale(sale, labels)
        self._stack.setCurrentIndex(0 if sale is None else 1)

    def show_parked(self, tickets: tuple[WaitingTicket, ...], *, can_change: bool, can_park: bool) -> None:
        """Say how many tickets wait beside this one, whether its words can change and whether it can join them."""
        total = Cents(sum(ticket.total for ticket in tickets))
        amount = tr("{amount:euros}", amount=total)
        told = trn("{n} ticket mis de côté", "{n} tickets mis de côté", len(tickets))
        short = trn("{n} mis de côté", "{n} mis de côté", len(tickets))
        self.parked.set_label(joined(short, amount), accessible=joined(told, amount))
        self.parked.setVisible(bool(tickets))
        self.note.setEnabled(can_change)
        self.pause.setEnabled(can_change and can_park)

    def show_checkout(self, *, enabled: bool, filled: bool) -> None:
        """Say whether « Encaisser » can be pressed, and whether it is what Enter presses."""
        self.foot.primary.setEnabled(enabled)
        self.foot.primary.set_filled(filled)
        self.foot.primary.set_cap(tr("Entrée") if filled and not self._narrow else "")

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._narrow = layout.narrow


def _note_of(basket: Basket | None) -> str:
    """Return « Note : objet abîmé », cut where it is long, or what adds one."""
    note = basket.note if basket is not None else ""
    if not note:
        return tr("Ajouter une note")
    return tr("Note : {note}", note=note if len(note) <= _NOTE else f"{note[:_NOTE].rstrip()}…")
