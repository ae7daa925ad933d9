"""The left zone of reception: what the scale says or what is typed, the container, the keypad. It holds no value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.devices.scale import OFF
from recyclique_desktop.domain.money import MINUS
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.reception.entry import At
from recyclique_desktop.ui.scale_words import scale_trouble
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text
from recyclique_desktop.ui.widgets.buttons import IconButton
from recyclique_desktop.ui.widgets.keypad_zone import KeypadZone
from recyclique_desktop.ui.words import bare_kilos

if TYPE_CHECKING:
    from recyclique_desktop.devices.scale import ScaleStatus
    from recyclique_desktop.domain.containers import Container
    from recyclique_desktop.ui.reception.entry import Entry, Pan
    from recyclique_desktop.ui.widgets.geometry import Layout

_ZERO: Final = "0,000"


class TareStrip(Frame):
    """« Tare · caddie −1,500 kg ✕ », or that there is no container.

    Signals:
        removed(): ✕ was pressed.
    """

    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sunken", "weigh_tare", parent)
        self.setFixedHeight(Height.STRIP)
        self._label = FlexText("", "small", "text2")
        self._value = Text("", "strong")
        self._none = IconButton("weigh_tare_none", "x", tr("Sans contenant"))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 4, 0)
        row.setSpacing(Space.TARGET_GAP)
        row.addWidget(self._label, 1)
        row.addWidget(self._value)
        row.addWidget(self._none)
        self._narrow = False
        self._none.clicked.connect(self.removed)

    def set_narrow(self, narrow: bool) -> None:
        """Say only the container and its weight, smaller, from 1024 to 1279 wide."""
        self._narrow = narrow
        self._value.set_role("cap" if narrow else "strong")

    def show_container(self, container: Container) -> None:
        """Show what is taken off."""
        tare, name = container.tare, container.name.lower()
        said = tr("Tare · {name}", name=name) if name and not self._narrow else name or tr("Tare")
        self._label.setText(said if tare else tr("Sans contenant"))
        self._value.setText(MINUS + tr("{weight:kilos}", weight=tare) if tare else "")
        self._none.setVisible(bool(tare))
        self.setAccessibleName(f"{self._label.text()} {self._value.text()}".strip())


class WeighingKeypad(KeypadZone):
    """Display, container and keypad of reception."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.tare = TareStrip()
        super().__init__("weigh", self.tare, parent)
        self.show_action(tr("Effacer"), tr("Échap"), enabled=True)

    def show_entry(self, entry: Entry, pan: Pan, status: ScaleStatus) -> None:
        """Show the weight as it stands, container included, and where it comes from."""
        self.tare.show_container(entry.container)
        self.show_action(_clearing(entry), tr("Échap"), enabled=True)
        if entry.typed.text:
            self._show(tr("Poids tapé"), entry.typed.text, active=True)
        elif entry.was is not None:
            self._show(tr("Poids enregistré"), bare_kilos(entry.was.gross), active=False, quiet=True)
        elif status.state is DeviceState.READY and not scale_trouble(status):
            self._show_scale(pan, status)
        elif status == OFF:
            label = tr("Tapez le poids") if entry.at is At.WEIGHT else tr("Poids")
            self._show(label, _ZERO, active=entry.at is At.WEIGHT, quiet=True)
        else:
            self._show(scale_trouble(status), "—", active=False, quiet=True, icon="triangle-alert", tone="warn")

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        super().follow(layout)
        self.tare.set_narrow(layout.narrow)

    def _show_scale(self, pan: Pan, status: ScaleStatus) -> None:
        value = bare_kilos(status.reading.grams) if status.reading is not None else "—"
        if pan.is_taken:
            self._show(tr("Ajouté : videz la balance"), value, active=False, quiet=True, icon="check")
        elif pan.stable is None:
            self._show(tr("La balance bouge"), value, active=False, quiet=True, icon="scale")
        elif pan.stable <= 0:
            self._show(
                tr("Balance vide") if pan.stable == 0 else tr("Balance sous zéro"), value, active=False, quiet=True
            )
        else:
            self._show(tr("Balance stable"), value, active=True, icon="circle-check", tone="accent")

    def _show(
        self, label: str, value: str, *, active: bool, quiet: bool = False, icon: str = "", tone: str = "text2"
    ) -> None:
        self.display.set_label(label, icon=icon, tone=tone)
        self.display.set_value(value, "kg", tone="text2" if quiet else "text")
        self.display.set_state("active" if active else "idle")


def _clearing(entry: Entry) -> str:
    """Say what Escape does now."""
    if entry.typed.text or entry.asked:
        return tr("Effacer")
    if entry.was is not None:
        return tr("Laisser comme avant")
    return tr("Autre catégorie") if entry.path else tr("Effacer")
