"""What the payment screen knows of the ways to pay: their keys, their icons, the sums that customers hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.text import folded

if TYPE_CHECKING:
    from recyclique_desktop.domain.payment import Method

ANOTHER_KEY: Final = "+"
DONATION_KEY: Final = "D"
FREE_KEY: Final = "G"
NOTE_KEY: Final = "T"
NUMBER_KEY: Final = "N"
OTHER_GIFT_KEY: Final = "A"
REST_KEY: Final = "M"
SHARES_KEY: Final = "L"
TOTAL_KEY: Final = "P"
REFUSED_KEY: Final = "R"
TAKEN: Final = frozenset({
    DONATION_KEY, FREE_KEY, NOTE_KEY, NUMBER_KEY, OTHER_GIFT_KEY, REST_KEY, SHARES_KEY, TOTAL_KEY, REFUSED_KEY,
})  # fmt: skip
"""Letters of the page's own acts: no way to pay takes one of them."""
_NOTES: Final = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_LETTERS: Final = {
    PaymentKind.CASH: "E",
    PaymentKind.CHECK: "C",
    PaymentKind.CARD: "B",
    PaymentKind.TRANSFER: "V",
}
_ICONS: Final = {
    PaymentKind.CASH: "coins",
    PaymentKind.CHECK: "landmark",
    PaymentKind.CARD: "credit-card",
}


def icon_of(method: Method) -> str:
    """Return the icon of a way to pay."""
    return _ICONS.get(method.kind, "wallet")


def letters_of(methods: tuple[Method, ...]) -> dict[str, str]:
    """Return the key of each way to pay, by its code; a way that the shop added takes a letter of its name."""
    found: dict[str, str] = {}
    for method in methods:
        wanted = _LETTERS.get(method.kind, "")
        if wanted and wanted not in found.values():
            found[method.code] = wanted
    for method in methods:
        if method.code not in found:
            free = (one for one in folded(method.label).upper() if one.isascii() and one.isalpha())
            used = {*TAKEN, *found.values(), *_LETTERS.values()}
            found[method.code] = next((one for one in free if one not in used), "")
    return found


def quick_amounts(due: Cents) -> tuple[Cents, ...]:
    """Return up to three sums of few notes above ``due``, the third being a single note where there is one."""
    sums = sorted({-(-due // note) * note for note in _NOTES} - {due})
    third = next((note for note in _NOTES if len(sums) > 2 and note >= sums[2]), None)
    chosen = (*sums[:2], third) if third is not None else sums[:3]
    return tuple(Cents(amount) for amount in chosen)
