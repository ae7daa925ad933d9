"""The only question that stops the work: cancel a ticket, delete, close, restore."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import BoxButton, Frame, Text
from recyclique_desktop.ui.widgets.bounce import Bounce
from recyclique_desktop.ui.widgets.buttons import ActionButton, DestructiveButton, PrimaryButton

_WIDTH = 560


class AskedDialog(QDialog):
    """A sentence over the window that asked, as tall as its words need; the safe button has the focus.

    Signals:
        kept(): The safe button or Escape was chosen.

    Args:
        name: ``objectName``; the safe button is ``<name>_keep``.
        question: Its title, which readers of the screen say too.
        detail: What happens, what is safe.
        keep: Words of the safe button.

    Attributes:
        keep_button: The safe button; Escape does the same.
        column: Where what is answered is put, under the words.
    """

    kept = Signal()

    def __init__(self, name: str, question: str, detail: str, keep: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName(name)
        self.setAccessibleName(question)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        self.keep_button: BoxButton = ActionButton(f"{name}_keep", keep, height=Height.ACTION_TALL, role="strong")
        self.column = self._ground(question, detail)
        self.keep_button.clicked.connect(self.reject)
        self.rejected.connect(self.kept)
        self.finished.connect(self._give_back)

    def ask(self) -> None:
        """Open it over its window with the safe button focused; the answer comes by signal."""
        self._fit()
        self.open()
        self.activateWindow()
        first = self.first_button
        first.focused_by_keyboard = True  # the ring shows although the focus comes with the window
        first.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def first_button(self) -> BoxButton:
        """Return what Enter presses when nothing was touched."""
        return self.keep_button

    def _fit(self) -> None:
        """Take the height the sentences need and stand in the middle of the window."""
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(_WIDTH))
        above = self.parentWidget()
        if above is not None:
            middle = above.window().geometry().center()
            self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)

    def _give_back(self) -> None:
        """Give the keys back to the window that asked, even where no window manager does."""
        asker = self.parentWidget()
        if asker is not None:
            asker.window().activateWindow()

    def _ground(self, question: str, detail: str) -> QVBoxLayout:
        ground = Frame("dialog")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(12)
        column.addWidget(Text(question, "h1", wrap=True))
        column.addWidget(Text(detail, "body", "text2", wrap=True))
        return column


class ConfirmDialog(AskedDialog):
    """One question, a verb on each button, the safe one focused; Escape is the safe one.

    Signals:
        confirmed(): The act was chosen.
        kept(): The safe button or Escape was chosen.

    Args:
        name: ``objectName``; the buttons are ``<name>_confirm`` and ``<name>_keep``.
        question: « Abandonner le ticket de 18,00 € ? »
        detail: What happens, what is safe.
        confirm: Verb of the act: « Abandonner le ticket ».
        keep: Verb of the safe one: « Garder le ticket ».
        destructive: Whether the act takes something away (red).
        is_usual: Whether nearly everybody answers with the act: it is filled, and Enter presses it.
        deaf_ms: How long a usual answer is not heard: the key that brought the question may come twice.
    """

    confirmed = Signal()

    def __init__(
        self,
        name: str,
        question: str,
        detail: str,
        *,
        confirm: str,
        keep: str,
        destructive: bool = True,
        is_usual: bool = False,
        deaf_ms: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, question, detail, keep, parent)
        kind = DestructiveButton if destructive else PrimaryButton if is_usual else ActionButton
        self.confirm_button: BoxButton = kind(f"{name}_confirm", confirm, height=Height.ACTION_TALL)
        self._is_usual = is_usual
        self._bounce = Bounce(deaf_ms)
        self.column.addSpacing(16)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addWidget(self.keep_button, 1)
        buttons.addWidget(self.confirm_button, 1)
        self.column.addLayout(buttons)
        self.confirm_button.clicked.connect(self._on_confirm)
        self.accepted.connect(self.confirmed)

    def ask(self) -> None:
        """Open it with the usual answer focused where there is one, else the safe one."""
        super().ask()
        self._bounce.start()

    def _on_confirm(self) -> None:
        if not self._is_usual or self._bounce.is_meant():
            self.accept()

    @property
    def first_button(self) -> BoxButton:
        """Return the usual answer where there is one, else the safe one."""
        return self.confirm_button if self._is_usual else self.keep_button
