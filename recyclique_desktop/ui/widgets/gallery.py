"""Every component in every state on one page: photographed by the tests beside the design's pictures 00 and 00b."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from recyclique_desktop.ui.theme.tokens import ThemeName
from recyclique_desktop.ui.widgets.base import BoxButton, Text, restyle
from recyclique_desktop.ui.widgets.buttons import ChipButton, PrimaryButton
from recyclique_desktop.ui.widgets.focus_ring import RingOverlay
from recyclique_desktop.ui.widgets.keypad import DigitKey
from recyclique_desktop.ui.widgets.message import MessageKind, Notice
from recyclique_desktop.ui.widgets.pill import Badge, PillState
from recyclique_desktop.ui.widgets.tiles import Tile

if TYPE_CHECKING:
    from collections.abc import Callable


class Shown(StrEnum):
    """The states of DESIGN §4, one column each; the value is the column's title."""

    NORMAL = "normal"
    HOVER = "survol"
    PRESSED = "appui"
    FOCUS = "focus"
    DISABLED = "désactivé"
    CHOSEN = "choisi"
    ERROR = "erreur"


_LEFT: Final = 32
_FIRST: Final = 196
_PITCH: Final = 164
_WIDTH: Final = 150
_TITLES: Final = {ThemeName.LIGHT: "clair", ThemeName.DARK: "sombre", ThemeName.TRAINING: "entraînement"}
_ALL: Final = tuple(Shown)
_FIVE: Final = _ALL[:5]
_SIX: Final = _ALL[:6]


class Gallery(QWidget):
    """The page of components, 1366×768.

    Args:
        theme: Names the theme in the title; the caller has applied it.
    """

    def __init__(self, theme: ThemeName = ThemeName.LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gallery")
        self.setFixedSize(1366, 768)
        self._put(Text(f"Composants · thème {_TITLES[theme]}", "h1"), QRect(_LEFT, 20, 700, 34))
        for column, state in enumerate(_ALL):
            self._put(Text(state.value, "label", "text2"), QRect(_FIRST + _PITCH * column, 66, _WIDTH, 24))
        self._row("Action principale", 102, 64, _FIVE, lambda name: PrimaryButton(name, "Valider", height=64))
        self._row("Action", 180, 64, _SIX, lambda name: ChipButton(name, "Exact", height=64, role="body"))
        self._row("Touche", 258, 72, _FIVE, lambda name: DigitKey(name, "7", "7", height=72))
        self._row("Tuile", 344, 112, _SIX, lambda name: Tile(name, "Livres & Médias", icon="book-open", cap="U"))
        self._fields(470)
        self._pills(536)
        self._messages(590)

    def _row(
        self, title: str, top: int, height: int, states: tuple[Shown, ...], make: Callable[[str], BoxButton]
    ) -> None:
        self._put(Text(title, "label", "text2"), QRect(_LEFT, top, 160, height))
        for column, state in enumerate(states):
            button = make(f"gallery_{top}_{state.name.lower()}")
            self._put(button, QRect(_FIRST + _PITCH * column, top, _WIDTH, height))
            self._show_in(button, state)

    def _show_in(self, button: BoxButton, state: Shown) -> None:
        button.setEnabled(state is not Shown.DISABLED)
        button.setDown(state is Shown.PRESSED)
        if state is Shown.HOVER:
            _hover(button)
        if state is Shown.CHOSEN:
            button.set_chosen(chosen=True)
        if state is Shown.FOCUS:
            RingOverlay(self).surround(button.geometry(), button.ring_radius)

    def _fields(self, top: int) -> None:
        self._put(Text("Champ", "label", "text2"), QRect(_LEFT, top, 160, 52))
        for column, state in enumerate(_ALL):
            if state is Shown.CHOSEN:
                continue
            field = QLineEdit("12,400 kg")
            field.setObjectName(f"gallery_field_{state.name.lower()}")
            field.setAccessibleName(f"Champ {state.value}")
            field.setEnabled(state is not Shown.DISABLED)
            self._put(field, QRect(_FIRST + _PITCH * column, top, _WIDTH, 52))
            if state in {Shown.ERROR, Shown.FOCUS}:
                restyle(field, state="error" if state is Shown.ERROR else "focus")

    def _pills(self, top: int) -> None:
        left = _LEFT
        for state, text in (
            (PillState.UP_TO_DATE, "À jour"),
            (PillState.TO_SEND, "3 à envoyer"),
            (PillState.OFFLINE, "Hors ligne depuis 10:42 · 7 à envoyer"),
            (PillState.LOOK, "1 à regarder"),
            (PillState.STOPPED, "Ventes arrêtées : disque plein"),
        ):
            badge = Badge(f"gallery_{state.value}", state, text, parent=self)
            badge.adjustSize()
            badge.move(left, top)
            left += badge.width() + 12

    def _messages(self, top: int) -> None:
        said = (
            (MessageKind.GOOD, "La vente 0127 est enregistrée."),
            (MessageKind.LOOK, "960 kg : vouliez-vous 0,960 kg ?"),
            (MessageKind.FAILED, "Code faux. Encore 3 essais."),
        )
        for place, (kind, text) in enumerate(said):
            self._put(Notice(f"gallery_{kind.value}", kind, text), QRect(_LEFT + 438 * place, top, 426, 56))

    def _put(self, widget: QWidget, place: QRect) -> None:
        widget.setParent(self)
        widget.setGeometry(place)
        widget.show()


def _hover(button: BoxButton) -> None:
    """Make Qt believe that the mouse is over the button."""
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    middle = QPointF(button.rect().center())
    nothing = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, middle, middle, nothing, nothing, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(button, move)
