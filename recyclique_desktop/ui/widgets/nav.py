"""The list of places at the left of administration: icon and word, icons alone with tool tips on a narrow window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Radius
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, Frame, restyle
from recyclique_desktop.ui.widgets.tiles import with_soft_breaks

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE: Final = 252
NARROW: Final = 64
_ITEM: Final = 52
_PITCH: Final = 56
_TOP: Final = 16


@dataclass(frozen=True, slots=True)
class NavPlace:
    """One place of the list.

    Attributes:
        key: What ``NavRail.picked`` gives back.
        slot: Which of the list's places it takes, from 0; a place that no issue has built yet stays empty.
    """

    key: str
    label: str
    icon: str
    slot: int


class _Item(BoxButton):
    def __init__(self, name: str, place: NavPlace) -> None:
        super().__init__(name, place.label, "line", height=_ITEM, radius=Radius.FIELD)
        self._icon = IconLabel(place.icon, 24, "text2")
        self._words = FlexText(with_soft_breaks(place.label), "body")
        self.setToolTip(place.label)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._words, 1)
        self.set_narrow(narrow=False)

    def show_chosen(self, chosen: bool) -> None:
        self._icon.set_tone("on_soft" if chosen else "text2")
        self._words.set_tone("on_soft" if chosen else "text")
        self._words.set_role("strong" if chosen else "body")

    def set_narrow(self, *, narrow: bool) -> None:
        self._words.setVisible(not narrow)
        self._row.setContentsMargins(*((14, 0, 14, 0) if not narrow else (15, 0, 15, 0)))


class NavRail(Frame):
    """The places of administration; one of them is where one stands.

    Signals:
        picked(str): ``key`` of the place pressed.

    Args:
        name: ``objectName``; the items are ``<name>_<key>``.
        places: In order of their slots.
    """

    picked = Signal(str)

    def __init__(self, name: str, places: Sequence[NavPlace], parent: QWidget | None = None) -> None:
        super().__init__("bg", name, parent)
        self._items = {place.key: _Item(f"{name}_{place.key}", place) for place in places}
        self._grounds = {key: Frame("line") for key in self._items}
        self._rule = Frame("rule", parent=self)
        self._narrow = False
        column = QVBoxLayout(self)
        column.setContentsMargins(12, _TOP, 12, 0)
        column.setSpacing(_PITCH - _ITEM)
        self._fill(column, {place.slot: place.key for place in places})
        column.addStretch(1)
        self.set_narrow(narrow=False)

    def _fill(self, column: QVBoxLayout, keys: dict[int, str]) -> None:
        for slot in range(max(keys, default=-1) + 1):
            if slot not in keys:
                nothing = QWidget()
                nothing.setFixedHeight(_ITEM)
                column.addWidget(nothing)
                continue
            key = keys[slot]
            inner = QVBoxLayout(self._grounds[key])
            inner.setContentsMargins(0, 0, 0, 0)
            inner.addWidget(self._items[key])
            column.addWidget(self._grounds[key])
            self._items[key].clicked.connect(lambda _checked=False, picked=key: self.picked.emit(picked))

    def set_chosen(self, key: str) -> None:
        """Show where one stands."""
        for known, item in self._items.items():
            item.show_chosen(known == key)
            restyle(self._grounds[known], state="lit" if known == key else "")

    def show_only(self, keys: Sequence[str]) -> None:
        """Show only the places that this person may enter; the others' places stay empty."""
        for key, item in self._items.items():
            item.setVisible(key in keys)

    def set_narrow(self, *, narrow: bool) -> None:
        """Follow the window: 252 wide, or 64 below 1280."""
        self._narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        for item in self._items.values():
            item.set_narrow(narrow=narrow)
        margins = (4, _TOP, 5, 0) if narrow else (12, _TOP, 12, 0)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(*margins)

    def resizeEvent(self, event: object) -> None:  # noqa: N802
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._rule.setGeometry(self.width() - 1, 0, 1, self.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(NARROW, super().minimumSizeHint().height())
