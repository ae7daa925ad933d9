"""What lies on the scale of a till, as far as a sale cares, and the card of the weight step that takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.devices.scale import OFF, ScaleStatus
from recyclique_desktop.domain.containers import NONE, Container
from recyclique_desktop.domain.money import MINUS
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.sale_keys import SCALE_KEY
from recyclique_desktop.ui.scale_words import scale_trouble
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.rows import RIGHT
from recyclique_desktop.ui.words import bare_kilos

if TYPE_CHECKING:
    from recyclique_desktop.ui.widgets.geometry import Layout

TARE_KEY: Final = "→"
_CARD: Final = 72


@dataclass(frozen=True, slots=True)
class Pan:
    """The scale, what goods are weighed in, and what was taken from it already.

    Attributes:
        taken: Grams that are in the ticket: they count again once something moved.
    """

    status: ScaleStatus = OFF
    container: Container = NONE
    taken: Grams | None = None

    @property
    def is_there(self) -> bool:
        """Whether a scale is set up at this till; without one nothing of it is shown."""
        return self.status.state is not DeviceState.OFF

    @property
    def net(self) -> Grams:
        """Grams that can be taken: they stand still, are not in the ticket yet, and are more than the container."""
        stable = self.status.stable
        if stable is None or stable == self.taken or scale_trouble(self.status):
            return Grams(0)
        return Grams(max(0, stable - self.container.tare))

    @property
    def words(self) -> str:
        """How it stands, in two or three words."""
        stable = self.status.stable
        if trouble := scale_trouble(self.status):
            return trouble
        if stable is None:
            return tr("la balance bouge")
        if stable and stable == self.taken:
            return tr("déjà pris")
        if stable < 0:
            return tr("balance sous zéro")
        if stable and not self.net:
            return tr("contenant seul")
        return tr("stable") if stable else tr("balance vide")


class ScaleStrip(Frame):
    """« 1,180 kg … stable », above the display; it keeps its place and is shown only where there is a scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sunken", "sale_scale", parent)
        self.setFixedHeight(Height.STRIP)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self._narrow = self._single = False
        self._icon = IconLabel("scale", 24)
        self._check = IconLabel("circle-check", 22)
        self._value = Text("", "strong")
        self._words = FlexText("", "small", "text2", align=RIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(Space.TARGET_GAP)
        row.addWidget(self._icon)
        row.addWidget(self._value)
        row.addWidget(self._words, 1)
        row.addWidget(self._check)
        self.hide()

    def follow(self, layout: Layout) -> None:
        """Say it without pictures where room is scarce; one zone at a time, « Prendre 1,180 kg » says it alone."""
        self._narrow, self._single = layout.narrow, layout.single
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(not layout.single)
        self.setSizePolicy(policy)
        self._icon.setVisible(not layout.narrow)

    def show_pan(self, pan: Pan) -> None:
        """Say what lies on it."""
        self.setVisible(pan.is_there and not self._single)
        reading = pan.status.reading
        is_troubled = bool(scale_trouble(pan.status))
        value = tr("{weight} kg", weight=bare_kilos(reading.grams)) if reading is not None else "—"
        self._value.setText(value)
        self._value.setVisible(not is_troubled)
        self._words.setText(pan.words)
        self._check.setVisible(bool(pan.net) and not self._narrow)
        self.setAccessibleName(pan.words if is_troubled else f"{value} {pan.words}")


class ScaleCard(Frame):
    """« Balance stable … Prendre 1,180 kg », with the container to take off.

    Signals:
        taken(): « Prendre » was pressed.
        container_asked(): The next container.
        retried(): « Réessayer » was pressed.
    """

    taken = Signal()
    container_asked = Signal()
    retried = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("soft", "sale_scale_card", parent)
        self.setFixedHeight(_CARD)
        self._is_troubled = False
        self._narrow = False
        self._icon = IconLabel("scale", 24, "on_soft")
        self._words = FlexText("", "strong", "on_soft")
        self._tare = ActionButton("sale_tare", "", cap=TARE_KEY, height=Height.ACTION, margin=12)
        self._take = ActionButton("sale_take_scale", "", cap=SCALE_KEY, height=Height.ACTION, role="strong", margin=12)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, 0, Space.TARGET_GAP, 0)
        row.setSpacing(Space.TARGET_GAP)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self._tare)
        row.addWidget(self._take)
        self._take.clicked.connect(self._on_pressed)
        self._tare.clicked.connect(self.container_asked)

    def follow(self, layout: Layout) -> None:
        """Drop words and key caps where room is scarce: the strip above the display says the same."""
        self._narrow = layout.narrow
        self._tare.set_cap("" if layout.narrow else TARE_KEY)

    def show_pan(self, pan: Pan) -> None:
        """Show what can be taken, or why nothing can."""
        self.setVisible(pan.is_there)
        self._is_troubled = bool(scale_trouble(pan.status))
        words = tr("Balance stable") if pan.net else pan.words
        self._words.setText(words[:1].upper() + words[1:])
        for told in (self._words, self._icon):
            told.setVisible(not self._narrow or self._is_troubled)
        tare = pan.container.tare
        self._tare.setVisible(not self._is_troubled)
        self._tare.set_label(_said(pan.container) if tare else tr("Sans tare"))
        self._take.set_cap("" if self._is_troubled or self._narrow else SCALE_KEY)
        if self._is_troubled:
            self._take.set_label(tr("Réessayer"))
        else:
            self._take.set_label(tr("Prendre {weight:kilos}", weight=pan.net) if pan.net else tr("Prendre"))
        self._take.setEnabled(self._is_troubled or bool(pan.net))

    def _on_pressed(self) -> None:
        (self.retried if self._is_troubled else self.taken).emit()


def _said(container: Container) -> str:
    return f"{container.name} {MINUS}{tr('{weight:kilos}', weight=container.tare)}"
