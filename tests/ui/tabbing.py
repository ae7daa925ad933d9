"""What Tab must do on every page: reach all that can be pressed, in the order one reads, and never stand still."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

_ZONES: Final = ("header", "zoneLeft", "zoneMiddle", "zoneRight", "zones_bar")
_MOST: Final = 400


def tab_faults(window: QWidget) -> list[str]:
    """Press Tab all the way round, then bring the keys back where they were."""
    before = QApplication.focusWidget()
    walked: list[QWidget] = []
    backwards: list[tuple[QWidget, QWidget]] = []
    reached = None
    while len(walked) < _MOST:
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        reached = QApplication.focusWidget()
        if reached is not None and walked and _goes_back(walked[-1], reached):
            backwards.append((walked[-1], reached))
        if reached is None or reached in walked:
            break
        walked.append(reached)
    first = min(walked, key=_read_at, default=None)  # from the last one round to the first is no fault
    found = [f"Tab goes from {_named(one)} back to {_named(to)}" for one, to in backwards if to is not first]
    if not walked or reached is not walked[0]:
        found.append(f"Tab stands still at {_named(reached)} after {len(walked)} steps")
    found += [f"Tab never reaches {_named(one)}" for one in _wanted(window) if one not in walked]
    if before is not None:
        before.setFocus()
    return found


def _wanted(window: QWidget) -> list[QWidget]:
    parts: list[QWidget] = [*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit)]
    return [
        one
        for one in parts
        if one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not one.visibleRegion().isEmpty()
    ]


def _goes_back(one: QWidget, other: QWidget) -> bool:
    """Tell whether ``other`` is read before ``one``."""
    here, there = _zone(one), _zone(other)
    if here != there:
        return there < here
    first, second = _place(one), _place(other)
    if second.bottom() < first.top():
        return second.left() < first.right()
    shared = min(first.bottom(), second.bottom()) - max(first.top(), second.top())
    return shared * 2 > min(first.height(), second.height()) and second.right() < first.left()


def _zone(part: QWidget) -> int:
    """Return which zone a part stands in, counted as they are read; what is in none comes with the middle."""
    above: QWidget | None = part
    while above is not None:
        if above.objectName() in _ZONES:
            return _ZONES.index(above.objectName())
        above = above.parentWidget()
    return _ZONES.index("zoneMiddle")


def _read_at(part: QWidget) -> tuple[int, int, int]:
    zone, place = _zone(part), _place(part)
    return zone, place.left() if zone == 0 else place.top(), place.left()  # the header is one row


def _place(part: QWidget) -> QRect:
    return QRect(part.mapTo(part.window(), QPoint(0, 0)), part.size())


def _named(part: QWidget | None) -> str:
    return "nothing" if part is None else part.objectName() or type(part).__name__
