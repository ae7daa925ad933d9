"""The message band at the foot of the middle zone, whose height is reserved, and the notices that stay."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEasingCurve, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.active import active_theme, animations_reduced
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, Frame, Text, restyle
from recyclique_desktop.ui.widgets.buttons import ActionButton, GhostButton, IconButton

_LONG_TITLE: Final = 28
_LONG_DETAIL: Final = 38
"""Characters that one line of the band holds at 1024; two long sentences are written in 16 px to stay whole."""
FADE_MS: Final = 120
UNDO_MS: Final = 5000
LOW: Final = 56
BAND: Final = 88
_BUTTON: Final = 92
_SMALLER: Final = {"body": "small", "strong": "cap"}
_TAIL: Final = " · "
"""Between what a sentence names and its amount: « Ajouté : Livre · 1,00 € »."""


class MessageKind(StrEnum):
    """How a message is to be taken."""

    NOTE = "note"
    GOOD = "good"
    CARD = "card"
    LOOK = "look"
    FAILED = "failed"


_ICONS: Final = {
    MessageKind.NOTE: "circle-check",
    MessageKind.GOOD: "circle-check",
    MessageKind.CARD: "cloud-off",
    MessageKind.LOOK: "triangle-alert",
    MessageKind.FAILED: "circle-alert",
}
_ICON_TONES: Final = {
    MessageKind.NOTE: "accent",
    MessageKind.GOOD: "on_soft",
    MessageKind.CARD: "text2",
    MessageKind.LOOK: "warn",
    MessageKind.FAILED: "danger",
}
_TITLE_TONES: Final = {
    MessageKind.NOTE: "text",
    MessageKind.GOOD: "on_soft",
    MessageKind.CARD: "text",
    MessageKind.LOOK: "warn",
    MessageKind.FAILED: "danger",
}


@dataclass(frozen=True, slots=True)
class Looks:
    """Icon and colour tokens of a kind."""

    icon: str
    icon_tone: str
    title_tone: str


def looks_of(kind: MessageKind) -> Looks:
    """Return how a kind of message looks, wherever it stands."""
    return Looks(_ICONS[kind], _ICON_TONES[kind], _TITLE_TONES[kind])


_PLAIN_LEFT: Final = {MessageKind.GOOD: 13, MessageKind.CARD: 15}


@dataclass(frozen=True, slots=True)
class Message:
    """What the band says.

    Attributes:
        kind: Note (one plain line), good, card (offline, neutral), look (amber), failed (red).
        title: What happened; bold but for a note.
        detail: What is safe, what to do; empty for one line.
        button: Words of the one button, or empty.
        icon: Icon; empty for the one of its kind.
        button_icon: Icon of a note's link, e.g. ``"undo-2"``.
        closable: Whether ✕ is there.
        lasts_ms: How long it stays; 0 until replaced. ``UNDO_MS`` for « Annuler ».
    """

    kind: MessageKind
    title: str
    detail: str = ""
    button: str = ""
    icon: str = ""
    button_icon: str = ""
    closable: bool = False
    lasts_ms: int = 0


class Notice(Frame):
    """A message that stays where it is laid: icon, bold sentence, second line. A space for widgets below.

    Args:
        name: ``objectName``.
        kind: Its ground and colours.
        title: First sentence.
        detail: Second line, wrapped.
        icon: Icon; empty for the one of its kind.
        wide: Whether it has a whole page's width: its words are larger then.
    """

    def __init__(
        self,
        name: str,
        kind: MessageKind,
        title: str = "",
        detail: str = "",
        *,
        icon: str = "",
        wide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(kind.value, name, parent)
        self.setMinimumHeight(LOW)
        self._wide = wide
        self._icon = IconLabel(icon or _ICONS[kind], 22, _ICON_TONES[kind])
        self._title = FlexText(title, "strong", _TITLE_TONES[kind])
        self._detail = Text(detail, "small", "text", wrap=True)
        self._words = QVBoxLayout()
        self._words.setSpacing(2)
        self._words.addStretch(1)
        self._words.addWidget(self._title)
        self._words.addWidget(self._detail)
        self._words.addStretch(1)
        self.row = QHBoxLayout(self)
        self.row.addWidget(self._icon)
        self.row.addLayout(self._words, 1)
        self.set_words(kind, title, detail, icon=icon)

    @property
    def text(self) -> str:
        """Both sentences, as read aloud."""
        return " ".join(part for part in (self._title.text(), self._detail.text()) if part)

    @property
    def kind(self) -> MessageKind:
        """How it is to be taken."""
        return MessageKind(self.property("ground"))

    def set_words(self, kind: MessageKind, title: str, detail: str = "", *, icon: str = "") -> None:
        """Say something else in the same place."""
        restyle(self, ground=kind.value)
        self._title.setText(title)
        long = not self._wide and len(title) > _LONG_TITLE and len(detail) > _LONG_DETAIL
        self._title.set_role(self._role_of(kind, is_long=long))
        self._words.setSpacing(0 if long or self._wide else 2)
        self._title.set_tone(_TITLE_TONES[kind])
        self._detail.setText(detail)
        self._detail.set_tone("text2" if kind is MessageKind.CARD else "text")
        self._detail.setVisible(bool(detail))
        self._icon.set_icon(icon or _ICONS[kind])
        self._icon.set_tone(_ICON_TONES[kind])
        self._arrange(kind, has_detail=bool(detail))
        self.setAccessibleName(self.text)

    def fit(self, room: int) -> None:
        """Write the first sentence so that all of it stands in ``room`` pixels of height, at the width there is.

        Smaller first; then the name in it is shortened, never the amount after it. Read aloud, it stays whole.
        """
        margins = self.row.contentsMargins()
        if room < LOW:
            self.row.setContentsMargins(margins.left(), 0, margins.right(), 0)
        else:
            room -= margins.top() + margins.bottom()
        role = str(self._title.property("role"))
        if self._is_too_tall(room):
            self._title.set_role(_SMALLER.get(role, role))
        named, mark, tail = self._title.text().rpartition(_TAIL)
        words = named.split(" ")
        while mark and len(words) > 1 and self._is_too_tall(room):
            words.pop()
            self._title.setText(f"{' '.join(words).rstrip(' 0123456789,')}…{mark}{tail}")

    def _is_too_tall(self, room: int) -> bool:
        self.row.invalidate()
        self.row.activate()
        return self._words.minimumHeightForWidth(self._words.geometry().width()) > room

    def set_wide(self, *, wide: bool) -> None:
        """Write larger where there is a whole page's width, or small again."""
        if wide != self._wide:
            self._wide = wide
            self.set_words(self.kind, self._title.text(), self._detail.text(), icon=self._icon.icon)

    def _role_of(self, kind: MessageKind, *, is_long: bool) -> str:
        if self._wide:
            return "strong"
        if kind is MessageKind.NOTE:
            return "body"
        return "cap" if is_long else "strong"

    def _arrange(self, kind: MessageKind, *, has_detail: bool) -> None:
        if kind is MessageKind.NOTE:
            size, margins, spacing = 22, (16, 4, 7, 4), 10
        elif has_detail:
            size, margins, spacing = 28, (16, 2, 12, 2), 14
        else:
            size, margins, spacing = 24, (_PLAIN_LEFT.get(kind, 14), 4, 12, 4), 10
        self._icon.set_size(size)
        self.row.setContentsMargins(*margins)
        self.row.setSpacing(spacing)


