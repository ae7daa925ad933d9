"""What a person says of herself: names, and how to reach her; written at an office, never at a till."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services.own_account import OwnData, check_email
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from recyclique_desktop.data.queries import people


class OwnDataPanel(QWidget):
    """Six fields, saved together.

    Signals:
        wished(object): An ``OwnData``.
    """

    wished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._there: OwnData | None = None
        self._may = False
        self._busy = False
        self._advice = FlexText("", "body", "text2")
        self._first = Field("own_first", tr("Prénom"))
        self._last = Field("own_last", tr("Nom"))
        self._username = Field("own_username", tr("Nom d’utilisateur"))
        self._email = Field("own_email", tr("Adresse électronique"))
        self._phone = Field("own_phone", tr("Téléphone"))
        self._address = Field("own_address", tr("Adresse"))
        missing = sentence(UserError("person.name_missing"))
        self._form = Form(
            (
                Checked(self._first, lambda text: "" if text.strip() else missing),
                Checked(self._last, lambda _text: ""),
                Checked(self._username, _username_error),
                Checked(self._email, _email_error),
                Checked(self._phone, lambda _text: ""),
                Checked(self._address, lambda _text: ""),
            ),
            self,
        )
        self._save = PrimaryButton("own_data_save", tr("Enregistrer"), height=Height.ACTION_TALL, large=False)
        self._band = MessageBand("own_data_band")
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.PAGE, 0, Space.PAGE)
        column.setSpacing(Space.TARGET_GAP)
        column.addWidget(Text(tr("Mes coordonnées"), "h1"))
        column.addWidget(self._advice)
        column.addLayout(_beside(self._first, self._last, self._username))
        column.addLayout(_beside(self._email, self._phone, self._address))
        column.addWidget(self._save)
        column.addStretch(1)
        column.addWidget(self._band)

    def _connect(self) -> None:
        self._form.changed.connect(self._show)
        for field in self._fields:
            field.entered.connect(self._on_save)
        self._save.clicked.connect(self._on_save)

    @property
    def _fields(self) -> tuple[Field, ...]:
        return self._first, self._last, self._username, self._email, self._phone, self._address

    @property
    def _said(self) -> OwnData:
        texts = (self._username, self._first, self._last, self._email, self._phone, self._address)
        return OwnData(*(field.text.strip() for field in texts))

    def show_data(self, found: people.OwnData, *, may: bool) -> None:
        """Show what is known; ``may`` tells whether it can be changed on this workstation."""
        told = (found.username, found.first_name, found.last_name, found.email, found.phone, found.address)
        self._there = OwnData(*told)
        self._may, self._busy = may, False
        shown = (self._username, self._first, self._last, self._email, self._phone, self._address)
        for field, text in zip(shown, told, strict=True):
            field.set_text(text)
            field.set_error("")
            field.setEnabled(may)
        here = tr("Seuls les responsables du magasin les voient.")
        self._advice.setText(here if may else tr("Elles se changent à un poste de bureau."))
        self._show()

    def begin(self) -> None:
        """Put the cursor where writing begins."""
        if self._may:
            self._first.edit.setFocus()

    def say_done(self) -> None:
        """It is written."""
        self._there, self._busy = self._said, False
        self._band.say(Message(MessageKind.GOOD, tr("Vos coordonnées sont enregistrées.")))
        self._show()

    def refuse(self, error: UserError) -> None:
        """Say why not, below the field in question where there is one."""
        self._busy = False
        if error.code.startswith("person.email"):
            self._email.set_error(sentence(error))
        elif error.code.startswith("person.username"):
            self._username.set_error(sentence(error))
        else:
            self._band.say(refusal(error))
        self._show()

    def forget(self) -> None:
        """Leave nothing of her on the page."""
        self._there = None
        self._form.clear()
        self._band.clear()
        self._show()

    def _show(self) -> None:
        is_changed = self._there is not None and self._said != self._there
        self._save.setEnabled(self._may and not self._busy and is_changed and self._form.is_good)

    def _on_save(self) -> None:
        if not self._save.isEnabled():
            self._form.show_errors()
            return
        self._busy = True
        self._show()
        self.wished.emit(self._said)


def _email_error(text: str) -> str:
    try:
        check_email(text)
    except UserError as error:
        return sentence(error)
    return ""


def _username_error(text: str) -> str:
    return "" if text.strip() else sentence(UserError("person.username_format"))


def _beside(*fields: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.SMALL)
    for field in fields:
        row.addWidget(field, 1)
    return row
