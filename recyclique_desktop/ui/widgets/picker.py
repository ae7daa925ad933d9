"""Choosing one of many: a field that says what is chosen, and the list that opens from it, by keys or touch alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.text import folded
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Radius, Space
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.table import Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from PySide6.QtGui import QKeyEvent

_WIDTH: Final = 640
_HEIGHT: Final = 640


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose; ``note`` is its second line."""

    key: Hashable
    label: str
    note: str = ""


class PickerDialog(QDialog):
    """A list to choose from, narrowed by typing.

    Signals:
        picked(object): ``key`` of the option chosen.

    Args:
        name: ``objectName``; search, list and buttons are ``<name>_search``, ``<name>_list``, ``<name>_cancel``.
        question: « Sous quelle catégorie ? »
        options: In order.
        chosen: What is chosen now.
    """

    picked = Signal(object)

    def __init__(
        self,
        name: str,
        question: str,
        options: Sequence[Option],
        chosen: Hashable = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName(name)
        self.setAccessibleName(question)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedSize(_WIDTH, _HEIGHT)
        self._options = tuple(options)
        self._search = Field(f"{name}_search", tr("Chercher"))
        self._list = Table(f"{name}_list", (Column(tr("Nom")),))
        self._pager = Pager(f"{name}_pager")
        self._cancel = ActionButton(f"{name}_cancel", tr("Ne rien changer"))
        self._build(question)
        self._connect()
        self._show("")
        self._list.choose(chosen)

    def ask(self) -> None:
        """Open it over its window; the answer comes by signal."""
        self.open()
        self._search.edit.setFocus()

    def _build(self, question: str) -> None:
        ground = Frame("dialog")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(Space.ADMIN, Space.TICKET, Space.ADMIN, Space.TICKET)
        column.setSpacing(Space.GRID)
        column.addWidget(Text(question, "h2", wrap=True))
        column.addWidget(self._search)
        column.addWidget(self._list, 1)
        column.addWidget(self._pager)
        column.addWidget(self._cancel)

    def _connect(self) -> None:
        self._search.changed.connect(self._show)
        self._search.entered.connect(self._on_enter)
        self._list.picked.connect(self._take)
        self._list.page_changed.connect(self._on_page)
        self._pager.turned.connect(self._list.turn)
        self._cancel.clicked.connect(self.reject)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        pages = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        key = Qt.Key(event.key())
        if key in steps:
            self._list.choose(self._list.neighbour(steps[key]))
        elif key in pages:
            self._list.turn(pages[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_enter()
        else:
            super().keyPressEvent(event)

    def _show(self, typed: str) -> None:
        wanted = folded(typed)
        found = [one for one in self._options if wanted in folded(f"{one.note} {one.label}")]
        self._list.set_rows([TableRow(one.key, (Cell(one.label, one.note, role="strong"),)) for one in found])

    def _on_page(self) -> None:
        first, last, all_of_them = self._list.span
        if all_of_them == 0:
            self._pager.show_page(tr("Rien de ce nom."), 0, 1)
            return
        said = trn("{first} à {last} sur {n}", "{first} à {last} sur {n}", all_of_them, first=first, last=last)
        self._pager.show_page(said, self._list.page, self._list.pages)

    def _on_enter(self) -> None:
        chosen = self._list.chosen
        self._take(chosen if chosen is not None else self._list.neighbour(1))

    def _take(self, key: Hashable) -> None:
        if key is not None:
            self.accept()
            self.picked.emit(key)


class PickField(QWidget):
    """A label above what is chosen; pressing it asks for another choice.

    Signals:
        asked(): It was pressed.

    Args:
        name: ``objectName``; the button is ``<name>_button``.
        label: What is chosen.
    """

    asked = Signal()

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._label = label
        self._button = BoxButton(f"{name}_button", label, "action", height=Height.FIELD, radius=Radius.FIELD)
        self._value = FlexText("", "body")
        row = QHBoxLayout(self._button)
        row.setContentsMargins(14, 0, 12, 0)
        row.addWidget(self._value, 1)
        row.addWidget(IconLabel("chevron-down", 20, "text2"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Text(label, "strong"))
        column.addWidget(self._button)
        self._button.clicked.connect(self.asked)

    @property
    def value(self) -> str:
        """The words of what is chosen."""
        return self._value.text()

    def set_value(self, words: str) -> None:
        """Say what is chosen."""
        self._value.setText(words)
        self._button.setAccessibleName(f"{self._label} : {words}")
