"""The right zone of the payment: what is owed, what was given, what to give back, and the button that sells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.system.messages import sentence, tr, trn
from recyclique_desktop.ui.caisse.payment_middle import icon_of
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text, empty, rule
from recyclique_desktop.ui.widgets.buttons import IconButton
from recyclique_desktop.ui.widgets.rows import AmountRow, ItemRow
from recyclique_desktop.ui.widgets.ticket import TotalFoot
from recyclique_desktop.ui.words import in_two

if TYPE_CHECKING:
    from recyclique_desktop.domain.payment import Method, Payment
    from recyclique_desktop.ui.caisse.payment_entry import PaymentEntry
    from recyclique_desktop.ui.widgets.geometry import Layout

_ROW = 58


class PaymentList(QScrollArea):
    """The payments, each with its ✕; the one being typed is the last.

    Signals:
        removal_asked(int): Place of a payment, 0 being the first.
    """

    removal_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        held = QVBoxLayout(inside)
        held.setContentsMargins(0, 0, 0, 0)
        held.setSpacing(0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        held.addLayout(self._rows)
        held.addStretch(1)
        self.setWidget(inside)

    def show_entry(self, entry: PaymentEntry) -> None:
        """Show what would be recorded now."""
        empty(self._rows)
        methods = {method.code: method for method in entry.methods}
        for place, payment in enumerate(entry.draft.payments()):
            proposed = place == len(entry.tenders) and entry.is_proposing
            self._rows.addWidget(self._row(place, payment, methods[payment.method_code], proposed=proposed))

    def _row(self, place: int, payment: Payment, method: Method, *, proposed: bool) -> ItemRow:
        name = f"payment_row_{place}"
        remove = None
        if not proposed:
            remove = IconButton(f"{name}_remove", "x", tr("Retirer le paiement {n}", n=place + 1))
            remove.clicked.connect(lambda: self.removal_asked.emit(place))
        return ItemRow(
            name, tr(method.label), _detail(payment, proposed=proposed),
            amount=tr("{amount:euros}", amount=payment.amount), icon=icon_of(method), button=remove, height=_ROW,
        )  # fmt: skip


class PaymentTicket(QWidget):
    """Goods, donation, due; the payments; what is missing or to be given back; « Valider ».

    Signals:
        removal_asked(int): See ``PaymentList``.
        confirmed(): « Valider » was pressed.
    """

    removal_asked = Signal(int)
    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = Text("", "small", "text2")
        self._goods = AmountRow("payment_goods", tr("Articles"), height=33)
        self._donation = AmountRow("payment_gift", tr("Don"), height=33)
        self._due = AmountRow("payment_due", tr("À payer"), strong=True)
        self._list = PaymentList()
        self._narrow = False
        self.foot = TotalFoot("payment_foot", tr("À rendre"), tr("Valider"), cap=tr("Entrée"))
        self._build()
        self._list.removal_asked.connect(self.removal_asked)
        self.foot.pressed.connect(self.confirmed)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(FlexText(tr("Ticket en cours"), "h2"), 1)
        head.addWidget(self._lines)
        above = QVBoxLayout()
        above.setContentsMargins(Space.TICKET, Space.PAGE, Space.TICKET, 0)
        above.setSpacing(0)
        above.addLayout(head)
        above.addSpacing(Space.TINY)
        above.addWidget(self._goods)
        above.addWidget(self._donation)
        above.addSpacing(Space.TINY)
        above.addWidget(rule())
        above.addWidget(self._due)
        above.addSpacing(Space.TARGET_GAP)
        above.addWidget(Text(tr("Paiements"), "label", "text2"))
        below = QVBoxLayout()
        below.setContentsMargins(Space.TICKET, 6, 9, 0)
        below.addWidget(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addLayout(below, 1)
        column.addWidget(self.foot)

    def show_entry(self, entry: PaymentEntry, lines: int) -> None:
        """Show the payment as it stands."""
        draft = entry.draft
        self._lines.setText(trn("{n} ligne", "{n} lignes", lines))
        self._goods.set_value(tr("{amount:euros}", amount=entry.total))
        self._donation.set_value(tr("{amount:euros}", amount=draft.donation))
        self._due.set_value(tr("{amount:euros}", amount=draft.due))
        self._list.show_entry(entry)
        self._show_result(entry)

    def set_ready(self, *, ready: bool) -> None:
        """Say whether « Valider » can be pressed."""
        self.foot.primary.setEnabled(ready)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._narrow = layout.narrow
        self.foot.set_narrow(layout.narrow)

    def _show_result(self, entry: PaymentEntry) -> None:
        draft, problem = entry.draft, entry.problem
        if problem is None:
            left = "" if self._narrow else tr("reste {amount:euros}", amount=draft.remaining)
            self.foot.set_status(tr("Total couvert"), left, icon="circle-check")
            self.foot.set_total(draft.change, tr("À rendre"))
            return
        self.foot.set_status(in_two(sentence(problem))[0], icon="triangle-alert", tone="warn")
        self.foot.set_total(draft.remaining, tr("Reste"))


def _detail(payment: Payment, *, proposed: bool) -> str:
    if proposed:
        return tr("compte exact")
    if payment.kind is PaymentKind.CASH:
        return tr("reçu {amount:euros}", amount=payment.tendered)
    return tr("n° {reference}", reference=payment.reference) if payment.reference else ""
