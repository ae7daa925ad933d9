"""What is typed while a ticket is being paid, put aside or named stays, and stays with its own ticket."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from recyclique_desktop.data.models import Sale
from recyclique_desktop.ui.caisse.payment_page import PaymentPage
from recyclique_desktop.ui.caisse.sale_page import SalePage
from recyclique_desktop.ui.context import Person
from tests.ui.sale_till import SaleTill, market, till
from tests.ui.ticket_hands import F7, F8, aside, labels, press, ticket_of

__all__ = ["market", "till"]


def pay_and_lock(till: SaleTill) -> Person:
    """Press « Valider », then the padlock before the disk answers."""
    person = till.presence.person
    assert person is not None
    till.sell("Livre")
    till.key("enter")
    assert isinstance(till.page, PaymentPage)
    till.page._confirm()
    till.main.go("sign_in")
    till.presence.leave()
    return person


def number_of_sales(till: SaleTill) -> int:
    with till.shop.db.reading() as session:
        return session.query(Sale).count()


def test_a_ticket_paid_behind_the_padlock_is_shown_as_paid_to_whoever_comes_back(till: SaleTill) -> None:
    person = pay_and_lock(till)
    till.settle()
    till.presence.enter(person)
    till.arrive("sale")
    assert (till.page.name, ticket_of(till).lines, number_of_sales(till)) == ("sale", (), 1)
    assert "enregistré" in till.said()


def test_a_line_added_before_the_disk_says_that_the_ticket_is_paid_begins_another_ticket(till: SaleTill) -> None:
    person = pay_and_lock(till)
    till.presence.enter(person)
    till.main.go("sale", note="")  # she goes back to her ticket while the disk is slow
    till.page._line.start_over()  # type: ignore[attr-defined]
    for letter in till.letters("CD") + "1":
        QTest.keyClicks(till.window, letter)
    till.page._line.confirm()  # type: ignore[attr-defined]
    till.page._line.confirm()  # type: ignore[attr-defined]
    assert len(ticket_of(till).lines) == 2
    till.settle()
    assert (labels(till), number_of_sales(till)) == (["CD"], 1)
    assert "commence un autre ticket" in till.band()


def test_whoever_comes_back_after_the_padlock_finds_the_payment_half_typed(till: SaleTill) -> None:
    person = till.presence.person
    assert person is not None
    till.sell("Livre")
    till.key("enter")
    till.type("2")
    till.main.go("sign_in")
    till.presence.leave()
    till.presence.enter(person)
    till.arrive("sale")
    assert (till.page.name, till.display("payment")) == ("payment", "2")
    till.main.go("sale", note="")
    till.settle()
    till.sell("CD")
    assert labels(till) == ["Livre", "CD"]


def test_the_same_key_struck_twice_puts_one_ticket_aside_and_takes_no_other_up(till: SaleTill) -> None:
    till.sell("Livre")
    press(till, F8)
    till.sell("CD")
    for _ in range(2):
        QTest.keyClick(till._focused(), F8)
    till.settle()
    assert (labels(till), len(aside(till))) == ([], 2)


def test_a_name_asked_for_before_the_list_is_read_again_goes_to_the_ticket_just_put_aside(till: SaleTill) -> None:
    till.sell("Livre")
    press(till, F8)
    till.sell("CD")
    QTest.keyClick(till._focused(), F8)
    assert isinstance(till.page, SalePage)
    till.page._voice.undo()  # « Donner un nom », before the disk answers
    till.settle()
    till.type("vélo")
    till.key("enter")
    assert [(one.basket.lines[0].label, one.label) for one in aside(till)] == [("Livre", ""), ("CD", "vélo")]


def test_a_name_half_written_stays_when_the_list_is_read_again(till: SaleTill) -> None:
    till.sell("Livre")
    press(till, F8)
    till.tap("sale_band_link")
    till.type("table")
    ticket_of(till).put_aside.emit()
    till.settle()
    assert till.find(QLineEdit, "sale_parked_name_edit").text() == "table"
    till.type(" basse")
    till.key("enter")
    assert [one.label for one in aside(till)] == ["table basse"]


def test_a_name_written_and_left_by_the_header_is_kept(till: SaleTill) -> None:
    till.sell("Livre")
    press(till, F8)
    press(till, F7)
    till.tap("sale_parked_0_name")
    till.type("table basse")
    till.page.on_back()
    till.settle()
    assert [one.label for one in aside(till)] == ["table basse"]
