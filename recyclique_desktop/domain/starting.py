"""What every shop starts with: its ways to pay, and the four buttons of the price step."""

from __future__ import annotations

from dataclasses import dataclass

from recyclique_desktop.domain.enums import ButtonType, PaymentKind


@dataclass(frozen=True, slots=True)
class StartingMethod:
    """A way to pay of a new shop."""

    code: str
    label: str
    kind: PaymentKind
    active: bool
    gives_change: bool = False
    in_drawer: bool = False


METHODS = (
    StartingMethod("cash", "Espèces", PaymentKind.CASH, active=True, gives_change=True, in_drawer=True),
    StartingMethod("check", "Chèque", PaymentKind.CHECK, active=True, in_drawer=True),
    StartingMethod("card", "Carte", PaymentKind.CARD, active=False),
    StartingMethod("transfer", "Virement", PaymentKind.TRANSFER, active=False),
)
"""Ways to pay of a new shop; « Gratuit » is none: a gift ticket has no payment (``cash.md`` P2)."""

PRESETS = (
    ("DON", "Don 0 €", ButtonType.DONATION),
    ("DON_18", "Don -18 ans", ButtonType.DONATION),
    ("RECYCLAGE", "Recyclage", ButtonType.RECYCLING),
    ("DECHETERIE", "Déchèterie", ButtonType.RECYCLING),
)
"""The four buttons that 1.4.4 had in its web client, as rows (``cash.md`` PRE-1)."""
