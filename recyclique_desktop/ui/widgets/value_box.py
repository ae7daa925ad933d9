"""A box that shows one value to type; the page that owns the value hears the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from recyclique_desktop.ui.theme.tokens import Radius
from recyclique_desktop.ui.widgets.base import BoxButton, Text
from recyclique_desktop.ui.widgets.display import fit_role

if TYPE_CHECKING:
    from PySide6.QtCore import QSize

_ROLES: Final = ("figure", "h2", "strong", "small")


class ValueBox(BoxButton):
    """One value to type; the active one has the accent border.

    Args:
        name: ``objectName``.
        label: What the value is, for readers of the screen.
        size: Of the box.
        margin: At either side of the value.
        role: The largest that the value is shown in.
    """

    def __init__(self, name: str, label: str, size: QSize, margin: int, *, role: str = "h2") -> None:
        super().__init__(name, label, "action", height=size.height(), radius=Radius.FIELD)
        self.setCheckable(True)
        self.setFixedWidth(size.width())
        self._spoken, self._size, self._margin = label, size, margin
        self._roles = _ROLES[_ROLES.index(role) :]
        self._value = Text("", role, align=Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(margin, 0, margin, 0)
        row.addWidget(self._value)

    def show_value(self, text: str, *, active: bool, spoken: str | None = None) -> None:
        """Show what is typed; ``spoken`` where readers of the screen say it otherwise."""
        self._value.setText(text)
        fit_role(self._value, self._roles, self._size.width() - 2 * self._margin - 2)
        self.setAccessibleName(f"{self._spoken} : {text if spoken is None else spoken}")
        self.set_chosen(active)

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._size

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self._size
