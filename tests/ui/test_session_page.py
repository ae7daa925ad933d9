"""« Sessions »: what was sold, counted and closed can be read again, by whoever holds the till, and never changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from recyclique_desktop.data.queries.figures import day_figures
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.settings import BLIND_COUNT
from recyclique_desktop.flows.periods import close_due_periods
from recyclique_desktop.services.cash_sessions import OpenNotebook, open_notebook
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.services.sales import complete_sale
from recyclique_desktop.services.shared_settings import SetSetting, set_setting
from recyclique_desktop.ui.caisse.paper import Paper
from recyclique_desktop.ui.caisse.session_page import SessionPage
from tests.conftest import Shop
from tests.services.selling import Till, entries, open_till, write
from tests.ui.desk import LOOKS, Desk, at, look


@pytest.fixture
def till(shop: Shop) -> Till:
    """Yesterday's session is closed two euros short, an empty one after it; today's is open."""
    first = open_till(shop)
    first.sell(("cash", 1500), price=1050, donation=150, grams=2500)
    close(first, 5000 + 1200 - 200, "deux euros manquent")
    close(open_till(shop, 0), 0)
    shop.clock.advance(timedelta(days=1))
    close_due_periods(shop.db, shop.station)
    today = open_till(shop, 4000)
    today.sell(("cash", 300), price=300, grams=500)
    return today


def close(till: Till, cash: int, comment: str = "") -> None:
    till.write(close_session, CloseSession(till.session_id, (MethodCount("cash", Cents(cash), None),), comment))


@pytest.fixture
def desk(app: QApplication, till: Till) -> Iterator[Desk]:
    with at(till.shop, SessionPage) as made:
        made.arrive("sessions", till.shop.volunteer)
        yield made


def paper(desk: Desk) -> str:
    return desk.find(Paper, "session_paper").text


def test_a_closed_session_is_read_whole_with_its_count_and_its_variance(desk: Desk) -> None:
    assert "-2,00" in desk.said() or "−2,00" in desk.said()
    desk.tap("sessions_table_1")
    text = paper(desk)
    assert "RAPPORT DE FERMETURE (Z)" in text
    assert "deux euros manquent" in text
    assert "C01-000001" in text
    assert not [one for one in desk.window.findChildren(QPushButton, "session_read") if one.isVisible()]


def test_an_open_till_is_read_without_closing_it_and_the_reading_is_noted(desk: Desk, till: Till) -> None:
    desk.tap("sessions_table_0")
    assert paper(desk) == ""
    assert entries(till.shop, "session.read") == []
    desk.tap("session_read")
    assert "LECTURE DE CAISSE (X)" in paper(desk)
    (noted,) = entries(till.shop, "session.read")
    assert noted["doc"]["tickets"] == 1


def test_empty_sessions_are_kept_and_shown_only_when_asked_for(desk: Desk) -> None:
    assert "1 à 2 sur 2" in desk.said()
    desk.tap("sessions_empty")
    assert "1 à 3 sur 3" in desk.said()
    assert "vide" in desk.said()
    desk.tap("sessions_empty")
    assert "1 à 2 sur 2" in desk.said()


def test_the_days_closed_by_the_program_are_listed_with_totals_that_never_restart(desk: Desk) -> None:
    desk.tap("sessions_what_1")
    desk.tap("sessions_table_0")
    text = paper(desk)
    assert "CLÔTURE DU JOUR" in text
    assert "Faite par le programme" in text
    assert "Totaux perpétuels du poste" in text
    assert "10,50" in text
    desk.tap("sessions_what_2")
    assert "Rien encore" in desk.said()


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_holds_wide_and_narrow_in_every_look(app: QApplication, till: Till, name: str) -> None:
    with look(app, name), at(till.shop, SessionPage) as desk:
        desk.arrive("sessions", till.shop.volunteer)
        assert desk.faults() == []
        desk.tap("sessions_table_0")
        desk.tap("session_read")
        assert desk.faults() == []
        desk.tap("sessions_table_1")
        assert desk.faults() == []
        desk.tap("sessions_what_1")
        desk.tap("sessions_table_0")
        assert desk.faults() == []


def notebook(shop: Shop) -> Till:
    """A notebook of the fifth, one ticket of four euros in it."""
    command = OpenNotebook(shop.station.ids.new(), shop.register_id, Cents(0), date(2026, 9, 5))
    opened = write(shop, open_notebook, command, shop.admin)
    till = Till(shop, opened.session_id, opened.number)
    till.write(complete_sale, till.sale((till.line(price=400, grams=800),), ("cash", 400)), shop.admin)
    return till


def sold_on(shop: Shop, day: date) -> int:
    with shop.db.reading() as session:
        return day_figures(session, shop.station.id, day).sales_total


def test_the_day_of_a_notebook_is_put_right_with_a_reason_and_its_sales_move(app: QApplication, shop: Shop) -> None:
    notebook(shop)
    with at(shop, SessionPage) as desk:
        desk.arrive("sessions", shop.admin)
        desk.tap("sessions_table_0")
        desk.tap("session_date")
        desk.write_in("session_day_day_edit", "06/09/2026")
        desk.write_in("session_day_reason_edit", "mois mal lu")
        desk.tap("session_day_confirm")
        assert "Cahier du 06/09/2026, et non du 05/09/2026" in desk.said()
        assert (sold_on(shop, date(2026, 9, 5)), sold_on(shop, date(2026, 9, 6))) == (0, 400)
        desk.tap("sessions_table_0")
        assert "saisi d’abord au 05/09/2026" in desk.said()


def test_a_day_to_come_is_refused_under_its_field_and_nothing_moves(app: QApplication, shop: Shop) -> None:
    notebook(shop)
    with at(shop, SessionPage) as desk:
        desk.arrive("sessions", shop.admin)
        desk.tap("sessions_table_0")
        desk.tap("session_date")
        desk.write_in("session_day_day_edit", "18/09/2026")
        desk.write_in("session_day_reason_edit", "essai")
        assert not desk.find(QPushButton, "session_day_confirm").isEnabled()
        desk.key("escape")
        assert sold_on(shop, date(2026, 9, 5)) == 400


def test_how_long_each_step_took_is_said(desk: Desk) -> None:
    desk.tap("sessions_table_1")
    assert "ouverture 0 h 00" in desk.said()
    assert "fermeture 0 h 00" in desk.said()


def test_who_is_to_count_without_seeing_does_not_read_what_is_expected(app: QApplication, till: Till) -> None:
    shop = till.shop
    write(shop, set_setting, SetSetting(BLIND_COUNT.name, value=True), shop.admin)
    with at(shop, SessionPage) as desk:
        for actor, sees in ((shop.volunteer, False), (shop.admin, True)):
            desk.arrive("sessions", actor)
            desk.tap("sessions_table_0")
            desk.tap("session_read")
            assert ("attendu" in paper(desk)) is sees
