"""How much at once: the exact amount and what customers usually hand over; of a cheque, its number and its bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.payment import MAX_BANK, MAX_NUMBER, MAX_REFERENCE
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.payment_methods import NUMBER_KEY, quick_amounts
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import ChipButton, KeyCap

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.ui.caisse.payment_entry import PaymentEntry

_PLACES: Final = 3
_TITLE: Final = 22


class AmountChips(QWidget):
    """« Compte exact », then three sums of notes; for what gives no change, its references instead.

    Signals:
        exact(): « Compte exact ».
        amount(int): Cents of the amount pressed.
        reference(str): The number was changed.
        bank(str): The bank was changed.
        done(): Enter was pressed in a field.
    """

    exact = Signal()
    amount = Signal(int)
    reference = Signal(str)
    bank = Signal(str)
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._amounts: tuple[Cents, ...] = ()
        self._exact = ChipButton("payment_exact", tr("Compte exact"))
        self._notes = [ChipButton(f"payment_amount_{place}", "") for place in range(_PLACES)]
        self.field = _line_edit("payment_reference")
        self.bank_field = _line_edit("payment_bank")
        self.bank_field.setAccessibleName(tr("Banque du chèque"))
        self.bank_field.setMaxLength(MAX_BANK)
        self._cap = KeyCap(NUMBER_KEY)
        self._told = FlexText("", "label", "text2")
        self._number = Text("", "label", "text2")
        self._bank = Text(tr("Banque"), "label", "text2")
        self._titles = QStackedWidget()
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        within = QHBoxLayout(self.field)
        within.setContentsMargins(0, 0, Space.SMALL, 0)
        within.addStretch(1)
        within.addWidget(self._cap)
        chips, row = _row()
        for note in self._notes:
            policy = note.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            note.setSizePolicy(policy)
            row.addWidget(note, 1)
        fields, row = _row()
        row.addWidget(self.field, 1)
        row.addWidget(self.bank_field, 1)
        titles, row = _row()
        row.addWidget(self._told)
        row.addWidget(self._number, 1)
        row.addWidget(self._bank, 1)
        for widget in (chips, fields):
            self._stack.addWidget(widget)
        self._titles.addWidget(Text(tr("Montants rapides"), "label", "text2"))
        self._titles.addWidget(titles)
        self._titles.setFixedHeight(_TITLE)
        both = QHBoxLayout()
        both.setSpacing(Space.GRID)
        both.addWidget(self._exact)
        both.addWidget(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        column.addWidget(self._titles)
        column.addLayout(both)
        self.set_height(Height.CHIP)

    def _connect(self) -> None:
        self._exact.clicked.connect(self.exact)
        for place, note in enumerate(self._notes):
            note.clicked.connect(lambda _checked=False, at=place: self.amount.emit(self._amounts[at]))
        self.field.textEdited.connect(self.reference)
        self.field.returnPressed.connect(self.done)
        self.bank_field.textEdited.connect(self.bank)
        self.bank_field.returnPressed.connect(self.done)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the exact amount three parts of nine, each other amount two."""
        super().resizeEvent(event)
        width = max(Height.TARGET, round((self.width() - _PLACES * Space.GRID) / 3))
        self._exact.setFixedWidth(width)
        self._told.setFixedWidth(width)

    def set_height(self, height: int) -> None:
        """Make buttons and fields taller or lower."""
        for one in (self._exact, *self._notes, self.field, self.bank_field, self._stack):
            one.setFixedHeight(height)

    def set_narrow(self, *, narrow: bool) -> None:
        """Without the key cap where room is scarce."""
        self._cap.setVisible(not narrow)
        self.field.setTextMargins(0, 0, 0 if narrow else Space.HUGE, 0)

    def show_entry(self, entry: PaymentEntry) -> None:
        """Show what can be pressed for the method chosen."""
        self._exact.setEnabled(entry.proposal > 0)
        self._exact.set_chosen(entry.is_proposing)
        self._titles.setCurrentIndex(0 if entry.method.gives_change else 1)
        self._stack.setCurrentIndex(0 if entry.method.gives_change else 1)
        if entry.method.gives_change:
            self._show_amounts(entry)
        else:
            self._show_reference(entry)

    def _show_amounts(self, entry: PaymentEntry) -> None:
        self._amounts = quick_amounts(entry.proposal)
        for place, note in enumerate(self._notes):
            note.setVisible(place < len(self._amounts))
            if place < len(self._amounts):
                euros, cents = divmod(self._amounts[place], 100)
                note.set_label(tr("{n:number} €", n=euros) if not cents else tr("{a:euros}", a=self._amounts[place]))
                note.set_chosen(entry.amount.number == self._amounts[place])

    def _show_reference(self, entry: PaymentEntry) -> None:
        cheque = entry.method.kind is PaymentKind.CHECK
        self._told.setText(tr("Obligatoire") if entry.method.needs_reference else tr("Facultatif"))
        self._number.setText(_number_word(entry.method.kind))
        self.field.setMaxLength(MAX_NUMBER if cheque else MAX_REFERENCE)
        self.field.setAccessibleName(tr("Numéro du chèque") if cheque else tr("Référence du paiement"))
        for widget in (self._bank, self.bank_field):
            widget.setVisible(cheque)
        _write(self.field, entry.reference)
        _write(self.bank_field, entry.bank)


def _number_word(kind: PaymentKind) -> str:
    words = {PaymentKind.CHECK: tr("Numéro"), PaymentKind.CARD: tr("N° d’autorisation")}
    return words.get(kind, tr("Référence"))


def _line_edit(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setMinimumWidth(Height.TARGET)
    return made


def _row() -> tuple[QWidget, QHBoxLayout]:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.GRID)
    return made, row


def _write(field: QLineEdit, text: str) -> None:
    if field.text() != text:
        field.setText(text)
