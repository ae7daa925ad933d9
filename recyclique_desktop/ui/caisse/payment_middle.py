"""The middle zone of the payment: how, how much, the donation, the note, one more payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.domain.money import Cents
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.payment_amounts import AmountChips
from recyclique_desktop.ui.caisse.payment_card import CardQuestion
from recyclique_desktop.ui.caisse.payment_entry import Step
from recyclique_desktop.ui.caisse.payment_links import PaymentLinks
from recyclique_desktop.ui.caisse.payment_methods import (
    ANOTHER_KEY,
    DONATION_KEY,
    OTHER_GIFT_KEY,
    REST_KEY,
    icon_of,
    letters_of,
)
from recyclique_desktop.ui.caisse.payment_words import middle_words
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text, choose
from recyclique_desktop.ui.widgets.buttons import ActionButton, ChipButton, IconButton
from recyclique_desktop.ui.widgets.message import MessageBand

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.domain.payment import Method
    from recyclique_desktop.ui.caisse.payment_entry import PaymentEntry
    from recyclique_desktop.ui.widgets.geometry import Layout

HALF: Final = Cents(50)
ONE: Final = Cents(100)
_PLACES: Final = 3
_ROWS: Final = 4
_MOST: Final = 5
"""Ways to pay that stand in one row where height is scarce."""
_SHARES: Final = ((10, 7, 8, 14), (90, 90, 95, 141))
"""Widths of the four buttons of the donation, with their keys and without."""
_LOW_BELOW: Final = 660
"""Height of the middle zone under which chips and buttons are lower: the bands of the training take theirs."""
_LOWEST_BELOW: Final = 596
"""Under which they are as low as they may be: a screen of 720 between a title and a task bar."""


class MethodGrid(QWidget):
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
        self._low = False
        self._rows = [QHBoxLayout() for _ in range(_ROWS)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        for row in self._rows:
            row.setSpacing(Space.GRID)
            column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

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

    def set_low(self, *, low: bool) -> None:
        """Stand in one row of lower chips where height is scarce."""
        if low != self._low:
            self._low = low
            self._lay()

    @property
    def has_two_rows(self) -> bool:
        """Whether they need a second row."""
        return len(self._methods) > self._columns

    @property
    def _columns(self) -> int:
        return _MOST if self._low and len(self._methods) > _PLACES else _PLACES

    def _make(self, methods: tuple[Method, ...]) -> None:
        for chip in self._chips.values():
            chip.setParent(None)
            chip.deleteLater()
        self._methods = methods
        letters = letters_of(methods)
        self._chips = {method.code: self._chip(method, letters[method.code]) for method in methods}
        self.set_narrow(narrow=self._narrow)
        self._lay()

    def _lay(self) -> None:
        """Put the chips in rows, the last one filled up: a grid layout loses cells when it is resized at work."""
        columns = self._columns
        for row in self._rows:
            while item := row.takeAt(0):
                filler = item.widget()
                if filler is not None and filler not in self._chips.values():
                    filler.deleteLater()
        chips = list(self._chips.values())
        for chip in chips:
            chip.setFixedHeight(Height.ACTION if self._low or self.has_two_rows else Height.CHIP)
        for at, row in enumerate(self._rows):
            here: list[QWidget] = [*chips[at * columns : (at + 1) * columns]]
            for widget in [*here, *(QWidget() for _ in range(columns - len(here) if here else 0))]:
                row.addWidget(widget, 1)

    def _chip(self, method: Method, letter: str) -> ChipButton:
        name = f"payment_method_{method.code}"
        chip = ChipButton(name, tr(method.label), icon=icon_of(method), cap=letter)
        chip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        chip.clicked.connect(lambda: self.picked.emit(method))
        return chip


class DonationCard(Frame):
    """« Don à l’association … 0,50 € ✕ », with the two usual gifts and the whole change.

    Signals:
        added(int): Cents to add to the donation.
        other(): « Autre montant »: it is typed.
        all_change(): « Toute la monnaie ».
        removed(): ✕.
    """

    added = Signal(int)
    other = Signal()
    all_change = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("card", "payment_donation", parent)
        self._amount = Text("", "amount")
        self._remove = IconButton("payment_donation_remove", "x", tr("Retirer le don"))
        self._half = ActionButton(
            "payment_donate_half", tr("+\u00a0{a:euros}", a=HALF), cap=DONATION_KEY, height=Height.SMALL_ACTION
        )
        self._one = ActionButton("payment_donate_one", tr("+\u00a0{a:euros}", a=ONE), height=Height.SMALL_ACTION)
        self._other = ActionButton(
            "payment_donate_other", tr("Autre"), cap=OTHER_GIFT_KEY, height=Height.SMALL_ACTION, margin=8
        )
        self._all = ActionButton(
            "payment_donate_change", tr("Toute la monnaie"), cap=REST_KEY, height=Height.SMALL_ACTION
        )
        self._column = QVBoxLayout(self)
        self._gifts = QHBoxLayout()
        self._build()
        self._half.clicked.connect(lambda: self.added.emit(HALF))
        self._one.clicked.connect(lambda: self.added.emit(ONE))
        self._other.clicked.connect(self.other)
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
        gifts = self._gifts
        gifts.setSpacing(Space.TARGET_GAP)
        for button in (self._half, self._one, self._other, self._all):
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            gifts.addWidget(button)
        self.set_narrow(narrow=False)
        self._column.setSpacing(Space.TARGET_GAP)
        self._column.addLayout(head)
        self._column.addLayout(gifts)

    def show_entry(self, entry: PaymentEntry) -> None:
        """Show the donation, the surplus of a cheque included."""
        donation = entry.draft.donation
        self._amount.setText(tr("{a:euros}", a=donation) if donation else tr("aucun"))
        self._other.set_chosen(entry.step is Step.DONATION)
        self._remove.setVisible(entry.donation > 0)
        self._all.setEnabled(entry.can_give_change)

    def set_narrow(self, *, narrow: bool) -> None:
        """Without key caps where room is scarce."""
        for button, cap in ((self._half, DONATION_KEY), (self._other, OTHER_GIFT_KEY), (self._all, REST_KEY)):
            button.set_cap("" if narrow else cap)
        self._column.setContentsMargins(9 if narrow else 17, 8, 5 if narrow else 13, 14)
        for place, share in enumerate(_SHARES[narrow]):
            self._gifts.setStretch(place, share)


class PaymentMiddle(QWidget):
    """Everything between keypad and ticket while a ticket is paid.

    Signals:
        another_asked(): « Ajouter un autre paiement ».
    """

    another_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = FlexText("", "h2")
        self._told = Text("", "body", "text2", wrap=True)
        self.methods = MethodGrid()
        self.amounts = AmountChips()
        self.donation = DonationCard()
        self.links = PaymentLinks()
        self.band = MessageBand("payment_band")
        self.another = ActionButton("payment_another", tr("Ajouter un autre paiement"), icon="plus", cap=ANOTHER_KEY)
        self.card = CardQuestion()
        self._pages = QStackedWidget(self)
        self._column = QVBoxLayout()
        self._single = False
        self._gaps = (QSpacerItem(0, Space.PAGE), QSpacerItem(0, Space.PAGE))
        self._build()
        self.another.clicked.connect(self.another_asked)

    def _build(self) -> None:
        paying = QWidget()
        paying.setLayout(self._column)
        self._pages.addWidget(paying)
        self._pages.addWidget(self.card)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self._title.setMinimumHeight(32)
        self._column.setSpacing(0)
        self._column.addWidget(self._title)
        self._column.addWidget(self._told)
        self._column.addSpacing(6)
        for widget, gap in zip((self.methods, self.amounts), self._gaps, strict=True):
            self._column.addWidget(widget)
            self._column.addItem(gap)
        self._column.addWidget(self.donation)
        self._column.addSpacing(Space.TARGET_GAP)
        self._column.addWidget(self.links, 1)
        self._column.addWidget(self.band)
        self._column.addSpacing(Space.GRID)
        self._column.addWidget(self.another)
        self._set_margin(Space.PAGE)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for no more than the smallest window gives; where one zone is shown at a time it scrolls."""
        return QSize(0, super().minimumSizeHint().height() if self._single else 400)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Lower what can be lower where the bands of the training leave less height."""
        super().resizeEvent(event)
        self.methods.set_low(low=self.height() < _LOW_BELOW)
        self._set_heights()

    def _set_heights(self) -> None:
        lowest = self.height() < _LOWEST_BELOW and not self._single
        low = self.height() < _LOW_BELOW or self.methods.has_two_rows
        self.amounts.set_height(Height.SMALL_ACTION if lowest else Height.ACTION if low else Height.CHIP)
        for gap in self._gaps:
            gap.changeSize(0, Space.TINY if lowest else Space.TARGET_GAP if low else Space.PAGE)
        self._column.invalidate()

    def show_entry(self, entry: PaymentEntry) -> None:
        """Show the payment as it stands."""
        self._pages.setCurrentIndex(1 if entry.step is Step.CARD else 0)
        if entry.step is Step.CARD:
            self.card.ask(entry)
            return
        title, told = middle_words(entry)
        self._title.setText(title)
        self._told.setText(told)
        self._told.setVisible(bool(told))
        pays = not entry.is_disposal and not (entry.nothing_to_pay and not entry.has_goods)
        for widget in (self.methods, self.amounts):
            widget.setVisible(pays and not (entry.is_free and entry.nothing_to_pay))
        self.donation.setVisible(not entry.is_disposal)
        self.another.setVisible(pays)
        self.methods.show_entry(entry)
        self._set_heights()
        self.amounts.show_entry(entry)
        self.donation.show_entry(entry)
        self.links.show_entry(entry)
        self.another.setEnabled(entry.can_add_another)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self.band.reserve(layout.band)
        self._single = layout.single
        self._set_margin(layout.margin)
        self.card.follow(layout)
        self.another.set_cap("" if layout.narrow else ANOTHER_KEY)
        for part in (self.methods, self.amounts, self.donation, self.links):
            part.set_narrow(narrow=layout.narrow)

    def _set_margin(self, margin: int) -> None:
        self._column.setContentsMargins(margin, Space.PAGE - 1, margin, Space.PAGE)
