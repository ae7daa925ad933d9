"""The weighing being made, as the page holds it: gestures and the scale in, the whole line out.

Keys and taps end in the same few methods. It shows nothing and writes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal

from recyclique_desktop.data.queries.reception import LineView
from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.devices.scale import OFF, ScaleStatus, Trouble
from recyclique_desktop.domain.containers import NONE, Container
from recyclique_desktop.domain.enums import WeightSource
from recyclique_desktop.domain.plausible import Limits
from recyclique_desktop.domain.reception import flow_of
from recyclique_desktop.ui.keys import digit_of, is_comma, is_erase, letter_of
from recyclique_desktop.ui.reception import entry as machine
from recyclique_desktop.ui.reception.entry import Entry, Pan
from recyclique_desktop.ui.widgets.bounce import Bounce
from recyclique_desktop.ui.widgets.letters import at_letter
from recyclique_desktop.ui.widgets.weight_question import CORRECT_KEY, KEEP_KEY

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.catalogue import Tile
    from recyclique_desktop.domain.enums import Destination
    from recyclique_desktop.domain.ids import IdFactory
    from recyclique_desktop.domain.weight import Grams

_EXIT: Final = "="
_MORE: Final = "+"


class WeighingBeingMade(QObject):
    """Holds one ``Entry``, the list it is made from, and what lies on the scale.

    Signals:
        changed(): Another category, another digit, another weight on the scale.
        weighed(LineView): The line is whole; the next one begins.
        mended(LineView): A line that was taken up says something else.

    Args:
        ids: Gives each line its id.
        debounce_ms: A second « Ajouter » within this time is ignored.
    """

    changed = Signal()
    weighed = Signal(object)
    mended = Signal(object)

    def __init__(self, ids: IdFactory, debounce_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = ids
        self._bounce = Bounce(debounce_ms)
        self.containers: tuple[Container, ...] = ()
        self._limits = Limits()
        self._aside: Entry | None = None
        self._taken: Grams | None = None
        self.roots: tuple[Tile, ...] = ()
        self.status = OFF
        self.entry = Entry()

    @property
    def pan(self) -> Pan:
        """What lies on the scale, as far as a weighing cares."""
        stable = self.status.stable
        is_there = self.status.state is DeviceState.READY and self.status.trouble is Trouble.NONE
        return Pan(is_there, stable, stable is not None and stable == self._taken)

    def use(self, roots: tuple[Tile, ...], containers: tuple[Container, ...], limits: Limits) -> None:
        """Take the shop's lists; what was begun on others is begun anew."""
        self._limits = limits
        if (roots, containers) != (self.roots, self.containers):
            self.roots, self.containers = roots, containers
            self._aside, self.entry = None, Entry()
        self.changed.emit()

    def start_over(self) -> None:
        """Forget what is being weighed: another deposit begins, without a container."""
        self._aside = None
        self._take(Entry())

    def hear(self, status: ScaleStatus) -> None:
        """The scale says something else; a weight that was taken counts again once something moved."""
        if status.state is DeviceState.READY and status.stable != self._taken:
            self._taken = None
        if status != self.status:
            self.status = status
            self.changed.emit()

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
        if self.entry.was is not None and not self.entry.typed.text and not self.entry.asked:
            self.leave_line()
        else:
            self._take(machine.clear(self.entry))

    def change_side(self) -> None:
        """Tab."""
        self._take(machine.change_side(self.entry))

    def pick(self, category_id: UUID) -> None:
        """A tile of the grid shown."""
        self._choose(next((tile for tile in self._grid if tile.id == category_id), None))

    def take(self, category_id: UUID) -> None:
        """A favourite, or what the search found: the whole category in one gesture."""
        self._take(machine.take(self.entry, machine.path_to(category_id, self.roots)))

    def repeat(self, line: LineView) -> None:
        """Key *: the same as the last line, weighed anew."""
        if self.entry.was is None:
            self._take(machine.repeat(self.entry, line, self.roots, self.containers))

    def go_on(self) -> None:
        """Key +: more of the same goods, in the same line."""
        now, pan = self.entry.last(self.pan), self.pan
        if now is None or not self.entry.can_go_on(pan) or not self._bounce.is_meant():
            return
        if now.source is WeightSource.SCALE:
            self._taken = now.gross
        self.entry = machine.go_on(self.entry, pan)
        self.changed.emit()

    def put_in(self, container: Container) -> None:
        """A container, or none."""
        self._take(machine.put_in(self.entry, container))

    def without_container(self) -> None:
        """The cross beside the tare."""
        self.put_in(NONE)

    def toggle_exit(self) -> None:
        """Key =, or « Sortie de boutique »."""
        self._take(machine.toggle_exit(self.entry))

    def send_to(self, destination: Destination) -> None:
        """A destination."""
        self._take(machine.send_to(self.entry, destination))

    def note(self, words: str) -> None:
        """Free words about the weighing being made, or the line that was taken up."""
        self._take(machine.noted(self.entry, words))

    def mend(self, line: LineView) -> None:
        """Take a line up again; what was begun waits beside."""
        if self.entry.was is None:
            self._aside = self.entry
        self._take(machine.changing(line, self.roots, self.containers))

    def leave_line(self) -> None:
        """Leave the line that was taken up, and go on with what was begun before."""
        aside, self._aside = self._aside, None
        self._take(aside if aside is not None else machine.fresh(self.entry))

    def forget(self, line: LineView) -> None:
        """A line is taken off: nobody mends it any more; if its goods still lie there, they may be weighed again."""
        if line.source is WeightSource.SCALE and line.gross == self._taken:
            self._taken = None
        if self.entry.was is not None and self.entry.was.line_id == line.line_id:
            self.leave_line()

    def take_back(self, line: LineView) -> bool:
        """Put a line that could not be written back here; return whether there was room."""
        was = self.entry.was
        if was is not None and was.line_id == line.line_id:
            return self._go_on_anew(line)
        if self.entry.begun:
            return False
        self._taken = None
        entry = machine.again(line, self.roots, self.containers)
        is_still_there = line.source is WeightSource.SCALE and self.pan.gross == line.gross
        self._take(machine.untyped(entry) if is_still_there else entry)
        return True

    def _go_on_anew(self, line: LineView) -> bool:
        """The line taken up was never written: what it says now is a new weighing, unless another one waits beside."""
        if self._aside is not None and self._aside.begun:
            self.forget(line)
            return False
        self._aside = None
        self._take(machine.anew(self.entry))
        return True

    def correct(self) -> None:
        """Grams were typed for kilograms."""
        if self._bounce.is_meant():
            self._take(machine.correct(self.entry))

    def keep(self) -> None:
        """It is that heavy indeed."""
        if self._bounce.is_meant():
            self._complete()

    def add(self) -> None:
        """Enter, or « Ajouter »; an unusual weight is asked about first."""
        if self.entry.asked or self.entry.lacks(self.pan) is not None or not self._bounce.is_meant():
            return
        if self.entry.asks(self.pan, self._limits):
            self.entry = machine.ask(self.entry)
            self.changed.emit()
        else:
            self._complete()

    def remember(self) -> Callable[[], None]:
        """Return what puts the weighing back as it is now."""
        kept = self.entry
        return lambda: self._take(kept)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Take a key that means something to the weighing; return whether it did."""
        if self.entry.asked and self._answer(letter_of(event)):
            return True
        if is_comma(event):
            self.comma()
        elif digit := digit_of(event):
            self.digit(digit)
        elif event.text() == _EXIT:
            self.toggle_exit()
        elif event.text() == _MORE:
            self.go_on()
        else:
            return self._handle_named(event) or self._handle_letter(letter_of(event))
        return True

    def _handle_named(self, event: QKeyEvent) -> bool:
        key = event.key()
        if is_erase(event):
            self.backspace()
        elif key == Qt.Key.Key_Escape and self.entry != machine.fresh(self.entry):
            self.clear()
        elif key == Qt.Key.Key_Down:
            self._take(machine.next_destination(self.entry))
        elif key == Qt.Key.Key_Right:
            self._take(machine.next_container(self.entry, self.containers))
        else:
            return False
        return True

    def _handle_letter(self, letter: str) -> bool:
        self._choose(at_letter(self._grid, letter))
        return bool(letter)

    @property
    def _grid(self) -> tuple[Tile, ...]:
        return self.entry.grid(self.roots)

    def _answer(self, letter: str) -> bool:
        if letter not in {CORRECT_KEY, KEEP_KEY}:
            return False
        self._bounce.forget()
        if letter == CORRECT_KEY:
            self.correct()
        else:
            self.keep()
        return True

    def _choose(self, tile: Tile | None) -> None:
        if tile is not None:
            self._take(machine.choose(self.entry, tile))

    def _complete(self) -> None:
        entry, weighed, category_id = self.entry, self.entry.weighed(self.pan), self.entry.category_id
        if weighed is None or category_id is None:
            return
        was = entry.was
        line = LineView(
            line_id=self._ids.new() if was is None else was.line_id,
            line_no=0 if was is None else was.line_no,
            category_id=category_id,
            label=entry.label,
            root_label=entry.path[0].label if entry.path else entry.label,
            net=weighed.net,
            tare=weighed.tare,
            source=weighed.source,
            destination=entry.destination,
            is_exit=entry.is_exit,
            flow=flow_of(entry.destination, is_exit=entry.is_exit),
            notes=entry.notes,
        )
        if was is not None:
            self.leave_line()
            self.mended.emit(line)
            return
        now = entry.last(self.pan)
        if now is not None and now.source is WeightSource.SCALE:
            self._taken = now.gross
        self.entry = machine.fresh(entry)
        self.weighed.emit(line)

    def _take(self, entry: Entry) -> None:
        self._bounce.forget()
        if entry != self.entry:
            self.entry = entry
            self.changed.emit()
