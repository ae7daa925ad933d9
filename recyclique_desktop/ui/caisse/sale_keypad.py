"""The left zone of sale and payment: the scale's place, the display, the keypad. It holds no value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.entry import EntryStep
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.display import Display
from recyclique_desktop.ui.widgets.keypad import Keypad

if TYPE_CHECKING:
    from recyclique_desktop.ui.caisse.entry import Entry
    from recyclique_desktop.ui.widgets.geometry import Layout

_TOP: Final = 14
_BOTTOM: Final = 18


class KeypadZone(QWidget):
    """Display and keypad, in the same place in every task of the till.

    The strip of the scale (or of the drawer) will stand above the display; its place is kept.

    Args:
        name: Prefix of the names: ``<name>_display``, ``<name>_keypad_7``…
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.display = Display(f"{name}_display")
        self.keypad = Keypad(f"{name}_keypad", tr("Effacer"), cap=tr("Échap"))
        self._action: tuple[str, str] = ("", "")
        self._column = QVBoxLayout(self)
        self._column.setSpacing(Space.SMALL)
        self._column.addSpacing(Height.STRIP + Space.SMALL)
        self._column.addWidget(self.display)
        self._column.addWidget(self.keypad)
        self._column.addStretch(1)
        self._set_margin(Space.PAGE)

    def show_value(self, label: str, value: str, unit: str, *, active: bool, proposed: bool = False) -> None:
        """Show what is typed; a proposed value is quieter, the first key replaces it."""
        self.display.set_label(label)
        self.display.set_value(value, unit, tone="text2" if proposed else "text")
        self.display.set_state("active" if active else "idle")

    def show_action(self, label: str, cap: str, *, enabled: bool) -> None:
        """Say what the act under the digits does, and by which key."""
        if self._action != (label, cap):
            self._action = (label, cap)
            self.keypad.action_button.set_cap(cap)
        self.keypad.set_action(label, enabled=enabled)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._set_margin(layout.margin)
        self.keypad.set_digit_height(layout.digit)

    def _set_margin(self, margin: int) -> None:
        self._column.setContentsMargins(margin, _TOP, margin, _BOTTOM)


class SaleKeypad(KeypadZone):
    """The keypad zone of the sale: the field of the step, and the act that goes with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sale", parent)
        self._narrow = False

    def show_entry(self, entry: Entry) -> None:
        """Show the field that digits go to now."""
        self.keypad.set_typing_enabled(True)
        if entry.step is EntryStep.QUANTITY:
            self._show_quantity(entry)
        elif entry.step is EntryStep.PRICE:
            self._show_price(entry)
        else:
            self._show_weight(entry)

    def show_rest(self) -> None:
        """Nothing can be typed now."""
        self.show_value("", "0,000", "kg", active=False, proposed=True)
        self.show_action(tr("Ajouter le poids"), "+", enabled=False)
        self.keypad.set_typing_enabled(False)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        super().follow(layout)
        self._narrow = layout.narrow

    def _show_weight(self, entry: Entry) -> None:
        active = not entry.on_grid or bool(entry.weight.text)
        self.show_value(self._weight_label(entry), entry.weight.text or "0,000", "kg", active=active)
        label = tr("Ajouter le poids") if entry.on_grid else tr("Ajouter la pesée")
        enabled = entry.weight.number > 0 and entry.doubt is None
        self.show_action(tr("Ajouter") if self._narrow else label, "+", enabled=enabled)

    def _weight_label(self, entry: Entry) -> str:
        if not entry.on_grid:
            return tr("Poids à la main")
        taken = sum(weighing.grams for weighing in entry.weighings)
        if taken:
            return tr("Déjà pesé : {weight:kilos}", weight=taken)
        return tr("Poids d’abord") if self._narrow else tr("Poids, si vous pesez d’abord")

    def _show_quantity(self, entry: Entry) -> None:
        unit = tr("× {price:euros}", price=entry.unit_price) if entry.price.number else ""
        self.show_value(tr("Quantité"), entry.quantity.text, unit, active=True, proposed=entry.quantity.proposed)
        self._show_clear()

    def _show_price(self, entry: Entry) -> None:
        label = tr("Prix d’un objet")
        self.show_value(label, entry.price.text or "0,00", "€", active=True, proposed=not entry.price.is_typed)
        self._show_clear()

    def _show_clear(self) -> None:
        self.show_action(tr("Effacer"), tr("Échap"), enabled=True)
