"""The middle zone while a line is typed: what it is, what was weighed, what it costs, and one button to go on."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.domain.enums import WeightSource
from recyclique_desktop.domain.weight import MAX_LINE, NO_WEIGHT, Grams
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.entry_state import EntryStep
from recyclique_desktop.ui.caisse.sale_price import NoteRow, PricePanel
from recyclique_desktop.ui.caisse.sale_scale import Pan, ScaleCard
from recyclique_desktop.ui.caisse.sale_words import price_advice, weighings
from recyclique_desktop.ui.theme.icons import category_icon
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.buttons import GhostButton, IconButton, PrimaryButton
from recyclique_desktop.ui.widgets.display import BaselineRow
from recyclique_desktop.ui.widgets.rows import ItemRow, PathStrip, RowCard
from recyclique_desktop.ui.words import bare_kilos, joined

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.ui.caisse.entry_state import Entry
    from recyclique_desktop.ui.widgets.geometry import Layout

_ROW: Final = 56
_SUM: Final = 84
_SUM_SIDE: Final = 20
_ROUNDING: Final = 8
"""Between words on one baseline, what rounding may take."""
_PATH: Final = 26
"""Characters of a path that fit beside its price where room is scarce."""
_ROLES: Final = ("total", "total-40", "total-32")


class SumCard(Frame):
    """« Poids total · 3 pesées … 2,820 kg »: the result of what is above, large."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("card", name, parent)
        self.setFixedHeight(_SUM)
        self._label = Text("", "h2")
        self._detail = Text("", "small", "text2")
        self._value = Text("", "total", align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._unit = Text("", "h2", "text2")
        self._line = BaselineRow()
        self._line.add(self._label, self._detail)
        self._line.add_stretch()
        self._line.add(self._value, self._unit)
        row = QHBoxLayout(self)
        row.setContentsMargins(_SUM_SIDE, 4, _SUM_SIDE, 0)
        row.addWidget(self._line)

    def show_sum(self, label: str, detail: str, value: str, unit: str) -> None:
        """Show a result and what it is made of."""
        self._label.setText(label)
        self._detail.setText(detail)
        self._value.setText(value)
        self._unit.setText(unit)
        self._fit()
        self.setAccessibleName(" ".join(part for part in (label, detail, value, unit) if part))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep the value whole: smaller if it must, and before that without the detail."""
        for detailed, role in product((True, False), _ROLES):
            self._detail.setVisible(detailed and bool(self._detail.text()))
            self._value.set_role(role)
            self._line.align()
            if self._line.sizeHint().width() + _ROUNDING <= self.width() - 2 * _SUM_SIDE:
                return


class WeighingList(QWidget):
    """The weighings of the line, each with its bin; it scrolls inside itself when they are many.

    Signals:
        removal_asked(int): Place of the weighing whose bin was pressed, 0 being the first.
        price_asked(): The price of this line is wanted although one price is agreed for all.
    """

    removal_asked = Signal(int)
    price_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = ScaleCard()
        self.scale.hide()
        self._price = GhostButton("sale_ask_price", tr("Prix, don ou note de cette ligne"), icon="tag", cap="*")
        self._card = RowCard("sale_weighings")
        self._card.hide()
        self._none = Text(tr("Aucune pesée. Tapez le poids."), "body", "text2")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        held = QVBoxLayout(inside)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(self._card)
        held.addWidget(self._none)
        held.addStretch(1)
        self._scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        column.addWidget(Text(tr("Pesées de cette ligne"), "h2"))
        column.addWidget(self._scroll, 1)
        column.addWidget(self.scale)
        column.addWidget(self._price)
        self._price.clicked.connect(self.price_asked)
        self._shown: tuple[object, ...] = ()

    def show_entry(self, entry: Entry) -> None:
        """Show the weighings taken."""
        self._price.setVisible(entry.ways.one_price)
        self._price.setEnabled(EntryStep.PRICE in entry.reachable)
        if entry.weighings == self._shown:
            return
        self._shown = entry.weighings
        self._card.set_rows([self._row(place, entry) for place in range(len(entry.weighings))])
        self._card.setVisible(bool(entry.weighings))
        self._none.setVisible(not entry.weighings)
        QTimer.singleShot(0, self._to_newest)

    def _row(self, place: int, entry: Entry) -> ItemRow:
        name = f"sale_weighing_{place}"
        bin_button = IconButton(f"{name}_bin", "trash-2", tr("Retirer la pesée {n}", n=place + 1))
        bin_button.clicked.connect(lambda: self.removal_asked.emit(place))
        weighing = entry.weighings[place]
        is_scale = weighing.source is WeightSource.SCALE
        return ItemRow(
            name, tr("Pesée {n}", n=place + 1), tr("balance") if is_scale else tr("tapée au clavier"),
            amount=tr("{weight:kilos}", weight=weighing.grams), icon="scale" if is_scale else "keyboard",
            button=bin_button, beside=True, height=_ROW, margin=15,
        )  # fmt: skip

    def _to_newest(self) -> None:
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())


class StepPanel(QWidget):
    """Weight, quantity and price of the line, one at a time, under the strip that says what it is.

    Signals:
        weighing_removal_asked(int): See ``WeighingList``.
        quantity_asked(): See ``PricePanel``.
        preset_picked(object): See ``PricePanel``.
    """

    weighing_removal_asked = Signal(int)
    quantity_asked = Signal()
    preset_picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = PathStrip("sale_path")
        self._narrow = False
        self._weighings = WeighingList()
        self.scale = self._weighings.scale
        self._price = PricePanel()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._weighings)
        self._stack.addWidget(self._price)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        column.addWidget(self._path)
        column.addWidget(self._stack, 1)
        self._weighings.removal_asked.connect(self.weighing_removal_asked)
        self._weighings.price_asked.connect(self.quantity_asked)
        self._price.quantity_asked.connect(self.quantity_asked)
        self._price.preset_picked.connect(self.preset_picked)

    @property
    def note(self) -> NoteRow:
        """Where the note of the line is written."""
        return self._price.note

    def turn_page(self) -> None:
        """Show the next buttons of the price step, if there are more than fit."""
        if self._stack.currentWidget() is self._price:
            self._price.turn_page()

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._narrow = layout.narrow
        self._price.follow(layout)
        self.scale.follow(layout)

    def show_entry(self, entry: Entry) -> None:
        """Show the step of ``entry``; it must not be one of the grids."""
        if entry.path:
            root, leaf = entry.path[0], entry.path[-1]
            below = leaf.label if leaf is not root else ""
            crowded = self._narrow and len(root.short_label + below) > _PATH
            above = "" if crowded and below else root.short_label
            self._path.set_path(category_icon(root.label), above, below, price_advice(entry.advice))
        elif entry.was is not None:
            self._path.set_path(category_icon(entry.was.root_label), entry.was.root_label, entry.was.label)
        else:
            self._path.set_path("package", tr("Pesé d’abord"))
        weighing = entry.step is EntryStep.WEIGHT
        (self._weighings if weighing else self._price).show_entry(entry)
        self._stack.setCurrentWidget(self._weighings if weighing else self._price)


class StepFoot(QWidget):
    """The sum of the step and the button that validates it.

    Signals:
        confirmed(): The button was pressed.
    """

    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sum = SumCard("sale_sum")
        self.confirm = PrimaryButton("sale_confirm", tr("Valider"), cap=tr("Entrée"), height=Height.PRIMARY_MIDDLE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.GRID, 0, 0)
        column.setSpacing(Space.GRID)
        column.addWidget(self._sum)
        column.addWidget(self.confirm)
        self.confirm.clicked.connect(self.confirmed)

    def show_entry(self, entry: Entry, pan: Pan) -> None:
        """Show the sum and the words of the button."""
        coming = pan.net if entry.step is EntryStep.WEIGHT and not entry.total_weight else NO_WEIGHT
        if entry.step is EntryStep.WEIGHT:
            self._show_weight(entry, coming)
        else:
            self._show_price(entry)
        self.confirm.setEnabled((entry.can_confirm and not entry.asks_gift) or bool(coming))

    def follow(self, layout: Layout) -> None:
        """Drop the key cap where room is scarce."""
        self.confirm.set_cap("" if layout.narrow else tr("Entrée"))

    def _show_weight(self, entry: Entry, coming: Grams) -> None:
        taken = len(entry.weighings) + bool(entry.weight.number)
        grams = coming or entry.total_weight
        detail = weighings(taken) if taken else tr("balance") if coming else ""
        if grams > MAX_LINE:
            detail = tr("au plus {weight:kilos}", weight=MAX_LINE)
        self._sum.show_sum(tr("Poids total"), detail, bare_kilos(grams), "kg")
        if entry.ends_with_weight:
            self.confirm.set_label(_ending(entry))
        else:
            self.confirm.set_label(tr("Valider {weight:kilos}", weight=grams) if grams else tr("Valider le poids"))

    def _show_price(self, entry: Entry) -> None:
        detail = joined(_times(entry), tr("{weight:kilos}", weight=entry.total_weight) if entry.total_weight else "")
        self._sum.show_sum(tr("Prix de la ligne"), detail, tr("{amount:amount}", amount=entry.total), "€")
        asks_quantity = entry.step is EntryStep.QUANTITY
        self.confirm.set_label(tr("Valider la quantité") if asks_quantity else _ending(entry))


def _ending(entry: Entry) -> str:
    return tr("Ajouter au ticket") if entry.was is None else tr("Enregistrer la ligne")


def _times(entry: Entry) -> str:
    """Return « 2 × 3,00 € », what the button says, or what is still missing."""
    if entry.preset is not None:
        return entry.preset.label if entry.quantity.number == 1 else f"{entry.quantity.number} × {entry.preset.label}"
    if not entry.unit_price:
        return tr("prix au total") if entry.ways.one_price else tr("tapez le prix")
    times = tr("{quantity} × {price:euros}", quantity=entry.quantity.number, price=entry.unit_price)
    is_outside = entry.price.is_typed and entry.advice.warning(entry.unit_price) is not None
    return joined(times, tr("hors liste")) if is_outside else times
