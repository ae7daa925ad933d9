"""On a screen magnified twice nothing of the till is cut or lost: one zone at a time, total and act at the foot."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from recyclique_desktop.ui import theme
from recyclique_desktop.ui.caisse.drawer_keypad import DrawerKeypad
from recyclique_desktop.ui.widgets.display import Display
from recyclique_desktop.ui.widgets.geometry import layout_for
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.single import FootBar
from recyclique_desktop.ui.widgets.ticket import TicketList
from tests.conftest import Shop
from tests.ui import checks
from tests.ui.looks import Look, every_single_look
from tests.ui.sale_till import SaleTill, market
from tests.ui.test_sale_looks import (
    added,
    cheque_number,
    doubt,
    exact,
    failed,
    four_lines,
    long_names,
    many_below,
    many_weighings,
    missing,
    note,
    price,
    put_away,
    quantity,
    surplus,
    two_payments,
    weighed_first,
)  # fmt: skip

__all__ = ["market"]

STATES = (
    four_lines, long_names, many_below, many_weighings, doubt, quantity, price, weighed_first, exact, two_payments,
    cheque_number, surplus, missing, note, failed, added,
)  # fmt: skip
IN_THE_DARK = (added, doubt, two_payments, failed)
"""One of each: the sale and what it asks, the payment and what it cannot do."""


@every_single_look
def test_no_state_of_a_sale_hides_anything_at_twice_the_size(
    app: QApplication, market: Shop, tmp_path: Path, look: Look
) -> None:
    wrong = {}
    with look.worn(app):
        till = SaleTill(market, tmp_path).start()
        till.main.resize(*look.size)
        try:
            for state in IN_THE_DARK if look.dark else STATES:
                state(till)
                wrong[state.__name__] = checks.wrong_with(till.page, *look.size)
                if look.dark:
                    wrong[state.__name__] += checks.faint(till.main)
                put_away(till)
        finally:
            till.close()
    assert {state: said for state, said in wrong.items() if said} == {}


def test_a_ticket_is_sold_by_touch_alone_at_twice_the_size(app: QApplication, market: Shop, tmp_path: Path) -> None:
    del app
    till = SaleTill(market, tmp_path).start()
    till.main.resize(*checks.SINGLE)
    try:
        four_lines(till)
        till.tap("zones_bar_right")
        assert till.shows("sale_line_0")
        till.tap("zones_bar_right")
        assert till.shows("sale_tile_0")
        till.tap("zones_bar_primary")
        till.tap("zones_bar_left")
        till.tap_digits("20", "payment")
        assert till.display("payment") == "20"
        till.tap("zones_bar_primary")
        assert till.page.name == "sale"
        assert till.shows("sale_paid")
        assert len(till.sold()) == 1
    finally:
        till.close()


def test_what_is_typed_is_seen_whichever_zone_was_shown(app: QApplication, market: Shop, tmp_path: Path) -> None:
    del app
    till = SaleTill(market, tmp_path).start()
    till.main.resize(*checks.SINGLE)
    try:
        assert not till.shows("sale_display")
        till.type("1,2")
        assert till.find(Display, "sale_display").value == "1,2"
        till.key("backspace", "backspace", "backspace")
        assert till.shows("sale_tile_0")
    finally:
        till.close()


def test_escape_brings_the_work_back_before_it_leaves_anything(app: QApplication, market: Shop, tmp_path: Path) -> None:
    del app
    till = SaleTill(market, tmp_path).start()
    till.main.resize(*checks.SINGLE)
    try:
        till.tap("zones_bar_right")
        till.key("escape")
        assert till.page.name == "sale"
        assert till.shows("sale_tile_0")
        till.key("escape")
        assert till.page.name == "home"
    finally:
        till.close()


def test_a_window_made_large_again_has_its_three_zones_back(app: QApplication, market: Shop, tmp_path: Path) -> None:
    del app
    till = SaleTill(market, tmp_path).start()
    try:
        four_lines(till)
        till.main.resize(*checks.SINGLE)
        till.settle()
        assert till.find(FootBar, "zones_bar").height() == 72
        till.main.resize(*checks.DESIGN)
        till.settle()
        assert not till.shows("zones_bar")
        assert {"sale_display", "sale_tile_0", "sale_line_0", "sale_foot_primary"} <= till.names()
        assert checks.wrong_with(till.page, *checks.DESIGN) == []
        drawn = till.main.grab().toImage()
        assert drawn.pixelColor(1200, 450).name() == theme.LIGHT.surface.lower(), "the ticket lost its white ground"
    finally:
        till.close()


def test_no_list_of_the_ticket_scrolls_within_the_page_and_every_line_can_be_read(
    app: QApplication, market: Shop, tmp_path: Path
) -> None:
    del app
    till = SaleTill(market, tmp_path).start()
    till.main.resize(*checks.SINGLE)
    try:
        four_lines(till)
        till.tap("zones_bar_right")
        assert till.find(TicketList, "sale_line").verticalScrollBar().maximum() == 0
        for _ in range(4):
            till.key("up")
        till.settle()
        assert not till.find(QWidget, "sale_line_0").visibleRegion().isEmpty()
    finally:
        till.close()


def test_what_went_wrong_is_whole_in_sight(app: QApplication, market: Shop, tmp_path: Path) -> None:
    del app
    till = SaleTill(market, tmp_path).start()
    till.main.resize(*checks.SINGLE)
    try:
        failed(till)
        band = till.find(MessageBand, "payment_band")
        assert band.visibleRegion().boundingRect().size() == band.size()
    finally:
        till.close()


def test_keys_of_a_drawer_keep_their_places_when_the_window_was_small_at_first(app: QApplication) -> None:
    del app
    keypad = DrawerKeypad("drawer_keypad", "Effacer")
    keypad.follow(layout_for(*checks.DESIGN))
    needed = keypad.minimumSizeHint().height()
    keypad.follow(layout_for(*checks.SINGLE))
    keypad.follow(layout_for(*checks.DESIGN))
    assert keypad.minimumSizeHint().height() == needed
    keypad.deleteLater()
