"""The line being made, as the sale screen holds it: gestures in, the next state out, the whole line at last.

Keys and taps end in the same few methods. It shows nothing and writes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal

from recyclique_desktop.ui.caisse import entry as machine
from recyclique_desktop.ui.caisse.entry import Entry, EntryStep
from recyclique_desktop.ui.keys import digit_of, is_comma, is_enter, letter_of
from recyclique_desktop.ui.widgets.letters import at_letter
from recyclique_desktop.ui.widgets.weight_question import CORRECT_KEY, KEEP_KEY

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.catalogue import Tile
    from recyclique_desktop.domain.basket import Weighing
    from recyclique_desktop.domain.ids import IdFactory
    from recyclique_desktop.ui.widgets.bounce import Bounce

_PLUS: Final = ("+", "=")
_TIMES: Final = ("*", "×")


class LineBeingMade(QObject):
    """Holds one ``Entry`` and the price list it is made from.

    Signals:
        changed(): Another step, another digit.
        whole(Line, PriceAdvice): The line is complete; the next one begins.
        weighing_removed(int, Weighing): A weighing was taken away, from that place.

    Args:
        ids: Gives each line its id.
        bounce: Guards *add line*.
    """

    changed = Signal()
    whole = Signal(object, object)
    weighing_removed = Signal(int, object)

    def __init__(self, ids: IdFactory, bounce: Bounce, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = ids
        self._bounce = bounce
        self._roots: tuple[Tile, ...] = ()
        self.entry = Entry()

    @property
    def roots(self) -> tuple[Tile, ...]:
        """The price list in force."""
        return self._roots

    def use(self, roots: tuple[Tile, ...], *, weighs: bool) -> None:
        """Take another price list; only between two tickets, so that no letter changes under a finger."""
        self._roots = roots
        self.entry = Entry(weighs=weighs)
        self.changed.emit()

    def start_over(self) -> None:
        """Forget the line being made: the ticket it was for is gone."""
        self._take(Entry(weighs=self.entry.weighs))

    def digit(self, digit: str) -> None:
        """A digit, by key or by tap."""
        self._take(machine.digit(self.entry, digit))

    def comma(self) -> None:
        """The comma."""
        self._take(machine.comma(self.entry))

    def backspace(self) -> None:
        """The last character back."""
        self._take(machine.backspace(self.entry))

    def clear(self) -> None:
        """Escape, or « Effacer »."""
        self._take(machine.clear(self.entry))

    def act(self) -> None:
        """The act under the keypad: take the weight, or empty the field."""
        if self.entry.step in {EntryStep.QUANTITY, EntryStep.PRICE}:
            self.clear()
        else:
            self.add_weighing()

    def add_weighing(self) -> None:
        """Key +: what is typed is one weighing."""
        if self.entry.step not in {EntryStep.QUANTITY, EntryStep.PRICE}:
            self._take(machine.add_weighing(self.entry))

    def remove_weighing(self, place: int) -> None:
        """The bin of a weighing."""
        removed = self.entry.weighings[place]
        self._take(machine.remove_weighing(self.entry, place))
        self.weighing_removed.emit(place, removed)

    def restore_weighing(self, place: int, weighing: Weighing) -> None:
        """« Annuler » after that; too late once the line is in the ticket."""
        if self.entry.path:
            self._take(machine.restore_weighing(self.entry, place, weighing))

    def correct_weight(self) -> None:
        """Grams were typed for kilograms."""
        self._take(machine.correct_weight(self.entry))

    def keep_weight(self) -> None:
        """It is that heavy indeed."""
        self._take(machine.keep_weight(self.entry))

    def pick(self, category_id: UUID) -> None:
        """A tile of the grid shown."""
        self._choose(next((tile for tile in self._grid if tile.id == category_id), None))

    def go_to(self, step: str) -> None:
        """A step of the bar."""
        self._take(machine.go_to(self.entry, EntryStep(step)))

    def ask_quantity(self) -> None:
        """Key * or x, or « Changer »."""
        self.go_to(EntryStep.QUANTITY.value)

    def confirm(self) -> None:
        """Enter, or the button of the step; at the price the line is whole."""
        if self.entry.step is EntryStep.PRICE:
            self._complete()
        elif self.entry.on_grid and self.entry.weight.text and self.entry.chosen_here is None:
            self.add_weighing()
        else:
            self._take(machine.confirm(self.entry))

    def handle_key(self, event: QKeyEvent) -> bool:
        """Take a key that means something to the line; return whether it did."""
        if self.entry.doubt is not None and self._answer(letter_of(event)):
            return True
        if event.key() == Qt.Key.Key_Backspace:
            self.backspace()
        elif event.text() and event.text() in _PLUS:
            self.add_weighing()
        elif self._is_times(event):
            self.ask_quantity()
        elif is_comma(event):
            self.comma()
        elif digit := digit_of(event):
            self.digit(digit)
        elif self.entry.begun and is_enter(event):
            self.confirm()
        elif self.entry.begun and event.key() == Qt.Key.Key_Escape:
            self.clear()
        elif self.entry.on_grid and letter_of(event):
            self._choose(at_letter(self._grid, letter_of(event)))
        else:
            return False
        return True

    @property
    def _grid(self) -> tuple[Tile, ...]:
        return self.entry.grid(self._roots) if self.entry.on_grid else ()

    def _is_times(self, event: QKeyEvent) -> bool:
        return (event.text() or "-") in _TIMES or (not self.entry.on_grid and letter_of(event) == "X")

    def _answer(self, letter: str) -> bool:
        if letter == CORRECT_KEY:
            self.correct_weight()
        elif letter == KEEP_KEY:
            self.keep_weight()
        else:
            return False
        return True

    def _choose(self, tile: Tile | None) -> None:
        if tile is not None:
            self._take(machine.choose(self.entry, tile))

    def _complete(self) -> None:
        if not self.entry.can_confirm or not self._bounce.is_meant():
            return
        line, advice = machine.line_of(self.entry, self._ids.new()), self.entry.advice
        self.entry = Entry(weighs=self.entry.weighs)
        self.whole.emit(line, advice)

    def _take(self, entry: Entry) -> None:
        self._bounce.forget()
        if entry != self.entry:
            self.entry = entry
            self.changed.emit()
