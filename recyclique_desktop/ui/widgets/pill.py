"""Pills: a state in an icon and a few words. ``Badge`` only tells, ``Pill`` opens the sync page."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import BoxButton, Frame, Text, restyle


class PillState(StrEnum):
    """How far what was recorded here has travelled."""

    UP_TO_DATE = "up-to-date"
    ALONE = "alone"
    TO_SEND = "to-send"
    OFFLINE = "offline"
    LOOK = "look"
    STOPPED = "stopped"
    TRAINING = "training"


_ICONS: Final = {
    PillState.UP_TO_DATE: "circle-check",
    PillState.ALONE: "monitor",
    PillState.TO_SEND: "cloud-upload",
    PillState.OFFLINE: "cloud-off",
    PillState.LOOK: "triangle-alert",
    PillState.STOPPED: "circle-alert",
    PillState.TRAINING: "graduation-cap",
}
_TONES: Final = {
    PillState.UP_TO_DATE: "on_soft",
    PillState.ALONE: "text2",
    PillState.TO_SEND: "text2",
    PillState.OFFLINE: "text",
    PillState.LOOK: "warn",
    PillState.STOPPED: "danger",
    PillState.TRAINING: "text2",
}


class Badge(Frame):
    """A pill that is not pressed, e.g. « Ouverte depuis 9:02 »."""

    def __init__(
        self, name: str, state: PillState, text: str, *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__("", name, parent)
        self.setFixedHeight(Height.PILL)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._icon = IconLabel(_ICONS[state], 20, _TONES[state])
        self._text = Text(text, "label", _TONES[state])
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._text)
        self.show_state(state, text, icon=icon)

    @property
    def text(self) -> str:
        """The words shown."""
        return self._text.text()

    def show_state(self, state: PillState, text: str, *, icon: str = "") -> None:
        """Show another state and its words."""
        restyle(self, pill=state.value)
        self._icon.set_icon(icon or _ICONS[state])
        self._icon.set_tone(_TONES[state])
        self._text.setText(text)
        self._text.set_tone(_TONES[state])


class Pill(BoxButton):
    """The pill of the header: 40 px high, 46 to the finger; ``clicked`` opens the sync page."""

    def __init__(self, name: str, state: PillState, text: str, parent: QWidget | None = None) -> None:
        super().__init__(name, text, "pill", height=Height.PILL_HIT, radius=Height.PILL_HIT // 2, parent=parent)
        self._badge = Badge(f"{name}_badge", state, text)
        self._badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._state = state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._badge)
        self.set_low(low=False)

    def set_low(self, *, low: bool) -> None:
        """Be no higher than a finger needs, or as high as the design gives it; what is drawn stays."""
        height = Height.TARGET if low else Height.PILL_HIT
        air = (height - Height.PILL) // 2
        self._column.setContentsMargins(0, air, 0, air)
        self.setFixedHeight(height)

    @property
    def state(self) -> PillState:
        """The state shown."""
        return self._state

    @property
    def label(self) -> str:
        """The words shown."""
        return self._badge.text

    def set_state(self, state: PillState, text: str) -> None:
        """Show another state and its words."""
        self._state = state
        self._badge.show_state(state, text)
        self.setAccessibleName(text)
        self.updateGeometry()
