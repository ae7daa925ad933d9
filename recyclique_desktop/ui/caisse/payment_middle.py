"""The middle zone of the payment: how, how much, the donation, the note, one more payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.payment_entry import letter_of
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text, choose
from recyclique_desktop.ui.widgets.buttons import ActionButton, ChipButton, GhostButton, IconButton, KeyCap
from recyclique_desktop.ui.widgets.message import MessageBand

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.domain.payment import Method
    from recyclique_desktop.ui.caisse.payment_entry import PaymentEntry
    from recyclique_desktop.ui.widgets.geometry import Layout

ICONS: Final = {
    PaymentKind.CASH: "coins",
    PaymentKind.CHECK: "landmark",
    PaymentKind.CARD: "credit-card",
}
NUMBER_KEY: Final = "N"
NOTE_KEY: Final = "T"
HALF: Final = Cents(50)
ONE: Final = Cents(100)
_PLACES: Final = 3
_NOTE: Final = 500
_REFERENCE: Final = 40


def icon_of(method: Method) -> str:
    """Return the icon of a way to pay."""
    return ICONS.get(method.kind, "wallet")


class MethodRow(QWidget):
    """The ways to pay, three to a row, each in its place for good.

    Signals:
        picked(Method): One was pressed.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[str, ChipButton] = {}
        self._methods: tuple[Method, ...] = ()
        self._narrow = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.GRID)

    def show_entry(self, entry: PaymentEntry) -> None:
        """Show which one is chosen."""
        if entry.methods != self._methods:
            self._make(entry.methods)
        choose(self._chips.values(), self._chips[entry.method.code])

    def set_narrow(self, *, narrow: bool) -> None:
        """Without icons where room is scarce: the key stays."""
        self._narrow = narrow
        for method in self._methods:
            self._chips[method.code].set_icon("" if narrow else icon_of(method))

    def _make(self, methods: tuple[Method, ...]) -> None:
        while item := self._row.takeAt(0):
            old = item.widget()
            if old is not None:
                old.deleteLater()
        self._methods = methods
        self._chips = {method.code: self._chip(method) for method in methods}
        for chip in self._chips.values():
            self._row.addWidget(chip, 1)
        for _ in range(_PLACES - len(methods)):
            self._row.addWidget(QWidget(), 1)
        self.set_narrow(narrow=self._narrow)

    def _chip(self, method: Method) -> ChipButton:
        name = f"payment_method_{method.code}"
        chip = ChipButton(name, tr(method.label), icon=icon_of(method), cap=letter_of(method))
        chip.clicked.connect(lambda: self.picked.emit(method))
        return chip


