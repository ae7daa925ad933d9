"""« Mon code »: the present one, the new one, the new one again; nothing else on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.people import Credentials, credentials
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.own_secret import OwnPin, change_own_pin
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.system.passwords import check_pin
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from recyclique_desktop.ui.context import AppContext

_WIDTH: Final = 560


class OwnCodePage(Page):
    """Lets the person signed in change her code; who has none yet gives her password."""

    name = "own_code"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._has_pin = True
        self._busy = False
        self._advice = FlexText("", "body", "text2")
        self._present = Field("own_present", tr("Code actuel"), secret=True)
        self._password = Field("own_password", tr("Mot de passe"), secret=True)
        self._new = Field("own_new", tr("Nouveau code"), hint=tr("4 chiffres"), secret=True)
        self._again = Field("own_again", tr("Encore une fois"), secret=True)
        self._form = Form((Checked(self._new, _pin_error), Checked(self._again, self._again_error)), self)
        self._save = PrimaryButton(
            "own_save", tr("Changer mon code"), cap=tr("Entrée"), height=Height.ACTION_TALL, large=False
        )
        self._band = MessageBand("own_band")
        self._build()
        self._connect()

    def _build(self) -> None:
        form = QWidget()
        form.setFixedWidth(_WIDTH)
        column = QVBoxLayout(form)
        column.setContentsMargins(0, Space.ADMIN, 0, Space.PAGE)
        column.setSpacing(Space.TARGET_GAP)
        column.addWidget(Text(tr("Changer mon code"), "h1"))
        column.addWidget(self._advice)
        column.addSpacing(Space.TARGET_GAP)
        self._password.hide()
        column.addWidget(self._present)
        column.addWidget(self._password)
        new = QHBoxLayout()
        new.setSpacing(Space.SMALL)
        new.addWidget(self._new, 1)
        new.addWidget(self._again, 1)
        column.addLayout(new)
        column.addWidget(self._save)
        column.addStretch(1)
        column.addWidget(self._band)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(form)
        row.addStretch(1)

    def _connect(self) -> None:
        self._form.changed.connect(self._show)
        for field in (self._present, self._password):
            field.changed.connect(self._on_secret_typed)
        for field in (self._present, self._password, self._new, self._again):
            field.entered.connect(self._on_save)
        self._save.clicked.connect(self._on_save)

    def header(self) -> HeaderText:
        return HeaderText(tr("Mon code"), back=tr("Accueil"))

    def enter(self, **arrival: object) -> None:
        del arrival
        self._band.clear()
        self._forget()
        user_id = self.context.presence.actor.user_id
        if user_id is not None:
            self.context.tasks.read(lambda session: credentials(session, user_id), self._on_read, self._on_refused)

    def leave(self) -> None:
        self._forget()

    def on_back(self) -> None:
        self.context.go("home")

    def _on_read(self, found: Credentials | None) -> None:
        self._has_pin = found is not None and bool(found.pin_hash)
        self._present.setVisible(self._has_pin)
        self._password.setVisible(not self._has_pin)
        self._advice.setText(
            tr("Il vaut sur tous les postes du magasin.")
            if self._has_pin
            else tr("Vous n’avez pas encore de code : donnez d’abord votre mot de passe.")
        )
        self._asked.edit.setFocus()
        self._show()

    @property
    def _asked(self) -> Field:
        return self._present if self._has_pin else self._password

    def _on_secret_typed(self, _text: str) -> None:
        self._asked.set_error("")
        self._show()

    def _show(self) -> None:
        self._save.setEnabled(not self._busy and bool(self._asked.text) and self._form.is_good)

    def _on_save(self) -> None:
        if not self._save.isEnabled():
            self._form.show_errors()
            return
        context, actor = self.context, self.context.presence.actor
        wish = OwnPin(self._asked.text, self._new.text)
        self._busy = True
        self._show()
        context.tasks.aside(
            lambda: change_own_pin(context.tasks.db, context.throttle, wish, actor, context.station),
            self._on_done,
            self._on_refused,
        )

    def _on_done(self, _result: None) -> None:
        self._busy = False
        self._forget()
        self._has_pin = True
        self._present.show()
        self._password.hide()
        self._show()
        said = tr("Votre code est changé. Prenez le nouveau dès la prochaine fois.")
        self._band.say(Message(MessageKind.GOOD, said))

    def _on_refused(self, error: UserError) -> None:
        self._busy = False
        if error.code in {"signin.pin_wrong", "signin.password_wrong"}:
            self._asked.set_text("")
            self._asked.set_error(sentence(error))
            self._asked.edit.setFocus()
        elif error.code.startswith("pin."):
            self._new.set_error(sentence(error))
        else:
            self._band.say(refusal(error))
        self._show()

    def _forget(self) -> None:
        """Leave no secret behind."""
        self._busy = False
        self._form.clear()
        for field in (self._present, self._password):
            field.set_text("")
            field.set_error("")
        self._show()

    def _again_error(self, text: str) -> str:
        return "" if text == self._new.text else tr("Ce n’est pas le même code.")


def _pin_error(text: str) -> str:
    try:
        check_pin(text)
    except UserError as error:
        return sentence(error)
    return ""
