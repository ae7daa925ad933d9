"""Every state of a line being made, in every look: buttons, note, search, scale, one price for all; nothing cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.devices.simulated import SimulatedScale
from recyclique_desktop.domain.enums import ButtonType
from recyclique_desktop.ui.widgets.base import Frame
from tests.conftest import Shop
from tests.services.selling import open_till
from tests.ui import checks
from tests.ui.looks import Look, every_low_look
from tests.ui.sale_till import SaleTill, open_with, stall
from tests.ui.test_sale_buttons import add_button

__all__ = ["stall"]

LONGEST = "Petit meuble / chaise en plastique/stratifié"
LONG_NAME = "Vélo d’enfant réparé par l’atelier"


def at_price(till: SaleTill) -> None:
    till.type(till.letters(LONGEST) + "1234,567")
    till.key("enter")
    till.type("g")


def gift(till: SaleTill) -> None:
    at_price(till)
    till.type("a")


def note(till: SaleTill) -> None:
    at_price(till)
    till.type("n")
    till.type("Un pied cassé, vendue pour pièces à la dame au manteau rouge")
    till.key("enter")


def zero(till: SaleTill) -> None:
    at_price(till)
    till.type("0")
    till.key("enter")


def family(till: SaleTill) -> None:
    till.sell("Livre")
    at_price(till)


def disposal(till: SaleTill) -> None:
    till.type(till.letters("Livre") + "1")
    till.key("enter")
    till.type("r")
    till.key("enter")
    at_price(till)


def searching(till: SaleTill) -> None:
    till.type("/")


def found(till: SaleTill) -> None:
    till.type("/")
    till.type("meuble")


def nothing_found(till: SaleTill) -> None:
    till.type("/")
    till.type("xyzxyz")


def taken_up(till: SaleTill) -> None:
    till.sell("Livre")
    till.key("up")
    till.key("enter")


STATES = (gift, note, zero, family, disposal, searching, found, nothing_found, taken_up)


def put_away(till: SaleTill) -> None:
    """Begin again with an empty ticket; the last Escape leaves the page, so it is gone back to."""
    for _ in range(9):
        till.key("escape")
    till.arrive("sale")
    while till.basket() is not None:
        till.key("delete")


def wrong_in(till: SaleTill, look: Look, states: tuple[Callable[[SaleTill], None], ...]) -> dict[str, list[str]]:
    till.main.resize(*look.size)
    said = {}
    try:
        for state in states:
            state(till)
            said[state.__name__] = checks.wrong_with(till.page, *look.size)
            put_away(till)
    finally:
        till.close()
    return {state: wrong for state, wrong in said.items() if wrong}


@every_low_look
def test_no_state_of_a_line_hides_anything(stall: Shop, app: QApplication, tmp_path: Path, look: Look) -> None:
    add_button(stall, LONG_NAME, price=123_456)
    add_button(stall, "Sac à 2 €", price=200, of="Sac")
    add_button(stall, "Benne ferraille", ButtonType.RECYCLING)
    open_till(stall)
    with look.worn(app):
        assert wrong_in(SaleTill(stall, tmp_path).start(), look, STATES) == {}


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)], ids=["1366", "1024"])
def test_nothing_is_cut_between_the_bands_of_the_training(
    stall: Shop, app: QApplication, tmp_path: Path, size: tuple[int, int]
) -> None:
    del app
    add_button(stall, LONG_NAME, price=123_456)
    open_till(stall)
    till = SaleTill(stall, tmp_path).start()
    bands = [Frame("sunken", "band") for _ in range(2)]
    for band in bands:
        band.setFixedHeight(36)
    till.main.set_bands(*bands)
    till.main.resize(*size)
    assert wrong_in(till, Look("low", size), (gift, zero, family, disposal, found, taken_up)) == {}


def weighed_by_scale(till: SaleTill) -> None:
    till.type(till.letters(LONGEST) + "1+2+")
    till.put(1180)


def with_container(till: SaleTill) -> None:
    weighed_by_scale(till)
    till.key("right")


def unplugged(till: SaleTill) -> None:
    assert till.scale is not None
    till.scale.unplug()
    till.type(till.letters(LONGEST))


@every_low_look
def test_no_state_of_the_scale_hides_anything(stall: Shop, app: QApplication, tmp_path: Path, look: Look) -> None:
    open_till(stall)
    with look.worn(app):
        till = SaleTill(stall, tmp_path, scale=SimulatedScale()).start()
        assert wrong_in(till, look, (weighed_by_scale, with_container, unplugged)) == {}


def one_price_weight(till: SaleTill) -> None:
    till.type(till.letters(LONGEST) + "1+2")


def one_price_price(till: SaleTill) -> None:
    one_price_weight(till)
    till.type("*")


def one_price_line(till: SaleTill) -> None:
    till.type(till.letters("Livre") + "1+2")
    till.key("enter")


@every_low_look
def test_no_state_of_one_price_for_all_hides_anything(
    stall: Shop, app: QApplication, tmp_path: Path, look: Look
) -> None:
    open_with(stall, no_item_pricing={"enabled": True})
    with look.worn(app):
        till = SaleTill(stall, tmp_path).start()
        assert wrong_in(till, look, (one_price_weight, one_price_price, one_price_line)) == {}