class AmountChips(QWidget):
    """The exact amount, then what customers usually hand over; for a cheque, its number instead.

    Signals:
        exact(): « Compte exact ».
        amount(int): Cents of the amount pressed.
        reference(str): The number of the cheque was changed.
    """

    exact = Signal()
    amount = Signal(int)
    reference = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._amounts: tuple[Cents, ...] = ()
        self._exact = ChipButton("payment_exact", tr("Compte exact"))
        self._notes = [ChipButton(f"payment_amount_{place}", "") for place in range(_PLACES)]
        self._title = Text(tr("Montants rapides"), "label", "text2")
        self.field = QLineEdit()
        self.field.setObjectName("payment_reference")
        self.field.setMaxLength(_REFERENCE)
        self.field.setFixedHeight(Height.CHIP)
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        chips = QWidget()
        row = QHBoxLayout(chips)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.GRID)
        for note in self._notes:
            policy = note.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            note.setSizePolicy(policy)
            row.addWidget(note, 1)
        within = QHBoxLayout(self.field)
        within.setContentsMargins(0, 0, Space.PAGE, 0)
        within.addStretch(1)
        within.addWidget(KeyCap(NUMBER_KEY))
        self.field.setTextMargins(0, 0, 2 * Space.PAGE + Space.GRID, 0)
        self._stack.addWidget(chips)
        self._stack.addWidget(self.field)
        self._stack.setFixedHeight(Height.CHIP)
        both = QHBoxLayout()
        both.setSpacing(Space.GRID)
        both.addWidget(self._exact)
        both.addWidget(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        column.addWidget(self._title)
        column.addLayout(both)

    def _connect(self) -> None:
        self._exact.clicked.connect(self.exact)
        for place, note in enumerate(self._notes):
            note.clicked.connect(lambda _checked=False, at=place: self.amount.emit(self._amounts[at]))
        self.field.textEdited.connect(self.reference)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the exact amount three parts of nine, each other amount two."""
        super().resizeEvent(event)
        self._exact.setFixedWidth(max(Height.TARGET, round((self.width() - _PLACES * Space.GRID) / 3)))

    def show_entry(self, entry: PaymentEntry) -> None:
        """Show what can be pressed for the method chosen."""
        self._exact.setEnabled(entry.proposal > 0)
        self._exact.set_chosen(entry.is_proposing)
        if entry.method.gives_change:
            self._show_amounts(entry)
        else:
            self._show_reference(entry)

    def _show_amounts(self, entry: PaymentEntry) -> None:
        self._title.setText(tr("Montants rapides"))
        self._amounts = entry.quick_amounts
        for place, note in enumerate(self._notes):
            note.setVisible(place < len(self._amounts))
            if place < len(self._amounts):
                euros, cents = divmod(self._amounts[place], 100)
                note.set_label(tr("{n:number} €", n=euros) if not cents else tr("{a:euros}", a=self._amounts[place]))
                note.set_chosen(entry.amount.number == self._amounts[place])
        self._stack.setCurrentIndex(0)

    def _show_reference(self, entry: PaymentEntry) -> None:
        cheque = entry.method.kind is PaymentKind.CHECK
        needed = tr("Numéro du chèque") if cheque else tr("Référence")
        optional = tr("Numéro du chèque (facultatif)") if cheque else tr("Référence (facultatif)")
        self._title.setText(needed if entry.method.needs_reference else optional)
        self.field.setAccessibleName(needed)
        if self.field.text() != entry.reference:
            self.field.setText(entry.reference)
        self._stack.setCurrentIndex(1)


class DonationCard(Frame):
    """« Don à l’association … 0,50 € ✕ », with the two usual gifts and the whole change.

    Signals:
        added(int): Cents to add to the donation.
        all_change(): « Toute la monnaie ».
        removed(): ✕.
    """

    added = Signal(int)
    all_change = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("card", "payment_donation", parent)
        self._amount = Text("", "amount")
        self._remove = IconButton("payment_donation_remove", "x", tr("Retirer le don"))
        self._half = ActionButton("payment_donate_half", tr("+ {a:euros}", a=HALF), cap="D", height=Height.SMALL_ACTION)
        self._one = ActionButton("payment_donate_one", tr("+ {a:euros}", a=ONE), height=Height.SMALL_ACTION)
        self._all = ActionButton("payment_donate_change", tr("Toute la monnaie"), cap="M", height=Height.SMALL_ACTION)
        self._build()
        self._half.clicked.connect(lambda: self.added.emit(HALF))
        self._one.clicked.connect(lambda: self.added.emit(ONE))
        self._all.clicked.connect(self.all_change)
        self._remove.clicked.connect(self.removed)

    def _build(self) -> None:
        policy = self._remove.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._remove.setSizePolicy(policy)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(Space.TARGET_GAP)
        head.addWidget(IconLabel("hand-heart", 24))
        head.addWidget(FlexText(tr("Don à l’association"), "strong"), 1)
        head.addWidget(self._amount)
        head.addWidget(self._remove)
        gifts = QHBoxLayout()
        gifts.setSpacing(Space.GRID)
        gifts.addWidget(self._half, 1)
        gifts.addWidget(self._one, 1)
        gifts.addWidget(self._all, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(17, 8, 13, 14)
        column.setSpacing(Space.TARGET_GAP)
        column.addLayout(head)
        column.addLayout(gifts)

    def show_entry(self, entry: PaymentEntry) -> None:
        """Show the donation, the surplus of a cheque included."""
        donation = entry.draft.donation
        self._amount.setText(tr("{a:euros}", a=donation) if donation else tr("aucun"))
        self._remove.setVisible(entry.donation > 0)
        self._all.setEnabled(entry.can_give_change)

    def set_narrow(self, *, narrow: bool) -> None:
        """Without key caps where room is scarce."""
        self._half.set_cap("" if narrow else "D")
        self._all.set_cap("" if narrow else "M")


class NoteLine(QStackedWidget):
    """« Ajouter une note au ticket », then the field in its place.

    Signals:
        written(str): The note was changed.
        done(): Enter was pressed in it.
    """

    written = Signal(str)
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        link = GhostButton("payment_note_add", tr("Ajouter une note au ticket"), icon="pencil", cap=NOTE_KEY)
        label = Text(tr("Note du ticket"), "label", "text2")
        self.edit = QLineEdit()
        self.edit.setObjectName("payment_note_edit")
        self.edit.setAccessibleName(label.text())
        self.edit.setMaxLength(_NOTE)
        self.edit.setFixedHeight(Height.FIELD)
        self.addWidget(_at_top(link))
        self.addWidget(_at_top(label, self.edit))
        link.clicked.connect(self.write)
        self.edit.textEdited.connect(self.written)
        self.edit.returnPressed.connect(self.done)

    def show_note(self, note: str) -> None:
        """Show the note of another ticket."""
        self.edit.setText(note)
        self.setCurrentIndex(1 if note else 0)

    def write(self) -> None:
        """Begin or go on writing."""
        self.setCurrentIndex(1)
        self.edit.setFocus()


def _at_top(*widgets: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Space.TINY)
    for widget in widgets:
        wide = isinstance(widget, QLineEdit)
        column.addWidget(widget, alignment=Qt.AlignmentFlag(0) if wide else Qt.AlignmentFlag.AlignLeft)
    column.addStretch(1)
    return made


class PaymentMiddle(QWidget):
    """Everything between keypad and ticket while a ticket is paid.

    Signals:
        another_asked(): « Ajouter un autre paiement ».
    """

    another_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = FlexText("", "h2")
        self.methods = MethodRow()
        self.amounts = AmountChips()
        self.donation = DonationCard()
        self.note = NoteLine()
        self.band = MessageBand("payment_band")
        self.another = ActionButton("payment_another", tr("Ajouter un autre paiement"), icon="plus")
        self._column = QVBoxLayout(self)
        self._build()
        self.another.clicked.connect(self.another_asked)

    def _build(self) -> None:
        self._title.setMinimumHeight(32)
        self._column.setSpacing(0)
        for widget, gap in (
            (self._title, 6), (self.methods, Space.TICKET), (self.amounts, Space.TICKET), (self.donation, Space.GRID),
        ):  # fmt: skip
            self._column.addWidget(widget)
            self._column.addSpacing(gap)
        self._column.addWidget(self.note, 1)
        self._column.addWidget(self.band)
        self._column.addSpacing(Space.GRID)
        self._column.addWidget(self.another)
        self._set_margin(Space.PAGE)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for no more than the smallest window gives."""
        return QSize(0, 400)

    def show_entry(self, entry: PaymentEntry) -> None:
        """Show the payment as it stands."""
        rest = tr("Comment le client paie-t-il le reste ?")
        self._title.setText(rest if entry.tenders else tr("Comment le client paie-t-il ?"))
        self.methods.show_entry(entry)
        self.amounts.show_entry(entry)
        self.donation.show_entry(entry)
        self.another.setEnabled(entry.can_add_another)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._set_margin(layout.margin)
        self.methods.set_narrow(narrow=layout.narrow)
        self.donation.set_narrow(narrow=layout.narrow)

    def _set_margin(self, margin: int) -> None:
        self._column.setContentsMargins(margin, Space.PAGE - 1, margin, Space.PAGE)
