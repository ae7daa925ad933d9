"""The middle zone while the price is typed: how many, the note, and the buttons that say what becomes of the goods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.domain.enums import ButtonType, SaleKind
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.entry_state import EntryStep
from recyclique_desktop.ui.caisse.sale_keys import NOTE_KEY
from recyclique_desktop.ui.caisse.word_edit import WordEdit
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.letters import letter_of
from recyclique_desktop.ui.widgets.rows import ItemRow, RowCard
from recyclique_desktop.ui.widgets.tiles import CompactTile, TileGrid, TileSpec

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.data.queries.catalogue import Preset
    from recyclique_desktop.ui.caisse.entry_state import Entry
    from recyclique_desktop.ui.widgets.geometry import Layout

_ROW: Final = 56
_LOW_ROW: Final = 52
_LOW_TILE: Final = 48
_ROWS: Final = 2
_COLUMNS: Final = {False: 3, True: 2}
_GAP: Final = 8
_WHOLE: Final = 272
"""Height that two rows of buttons need, and all above them; in less there is one row, lower."""
_SHORT: Final = 18
"""A name of more characters fills its button: its price is said once it is pressed."""
MAX_NOTE: Final = 200


class NoteRow(QStackedWidget):
    """« Note … Écrire », then the field in its place; while it is written, letters and digits go there alone.

    Signals:
        written(str): The note was changed.
        done(): Enter or Escape was pressed in it.
    """

    written = Signal(str)
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_ROW)
        self._button = ActionButton("sale_note", tr("Écrire"), cap=NOTE_KEY, height=Height.SMALL_ACTION)
        self._row = ItemRow(
            "sale_note_row", tr("Note"), " ", icon="pencil", button=self._button, beside=True, height=_ROW, margin=15
        )
        self.edit = WordEdit("sale_note_edit", tr("Note de la ligne"), most=MAX_NOTE, height=_ROW)
        written = QWidget()
        column = QVBoxLayout(written)
        column.setContentsMargins(_GAP // 2, 0, _GAP // 2, 0)
        column.addWidget(self.edit)
        self.addWidget(self._row)
        self.addWidget(written)
        self._button.clicked.connect(self.write)
        self.edit.textEdited.connect(self.written)
        self.edit.done.connect(self._on_done)
        self.edit.left.connect(self._on_done)

    def show_note(self, note: str) -> None:
        """Show the note of the line, or that it has none."""
        if not self.edit.hasFocus():
            self.edit.setText(note)
            self.setCurrentIndex(1 if note else 0)

    def write(self) -> None:
        """Begin or go on writing."""
        self.setCurrentIndex(1)
        self.edit.setFocus()

    def set_height(self, height: int) -> None:
        """Be so high, whichever of both is shown."""
        self.setFixedHeight(height)
        self._row.setFixedHeight(height)
        self._button.setFixedHeight(height - _GAP)
        self.edit.setFixedHeight(height - _GAP)

    def set_narrow(self, narrow: bool) -> None:
        """Drop the key cap where room is scarce."""
        self._button.set_cap("" if narrow else NOTE_KEY)

    def _on_done(self) -> None:
        self.done.emit()
        self.setCurrentIndex(1 if self.edit.text().strip() else 0)


class PricePanel(QWidget):
    """How many, the note, the buttons; shown while quantity or price is typed.

    Signals:
        quantity_asked(): « Changer » beside the quantity was pressed.
        preset_picked(object): Code of a button.
    """

    quantity_asked = Signal()
    preset_picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.change = ActionButton("sale_change_quantity", tr("Changer"), cap="*", height=Height.SMALL_ACTION)
        self.note = NoteRow()
        self._pieces = ItemRow(
            "sale_quantity", tr("Quantité"), amount="1", icon="package", button=self.change, beside=True, height=_ROW,
            margin=15,
        )  # fmt: skip
        self._why = FlexText("", "small", "text2")
        self._grid = TileGrid("sale_preset", tile=CompactTile, gap=_GAP, more_icon="")
        self._specs: tuple[TileSpec, ...] = ()
        self._narrow = False
        card = RowCard("sale_price_card")
        card.set_rows([self._pieces, self.note])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        column.addWidget(card)
        column.addWidget(self._why)
        column.addWidget(self._grid)
        column.addStretch(1)
        self.change.clicked.connect(self.quantity_asked)
        self._grid.picked.connect(self.preset_picked)
        self._fit()

    def show_entry(self, entry: Entry) -> None:
        """Show the line as it stands."""
        self._pieces.setVisible(not entry.ways.one_price)
        self._pieces.set_words(tr("Quantité"), "", str(entry.quantity.number))
        self.change.setEnabled(entry.step is not EntryStep.QUANTITY)
        self.note.show_note(entry.note)
        self._show_presets(entry)

    def turn_page(self) -> None:
        """Show the next buttons, if there are more than fit."""
        self._grid.turn_page()

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._narrow = layout.narrow
        self.note.set_narrow(layout.narrow)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for one row of buttons at least."""
        return QSize(0, 2 * _LOW_ROW + _LOW_ROW + 3 * Space.GRID + Height.TARGET // 2)

    def _fit(self) -> None:
        """Two rows of buttons, or one more in a single row where the window is low, then without the words above it."""
        low = self.height() < _WHOLE
        row, tile, rows = (_LOW_ROW, _LOW_TILE, 1) if low else (_ROW, _ROW, _ROWS)
        self._pieces.setFixedHeight(row)
        self.change.setFixedHeight(row - _GAP)
        self.note.set_height(row)
        self._show_why()
        self._grid.setFixedHeight(rows * (tile + _GAP) - _GAP)
        self._grid.set_geometry_of(_COLUMNS[self._narrow] + low, tile)

    def _show_presets(self, entry: Entry) -> None:
        asked = entry.step is EntryStep.PRICE
        specs = tuple(_spec(one, at, entry) for at, one in enumerate(entry.offered)) if asked else ()
        if specs != self._specs:
            self._specs = specs
            self._grid.set_tiles(specs)
        self._grid.set_chosen(entry.preset.code if entry.preset is not None else None)
        self._grid.setVisible(bool(specs))
        self._why.setText(_why(entry))
        self._show_why()

    def _show_why(self) -> None:
        self._why.setVisible(bool(self._specs) and self.height() >= self.minimumSizeHint().height())


def _spec(preset: Preset, place: int, entry: Entry) -> TileSpec:
    price = tr("{price:euros}", price=preset.price) if preset.price else ""
    label = f"{preset.label} · {price}" if price and len(preset.label) <= _SHORT else preset.label
    return TileSpec(preset.code, label, "", letter_of(place), enabled=entry.allows(preset))


def _why(entry: Entry) -> str:
    """Say why some buttons cannot be pressed: what is sold and what leaves the shop never share a ticket (T-16)."""
    if entry.ways.family is SaleKind.DISPOSAL:
        return tr("Ce ticket est une sortie : dites où va l’objet.")
    leaves = any(one.button_type is ButtonType.RECYCLING for one in entry.offered)
    if entry.ways.family is SaleKind.SALE and leaves:
        return tr("Ce ticket est une vente : les sorties vont à part.")
    return tr("Don, sortie ou prix fixe")
