"""The form of one setting: what it means, for which shops, its value, and the button that saves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import format_amount, parse_euros
from recyclique_desktop.domain.settings import Amount, Flag, SettingKey, Whole
from recyclique_desktop.domain.text import folded
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.admin.values import advice
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.picker import PickField

if TYPE_CHECKING:
    from recyclique_desktop.data.queries.admin_settings import SettingLine

ALL: Final = False
OWN: Final = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants a setting to be; ``value`` is nothing when this shop gives its own up."""

    key: SettingKey[Any]
    value: Any
    own: bool


class SettingForm(FormCard):
    """One setting at a time.

    Signals:
        saved(object): A ``Wanted``: the typed value is good and differs from what holds.
        regime_asked(): The VAT regime is to be chosen.
    """

    saved = Signal(object)
    regime_asked = Signal()

    def __init__(self) -> None:
        super().__init__("setting_form")
        self._line: SettingLine | None = None
        self._may = False
        self._title = Text("", "h2", wrap=True)
        self._meaning = Text("", "body", "text2", wrap=True)
        self._scope = ChipGroup("setting_scope", tr("Pour qui"), columns=1)
        self._scope.set_options(((ALL, tr("Tous les magasins")), (OWN, tr("Ce magasin seulement"))))
        self._field = Field("setting_value", tr("Valeur"))
        self._regime = PickField("setting_regime", tr("Régime de TVA"))
        self._state = Text("", "small", "text2", wrap=True)
        self._save = ActionButton("setting_save", tr("Enregistrer"))
        self._give_up = ActionButton("setting_give_up", tr("Comme tous les magasins"))
        for part in (self._title, self._meaning, self._scope, self._field, self._regime, self._state):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.column.addWidget(self._give_up)
        self.column.addWidget(self._save)
        self._scope.changed.connect(self._on_scope)
        self._field.changed.connect(self._on_typed)
        self._field.entered.connect(self._on_save)
        self._save.clicked.connect(self._on_save)
        self._give_up.clicked.connect(self._on_give_up)
        self._regime.asked.connect(self.regime_asked)
        self.show_nothing()

    @property
    def is_touched(self) -> bool:
        """Whether something is typed that was not saved."""
        return self._line is not None and self._field.text.strip() != self._there()

    def begin(self) -> None:
        """Put the cursor where the value is typed."""
        if self._field.isVisible() and self._field.isEnabled():
            self._field.edit.setFocus()
            self._field.edit.selectAll()

    def show_nothing(self) -> None:
        """No setting is chosen."""
        self._line = None
        self._title.setText(tr("Choisissez un réglage"))
        for part in (self._meaning, self._scope, self._field, self._regime, self._state, self._save, self._give_up):
            part.hide()

    def show_line(self, line: SettingLine, state: str, *, may: bool, has_sites: bool) -> None:
        """Show a setting.

        Args:
            line: What is stored.
            state: A sentence on it: at the centre, unreadable.
            may: Whether this person may change it here.
            has_sites: Whether there is another shop.
        """
        self._line, self._may = line, may
        self._say(tr(line.key.label), tr(line.key.meaning), state)
        self._scope.setVisible(line.key.per_site and (has_sites or line.own is not None))
        self._scope.choose((OWN if line.own is not None else ALL,))
        self._scope.allow((ALL, OWN) if may else ())
        self._regime.hide()
        self._field.show()
        self._field.set_label(tr(line.key.unit))
        self._field.setEnabled(may)
        self._save.show()
        self._show_value()

    def show_regime(self, words: str, meaning: str, state: str, *, may: bool) -> None:
        """Show the VAT regime, which is chosen and not typed."""
        self._line = None
        self._say(tr("Régime de TVA"), meaning, state)
        for part in (self._scope, self._field, self._save, self._give_up):
            part.hide()
        self._regime.show()
        self._regime.set_value(words)
        self._regime.setEnabled(may)

    def _say(self, title: str, meaning: str, state: str) -> None:
        self._title.setText(title)
        self._meaning.setText(meaning)
        self._meaning.show()
        self._state.setText(state)
        self._state.setVisible(bool(state))

    @property
    def _own(self) -> bool:
        return self._line is not None and self._line.key.per_site and self._scope.chosen == (OWN,)

    def _there(self) -> str:
        """Return what is stored for whom the chips say, as it is typed."""
        if self._line is None:
            return ""
        stored = self._line.own if self._own else self._line.everywhere
        return typed(self._line.key, self._line.key.read(stored or self._line.everywhere))

    def _show_value(self) -> None:
        line = self._line
        self._field.set_text(self._there())
        self._field.set_error("")
        can_give_up = line is not None and self._own and line.own is not None and not line.key.sealed
        self._give_up.setVisible(can_give_up)
        self._give_up.setEnabled(self._may)
        self._show_save()

    def _show_save(self) -> None:
        line, text = self._line, self._field.text.strip()
        is_new = text != self._there() or (self._own and line is not None and line.own is None)
        self._save.setEnabled(self._may and is_new and line is not None and not wrong(line.key, text))

    def _on_scope(self) -> None:
        self._show_value()

    def _on_typed(self, _text: str) -> None:
        self._field.set_error("")
        self._show_save()

    def _on_save(self) -> None:
        line, text = self._line, self._field.text.strip()
        if line is None:
            return
        if self._save.isEnabled():
            self.saved.emit(Wanted(line.key, value_of(line.key, text), self._own))
        else:
            self._field.set_error(wrong(line.key, text))

    def _on_give_up(self) -> None:
        if self._line is not None:
            self.saved.emit(Wanted(self._line.key, None, own=True))


def typed(key: SettingKey[Any], value: Any) -> str:
    """Return a value as somebody types it: « 2,50 », « 480 »."""
    if isinstance(key.kind, Flag):
        return tr("oui") if value else tr("non")
    return format_amount(value) if isinstance(key.kind, Amount) else str(value)


def value_of(key: SettingKey[Any], text: str) -> Any:
    """Return a typed value in the key's own kind.

    Raises:
        UserError: ``money.invalid``, ``setting.*``: no number, or out of range.
    """
    if isinstance(key.kind, Amount):
        value: Any = parse_euros(text)
    elif isinstance(key.kind, Flag):
        value = _yes(text)
    elif isinstance(key.kind, Whole):
        value = int(text) if text.isascii() and text.isdecimal() else -1
    else:
        value = text
    key.kind.write(value)
    return value


def wrong(key: SettingKey[Any], text: str) -> str:
    """Return what is wrong with a typed value, or nothing."""
    try:
        value_of(key, text)
    except UserError as error:
        return advice(error)
    return ""


def _yes(text: str) -> bool:
    """Return whether a typed word is yes.

    Raises:
        UserError: ``setting.yes_no``: neither yes nor no.
    """
    word = folded(text)
    if word not in {folded(tr("oui")), folded(tr("non"))}:
        raise UserError("setting.yes_no")
    return word == folded(tr("oui"))
