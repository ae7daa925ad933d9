"""Every page of the till: Tab reads it as people do; magnified twice, and in a low window, it can be used too."""

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
LOWS = ((1366, 749), checks.LOW, checks.LOWEST, (1366, 640), (1024, 697), (1024, 649))
"""Below a title bar; between that and a task bar, on a screen of 768 and of 720; the lowest of three zones; narrow."""
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
    """Return what is wrong magnified twice and in low windows, and where Tab does not go as people read."""
    found = {"Tab": tab_faults(till.main), "683": checks.wrong_with(till.page, *checks.SINGLE)}
    found["683"] = [said for said in found["683"] if _AT_THE_BAR not in said]
    found["header"] = [said for said in checks.crowded(till.main) if said.startswith("header_")]
    found["too large"] = checks.too_large(till.main, *checks.SINGLE)
    found["Tab at 683"] = tab_faults(till.main)
    for size in LOWS:
        found[str(size)] = checks.wrong_with(till.page, *size) + checks.too_large(till.main, *size)
    checks.lay_out(till.main, *checks.DESIGN)
    return {name: said for name, said in found.items() if said}


def test_every_page_of_the_till_can_be_used_by_tab_magnified_twice_and_in_a_low_window(
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
