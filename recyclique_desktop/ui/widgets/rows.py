"""Rows and cards: an amount beside its name, a thing with its button, a figure with its period, counted methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Radius
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, Frame, Text, empty, rule
from recyclique_desktop.ui.widgets.buttons import IconButton, LabelButton
from recyclique_desktop.ui.widgets.display import BaselineRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent


RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
UNKNOWN: Final = "—"
_ROOM_FOR_ARROW: Final = 260


class AmountRow(QWidget):
    """A name at the left, an amount at the right: « Articles … 18,00 € ».

    Args:
        name: ``objectName``.
        label: The name.
        value: The amount, formatted, or ``UNKNOWN``.
        strong: Whether it is the result of the rows above (32 px).
        height: Row height; 33 in payment, 37 in closing.
    """

    def __init__(
        self,
        name: str,
        label: str,
        value: str = UNKNOWN,
        *,
        strong: bool = False,
        height: int = 35,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._label = Text(label, "h2" if strong else "body")
        self._value = Text(value, "figure" if strong else "amount", align=RIGHT)
        self._line = BaselineRow()
        self._line.add(self._label)
        self._line.add_stretch()
        self._line.add(self._value)
        self.setMinimumHeight(max(height, 54) if strong else height)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._line)
        column.addStretch(1)

    @property
    def value(self) -> str:
        """The amount shown."""
        return self._value.text()

    def set_label(self, label: str) -> None:
        """Change the name."""
        self._label.setText(label)

    def set_value(self, value: str, *, tone: str = "text") -> None:
        """Change the amount."""
        self._value.setText(value)
        self._value.set_tone(tone)


class ItemRow(QWidget):
    """Icon, name with its detail below or beside, an amount, and at most one button at the right.

    Payments, weighings and what waits are such rows.

    Args:
        name: ``objectName``.
        title: « Chèque », « Pesée 1 », « 2 tickets mis de côté ».
        detail: « n° 1234567 », « balance ».
        amount: Formatted amount or weight, or empty.
        icon: Icon at the left, or empty.
        button: The button at the right, or ``None``.
        beside: Whether the detail stands beside the title rather than below.
        height: 58 for payments, 60 for weighings, 74 for what waits.
        margin: At both sides; an icon button may stand 8 px nearer the edge.
        gap: Between icon, words, amount and button; 14 for methods and for what waits.
    """

    def __init__(
        self,
        name: str,
        title: str,
        detail: str = "",
        *,
        amount: str = "",
        icon: str = "",
        icon_tone: str = "text2",
        button: BoxButton | None = None,
        beside: bool = False,
        height: int = 58,
        margin: int = 0,
        gap: int = 10,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setMinimumHeight(height)
        self.button = button
        self._title = Text(title, "strong") if beside else FlexText(title, "strong")
        self._detail = Text(detail, "small", "text2") if beside else FlexText(detail, "small", "text2")
        self._amount = Text(amount, "amount", align=RIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(margin, 0, max(0, margin - 8) if isinstance(button, IconButton) else margin, 0)
        row.setSpacing(gap)
        if icon:
            row.addWidget(IconLabel(icon, 22 if beside else 24, icon_tone))
        row.addLayout(self._beside() if beside else self._below(), 1)
        row.addWidget(self._amount)
        self._amount.setVisible(bool(amount))
        self._detail.setVisible(bool(detail))
        if button is not None:
            row.addWidget(button)

    def set_words(self, title: str, detail: str = "", amount: str = "") -> None:
        """Change what it says."""
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._amount.setText(amount)
        self._amount.setVisible(bool(amount))

    def _below(self) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        return words

    def _beside(self) -> QHBoxLayout:
        line = BaselineRow()
        line.add(self._title, self._detail)
        words = QHBoxLayout()
        words.addWidget(line)
        words.addStretch(1)
        return words


class Strip(BoxButton):
    """A sunken strip of 52: what the scale or the drawer says, or a way to another entry.

    Args:
        name: ``objectName``.
        text: Left words.
        right: Right words, small.
        icon: Icon at the left.
        pressable: Whether it is a button (an arrow is drawn) or only tells.
        strong_right: Whether the right words are the ones that count (« Tiroir … fermé »).
        right_icon: Icon before the right words, e.g. the check of a stable weight.
    """

    def __init__(
        self,
        name: str,
        text: str,
        right: str = "",
        *,
        icon: str = "",
        pressable: bool = False,
        strong_right: bool = False,
        right_icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, text, "strip", height=Height.STRIP, radius=Radius.TILE, parent=parent)
        self._text = Text(text, "small" if strong_right else "strong", "text2" if strong_right else "text")
        self._right = Text(right, "strong" if strong_right else "small", "text" if strong_right else "text2")
        self._icon = IconLabel(icon or "circle", 24)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._text)
        row.addStretch(1)
        self._right_icon = IconLabel(right_icon or "circle-check", 22)
        row.addWidget(self._right_icon)
        self._icon.setVisible(bool(icon))  # only now that they have a parent: they would open windows
        self._right_icon.setVisible(bool(right_icon))
        row.addWidget(self._right)
        if pressable:
            row.addWidget(IconLabel("chevron-right", 20, "text"))
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_words(self, text: str, right: str = "", *, right_icon: str = "") -> None:
        """Change what it says."""
        self._text.setText(text)
        self._right.setText(right)
        self._right_icon.setVisible(bool(right_icon))
        if right_icon:
            self._right_icon.set_icon(right_icon)
        self.setAccessibleName(f"{text} {right}".strip())


class StripButton(LabelButton):
    """A sunken strip that leads to another entry, its words at the left, wrapped where they have to be.

    Args:
        name: ``objectName``.
        icon: Icon at the left.
    """

    def __init__(self, name: str, *, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(
            name, "", "strip", role="strong", height=Height.STRIP, icon=icon, icon_tone="accent", margin=14,
            radius=Radius.TILE, at_left=True, parent=parent,
        )  # fmt: skip
        self._chevron = IconLabel("chevron-right", 20, "text")
        self._arrow = self._chevron.width()
        row = self.layout()
        if row is not None:
            row.addWidget(self._chevron)
            self._arrow += row.spacing()

    def set_label(self, label: str, *, accessible: str = "") -> None:
        super().set_label(label, accessible=accessible)
        self._point()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._point()
        super().resizeEvent(event)

    def _point(self) -> None:
        """Give the words the arrow's room from 1024 to 1279 wide, and wherever they need it."""
        words = self._label.narrowest(self._inner_height())
        room = self.width() - 2 * self._least - self._extras()[0] - words
        self._chevron.setVisible(self.width() >= _ROOM_FOR_ARROW and self._arrow <= room)


