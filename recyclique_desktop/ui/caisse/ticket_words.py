"""What the running ticket says of its sums: never 0,00 € for a price that is only agreed at the payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.sale_words import count
from recyclique_desktop.ui.words import joined

if TYPE_CHECKING:
    from recyclique_desktop.domain.basket import Basket, Line
    from recyclique_desktop.domain.money import Cents

_UNKNOWN: Final = "—"


def line_amount(line: Line) -> Cents | str:
    """Return the price of a line; a gift costs 0,00 €, a line that waits for one price for all has none yet."""
    return _UNKNOWN if _has_no_price_yet(line) else line.total


def basket_amount(basket: Basket) -> Cents | str:
    """Return the sum of a ticket as far as it is known; nothing is known where no line has a price."""
    return _UNKNOWN if not basket.total and any(map(_has_no_price_yet, basket.lines)) else basket.total


def line_told(line: Line) -> str:
    """Return « Livre · 1,00 € »; without a price what it weighs, given away what it is."""
    if line.total:
        return joined(line.label, tr("{amount:euros}", amount=line.total))
    weight = tr("{weight:kilos}", weight=line.weight) if line.weight else ""
    return joined(line.label, line.preset_label or weight)


def basket_told(basket: Basket) -> str:
    """Return « 4 lignes · 5,680 kg · 18,00 € »; without the sum where it is not known yet."""
    amount = basket_amount(basket)
    return joined(count(basket, narrow=True), "" if isinstance(amount, str) else tr("{amount:euros}", amount=amount))


def _has_no_price_yet(line: Line) -> bool:
    return not line.unit_price and not line.preset_code
