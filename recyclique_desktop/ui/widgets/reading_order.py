"""Where Tab goes: as one reads, zone after zone from the left, each from its top, with what was made later too.

Qt walks in the order in which widgets were made: lines, tiles and payments that came last would come last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator


def tab_from(window: QWidget, focused: QWidget | None, *, forward: bool) -> bool:
    """Give the focus to what is read after ``focused`` (before it, unless ``forward``); tell whether anything takes it.

    Args:
        window: What is walked through; after its last part comes the first.
        focused: What has the keys: one of its parts, or a page as a whole.
        forward: Tab, not Shift+Tab.
    """
    order = list(_read(window))
    if not forward:
        order.reverse()
    start = order.index(focused) + 1 if focused in order else 0
    wanted = next((part for part in (*order[start:], *order[:start]) if _takes_tab(part)), None)
    if wanted is None:
        return False
    wanted.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    scroll_to(wanted)
    return True


def _read(holder: QWidget) -> Iterator[QWidget]:
    """Yield what shows in ``holder``, holders before what they hold."""
    for part in _as_read([one for one in holder.children() if isinstance(one, QWidget) and _shows(one)]):
        yield part
        yield from _read(part)


def _as_read(parts: list[QWidget]) -> list[QWidget]:
    """Sort neighbours by rows, each row from the left: beside each other are those whose middle is within the other."""
    rows: list[list[QWidget]] = []
    for part in sorted(parts, key=lambda one: (one.y(), one.x())):
        row = rows[-1] if rows else []
        if row and any(_beside(part, other) for other in row):
            row.append(part)
        else:
            rows.append([part])
    return [part for row in rows for part in sorted(row, key=QWidget.x)]


def _beside(one: QWidget, other: QWidget) -> bool:
    shared = min(one.y() + one.height(), other.y() + other.height()) - max(one.y(), other.y())
    return shared * 2 > min(one.height(), other.height())


def _shows(part: QWidget) -> bool:
    return part.isVisible() and not part.isWindow()


def _takes_tab(part: QWidget) -> bool:
    return part.isEnabled() and bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


def scroll_to(part: QWidget) -> None:
    """Scroll at once whatever holds ``part`` so that it is seen, as for who comes to it by Tab or looks for it."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part, 0, 0)
        above = above.parentWidget()
