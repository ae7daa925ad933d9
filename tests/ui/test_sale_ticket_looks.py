"""Every state of the ticket beside the work, in every look: nothing cut, crowded, mute or competing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.conftest import Shop
from tests.ui import checks
from tests.ui.looks import Look, every_look
from tests.ui.sale_till import SaleTill, market

__all__ = ["market"]

LONGEST = "Petit meuble / chaise en plastique/stratifié"


def press(till: SaleTill, key: Qt.Key) -> None:
    QTest.keyClick(till._focused(), key)
    till.settle()


def two_lines(till: SaleTill) -> None:
    till.sell(LONGEST)
    till.sell("Livre")


def selected(till: SaleTill) -> None:
    two_lines(till)
    till.key("up", "up")


def edited(till: SaleTill) -> None:
    selected(till)
    till.key("enter")


def noting(till: SaleTill) -> None:
    two_lines(till)
    press(till, Qt.Key.Key_F6)
    till.type("objet abîmé, prix vu avec Aïcha, à livrer mardi matin")


def noted(till: SaleTill) -> None:
    noting(till)
    till.key("enter")


def put_aside(till: SaleTill) -> None:
    noted(till)
    press(till, Qt.Key.Key_F8)


def naming(till: SaleTill) -> None:
    put_aside(till)
    till.tap("sale_band_link")
    till.type("la grande armoire de la dame au manteau")


def listed(till: SaleTill) -> None:
    naming(till)
    till.key("enter")


def ten_waiting(till: SaleTill) -> None:
    listed(till)
    till.key("escape")
    for _ in range(9):
        till.sell("CD")
        press(till, Qt.Key.Key_F8)
    two_lines(till)


def eleventh(till: SaleTill) -> None:
    ten_waiting(till)
    press(till, Qt.Key.Key_F8)


def ten_listed(till: SaleTill) -> None:
    ten_waiting(till)
    press(till, Qt.Key.Key_F7)


def giving_up(till: SaleTill) -> None:
    two_lines(till)
    till.tap("sale_abandon")


STATES: tuple[Callable[[SaleTill], None], ...] = (selected, noting, naming, edited, ten_listed, eleventh)


@every_look
def test_no_state_of_the_ticket_hides_anything(app: QApplication, market: Shop, tmp_path: Path, look: Look) -> None:
    wrong = {}
    with look.worn(app):
        till = SaleTill(market, tmp_path).start()
        till.main.resize(*look.size)
        try:
            for state in STATES if look.name == "long-1024" else STATES[::2]:
                state(till)
                wrong[state.__name__] = checks.wrong_with(till.page, *look.size)
                clear(till)
        finally:
            till.close()
    assert {state: said for state, said in wrong.items() if said} == {}


def clear(till: SaleTill) -> None:
    """Give every ticket up, so that the next state begins at an empty till."""
    till.key(*["escape"] * 4)
    if till.page.name != "sale":
        till.arrive("sale")
    while till.basket() is not None:
        till.tap("sale_abandon")
        till.type("4")
    press(till, Qt.Key.Key_F7)
    while till.shows("sale_parked_0_bin"):
        till.tap("sale_parked_0_bin")
        till.type("4")
    till.key("escape")


@every_look
def test_the_reasons_of_giving_up_can_be_read_and_pressed(
    app: QApplication, market: Shop, tmp_path: Path, look: Look
) -> None:
    with look.worn(app):
        till = SaleTill(market, tmp_path).start()
        till.main.resize(*look.size)
        try:
            giving_up(till)
            dialog = QApplication.activeModalWidget()
            assert dialog is not None
            found = [
                said
                for check in (
                    checks.cut_texts, checks.small_targets, checks.nameless, checks.crowded, checks.rival_primaries,
                )
                for said in check(dialog)
            ]  # fmt: skip
            till.key("escape")
        finally:
            till.close()
    assert found == []
