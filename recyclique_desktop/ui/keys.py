"""What a key press means to a page: a digit, a letter, Enter, whatever the keyboard.

Letters are the character produced, so that a category's letter is the one printed on its key. Digits are taken from
the character and from the key code, and from the unshifted top row of a French keyboard (& é " ' ( - è _ ç à).
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_TOP_ROW: Final = dict(zip("&é\"'(-è_çà", "1234567890", strict=True))
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
_COMMANDS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_WITHOUT_NUM_LOCK: Final = {
    Qt.Key.Key_Insert: "0", Qt.Key.Key_End: "1", Qt.Key.Key_Down: "2", Qt.Key.Key_PageDown: "3",
    Qt.Key.Key_Left: "4", Qt.Key.Key_Clear: "5", Qt.Key.Key_Right: "6", Qt.Key.Key_Home: "7", Qt.Key.Key_Up: "8",
    Qt.Key.Key_PageUp: "9", Qt.Key.Key_Delete: ",",
}  # fmt: skip
"""What the numeric pad means where NumLock was left off: nobody at a till looks for arrows there."""
_REPEATED: Final = frozenset({
    Qt.Key.Key_Backspace, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
})  # fmt: skip
ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ERASE: Final = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


def digit_of(event: QKeyEvent) -> str:
    """Return the digit a key stands for, or ``""``."""
    if _is_command(event):
        return ""
    text = event.text()
    if len(text) == 1 and text in "0123456789":
        return text
    if Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9:
        return chr(event.key())
    if event.modifiers() & _KEYPAD:
        return ""
    return _TOP_ROW.get(text.lower(), "") if text else ""


def letter_of(event: QKeyEvent) -> str:
    """Return the letter a key produced, as a capital, or ``""``."""
    text = event.text()
    return text.upper() if len(text) == 1 and text.isalpha() and not _is_command(event) else ""


def is_comma(event: QKeyEvent) -> bool:
    """Tell whether a key is the decimal comma: comma, point or semicolon, on any part of the keyboard."""
    return event.text() in {",", ".", ";"} and not _is_command(event)


def is_enter(event: QKeyEvent) -> bool:
    """Tell whether a key is one of the two Enter keys."""
    return event.key() in ENTER


def is_erase(event: QKeyEvent) -> bool:
    """Tell whether a key takes the last character back."""
    return event.key() in ERASE


def with_num_lock(event: QKeyEvent) -> QKeyEvent:
    """Return what a key of the numeric pad would be with NumLock on; any other key as it is."""
    prints = bool(event.text()) and event.text().isprintable()
    meant = _WITHOUT_NUM_LOCK.get(Qt.Key(event.key()))
    if meant is None or prints or not event.modifiers() & _KEYPAD:
        return event
    key = Qt.Key.Key_Comma if meant == "," else Qt.Key(ord(meant))
    return QKeyEvent(event.type(), key, _KEYPAD, meant, event.isAutoRepeat())


def is_held_down(event: QKeyEvent) -> bool:
    """Tell whether a key only repeats because it is held, where that could do an act twice."""
    return event.isAutoRepeat() and event.key() not in _REPEATED


def _is_command(event: QKeyEvent) -> bool:
    """AltGr arrives as Control and Alt together and still produces text: it is not a command."""
    held = event.modifiers() & _COMMANDS
    return held in {
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.AltModifier,
        Qt.KeyboardModifier.MetaModifier,
    }
