"""Every page of the till: Tab reads it as people do, and magnified twice it can be used too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.ui.caisse.drawer_page import DrawerPage
from recyclique_desktop.ui.caisse.tickets_page import TicketsPage
from tests.conftest import Shop
from tests.ui import checks
from tests.ui.sale_till import SaleTill, market
from tests.ui.tabbing import tab_faults
from tests.ui.test_sale_looks import line_selected, price, put_away, two_payments

__all__ = ["market"]

_AT_THE_BAR = "zones_bar_primary and "
"""What is half scrolled away touches the bar of the foot."""
State = Callable[[SaleTill], None]


def parked(till: SaleTill) -> None:
    """The list of the tickets put aside."""
    till.sell("Casserole")
    for key in (Qt.Key.Key_F8, Qt.Key.Key_F7):
        QTest.keyClick(till.main, key)
        till.settle()


def going(name: str) -> State:
    """Return a state: a page, as the administrator sees it."""

    def go(till: SaleTill) -> None:
        till.arrive(name, till.shop.admin)

    go.__name__ = name
    return go


STATES = (
    line_selected, price, two_payments, parked, going("home"), going("opening"), going("notebook"), going("closing"),
    going("drawer"), going("tickets"), going("sessions"), going("sign_in"),
)  # fmt: skip


def faults(till: SaleTill) -> dict[str, list[str]]:
    """Return what is wrong magnified twice, and where Tab does not go as people read."""
    found = {"Tab": tab_faults(till.main), "683": checks.wrong_with(till.page, *checks.SINGLE)}
    found["683"] = [said for said in found["683"] if _AT_THE_BAR not in said]
    found["header"] = [said for said in checks.crowded(till.main) if said.startswith("header_")]
    found["too large"] = checks.too_large(till.main, *checks.SINGLE)
    found["Tab at 683"] = tab_faults(till.main)
    checks.lay_out(till.main, *checks.DESIGN)
    return {name: said for name, said in found.items() if said}


def test_every_page_of_the_till_can_be_used_by_tab_and_magnified_twice(
    app: QApplication, market: Shop, tmp_path: Path
) -> None:
    del app
    till = SaleTill(market, tmp_path).start()
    till.main.add(DrawerPage(till.context), TicketsPage(till.context))
    wrong = {}
    try:
        for state in STATES:
            state(till)
            wrong[state.__name__] = faults(till)
            if till.page.name in {"sale", "payment"}:
                put_away(till)
    finally:
        till.close()
    assert {state: said for state, said in wrong.items() if said} == {}
