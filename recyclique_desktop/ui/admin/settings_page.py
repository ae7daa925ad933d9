"""« Réglages »: the values a shop sets, each one saved by itself, for this shop or for all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.data.queries.admin_settings import SettingLine, ShopSettings, kind_of, shop_settings
from recyclique_desktop.domain import settings
from recyclique_desktop.domain.enums import FiscalRegime, Permission, UserRole, WorkstationKind
from recyclique_desktop.domain.settings import Amount
from recyclique_desktop.flows import thresholds
from recyclique_desktop.services import shared_settings
from recyclique_desktop.system.messages import mark, sentence, tr
from recyclique_desktop.ui.admin.frame import AdminPage, why_not_here
from recyclique_desktop.ui.admin.setting_form import SettingForm, Wanted, typed
from recyclique_desktop.ui.admin.values import REGIMES, value_words
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.message import UNDO_MS, Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.picker import Option, PickerDialog
from recyclique_desktop.ui.widgets.rows import UNKNOWN
from recyclique_desktop.ui.widgets.table import Cell, Column, Table, TableRow
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.admin_edits import WaitingEdit
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.flows.thresholds import ThresholdKeys
    from recyclique_desktop.ui.context import AppContext

_SHOWN: Final = frozenset({"settings", "admin_settings", "setting_versions", "sites", "workstations"})
_SHORT: Final = {
    FiscalRegime.EXEMPT_261_7_1: mark("Exonérée"),
    FiscalRegime.FRANCHISE_206_1BIS: mark("Franchise 206-1 bis"),
    FiscalRegime.FRANCHISE_293B: mark("Franchise 293 B"),
    FiscalRegime.TAXABLE: mark("Soumis à la TVA"),
}
"""Regimes as a row has room for them."""
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES: Final = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_TITLE: Final = 128
"""Its title stays whole beside three buttons, whose words may wrap."""


class SettingsPage(AdminPage):
    """A list of what the shop sets, the form of the chosen one at its right.

    Args:
        keys: The key of the encrypted settings, in the keyring of this workstation.
    """

    name = "admin_settings"
    place = "settings"

    def __init__(self, context: AppContext, keys: ThresholdKeys) -> None:
        super().__init__(context, tr("Réglages"))
        self._keys = keys
        self._found: ShopSettings | None = None
        self._unreadable = ""
        self._why_not = ""
        columns = (Column(tr("Réglage")), Column(tr("Valeur"), width=210))
        self._table = Table("settings_list", columns)
        self._pager = Pager("settings_pager")
        self._why = Text("", "body", "text2", wrap=True)
        self._band = MessageBand("settings_band", height=80)
        self._copies = ActionButton("settings_copies", tr("Copies"), height=Height.SMALL_ACTION, margin=10)
        self._privacy = ActionButton("settings_privacy", tr("Vie privée"), height=Height.SMALL_ACTION, margin=10)
        self._methods = ActionButton("settings_methods", tr("Paiements"), height=Height.SMALL_ACTION, margin=10)
        self.form = SettingForm()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.title.setMinimumWidth(_TITLE)
        self.title_row.addWidget(self._methods)
        self.title_row.addWidget(self._privacy)
        self.title_row.addWidget(self._copies)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        for part, stretch in ((self._why, 0), (self._table, 1), (self._pager, 0), (self._band, 0)):
            column.addWidget(part, stretch)
        self._why.hide()
        self.lay_beside(side, self.form)

    def _connect(self) -> None:
        self._copies.clicked.connect(lambda: self.context.go("admin_copies", came_from=self._came_from))
        self._methods.clicked.connect(lambda: self.context.go("admin_methods", came_from=self._came_from))
        self._privacy.clicked.connect(lambda: self.context.go("admin_privacy", came_from=self._came_from))
        self._table.picked.connect(self._on_picked)
        self._table.page_changed.connect(self._on_page)
        self._pager.turned.connect(self._table.turn)
        self.form.saved.connect(self._on_saved)
        self.form.regime_asked.connect(self._on_regime_asked)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._band.clear()
        person = self.context.presence.person
        self._privacy.setVisible(person is not None and person.actor.may(Permission.PRIVACY_MANAGE))
        self._load()

    def handle_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _STEPS:
            wanted = self._table.neighbour(_STEPS[key])
            if wanted is not None:
                self._on_picked(wanted)
        elif key in _PAGES:
            self._table.turn(_PAGES[key])
        elif is_enter(event):
            self.form.begin()
        else:
            return False
        return True

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & _SHOWN and not self.form.is_touched:
            self._load()

    def _load(self, then: Callable[[], None] = lambda: None) -> None:
        station = self.context.station
        self.context.tasks.read(
            lambda session: (shop_settings(session, station), kind_of(session, station)),
            partial(self._on_read, then),
            self._on_refused,
        )

    def _on_read(self, then: Callable[[], None], found: tuple[ShopSettings, WorkstationKind]) -> None:
        self._found, kind = found
        self._why_not = why_not_here(kind, is_joined=self.is_joined)
        self._why.setText(self._why_not)
        self._why.setVisible(bool(self._why_not))
        self.show_site(self._found.site_name)
        self._show()
        if not self._why_not:
            db, station = self.context.tasks.db, self.context.station
            self.context.tasks.aside(
                lambda: thresholds.held(db, station, self._keys), self._on_readable, self._on_unreadable
            )
        then()

    def _on_readable(self, _held: thresholds.Held) -> None:
        if self._unreadable:
            self._unreadable = ""
            self._show()

    def _on_unreadable(self, error: UserError) -> None:
        self._unreadable = sentence(error)
        self._show()

    # the list and the form

    def _show(self) -> None:
        if self._found is None:
            return
        self._table.set_rows([self._regime_row(), *(self._row(line) for line in self._found.lines)])
        if self._table.chosen is None:
            self._table.choose(self._found.lines[0].key.name)
        self._show_chosen()

    def _row(self, line: SettingLine) -> TableRow:
        broken = line.key is settings.CASH_ALERT and bool(self._unreadable)
        words = tr("illisible") if broken else value_text(line)
        mark = "cloud-upload" if line.waiting is not None else "triangle-alert" if broken else ""
        tone = "warn" if broken else "text2" if line.waiting is not None else "text"
        return TableRow(line.key.name, (Cell(tr(line.key.label)), Cell(words, icon=mark, tone=tone)))

    def _regime_row(self) -> TableRow:
        regime = self._found.regime if self._found is not None else None
        words = tr(_SHORT[regime]) if regime is not None else tr("à choisir")
        return TableRow(settings.FISCAL_REGIME, (Cell(tr("Régime de TVA")), Cell(words)))

    def _regime_words(self) -> str:
        regime = self._found.regime if self._found is not None else None
        return tr(REGIMES[regime]) if regime is not None else tr("à choisir")

    def _show_chosen(self) -> None:
        found = self._found
        if found is None:
            return
        if self._table.chosen == settings.FISCAL_REGIME:
            meaning = tr("Il s’applique dès la prochaine ouverture de caisse ; les ventes déjà faites gardent le leur.")
            self.form.show_regime(self._regime_words(), meaning, _since(found), may=not self._why_not)
            return
        line = next((one for one in found.lines if one.key.name == self._table.chosen), None)
        if line is None:
            self.form.show_nothing()
            return
        self.form.show_line(line, self._state_of(line), may=self._may(line), has_sites=found.has_sites)

    def _state_of(self, line: SettingLine) -> str:
        if line.key is settings.CASH_ALERT and self._unreadable:
            return self._unreadable
        if line.waiting is not None:
            return _hint(line.waiting)
        if not self._why_not and not self._may(line):
            return tr("Seul un administrateur principal change ce réglage.")
        return ""

    def _may(self, line: SettingLine) -> bool:
        person = self.context.presence.person
        is_first = person is not None and person.actor.role is UserRole.SUPER_ADMIN
        return not self._why_not and (is_first or line.key.role is not UserRole.SUPER_ADMIN)

    # what is pressed

    def _on_picked(self, key: Hashable) -> None:
        self._table.choose(key)
        self._show_chosen()

    def _on_page(self) -> None:
        first, last, n = self._table.span
        said = tr("{first} à {last} sur {n}", first=first, last=last, n=n)
        self._pager.show_page(said if n else "", self._table.page, self._table.pages)

    def _on_saved(self, wanted: Wanted) -> None:
        done = tr("« {label} » est enregistré.", label=tr(wanted.key.label))
        if wanted.key.sealed:
            db, actor, station = self.context.tasks.db, self.context.presence.actor, self.context.station
            self.context.tasks.aside(
                lambda: thresholds.save(db, wanted.value, actor, station, self._keys, own=wanted.own),
                lambda _none: self._on_done(done),
                self._on_refused,
            )
            return
        command = shared_settings.SetSetting(wanted.key.name, wanted.value, wanted.own)
        self._do(shared_settings.set_setting, command, done)

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
        self.write(act, command, lambda _result: self._on_done(done), self._on_refused)

    def _on_done(self, done: str) -> None:
        said = Message(MessageKind.GOOD, done, lasts_ms=UNDO_MS)
        self._load(lambda: self._band.say(said))

    def _on_refused(self, error: UserError) -> None:
        self._band.say(refusal(error))


def value_text(line: SettingLine) -> str:
    """Return what holds, as people read it: « 5 minutes », « 0,05 € », and whether it is this shop's own."""
    value = typed(line.key, line.value)
    if isinstance(line.key.kind, Amount):
        value = tr("{amount:euros}", amount=line.value)
    elif value and isinstance(line.value, int) and not isinstance(line.value, bool):
        value = tr("{value} {unit}", value=value, unit=tr(line.key.unit).lower())
    value = value or UNKNOWN
    return tr("{value}, ici", value=value) if line.own is not None else value


def _since(shown: ShopSettings) -> str:
    edit = shown.waiting.get(settings.FISCAL_REGIME)
    if edit is not None:
        return tr("à envoyer ; au centre : {value}", value=value_words(settings.FISCAL_REGIME, edit.old))
    return tr("depuis le {day:date}", day=shown.regime_since) if shown.regime_since is not None else ""


def _hint(edit: WaitingEdit) -> str:
    return tr("à envoyer ; au centre : {value}", value=str(edit.old or UNKNOWN).replace(".", ","))
