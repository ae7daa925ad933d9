"""The keypad zone of the sale: the field of the step, and the act that goes with it. It holds no value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.entry_state import EntryStep
from recyclique_desktop.ui.caisse.sale_scale import Pan, ScaleStrip
from recyclique_desktop.ui.widgets.keypad_zone import KeypadZone

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.ui.caisse.entry_state import Entry
    from recyclique_desktop.ui.widgets.geometry import Layout


class SaleKeypad(KeypadZone):
    """The keypad zone of the sale: the field of the step, and the act that goes with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._pan = Pan()
        self._strip = ScaleStrip()
        super().__init__("sale", parent=parent, above=self._strip)
        self._narrow = False
        self._entry: Entry | None = None

    def show_entry(self, entry: Entry) -> None:
        """Show the field that digits go to now."""
        self.keypad.set_typing_enabled(True)
        self._entry = entry
        if entry.step is EntryStep.QUANTITY:
            self._show_quantity(entry)
        elif entry.step is EntryStep.PRICE:
            self._show_price(entry)
        else:
            self._show_weight(entry)

    def show_pan(self, pan: Pan) -> None:
        """Show what lies on the scale."""
        self._pan = pan
        self._strip.show_pan(pan)
        if self._entry is not None:
            self.show_entry(self._entry)

    def show_rest(self) -> None:
        """Nothing can be typed now."""
        self._entry = None
        self.show_value("", "0,000", "kg", active=False, proposed=True)
        self.show_action(tr("Ajouter le poids"), "+", enabled=False)
        self.keypad.set_typing_enabled(False)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        super().follow(layout)
        self._narrow = layout.narrow
        self._strip.follow(layout)
        self._strip.show_pan(self._pan)

    def _show_weight(self, entry: Entry) -> None:
        active = not entry.on_grid or bool(entry.weight.text)
        self.show_value(self._weight_label(entry), entry.weight.text or "0,000", "kg", active=active)
        label = tr("Ajouter le poids") if entry.on_grid else tr("Ajouter la pesée")
        label = tr("Ajouter") if self._narrow else label
        if not entry.weight.number and self._pan.net:
            label = tr("Prendre {weight:kilos}", weight=self._pan.net)
        enabled = (entry.weight.number or self._pan.net) > 0 and entry.doubt is None
        self.show_action(label, "+", enabled=enabled)

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
        label = tr("Prix, si vous en convenez") if entry.ways.one_price else tr("Prix d’un objet")
        if entry.preset is not None:
            fixed = tr("{price:amount}", price=entry.preset.price)
            self.show_value(entry.preset.label, fixed, "€", active=True)
        else:
            self.show_value(label, entry.price.text or "0,00", "€", active=True, proposed=not entry.price.is_typed)
        self._show_clear()

    def _show_clear(self) -> None:
        self.show_action(tr("Effacer"), tr("Échap"), enabled=True)
