"""Hands at the running ticket, for every test of it: function keys, and what is on disk."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from recyclique_desktop.data.queries.parked import WaitingTicket, parked_tickets
from recyclique_desktop.data.queries.till import open_session_of
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.ui.caisse.sale_page import SalePage
from recyclique_desktop.ui.caisse.sale_ticket import RunningTicket
from tests.ui.sale_till import SaleTill

F2, F6, F7, F8 = Qt.Key.Key_F2, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8


def press(till: SaleTill, *keys: Qt.Key) -> None:
    for key in keys:
        till.keys += 1
        QTest.keyClick(till._focused(), key)
        till.settle()


def labels(till: SaleTill) -> list[str]:
    basket = till.basket()
    return [line.label for line in basket.lines] if basket is not None else []


def running(till: SaleTill) -> Basket:
    basket = till.basket()
    assert basket is not None
    return basket


def aside(till: SaleTill) -> tuple[WaitingTicket, ...]:
    with till.shop.db.reading() as session:
        opened = open_session_of(session, till.shop.station)
        assert opened is not None
        return parked_tickets(session, till.shop.station, opened.session_id)


def ticket_of(till: SaleTill) -> RunningTicket:
    assert isinstance(till.page, SalePage)
    return till.page._ticket
