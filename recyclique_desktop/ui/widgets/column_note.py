"""A message in the ticket column, between the lines and the foot: there only while it has something to say."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Frame, Text, restyle
from recyclique_desktop.ui.widgets.buttons import ActionButton, IconButton
from recyclique_desktop.ui.widgets.message import Message, MessageKind, looks_of

_MARGIN = 12


class ColumnNote(QWidget):
    """One message at a time; the foot below never moves, the list above gives the room.

    Signals:
        acted(): The message's button was pressed.
        closed(): ✕ was pressed or the time is over.

    Args:
        name: ``objectName``; the buttons are ``<name>_button`` and ``<name>_close``.
    """

    acted = Signal()
    closed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._frame = Frame(MessageKind.NOTE.value, f"{name}_frame")
        self._icon = IconLabel("circle-check", 24)
        self._title = Text("", "strong", wrap=True)
        self._detail = Text("", "small", wrap=True)
        self.button = ActionButton(f"{name}_button", "", icon="undo-2", height=Height.SMALL_ACTION, margin=14)
        self._close = IconButton(f"{name}_close", "x", tr("Fermer le message"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._message: Message | None = None
        self._build()
        self._timer.timeout.connect(self._on_over)
        self._close.clicked.connect(self._on_over)
        self.button.clicked.connect(self.acted)
        self.hide()

    def _build(self) -> None:
        said = QHBoxLayout()
        said.setSpacing(Space.GRID)
        said.addWidget(self._icon)
        said.addWidget(self._title, 1)
        said.addWidget(self._close)
        acts = QHBoxLayout()
        acts.addStretch(1)
        acts.addWidget(self.button)
        inner = QVBoxLayout(self._frame)
        inner.setContentsMargins(_MARGIN, Space.TARGET_GAP, Space.TARGET_GAP, Space.TARGET_GAP)
        inner.setSpacing(Space.TINY)
        inner.addLayout(said)
        inner.addWidget(self._detail)
        inner.addLayout(acts)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, Space.TARGET_GAP, _MARGIN, _MARGIN)
        column.addWidget(self._frame)

    @property
    def message(self) -> Message | None:
        """What is said now, or ``None``."""
        return self._message

    def say(self, message: Message) -> None:
        """Show ``message`` in place of the former one."""
        self._message = message
        look = looks_of(message.kind)
        restyle(self._frame, ground=message.kind.value)
        self._icon.set_icon(message.icon or look.icon)
        self._icon.set_tone(look.icon_tone)
        self._title.setText(message.title)
        self._title.set_role("body" if message.kind is MessageKind.NOTE else "strong")
        self._title.set_tone(look.title_tone)
        self._detail.setText(message.detail)
        self._detail.setVisible(bool(message.detail))
        self.button.set_label(message.button)
        self.button.set_icon(message.button_icon)
        self.button.setVisible(bool(message.button))
        self._close.setVisible(message.closable)
        self._frame.setAccessibleName(f"{message.title} {message.detail}".strip())
        self.show()
        self._timer.stop()
        if message.lasts_ms:
            self._timer.start(message.lasts_ms)

    def clear(self) -> None:
        """Say nothing."""
        self._timer.stop()
        self._message = None
        self.hide()

    def _on_over(self) -> None:
        self.clear()
        self.closed.emit()