class PathStrip(Frame):
    """Above a line's entry: the category, then what was chosen in it: « Vaisselle & Cuisine › Plat … dès 3,00 € »."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("sunken", name, parent)
        self.setFixedHeight(Height.STRIP)
        self._icon = IconLabel("package", 24)
        self._root = FlexText("", "body", "text2")
        self._arrow = IconLabel("chevron-right", 20, "text2")
        self._leaf = FlexText("", "strong")
        self._right = Text("", "small", "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        for widget in (self._icon, self._root, self._arrow, self._leaf):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._right)

    def set_path(self, icon: str, root: str, leaf: str = "", right: str = "") -> None:
        """Say which category, which sub-category, and its price advice."""
        self._icon.set_icon(icon)
        self._root.setText(root)
        self._leaf.setText(leaf)
        self._arrow.setVisible(bool(leaf))
        self._right.setText(right)
        self.setAccessibleName(" ".join(part for part in (root, leaf, right) if part))


class Figure(QWidget):
    """A figure with its name above and its period below."""

    def __init__(
        self, name: str, label: str, value: str = UNKNOWN, detail: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._label = FlexText(label, "small", "text2")
        self._value = Text(value, "figure")
        self._detail = FlexText(detail, "small", "text2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for text in (self._label, self._value, self._detail):
            column.addWidget(text)
        column.addStretch(1)

    @property
    def value(self) -> str:
        """The figure shown."""
        return self._value.text()

    def set_small(self, small: bool) -> None:
        """Write the figure in 28 px where four stand beside each other in a narrow window."""
        self._value.set_role("h1" if small else "figure")

    def set_value(self, value: str, detail: str) -> None:
        """Show a figure and the period it belongs to; ``UNKNOWN``, never 0, for what is not known."""
        self._value.setText(value)
        self._detail.setText(detail)


class Card(Frame):
    """A surface with a thin border; ``column`` is its layout."""

    def __init__(self, name: str, *, margin: int = 26, parent: QWidget | None = None) -> None:
        super().__init__("card", name, parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin - 4, margin, margin - 4)
        self.column.setSpacing(8)


class RowCard(Frame):
    """Rows under one another in a card, a thin rule between them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("card", name, parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 0, 1, 0)
        self._column.setSpacing(0)

    def set_rows(self, rows: Sequence[QWidget]) -> None:
        """Show these rows instead of the former ones."""
        empty(self._column)
        for place, row in enumerate(rows):
            if place:
                self._column.addWidget(rule())
            self._column.addWidget(row)
