"""Signing in by name and password: another person, a locked code, no code yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.login.pin_panel import PersonHead
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.buttons import GhostButton, PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.widgets.geometry import Layout

_MARGIN = 35
_NARROW_MARGIN = 20


class PasswordPanel(QWidget):
    """Takes a password, and a name when nobody was chosen.

    Signals:
        entered(str, str): Name (empty when somebody was chosen) and password.
        by_code(): « Entrer avec le code » was pressed.
    """

    entered = Signal(str, str)
    by_code = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._asks_name = True
        self._busy = False
        self.head = PersonHead()
        self._name = Field("sign_in_name", tr("Votre nom"), hint=tr("comme sur la liste, ou votre identifiant"))
        self._password = Field("sign_in_password", tr("Mot de passe"), secret=True)
        self._enter = PrimaryButton("sign_in_enter", tr("Entrer"), cap=tr("Entrée"), height=88, large=False)
        self._code = GhostButton("sign_in_by_code", tr("Entrer avec le code"))
        self._column = QVBoxLayout(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self._column.setContentsMargins(_MARGIN, 28, _MARGIN, Space.PAGE)
        self._column.setSpacing(Space.SMALL)
        self._column.addWidget(self.head)
        self._column.addSpacing(Space.SMALL)
        self._column.addWidget(self._name)
        self._column.addWidget(self._password)
        self._column.addWidget(self._enter)
        self._column.addWidget(self._code)
        self._column.addStretch(1)

    def _connect(self) -> None:
        for field in (self._name, self._password):
            field.changed.connect(self._show)
        self._enter.clicked.connect(self._on_enter)
        self._code.clicked.connect(self.by_code)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        margin = _NARROW_MARGIN if layout.narrow else _MARGIN
        self._column.setContentsMargins(margin, 28, margin, Space.PAGE)

    def show_person(self, initials: str, name: str, *, has_code: bool) -> None:
        """Ask this person's password."""
        self._start(initials, name, asks_name=False)
        self._code.setVisible(has_code)
        self._password.edit.setFocus()

    def show_other(self) -> None:
        """Ask a name and a password."""
        self._start("", tr("Autre personne"), asks_name=True)
        self._code.hide()
        self._name.edit.setFocus()

    def clear(self, *, refusal: str = "") -> None:
        """Forget the password, and say why when it was refused."""
        self._busy = False
        self._password.set_text("")
        self._password.set_error(refusal)
        self._show()

    def wait(self) -> None:
        """The password is being checked: nothing more is taken."""
        self._busy = True
        self._enter.setEnabled(False)

    def take_key(self, event: QKeyEvent) -> bool:
        """Take Enter: next field, then « Entrer »."""
        if not is_enter(event):
            return False
        if self._asks_name and self._name.edit.hasFocus() and not self._password.text:
            self._password.edit.setFocus()
        else:
            self._on_enter()
        return True

    def _start(self, initials: str, name: str, *, asks_name: bool) -> None:
        self._asks_name = asks_name
        self.head.show_person(initials, name)
        self.head.tell(tr("Nom et mot de passe") if asks_name else tr("Mot de passe"))
        self._name.setVisible(asks_name)
        self._name.set_text("")
        self.clear()

    def _on_enter(self) -> None:
        if self._enter.isEnabled() and not self._busy:
            self.entered.emit(self._name.text.strip() if self._asks_name else "", self._password.text)

    def _show(self, _text: str = "") -> None:
        complete = bool(self._password.text) and (not self._asks_name or bool(self._name.text.strip()))
        self._enter.setEnabled(complete and not self._busy)
