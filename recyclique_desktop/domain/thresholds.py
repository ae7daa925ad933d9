"""From when on a figure is worth an alert; the JSON that 1.4.4 encrypts, money read and written without a float.

``low_inventory`` is kept readable for 1.4.4 and offered nowhere: there is no inventory to be low
(``reception-admin.md`` §5.2.4).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from recyclique_desktop.domain.money import Cents, to_decimal
from recyclique_desktop.domain.settings import CASH_ALERT

KEY: Final = "alert_thresholds"
"""Key of ``admin_settings``."""
LOW_INVENTORY: Final = 5
_CASH, _CASH_144 = "cashDiscrepancy", "cash_discrepancy"
_LOW, _LOW_144 = "lowInventory", "low_inventory"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What holds for a shop.

    Attributes:
        cash: Largest variance of a closing that raises no alert.
        low_inventory: 1.4.4's own; kept as it was.
    """

    cash: Cents = CASH_ALERT.default
    low_inventory: int = LOW_INVENTORY

    def to_json(self) -> str:
        """Return the text that is encrypted; both spellings of 1.4.4, since its API and its service differ."""
        cash = to_decimal(self.cash)
        pairs = ((_CASH, cash), (_LOW, self.low_inventory), (_CASH_144, cash), (_LOW_144, self.low_inventory))
        return "{" + ", ".join(f'"{name}": {value}' for name, value in pairs) + "}"


def from_json(text: str) -> Thresholds:
    """Read what was encrypted; a name that is missing has its default.

    Raises:
        ValueError: It is no such text.
    """
    found: Any = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    if not isinstance(found, dict):
        raise ValueError(text)  # noqa: TRY004  one error for whatever was decrypted
    cash = _number(found.get(_CASH, found.get(_CASH_144)), Decimal(CASH_ALERT.default) / 100)
    low = _number(found.get(_LOW, found.get(_LOW_144)), Decimal(LOW_INVENTORY))
    return Thresholds(Cents(round(cash * 100)), int(low))


def _number(value: object, default: Decimal) -> Decimal:
    if value is None:
        return default
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not number.is_finite() or number < 0:
        raise ValueError(value)
    return number
