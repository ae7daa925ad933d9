"""What each key means to the line being made; taps end in the same methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from recyclique_desktop.ui.caisse.entry_state import EntryStep
from recyclique_desktop.ui.keys import digit_of, is_comma, is_enter, letter_of
from recyclique_desktop.ui.widgets.weight_question import CORRECT_KEY, KEEP_KEY

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.caisse.sale_line import LineBeingMade

NOTE_KEY: Final = "N"
SCALE_KEY: Final = "B"
SEARCH_KEY: Final = "/"
_PLUS: Final = ("+", "=")
_TIMES: Final = ("*", "×")


def press_key(line: LineBeingMade, event: QKeyEvent) -> bool:
    """Do what a key means to the line; return whether it means anything."""
    return _answer(line, letter_of(event)) or _type(line, event) or _act(line, event) or _say(line, letter_of(event))


def _answer(line: LineBeingMade, letter: str) -> bool:
    """Answer the question that is being asked, if one is."""
    entry = line.entry
    if (entry.doubt is None and not entry.asks_gift) or letter not in {CORRECT_KEY, KEEP_KEY}:
        return False
    if entry.asks_gift:
        (line.give if letter == CORRECT_KEY else line.price)()
    else:
        (line.correct_weight if letter == CORRECT_KEY else line.keep_weight)()
    return True


def _type(line: LineBeingMade, event: QKeyEvent) -> bool:
    """Type into the field of the step."""
    if event.key() == Qt.Key.Key_Backspace:
        line.backspace()
    elif is_comma(event):
        line.comma()
    elif not _is_sign(line, event) and (digit := digit_of(event)):
        line.digit(digit)
    else:
        return False
    return True


def _act(line: LineBeingMade, event: QKeyEvent) -> bool:
    """Do what has a key of its own at every step."""
    if event.text() and event.text() in _PLUS:
        line.add_weighing()
    elif _is_times(line, event):
        line.ask_quantity()
    elif _is_search(event):
        line.search()
    elif event.key() == Qt.Key.Key_Right and line.pan.is_there and line.entry.step is EntryStep.WEIGHT:
        line.next_container()
    elif line.entry.begun and is_enter(event):
        line.confirm()
    elif line.entry.begun and event.key() == Qt.Key.Key_Escape:
        line.clear()
    else:
        return False
    return True


def _say(line: LineBeingMade, letter: str) -> bool:
    """Take a letter: a category, a button, the note, the scale."""
    step = line.entry.step
    if not letter:
        return False
    if step is EntryStep.PRICE and letter == NOTE_KEY:
        line.note_asked.emit()
    elif step is EntryStep.WEIGHT and letter == SCALE_KEY:
        line.take_scale()
    elif step in {EntryStep.WEIGHT, EntryStep.QUANTITY}:
        return False
    else:
        line.pick_letter(letter)
    return True


def _is_sign(line: LineBeingMade, event: QKeyEvent) -> bool:
    return (event.text() and event.text() in _PLUS) or _is_times(line, event) or _is_search(event)


def _is_times(line: LineBeingMade, event: QKeyEvent) -> bool:
    return (event.text() or "-") in _TIMES or (not line.entry.on_grid and letter_of(event) == "X")


def _is_search(event: QKeyEvent) -> bool:
    is_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return event.text() == SEARCH_KEY or (is_control and event.key() == Qt.Key.Key_F)
