"""The ticket at the till: each line can be taken up, taken back, put aside; what a customer would pay for otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from recyclique_desktop.data.models import Sale
from recyclique_desktop.devices.sound import Cue, HeardSounds
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.prices import PriceAdvice, PriceMode
from recyclique_desktop.domain.ticket_state import TicketState
from recyclique_desktop.services.cash_sessions import OpenNotebook, SessionOpened, open_notebook
from recyclique_desktop.services.drafts import ABANDON_REASONS
from recyclique_desktop.ui.caisse.abandon_dialog import REASONS
from recyclique_desktop.ui.caisse.sale_page import SalePage
from recyclique_desktop.ui.widgets.base import BoxButton
from recyclique_desktop.ui.widgets.ticket import TicketList, TotalFoot
from tests.conftest import Shop
from tests.services.selling import as_leader, entries, make_line, write
from tests.ui.sale_till import SaleTill, disk_full, market, open_with, stall, till
from tests.ui.ticket_hands import F2, F6, F7, F8, labels, press, running, ticket_of

__all__ = ["market", "stall", "till"]


# -- lines ------------------------------------------------------------------------------------------------------------


def test_a_line_is_taken_up_by_keys_and_comes_back_to_its_place(till: SaleTill) -> None:
    for name in ("Livre", "CD", "DVD"):
        till.sell(name)
    before = running(till)
    till.key("up", "up", "enter")
    till.type("3")
    till.key("enter")
    after = running(till)
    assert [line.line_id for line in after.lines] == [line.line_id for line in before.lines]
    assert [line.unit_price for line in after.lines] == [100, 300, 100]
    assert "Modifié : CD · 3,00\u00a0€" in till.band()
    assert after.sale_id == before.sale_id


def test_a_line_is_taken_up_by_touch(till: SaleTill) -> None:
    till.sell("Livre")
    till.sell("CD")
    till.tap("sale_line_0")
    till.tap("sale_line_0_edit")
    till.tap_digits("2,5")
    till.tap("sale_confirm")
    assert [line.unit_price for line in running(till).lines] == [250, 100]


def test_f2_takes_up_the_last_line_without_choosing_it(till: SaleTill) -> None:
    till.sell("Livre")
    till.sell("CD")
    press(till, F2)
    till.type("2")
    till.key("enter")
    assert [line.unit_price for line in running(till).lines] == [100, 200]


def test_enter_pays_again_once_no_line_is_selected(till: SaleTill) -> None:
    till.sell("Livre")
    till.key("up")
    till.key("escape", "enter")
    assert till.page.name == "payment"


def test_what_was_done_to_the_lines_is_taken_back_step_by_step(till: SaleTill) -> None:
    till.sell("Livre")
    till.sell("CD")
    press(till, F2)
    till.type("9")
    till.key("enter")
    till.key("up", "up", "delete")
    assert [(line.label, line.unit_price) for line in running(till).lines] == [("CD", 900)]
    till.control_z()
    assert [(line.label, line.unit_price) for line in running(till).lines] == [("Livre", 100), ("CD", 900)]
    till.control_z()
    assert [(line.label, line.unit_price) for line in running(till).lines] == [("Livre", 100), ("CD", 100)]
    till.control_z()
    assert labels(till) == ["Livre"]
    till.control_z()
    assert till.basket() is None
    till.control_z()
    assert till.basket() is None


def test_a_line_taken_back_by_mistake_returns_by_the_band(till: SaleTill) -> None:
    till.sell("Livre")
    till.sell("CD")
    before = till.basket()
    till.control_z()
    till.tap("sale_band_link")
    assert till.basket() == before
    till.control_z()
    assert labels(till) == ["Livre"]


def test_a_line_removed_while_it_is_taken_up_is_not_added_a_second_time(till: SaleTill) -> None:
    till.sell("Livre")
    till.sell("CD")
    till.tap("sale_line_1")
    till.tap("sale_line_1_edit")
    till.tap("sale_line_1_bin")
    assert labels(till) == ["Livre"]
    assert till.find(BoxButton, "sale_foot_primary").isEnabled()
    till.key("enter")
    assert till.page.name == "payment"


def test_the_selected_line_is_always_on_the_screen(till: SaleTill) -> None:
    for _ in range(12):
        till.sell("CD")
    till.key("down")
    QTest.qWait(5)
    shown = till.find(TicketList, "sale_line")
    chosen = shown.line_button(shown.selected)
    at = chosen.mapTo(shown.viewport(), chosen.rect().topLeft())
    assert 0 <= at.y() < shown.viewport().height()


def test_a_line_in_the_ticket_and_a_refusal_are_heard_as_they_are_seen(market: Shop, tmp_path: Path) -> None:
    till = SaleTill(market, tmp_path)
    heard = HeardSounds()
    till.main.context = replace(till.context, sounds=heard)  # type: ignore[attr-defined]
    till.start()
    till.sell("Livre")
    press(till, F2)
    till.type("2")
    till.key("enter")
    assert heard.heard == [Cue.LINE, Cue.LINE]
    with disk_full(market):
        for _ in range(60):
            till.sell("CD")
            if "disque est plein" in till.band():
                break
    assert heard.heard[-1] is Cue.REFUSED
    till.close()


def test_a_price_agreed_at_the_payment_is_never_shown_as_nothing(
    stall: Shop, app: QApplication, tmp_path: Path
) -> None:
    del app
    open_with(stall, no_item_pricing={"enabled": True})
    till = SaleTill(stall, tmp_path).start()
    till.type(till.letters("Livre") + "1,2")
    till.key("enter")
    assert till.band() == "Ajouté : Livre · 1,200\u00a0kg"
    assert till.find(TotalFoot, "sale_foot").total == "—"
    press(till, F8)
    assert "Mis de côté : 1 ligne · 1,200\u00a0kg" in till.band()
    press(till, F7)
    assert "0,00" not in till.find(BoxButton, "sale_parked_0").accessibleName()
    till.type("1")
    assert [line.unit_price for line in running(till).lines] == [0]
    till.close()


# -- given up ---------------------------------------------------------------------------------------------------------


def test_every_reason_of_the_closed_list_has_a_button_and_no_other() -> None:
    assert tuple(REASONS) == ABANDON_REASONS


@pytest.mark.parametrize(("digit", "reason"), tuple(zip("1234", ABANDON_REASONS, strict=True)))
def test_why_a_ticket_is_given_up_is_said_in_one_key(till: SaleTill, digit: str, reason: str) -> None:
    till.sell("Livre")
    till.tap("sale_abandon")
    till.type(digit)
    assert till.basket() is None
    (entry,) = entries(till.shop, "ticket.abandoned")
    assert entry["doc"]["reason"] == reason


# -- note -------------------------------------------------------------------------------------------------------------


def test_the_note_written_while_the_ticket_is_made_comes_with_it_to_the_payment(till: SaleTill) -> None:
    till.sell("Livre")
    press(till, F6)
    till.type("à livrer mardi")
    till.key("enter")
    assert running(till).note == "à livrer mardi"
    assert "Note : à livrer mardi" in till.said()
    till.sell("CD")
    assert running(till).note == "à livrer mardi"


def test_digits_of_a_note_are_not_typed_as_a_weight(till: SaleTill) -> None:
    till.sell("Livre")
    press(till, F6)
    till.type("3 chaises")
    till.key("escape", "escape")
    assert till.display() == "0,000"
    assert running(till).note == "3 chaises"


def test_the_note_written_at_the_payment_is_kept_on_the_way_back(till: SaleTill) -> None:
    till.sell("Livre")
    till.key("enter")
    till.main.go("sale", note="un pied est cassé")
    till.settle()
    assert running(till).note == "un pied est cassé"
    assert "Note : un pied est cassé" in till.said()


# -- T-01, T-02 -------------------------------------------------------------------------------------------------------


def test_t01_no_line_enters_a_ticket_that_is_being_paid(till: SaleTill) -> None:
    till.sell("Livre")
    ticket = ticket_of(till)
    till.key("enter")
    assert ticket.state is TicketState.PAYING
    with pytest.raises(UserError) as caught:
        ticket.add(make_line(till.shop))
    assert caught.value.code == "ticket.not_open"
    till.key("escape")
    assert labels(till) == ["Livre"]
    assert ticket_of(till).state is TicketState.OPEN


def test_t02_the_next_ticket_is_empty_whatever_was_on_its_way(till: SaleTill) -> None:
    till.sell("Livre")
    page = till.page
    assert isinstance(page, SalePage)
    tile = till.find(BoxButton, "sale_tile_0")
    till.key("enter")
    till.tasks.read(
        lambda _session: make_line(till.shop, "CD"),
        lambda line: page._line.whole.emit(line, PriceAdvice(PriceMode.FREE)),
        lambda _error: None,
    )
    for kind in (QMouseEvent.Type.MouseButtonPress, QMouseEvent.Type.MouseButtonRelease):
        at = QPointF(tile.rect().center())
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QCoreApplication.postEvent(tile, QMouseEvent(kind, at, tile.mapToGlobal(at), left, left, none))
    till.key("enter")
    till.settle()
    assert [len(sale[5]) for sale in till.sold()] == [1]  # type: ignore[arg-type]
    assert till.basket() is None
    assert ticket_of(till).lines == ()
    till.key(*["escape"] * 3)
    till.arrive("sale")
    till.sell("DVD")
    assert labels(till) == ["DVD"]


# -- notebook ---------------------------------------------------------------------------------------------------------


DAY = date(2026, 9, 12)


@pytest.fixture
def notebook(market: Shop, till: SaleTill) -> UUID:
    """A notebook of the twelfth of September, open beside the till's own session, and its page shown."""
    shop = as_leader(market)
    command = OpenNotebook(shop.station.ids.new(), shop.register_id, Cents(0), DAY)
    opened: SessionOpened = write(shop, open_notebook, command)
    till.arrive("sale", session_id=opened.session_id)
    return opened.session_id


