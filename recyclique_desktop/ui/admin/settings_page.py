"""« Réglages »: the few values a shop sets, each one saved by itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from recyclique_desktop.data.queries.admin_settings import ShopSettings, kind_of, shop_settings
from recyclique_desktop.domain import settings
from recyclique_desktop.domain.enums import FiscalRegime, WorkstationKind
from recyclique_desktop.domain.money import ZERO, Cents, format_amount
from recyclique_desktop.services import shared_settings
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.frame import AdminPage, why_not_here
from recyclique_desktop.ui.admin.values import REGIMES, advice, price_error, typed_price, value_words
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.message import UNDO_MS, Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.picker import Option, PickerDialog, PickField
from recyclique_desktop.ui.widgets.rows import Card
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from recyclique_desktop.data.queries.admin_edits import WaitingEdit
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext

_CARD: Final = 176
_SAVE: Final = 180
_SHOWN: Final = frozenset({"settings", "admin_settings", "setting_versions", "sites", "workstations"})


class _Setting(Card):
    """What a value means, its field, and the button that saves it.

    Signals:
        saved(str): The typed text is good and differs from what holds.
    """

    saved = Signal(str)

    def __init__(self, name: str, title: str, meaning: str, label: str, check: Callable[[str], str]) -> None:
        super().__init__(f"{name}_card", margin=Space.ADMIN)
        self.setMinimumHeight(_CARD)
        self._check = check
        self._there = ""
        self._may = True
        self._field = Field(name, label)
        self._save = ActionButton(f"{name}_save", tr("Enregistrer"), height=Height.ACTION)
        self._save.setMinimumWidth(_SAVE)
        words = QVBoxLayout()
        words.setSpacing(Space.TINY)
        words.addWidget(FlexText(title, "h2"))
        words.addWidget(Text(meaning, "small", "text2", wrap=True))
        words.addStretch(1)
        button = QVBoxLayout()
        button.addSpacing(28)
        button.addWidget(self._save)
        button.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(Space.ADMIN)
        row.addLayout(words, 3)
        row.addWidget(self._field, 2)
        row.addLayout(button)
        self.column.addLayout(row)
        self._field.changed.connect(self._on_typed)
        self._field.entered.connect(self._on_save)
        self._save.clicked.connect(self._on_save)

    @property
    def is_touched(self) -> bool:
        """Whether something is typed that was not saved."""
        return self._field.text.strip() != self._there

    def show_value(self, text: str, hint: str, *, may: bool) -> None:
        """Show what holds."""
        self._there, self._may = text, may
        self._field.set_text(text)
        self._field.set_hint(hint)
        self._field.set_error("")
        self._field.setEnabled(may)
        self._show()

    def _on_typed(self, _text: str) -> None:
        self._field.set_error("")
        self._show()

    def _show(self) -> None:
        text = self._field.text.strip()
        self._save.setEnabled(self._may and text != self._there and not self._check(text))

    def _on_save(self) -> None:
        if self._save.isEnabled():
            self.saved.emit(self._field.text.strip())
        else:
            self._field.set_error(self._check(self._field.text.strip()))


class SettingsPage(AdminPage):
    """How long a sign-in lasts, which variance needs no word, which VAT regime the shop has."""

    name = "admin_settings"
    place = "settings"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, tr("Réglages"))
        self._found: ShopSettings | None = None
        self._why = FlexText("", "body", "text2")
        self._minutes = _Setting(
            "setting_minutes",
            tr("Durée d’une connexion"),
            tr("Après ce temps, chacun redonne son code. Le ticket en cours reste."),
            tr("Minutes"),
            _minutes_error,
        )
        self._tolerance = _Setting(
            "setting_tolerance",
            tr("Écart de caisse sans explication"),
            tr("À la fermeture, un écart plus grand demande un mot."),
            tr("Euros"),
            _tolerance_error,
        )
        self._regime = PickField("setting_regime", tr("Régime de TVA"))
        self._since = FlexText("", "small", "text2")
        self._band = MessageBand("settings_band", height=80)
        self._copies = ActionButton("settings_copies", tr("Copies de secours"), icon="save", height=Height.SMALL_ACTION)
        self.title_row.addWidget(self._copies)
        self._why.hide()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.column.addWidget(self.head)
        self.title_row.addWidget(self._why)
        self.column.addWidget(self._minutes)
        self.column.addWidget(self._tolerance)
        self.column.addWidget(self._regime_card())
        self.column.addStretch(1)
        self.column.addWidget(self._band)

    def _regime_card(self) -> Card:
        card = Card("setting_regime_card", margin=Space.ADMIN)
        words = QVBoxLayout()
        words.setSpacing(Space.TINY)
        words.addWidget(FlexText(tr("Régime de TVA"), "h2"))
        meaning = tr("Il s’applique dès la prochaine ouverture de caisse ; les ventes déjà faites gardent le leur.")
        words.addWidget(Text(meaning, "small", "text2", wrap=True))
        words.addWidget(self._since)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(Space.ADMIN)
        row.addLayout(words, 3)
        row.addWidget(self._regime, 3)
        card.column.addLayout(row)
        return card

    def _connect(self) -> None:
        self._copies.clicked.connect(lambda: self.context.go("admin_copies", came_from=self._came_from))
        self._minutes.saved.connect(self._on_minutes)
        self._tolerance.saved.connect(self._on_tolerance)
        self._regime.asked.connect(self._on_regime_asked)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._band.clear()
        self._load()

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & _SHOWN and not self._minutes.is_touched and not self._tolerance.is_touched:
            self._load()

    def _load(self, then: Callable[[], None] = lambda: None) -> None:
        station = self.context.station
        self.context.tasks.read(
            lambda session: (shop_settings(session, station), kind_of(session, station)),
            partial(self._on_read, then),
            self._on_refused,
        )

    def _on_read(self, then: Callable[[], None], found: tuple[ShopSettings, WorkstationKind]) -> None:
        shown, kind = found
        self._found = shown
        why = why_not_here(kind, is_joined=self.is_joined)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.show_site(shown.site_name)
        waiting = shown.waiting
        minutes = str(shown.sign_in_minutes)
        self._minutes.show_value(minutes, _hint(waiting.get(settings.SIGN_IN_MINUTES.name)), may=not why)
        tolerance = format_amount(shown.variance_tolerance)
        self._tolerance.show_value(tolerance, _hint(waiting.get(settings.VARIANCE_TOLERANCE.name)), may=not why)
        self._regime.set_value(tr(REGIMES[shown.regime]) if shown.regime is not None else tr("à choisir"))
        self._regime.setEnabled(not why)
        self._since.setText(_since(shown))
        then()

    def _on_minutes(self, text: str) -> None:
        command = shared_settings.SetSignInMinutes(int(text))
        self._do(shared_settings.set_sign_in_minutes, command, tr("La durée d’une connexion est enregistrée."))

    def _on_tolerance(self, text: str) -> None:
        command = shared_settings.SetVarianceTolerance(typed_price(text) or ZERO)
        self._do(shared_settings.set_variance_tolerance, command, tr("L’écart sans explication est enregistré."))

    def _on_regime_asked(self) -> None:
        options = [Option(regime, tr(words)) for regime, words in REGIMES.items()]
        chosen = self._found.regime if self._found is not None else None
        dialog = PickerDialog("regime_picker", tr("Quel régime de TVA ?"), options, chosen, parent=self)
        dialog.picked.connect(self._on_regime)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_regime(self, key: Hashable) -> None:
        regime = FiscalRegime(str(key))
        done = tr("Le régime est enregistré. Il vaut dès la prochaine ouverture de caisse.")
        self._do(shared_settings.set_regime, shared_settings.SetRegime(regime), done)

    def _do(self, act: Callable[..., Any], command: object, done: str) -> None:
        said = Message(MessageKind.GOOD, done, lasts_ms=UNDO_MS)
        self.write(act, command, lambda _result: self._load(lambda: self._band.say(said)), self._on_refused)

    def _on_refused(self, error: UserError) -> None:
        self._band.say(refusal(error))


def _since(shown: ShopSettings) -> str:
    edit = shown.waiting.get(settings.FISCAL_REGIME)
    if edit is not None:
        return tr("à envoyer ; au centre : {value}", value=value_words(settings.FISCAL_REGIME, edit.old))
    return tr("depuis le {day:date}", day=shown.regime_since) if shown.regime_since is not None else ""


def _hint(edit: WaitingEdit | None) -> str:
    if edit is None:
        return ""
    return tr("à envoyer ; au centre : {value}", value=str(edit.old).replace(".", ","))


def _minutes_error(text: str) -> str:
    span = shared_settings.SIGN_IN_RANGE
    good = text.isascii() and text.isdecimal() and int(text) in span
    return "" if good else advice("setting.minutes_range", low=span[0], high=span[-1])


def _tolerance_error(text: str) -> str:
    if wrong := price_error(text):
        return wrong
    amount: Cents = typed_price(text) or ZERO
    good = amount <= shared_settings.MAX_TOLERANCE
    return "" if good else advice("setting.tolerance_range", high=shared_settings.MAX_TOLERANCE)
