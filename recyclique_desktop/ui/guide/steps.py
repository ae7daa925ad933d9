"""What to do next, from what is on the screen: words only, no widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from recyclique_desktop.system.messages import mark, tr

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Step:
    """One gesture of a first sale.

    Attributes:
        screen: Name of the screen it is made on.
        sign: Name of a widget that is on that screen only then; empty when the screen alone says it.
        words: What to do.
    """

    screen: str
    sign: str
    words: str


STEPS: Final = (
    Step("sign_in", "", mark("Touchez {name}, ou tapez sa première lettre. Puis son code, {code}, et Entrée.")),
    Step("home", "", mark("Entrée presse toujours le bouton plein : ici, il ouvre la caisse, ou la reprend.")),
    Step("opening", "", mark("Comptez ce qui est dans le tiroir : tapez 50, puis Entrée.")),
    Step("sale", "", mark("Un article arrive. Touchez sa catégorie, ou tapez sa lettre.")),
    Step("sale", "sale_below_0", mark("De quoi s’agit-il ? Touchez la tuile, ou tapez sa lettre.")),
    Step("sale", "sale_sum", mark("Pesez-le : tapez 1,2 pour 1,200 kg, puis Entrée.")),
    Step("sale", "sale_price_card", mark("Entrée garde le prix conseillé ; des chiffres le remplacent. Puis Entrée.")),
    Step("sale", "sale_abandon", mark("La ligne est au ticket. Ajoutez un article, ou Entrée pour encaisser.")),
    Step("payment", "", mark("Le client donne un billet : tapez 20, puis Entrée. Le rendu se calcule.")),
    Step("sale", "sale_paid", mark("C’est payé, et signé. En haut, la pastille dit quand le centre l’a reçu.")),
)
"""In the order of the gestures; of two that fit, the later one holds."""
LAST: Final = len(STEPS)


def step_at(screen: str, is_shown: Callable[[str], bool]) -> int:
    """Return the number of the gesture that is next, from 1; 0 where the guide has nothing to say.

    Args:
        screen: Name of the screen shown.
        is_shown: Tells whether a widget of that name is on it.
    """
    fitting = (
        number
        for number, step in enumerate(STEPS, 1)
        if step.screen == screen and (not step.sign or is_shown(step.sign))
    )
    return _first_of(sorted(fitting, reverse=True))


def _first_of(numbers: list[int]) -> int:
    """Return the gesture that holds: a line being typed comes before the ticket it will join."""
    typed = [number for number in numbers if number in _TYPED]
    return typed[0] if typed else numbers[0] if numbers else 0


_TYPED: Final = frozenset(
    number for number, step in enumerate(STEPS, 1) if step.sign in {"sale_below_0", "sale_sum", "sale_price_card"}
)


def words_of(number: int, name: str, code: str) -> str:
    """Return what a gesture is told with."""
    return tr(STEPS[number - 1].words, name=name, code=code)