def test_a_notebook_says_its_day_above_and_is_sold_in_at_its_date(till: SaleTill, notebook: UUID) -> None:
    assert till.page.header().title == "Cahier du 12\u00a0septembre"
    till.sell("Livre")
    till.key("enter", "enter")
    till.sell("CD")
    till.key("enter", "enter")
    with till.shop.db.reading() as session:
        sold = [(one.cash_session_id, one.business_date) for one in session.scalars(select(Sale))]
    assert sold == [(notebook, DAY), (notebook, DAY)]
    assert till.page.header().title == "Cahier du 12\u00a0septembre"


def test_leaving_a_notebook_for_the_home_page_brings_the_tills_own_session_back(till: SaleTill, notebook: UUID) -> None:
    till.key("escape")
    assert till.page.name == "home"
    till.arrive("sale")
    assert till.page.header().title == "Caisse 1"
    till.sell("Livre")
    till.key("enter", "enter")
    with till.shop.db.reading() as session:
        assert [one.cash_session_id != notebook for one in session.scalars(select(Sale))] == [True]


def test_tickets_of_a_notebook_and_of_the_till_are_never_shown_together(till: SaleTill, notebook: UUID) -> None:
    till.sell("Livre")
    till.arrive("sale", session_id=None)
    assert ticket_of(till).lines == ()
    till.sell("CD")
    press(till, F8)
    till.arrive("sale", session_id=notebook)
    assert "Reprendre le ticket en cours ?" in till.said()
    till.key("enter")
    assert [line.label for line in ticket_of(till).lines] == ["Livre"]
    assert not till.shows("sale_parked_open")
