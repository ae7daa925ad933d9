"""« Mon compte »: one's own code, password and data, each with what proves that it is hers; and how loud it is here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.data.queries import people as known_people
from recyclique_desktop.data.queries.admin_settings import kind_of
from recyclique_desktop.devices.sound import Cue
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.own_secret import OwnPassword, OwnPin, change_own_password, change_own_pin
from recyclique_desktop.flows.sign_in import HASH_MARK
from recyclique_desktop.services.own_account import OwnData, change_own_data
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.system.passwords import check_password, check_pin
from recyclique_desktop.ui.login.own_data_panel import OwnDataPanel
from recyclique_desktop.ui.login.own_secret_panel import OwnSecretPanel, SecretWords
from recyclique_desktop.ui.login.sound_panel import SoundPanel
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.buttons import ActionButton, ChipButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.ui.context import AppContext

_WIDTH: Final = 780
_Found = tuple[known_people.Credentials | None, known_people.OwnData | None, bool]


class AccountPage(Page):
    """Four panels, one at a time; whoever has no code yet begins with her password."""

    name = "own_code"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._pin = OwnSecretPanel(_pin_words())
        self._password = OwnSecretPanel(_password_words())
        self._data = OwnDataPanel()
        self._sound = SoundPanel()
        self._panels = QStackedWidget()
        self._chips = (
            ChipButton("own_tab_pin", tr("Code"), height=Height.SMALL_ACTION, role="body"),
            ChipButton("own_tab_password", tr("Mot de passe"), height=Height.SMALL_ACTION, role="body"),
            ChipButton("own_tab_data", tr("Coordonnées"), height=Height.SMALL_ACTION, role="body"),
            ChipButton("own_tab_sound", tr("Sons"), height=Height.SMALL_ACTION, role="body"),
        )
        self._history = ActionButton("own_history", tr("Mon historique"), icon="history", height=Height.SMALL_ACTION)
        self._build()
        self._connect()

    def _build(self) -> None:
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, Space.ADMIN, 0, 0)
        column.setSpacing(0)
        chips = QHBoxLayout()
        chips.setSpacing(Space.TARGET_GAP)
        for chip in self._chips:
            chips.addWidget(chip, 1)
        chips.addWidget(self._history, 1)
        column.addLayout(chips)
        for panel in (self._pin, self._password, self._data, self._sound):
            self._panels.addWidget(panel)
        column.addWidget(self._panels, 1)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(middle)
        row.addStretch(1)

    def _connect(self) -> None:
        for place, chip in enumerate(self._chips):
            chip.clicked.connect(lambda _checked=False, place=place: self._show(place))
        self._pin.wished.connect(self._on_pin)
        self._password.wished.connect(self._on_password)
        self._data.wished.connect(self._on_data)
        self._sound.wished.connect(self._on_volume)
        self._history.clicked.connect(lambda: self.context.go("history", came_from=self.name))

    def header(self) -> HeaderText:
        return HeaderText(tr("Mon compte"), back=tr("Accueil"))

    def enter(self, **arrival: object) -> None:
        del arrival
        self._forget()
        self._show(0)
        self._sound.show_volume(self.context.sounds.volume)
        user_id = self.context.presence.actor.user_id
        if user_id is None:
            return
        station, scribe = self.context.station, self.context.tasks.db.scribe
        is_joined = scribe is not None and scribe.centre_stream_id is None
        self.context.tasks.read(
            lambda session: (
                known_people.credentials(session, user_id),
                known_people.own_data(session, user_id),
                kind_of(session, station) is WorkstationKind.OFFICE or not is_joined,
            ),
            self._on_read,
            self._pin.refuse,
        )

    def leave(self) -> None:
        self._forget()

    def on_back(self) -> None:
        self.context.go("home")

    def _on_read(self, found: _Found) -> None:
        known, data, may = found
        self._pin.show_known(has_one=known is not None and bool(known.pin_hash))
        self._password.show_known(has_one=known is not None and known.password_hash.startswith(HASH_MARK))
        if data is not None:
            self._data.show_data(data, may=may)
        self._begin()

    def _show(self, place: int) -> None:
        for at, chip in enumerate(self._chips):
            chip.set_chosen(at == place)
        self._panels.setCurrentIndex(place)
        self._begin()

    def _begin(self) -> None:
        panel = self._panels.currentWidget()
        if isinstance(panel, (OwnSecretPanel, OwnDataPanel)):
            panel.begin()

    def _on_pin(self, present: str, pin: str) -> None:
        context, actor = self.context, self.context.presence.actor
        context.tasks.aside(
            lambda: change_own_pin(context.tasks.db, context.throttle, OwnPin(present, pin), actor, context.station),
            lambda _result: self._pin.say_done(),
            self._pin.refuse,
        )

    def _on_password(self, present: str, password: str) -> None:
        context, actor = self.context, self.context.presence.actor
        wish = OwnPassword(present, password)
        context.tasks.aside(
            lambda: change_own_password(context.tasks.db, context.throttle, wish, actor, context.station),
            self._on_password_changed,
            self._password.refuse,
        )

    def _on_password_changed(self, mark: str) -> None:
        self.context.presence.keep(mark)
        self._password.say_done()

    def _on_data(self, wish: OwnData) -> None:
        actor, station = self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: change_own_data(session, wish, actor, station),
            lambda _result: self._data.say_done(),
            self._data.refuse,
        )

    def _on_volume(self, volume: int) -> None:
        """Let it be heard at once, and keep it for the next start."""
        sounds = self.context.sounds
        sounds.set_volume(volume)
        sounds.play(Cue.PAID)
        self._sound.show_volume(volume)
        self.context.tasks.aside(sounds.keep, lambda _none: None, self._sound.refuse)

    def _forget(self) -> None:
        for panel in (self._pin, self._password, self._data):
            panel.forget()


def _pin_words() -> SecretWords:
    alas = tr("Vous n’avez pas encore de code : donnez d’abord votre mot de passe.")
    return SecretWords(
        name="own", title=tr("Changer mon code"), advice=tr("Il vaut sur tous les postes du magasin."),
        present=tr("Code actuel"), instead=(tr("Mot de passe"), alas), new=tr("Nouveau code"), hint=tr("4 chiffres"),
        again=tr("Encore une fois"), differs=tr("Ce n’est pas le même code."), save=tr("Changer mon code"),
        done=tr("Votre code est changé. Prenez le nouveau dès la prochaine fois."), check=_said_by(check_pin),
    )  # fmt: skip


def _password_words() -> SecretWords:
    alas = tr("Vous n’avez pas encore de mot de passe : donnez d’abord votre code.")
    return SecretWords(
        name="own_secret", title=tr("Changer mon mot de passe"),
        advice=tr("Vos autres postes vous demanderont d’entrer de nouveau."),
        present=tr("Mot de passe actuel"), instead=(tr("Code actuel"), alas), new=tr("Nouveau mot de passe"),
        hint=tr("8 caractères ou plus"), again=tr("Encore une fois"), differs=tr("Ce n’est pas le même mot de passe."),
        save=tr("Changer mon mot de passe"), done=tr("Votre mot de passe est changé. Ici, vous restez à votre poste."),
        check=_said_by(check_password),
    )  # fmt: skip


def _said_by(check: Callable[[str], None]) -> Callable[[str], str]:
    """Return what a rule says of a text: the sentence of its refusal, or nothing."""

    def said(text: str) -> str:
        try:
            check(text)
        except UserError as error:
            return sentence(error)
        return ""

    return said
