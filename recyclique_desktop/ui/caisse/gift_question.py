"""A price of zero is asked about without stopping anything: is the object given away? (T-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.domain.money import ZERO
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.widgets.weight_question import WeightQuestion

if TYPE_CHECKING:
    from recyclique_desktop.data.queries.catalogue import Preset


class GiftQuestion(WeightQuestion):
    """« 0,00 € : l’objet est-il donné ? »: yes by the shop's button for gifts, or a price after all."""

    def ask_gift(self, gift: Preset) -> None:
        """Ask it; yes is called as the shop calls its gifts."""
        nothing = tr("{price:euros}", price=ZERO)
        self._put(tr("{price} : l’objet est-il donné ?", price=nothing), gift.label, nothing)
        self.keep.set_label(tr("Taper un prix"))
