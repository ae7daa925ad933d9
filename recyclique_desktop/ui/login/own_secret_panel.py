"""One secret of one's own: the present one, the new one, the new one again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import sentence
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.domain.errors import UserError

_WRONG = frozenset({"signin.pin_wrong", "signin.password_wrong"})


@dataclass(frozen=True, slots=True)
class SecretWords:
    """What the panel says of one kind of secret.

    Attributes:
        name: Beginning of the names of its widgets.
        instead: What proves who she is while she has none of this kind: label and advice.
        differs: Said when the second one is not the first.
        check: The sentence of what is wrong with a new one, or nothing.
    """

    name: str
    title: str
    advice: str
    present: str
    instead: tuple[str, str]
    new: str
    hint: str
    again: str
    differs: str
    save: str
    done: str
    check: Callable[[str], str]


class OwnSecretPanel(QWidget):
    """Asks for the present secret and twice for the new one.

    Signals:
        wished(str, str): The present secret, the new one.
    """

    wished = Signal(str, str)

    def __init__(self, words: SecretWords) -> None:
        super().__init__()
        self._words = words
        self._has_one = True
        self._busy = False
        name = words.name
        self._advice = FlexText("", "body", "text2")
        self._present = Field(f"{name}_present", words.present, secret=True)
        self._instead = Field(f"{name}_password", words.instead[0], secret=True)
        self._new = Field(f"{name}_new", words.new, hint=words.hint, secret=True)
        self._again = Field(f"{name}_again", words.again, secret=True)
        self._form = Form((Checked(self._new, words.check), Checked(self._again, self._again_error)), self)
        self._save = PrimaryButton(f"{name}_save", words.save, height=Height.ACTION_TALL, large=False)
        self._band = MessageBand(f"{name}_band")
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.PAGE, 0, Space.PAGE)
        column.setSpacing(Space.TARGET_GAP)
        column.addWidget(Text(self._words.title, "h1"))
        column.addWidget(self._advice)
        column.addSpacing(Space.TARGET_GAP)
        self._instead.hide()
        column.addWidget(self._present)
        column.addWidget(self._instead)
        new = QHBoxLayout()
        new.setSpacing(Space.SMALL)
        new.addWidget(self._new, 1)
        new.addWidget(self._again, 1)
        column.addLayout(new)
        column.addWidget(self._save)
        column.addStretch(1)
        column.addWidget(self._band)

    def _connect(self) -> None:
        self._form.changed.connect(self._show)
        for field in (self._present, self._instead):
            field.changed.connect(self._on_secret_typed)
        for field in (self._present, self._instead, self._new, self._again):
            field.entered.connect(self._on_save)
        self._save.clicked.connect(self._on_save)

    def show_known(self, *, has_one: bool) -> None:
        """Ask for the present secret, or for what stands in for it."""
        self._has_one = has_one
        self._present.setVisible(has_one)
        self._instead.setVisible(not has_one)
        self._advice.setText(self._words.advice if has_one else self._words.instead[1])
        self._show()

    def begin(self) -> None:
        """Put the cursor where writing begins."""
        self._asked.edit.setFocus()

    def say_done(self) -> None:
        """It is changed: from now on she has one."""
        self.forget()
        self.show_known(has_one=True)
        self._band.say(Message(MessageKind.GOOD, self._words.done))

    def refuse(self, error: UserError) -> None:
        """Say why not, below the field in question where there is one."""
        self._busy = False
        if error.code in _WRONG:
            self._asked.set_text("")
            self._asked.set_error(sentence(error))
            self.begin()
        elif error.code.startswith(("pin.", "password.")):
            self._new.set_error(sentence(error))
        else:
            self._band.say(refusal(error))
        self._show()

    def forget(self) -> None:
        """Leave no secret behind."""
        self._busy = False
        self._form.clear()
        self._band.clear()
        for field in (self._present, self._instead):
            field.set_text("")
            field.set_error("")
        self._show()

    @property
    def _asked(self) -> Field:
        return self._present if self._has_one else self._instead

    def _on_secret_typed(self, _text: str) -> None:
        self._asked.set_error("")
        self._show()

    def _show(self) -> None:
        self._save.setEnabled(not self._busy and bool(self._asked.text) and self._form.is_good)

    def _on_save(self) -> None:
        if not self._save.isEnabled():
            self._form.show_errors()
            return
        self._busy = True
        self._show()
        self.wished.emit(self._asked.text, self._new.text)

    def _again_error(self, text: str) -> str:
        return "" if text == self._new.text else self._words.differs
