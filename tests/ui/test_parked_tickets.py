"""Tickets put aside at the till: who waits loses nothing, and no line changes hands."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from recyclique_desktop.data.queries.till import open_session_of
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services.drafts import AbandonDraft, abandon_draft
from recyclique_desktop.ui.widgets.base import BoxButton
from tests.services.selling import entries, make_line, write
from tests.ui.sale_till import SaleTill, disk_full, market, stall, till
from tests.ui.ticket_hands import F7, F8, aside, labels, press, running, ticket_of

__all__ = ["market", "stall", "till"]


def test_one_key_puts_a_ticket_aside_and_one_takes_it_up_again(till: SaleTill) -> None:
    till.sell("Livre")
    till.sell("CD")
    before = running(till)
    keys = till.keys
    press(till, F8)
    assert till.keys - keys == 1
    assert till.basket() is None
    assert [one.basket for one in aside(till)] == [before]
    assert "Mis de côté : 2 lignes" in till.band()
    keys = till.keys
    press(till, F8)
    assert till.keys - keys == 1
    assert running(till) == before
    assert aside(till) == ()


def test_another_customer_is_served_in_between_and_no_line_changes_hands(till: SaleTill) -> None:
    till.sell("Livre")
    first = running(till)
    press(till, F8)
    till.sell("CD")
    assert running(till).sale_id != first.sale_id
    till.key("enter", "enter")
    assert [len(sale[5]) for sale in till.sold()] == [1]  # type: ignore[arg-type]
    press(till, F8)
    assert running(till) == first
    till.key("enter", "enter")
    assert [sale[1] for sale in till.sold()] == [100, 100]


def test_a_ticket_is_chosen_in_the_list_by_its_number_and_the_running_one_takes_its_place(till: SaleTill) -> None:
    for name in ("Livre", "CD"):
        till.sell(name)
        press(till, F8)
    till.sell("DVD")
    press(till, F7)
    assert "2 tickets · 2,00\u00a0€" in till.said()
    till.type("2")
    assert labels(till) == ["CD"]
    assert [one.basket.lines[0].label for one in aside(till)] == ["Livre", "DVD"]
    assert "Le ticket qui était en cours est mis de côté." in till.band()


def test_a_ticket_is_put_aside_named_and_taken_up_by_touch_alone(till: SaleTill) -> None:
    till.sell("Livre")
    before = running(till)
    till.tap("sale_park")
    till.tap("sale_band_link")
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    till.type("la table basse 2")
    till.key("enter")
    assert [one.label for one in aside(till)] == ["la table basse 2"]
    assert "la table basse 2" in till.said()
    assert not isinstance(QApplication.focusWidget(), QLineEdit)
    till.tap("sale_parked_0")
    assert running(till) == before


def test_a_ticket_put_aside_is_there_after_a_power_cut(till: SaleTill, tmp_path: Path) -> None:
    till.sell("Livre")
    press(till, F8)
    till.sell("CD")
    again = SaleTill(till.shop, tmp_path)
    again.start()
    assert "Reprendre le ticket en cours ?" in again.said()
    again.key("enter")
    assert labels(again) == ["CD"]
    press(again, F7)
    again.type("1")
    assert labels(again) == ["Livre"]
    again.close()


def test_a_line_begun_keeps_its_ticket_from_being_put_aside(till: SaleTill) -> None:
    till.sell("Livre")
    till.type(till.letters("CD") + "7")
    assert not till.find(BoxButton, "sale_park").isEnabled()
    press(till, F8)
    assert "Une ligne est commencée." in till.band()
    assert labels(till) == ["Livre"]
    assert till.display() == "7"


def test_an_eleventh_ticket_stays_on_the_screen(till: SaleTill) -> None:
    for _ in range(10):
        till.sell("CD")
        press(till, F8)
    till.sell("Livre")
    press(till, F8)
    assert "10 tickets sont déjà mis de côté." in till.band()
    assert labels(till) == ["Livre"]
    till.key("enter")
    assert till.page.name == "payment"


def test_a_ticket_that_could_not_be_put_aside_stays_on_the_screen(till: SaleTill) -> None:
    till.sell("Livre")
    with disk_full(till.shop):
        for _ in range(60):
            till.type(till.letters("CD") + "1")
            till.key("enter", "enter")
            if "disque est plein" in till.band():
                break
        press(till, F8)
        assert "disque est plein" in till.band()
    assert ticket_of(till).lines
    till.sell("DVD")
    assert labels(till)[-1] == "DVD"


def test_a_ticket_put_aside_is_given_up_from_the_list_with_its_reason(till: SaleTill) -> None:
    till.sell("Livre")
    press(till, F8, F7)
    till.tap("sale_parked_0_bin")
    till.tap("sale_abandon_dialog_no_money")
    assert aside(till) == ()
    assert len(entries(till.shop, "ticket.abandoned")) == 1
    assert "Aucun ticket n’est mis de côté." in till.said()


def test_the_list_asked_for_by_another_page_opens_on_arrival(till: SaleTill) -> None:
    till.sell("Livre")
    press(till, F8)
    till.arrive("sale", parked=True)
    assert "Tickets mis de côté" in till.said()
    till.key("escape")
    assert till.page.name == "sale"
    till.sell("CD")
    assert labels(till) == ["CD"]


def test_a_ticket_found_after_a_power_cut_is_not_lost_when_the_list_is_what_was_asked_for(
    till: SaleTill, tmp_path: Path
) -> None:
    till.sell("Livre")
    press(till, F8)
    till.sell("CD")
    again = SaleTill(till.shop, tmp_path)
    again.arrive("sale", parked=True)
    assert "Tickets mis de côté" in again.said()
    again.type("1")
    assert labels(again) == ["Livre"]
    assert [one.basket.lines[0].label for one in aside(again)] == ["CD"]
    assert "Reprendre le ticket en cours ?" not in again.said()
    again.close()


def test_no_line_slips_in_while_a_ticket_is_being_taken_up(till: SaleTill) -> None:
    till.sell("Livre")
    press(till, F8)
    ticket = ticket_of(till)
    (waiting,) = aside(till)
    ticket.resume(waiting.sale_id)
    with pytest.raises(UserError) as caught:
        ticket.add(make_line(till.shop))
    assert caught.value.code == "ticket.not_open"
    till.settle()
    assert labels(till) == ["Livre"]
    till.sell("CD")
    assert labels(till) == ["Livre", "CD"]


def test_a_ticket_that_somebody_else_gave_up_is_said_and_the_running_one_goes_on(till: SaleTill) -> None:
    till.sell("Livre")
    press(till, F8)
    (waiting,) = aside(till)
    with till.shop.db.reading() as session:
        opened = open_session_of(session, till.shop.station)
    assert opened is not None
    write(till.shop, abandon_draft, AbandonDraft(opened.session_id, waiting.sale_id, "test"))
    till.sell("CD")
    press(till, F7)
    till.type("1")
    assert "Ce ticket n’est plus mis de côté." in till.band()
    till.sell("DVD")
    assert labels(till) == ["CD", "DVD"]


def test_the_change_of_the_last_sale_is_not_shown_again_under_another_customer(till: SaleTill) -> None:
    till.sell("Livre")
    press(till, F8)
    till.sell("CD")
    till.key("enter")
    till.type("20")
    till.key("enter")
    assert "19,00\u00a0€" in till.said()
    press(till, F8)
    press(till, F8)
    assert "19,00\u00a0€" not in till.said()