class _Veil(QWidget):
    """The page's ground over the band, fading away, so that a message comes in without moving anything."""

    def __init__(self, band: QWidget) -> None:
        super().__init__(band)
        self._band = band
        self._alpha = 0.0
        self._fade = QVariantAnimation(self)
        self._fade.setDuration(FADE_MS)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.setEasingCurve(QEasingCurve.Type.OutQuad)
        self._fade.valueChanged.connect(self._on_value)
        self._fade.finished.connect(self.hide)
        self.hide()

    def lift(self) -> None:
        if animations_reduced():
            return
        self.setGeometry(self._band.rect())
        self._alpha = 1.0
        self.show()
        self.raise_()
        self._fade.start()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        ground = QColor(active_theme().bg)
        ground.setAlphaF(self._alpha)
        painter = QPainter(self)
        painter.fillRect(self.rect(), ground)
        painter.end()

    def _on_value(self, value: float) -> None:
        self._alpha = value
        self.update()


class MessageBand(QWidget):
    """One message at a time in a reserved height; the band itself never moves, its message sits at the foot.

    Signals:
        acted(): The message's button was pressed.
        closed(): ✕ was pressed or the time is over; the band is empty again.
        told(): Something is said, or nothing any more.

    Args:
        name: ``objectName``; the buttons are ``<name>_button`` and ``<name>_close``.
        height: 56 to 88, reserved for good.
    """

    acted = Signal()
    closed = Signal()
    told = Signal()

    def __init__(self, name: str, *, height: int = BAND, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._reserved = height
        self._folded = False
        self.setFixedHeight(height)
        self._notice = Notice(f"{name}_notice", MessageKind.NOTE)
        self._link = GhostButton(f"{name}_link", "", icon="undo-2")
        self._button = ActionButton(f"{name}_button", "", height=Height.SMALL_ACTION, margin=20)
        self._button.setMinimumWidth(_BUTTON)
        self._close = IconButton(f"{name}_close", "x", tr("Fermer le message"))
        for button in (self._link, self._button, self._close):
            self._notice.row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addWidget(self._notice)
        self._veil = _Veil(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._message: Message | None = None
        self._connect()
        self.clear()

    @property
    def message(self) -> Message | None:
        """What is said now, or ``None``."""
        return self._message

    @property
    def button(self) -> BoxButton:
        """The one button of the message shown: a link in a note, outlined elsewhere."""
        return self._link if self._message and self._message.kind is MessageKind.NOTE else self._button

    def say(self, message: Message) -> None:
        """Show ``message`` in place of the former one."""
        self._message = message
        self._notice.setMinimumHeight(self._height_of(message))
        note = message.kind is MessageKind.NOTE
        self._link.setVisible(note and bool(message.button))
        self._button.setVisible(not note and bool(message.button))
        self._link.set_label(message.button)
        self._link.set_icon(message.button_icon)
        self._button.set_label(message.button)
        self._close.setVisible(message.closable)
        self._notice.show()
        self._fold()
        self._fit()
        self._settle()
        self._veil.lift()
        self._timer.stop()
        if message.lasts_ms:
            self._timer.start(message.lasts_ms)
        self.told.emit()

    def clear(self) -> None:
        """Say nothing; the height stays."""
        self._timer.stop()
        self._message = None
        self._notice.hide()
        self._fold()
        self.told.emit()

    def set_folded(self, folded: bool) -> None:
        """Take room only while something is said: where one zone is shown at a time there is none to reserve."""
        if folded != self._folded:
            self._folded = folded
            for button in (self._link, self._button, self._close):
                button.setFixedHeight(Height.TARGET if folded else Height.SMALL_ACTION)
            self._fold()
            if self._message is not None:
                self._notice.setMinimumHeight(self._height_of(self._message))
            self._fit()

    def reserve(self, height: int) -> None:
        """Keep another height, as in a low window."""
        if height != self._reserved:
            self._reserved = height
            self._fold()
            if self._message is not None:
                self._notice.setMinimumHeight(self._height_of(self._message))
            self._fit()

    def _fold(self) -> None:
        height = self._height_of(self._message) if self._message is not None else 0
        self.setFixedHeight(height if self._folded else self._reserved)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._veil.setGeometry(self.rect())
        self._fit()
        self._settle()

    def _fit(self) -> None:
        """Write what is said in the room there is."""
        message, layout = self._message, self.layout()
        if message is None or layout is None:
            return
        self._notice.set_words(message.kind, message.title, message.detail, icon=message.icon)
        layout.activate()
        self._notice.fit(self.height())

    def _settle(self) -> None:
        """Lay the words out again once the notice has its height: Qt 6.11 keeps those of the message before."""
        QTimer.singleShot(0, self, self._notice.row.invalidate)

    def _connect(self) -> None:
        self._link.clicked.connect(self.acted)
        self._button.clicked.connect(self.acted)
        self._close.clicked.connect(self._on_over)
        self._timer.timeout.connect(self._on_over)

    def _on_over(self) -> None:
        self.clear()
        self.closed.emit()

    def _height_of(self, message: Message) -> int:
        if not message.detail:
            return Height.TARGET if self._folded else min(LOW, self._reserved)
        return min(80 if message.kind is MessageKind.CARD else BAND, self._reserved)
