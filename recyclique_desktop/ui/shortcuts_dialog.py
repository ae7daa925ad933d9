"""What F1 shows: the keys of the page one is on, then those that are the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.shortcuts import EVERYWHERE, WORDS, Sheet, Shortcut, sheet_of
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text
from recyclique_desktop.ui.widgets.buttons import KeyCap, PrimaryButton
from recyclique_desktop.ui.widgets.geometry import SINGLE_WIDTH
from recyclique_desktop.ui.widgets.single import Scrolled

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_WIDEST: Final = 1040
_ROW: Final = 40
_EDGE: Final = 24


class ShortcutsDialog(QDialog):
    """The keys of a page, to be read at leisure; Escape, Enter or F1 close it and nothing has changed.

    Args:
        page: Name of the page one is on.
        parent: The window, which it never outgrows.
    """

    def __init__(self, page: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("shortcuts")
        self.setAccessibleName(tr("Touches du clavier"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = parent
        self._close = PrimaryButton("shortcuts_close", tr("Fermer"), cap="F1", height=Height.ACTION, large=False)
        self._close.clicked.connect(self.accept)
        self.finished.connect(parent.activateWindow)
        sheet = sheet_of(page)
        self._build((EVERYWHERE,) if sheet is None else (sheet, EVERYWHERE), narrow=parent.width() < SINGLE_WIDTH)

    def _build(self, sheets: tuple[Sheet, ...], *, narrow: bool) -> None:
        ground = Frame("dialog")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(_EDGE, Space.PAGE, _EDGE, Space.PAGE)
        column.setSpacing(Space.SMALL)
        head = QHBoxLayout()
        head.addWidget(Text(tr("Touches du clavier"), "h1"), 1)
        head.addWidget(self._close)
        column.addLayout(head)
        inside = QWidget()
        self._inside = inside
        _fill(inside, sheets, columns=1 if narrow else 2)
        column.addWidget(Scrolled(inside), 1)

    def show_keys(self) -> None:
        """Open it in the middle of its window, no taller than that."""
        room = self._window.size()
        width = min(_WIDEST, room.width() - _EDGE)
        layout = self._inside.layout()
        needed = layout.totalHeightForWidth(width - 2 * _EDGE) if layout is not None else 0
        self.setFixedSize(width, min(room.height() - _EDGE, needed + Height.ACTION + 3 * Space.PAGE))
        middle = self._window.geometry().center()
        self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)
        self.open()
        self.activateWindow()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Close it by the key that opened it, too."""
        if event.key() in {Qt.Key.Key_F1, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.accept()
        else:
            super().keyPressEvent(event)


def _fill(inside: QWidget, sheets: tuple[Sheet, ...], *, columns: int) -> None:
    """Lay the rows of every sheet under its title, in columns of about the same height."""
    rows: list[QWidget] = []
    for sheet in sheets:
        rows.append(_title(sheet.title))
        rows += [_row(shortcut) for shortcut in sheet.shortcuts]
    across = QHBoxLayout(inside)
    across.setContentsMargins(0, 0, Space.SMALL, 0)
    across.setSpacing(Space.LARGE)
    each = -(-len(rows) // columns)
    for start in range(0, len(rows), each):
        column = QVBoxLayout()
        column.setSpacing(0)
        for row in rows[start : start + each]:
            column.addWidget(row)
        column.addStretch(1)
        across.addLayout(column, 1)


def _title(title: str) -> Text:
    text = Text(tr(title), "h2", "accent")
    text.setMinimumHeight(_ROW)
    return text


def _row(shortcut: Shortcut) -> QWidget:
    made = QWidget()
    made.setMinimumHeight(_ROW)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, Space.HAIR, 0, Space.HAIR)
    row.setSpacing(Space.TINY)
    row.addWidget(FlexText(tr(shortcut.what), "body"), 1)
    keys = [tr(key) if key in WORDS else key for key in shortcut.keys]
    for key in keys:
        row.addWidget(KeyCap(key), alignment=Qt.AlignmentFlag.AlignRight)
    made.setAccessibleName(f"{' '.join(keys)} : {tr(shortcut.what)}")
    return made
