"""How a sale speaks: the phrases that its zones build from lines, prices and weights. Knows no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.domain.enums import SessionType
from recyclique_desktop.domain.ids import TRAINING_CODE, is_of_training
from recyclique_desktop.domain.prices import PriceMode, PriceWarning
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.words import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.data.queries.selling import SaleDesk
    from recyclique_desktop.domain.basket import Basket, Line
    from recyclique_desktop.domain.prices import PriceAdvice
    from recyclique_desktop.services.sales import SaleCompleted


def price_advice(advice: PriceAdvice) -> str:
    """Return « dès 3,00 € », « 1,00 à 3,00 € », or nothing."""
    if advice.mode is PriceMode.RANGE and advice.lowest is not None:
        return tr("{low:amount} à {high:euros}", low=advice.lowest, high=advice.highest)
    if advice.mode is PriceMode.RANGE:
        return tr("jusqu’à {high:euros}", high=advice.highest)
    return tr("dès {low:euros}", low=advice.lowest) if advice.lowest is not None else ""


def price_warning(advice: PriceAdvice, line: Line) -> str:
    """Return the sentence that says how the price of one unit stands outside the list, or nothing."""
    warning = advice.warning(line.unit_price)
    if warning is PriceWarning.BELOW:
        return tr("C’est sous le prix de la liste : {low:euros}.", low=advice.lowest)
    if warning is PriceWarning.ABOVE:
        return tr("C’est au-dessus du prix de la liste : {high:euros}.", high=advice.highest)
    return ""


def line_detail(line: Line) -> str:
    """Return « 2 × 3,00 € · 0,480 kg », « Don 0 € · 1,240 kg · note »; under one price for all a line may have none."""
    times = tr("{quantity} × {price:euros}", quantity=line.quantity, price=line.unit_price)
    if line.preset_label:
        times = line.preset_label if line.quantity == 1 else f"{line.quantity} × {line.preset_label}"
    elif not line.unit_price:
        times = tr("prix au total")
    weight = tr("{weight:kilos}", weight=line.weight) if line.weight else ""
    return joined(times, weight, tr("note") if line.note else "")


def count(basket: Basket | None, *, narrow: bool) -> str:
    """Return « 4 lignes · 8 objets · 5,680 kg »; the objects go where room is scarce."""
    if basket is None or not basket.lines:
        return tr("aucune ligne")
    lines = trn("{n} ligne", "{n} lignes", len(basket.lines))
    objects = "" if narrow else trn("{n} objet", "{n} objets", basket.objects)
    return joined(lines, objects, tr("{weight:kilos}", weight=basket.weight) if basket.weight else "")


def weighings(number: int) -> str:
    """Return « 3 pesées »."""
    return trn("{n} pesée", "{n} pesées", number)


def paid_by(sale: SaleCompleted, labels: dict[str, str]) -> str:
    """Return « chèque 10,00 € + espèces 10,00 € »: what was handed over."""
    given: Sequence[str] = [
        tr("{method} {amount:euros}", method=labels.get(one.method_code, one.method_code).lower(), amount=one.tendered)
        for one in sale.payments
    ]
    return " + ".join(given)


def last_digits(number: str) -> str:
    """Return the number as screens say it: « 0127 » for ``C01-000127``, « E-0004 » for one of the training."""
    return f"{TRAINING_CODE}-{number[-4:]}" if is_of_training(number) else number[-4:]


def place_told(till: SaleDesk | None) -> tuple[str, str]:
    """Return where one sells, large and small: « Caisse 1 », or « Cahier du 12 novembre »."""
    if till is None or till.session is None:
        return tr("Caisse"), ""
    opened = till.session
    name = opened.register_name or till.place.register_name or tr("Caisse")
    number = tr("session {number}", number=opened.short)
    if opened.session_type is SessionType.DEFERRED and opened.business_date is not None:
        return tr("Cahier du {day:day_month}", day=opened.business_date), joined(name, number)
    return name, joined(till.place.site_name, number)
