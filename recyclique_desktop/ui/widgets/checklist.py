"""Choosing any number of many: a list with a tick before each, narrowed by typing, by keys or touch alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.text import folded
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.table import Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.widgets.picker import Option

_WIDTH: Final = 720
_HEIGHT: Final = 700
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES: Final = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class ChecklistDialog(QDialog):
    """A list of things, each chosen or not; Enter ticks the one pointed at, F12 saves, Escape changes nothing.

    Signals:
        answered(object): The set of keys chosen.

    Args:
        name: ``objectName``; search, list and buttons are ``<name>_search``, ``<name>_list``, ``<name>_keep``,
            ``<name>_confirm``.
        question: « Que peut faire ce groupe ? »
        options: In order.
        chosen: What is chosen now.
        confirm: Verb of the button that takes the choice.
        allowed: What may be changed here; the rest is shown, and stays as it is.
    """

    answered = Signal(object)

    def __init__(
        self,
        name: str,
        question: str,
        options: Sequence[Option],
        chosen: Iterable[Hashable],
        *,
        allowed: Iterable[Hashable],
        confirm: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName(name)
        self.setAccessibleName(question)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedSize(_WIDTH, _HEIGHT)
        self._options = tuple(options)
        self._before = frozenset(chosen)
        self._chosen = set(self._before)
        self._allowed = frozenset(allowed)
        self._typed = ""
        self._search = Field(f"{name}_search", tr("Chercher"))
        self._list = Table(f"{name}_list", (Column(tr("Entrée ou un doigt coche la ligne")),))
        self._pager = Pager(f"{name}_pager")
        self._keep = ActionButton(f"{name}_keep", tr("Ne rien changer"), cap=tr("Échap"), height=Height.ACTION_TALL)
        self._confirm = PrimaryButton(f"{name}_confirm", confirm, cap="F12", height=Height.ACTION_TALL, large=False)
        self._build(question)
        self._connect()
        self._show("")

    def ask(self) -> None:
        """Open it over its window; the answer comes by signal."""
        self.open()
        self._search.edit.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._list.choose(self._list.neighbour(_STEPS[key]))
        elif key in _PAGES:
            self._list.turn(_PAGES[key])
        elif key is Qt.Key.Key_F12:
            self._on_confirm()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_enter()
        else:
            super().keyPressEvent(event)

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
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.SMALL)
        buttons.addWidget(self._keep, 1)
        buttons.addWidget(self._confirm, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._search.changed.connect(self._show)
        self._list.picked.connect(self._on_picked)
        self._list.page_changed.connect(self._on_page)
        self._pager.turned.connect(self._list.turn)
        self._keep.clicked.connect(self.reject)
        self._confirm.clicked.connect(self._on_confirm)

    def _show(self, typed: str) -> None:
        self._typed = folded(typed)
        shown = [one for one in self._options if self._typed in folded(f"{one.note} {one.label}")]
        self._list.set_rows([TableRow(one.key, (self._cell(one),)) for one in shown])
        self._confirm.setEnabled(self._chosen != self._before)

    def _cell(self, one: Option) -> Cell:
        is_chosen = one.key in self._chosen
        return Cell(
            one.label, one.note, icon="circle-check" if is_chosen else "circle", role="strong" if is_chosen else "body",
            tone="text" if one.key in self._allowed else "text2",
        )  # fmt: skip

    def _on_page(self) -> None:
        first, last, n = self._list.span
        if n == 0:
            self._pager.show_page(tr("Rien de ce nom."), 0, 1)
            return
        said = trn("{first} à {last} sur {n}", "{first} à {last} sur {n}", n, first=first, last=last)
        self._pager.show_page(said, self._list.page, self._list.pages)

    def _on_enter(self) -> None:
        pointed = self._list.chosen
        self._on_picked(pointed if pointed is not None else self._list.neighbour(1))

    def _on_picked(self, key: Hashable) -> None:
        if key in self._allowed:
            self._chosen ^= {key}
        self._show(self._typed)
        self._list.choose(key)

    def _on_confirm(self) -> None:
        if self._confirm.isEnabled():
            self.accept()
            self.answered.emit(frozenset(self._chosen))
