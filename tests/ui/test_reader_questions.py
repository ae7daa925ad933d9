"""A barcode read while something is asked answers nothing: no reason, no code, no ticket, no refused card."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.ui.approving import ask_manager
from recyclique_desktop.ui.wedge import HELD_MS
from recyclique_desktop.ui.widgets.approval import ApprovalDialog
from recyclique_desktop.ui.widgets.people import PinDots
from tests.ui.sale_till import SaleTill, market, till
from tests.ui.test_barcode_reader import EAN, Keyboard, keyboard
from tests.ui.ticket_hands import F7, F8, aside, labels, press

__all__ = ["keyboard", "market", "till"]

CODES = (EAN, "1234567890128", "4A00231")


def dialog_of(till: SaleTill) -> QDialog:
    (shown,) = [one for one in till.main.findChildren(QDialog) if one.isVisible()]
    return shown


def dots_of(dialog: QDialog) -> int:
    dots = dialog.findChild(PinDots, "approval_dots")
    assert isinstance(dots, PinDots)
    return dots.filled


def read_into(keyboard: Keyboard, dialog: QDialog, code: str) -> None:
    """Read a code while the dialog has the keys."""
    handle = dialog.windowHandle()
    assert handle is not None
    assert QApplication.focusWindow() is handle
    keyboard.window = handle
    keyboard.read(code)
    QTest.qWait(HELD_MS + 20)


@pytest.mark.parametrize("code", CODES)
def test_a_code_read_over_the_reasons_gives_no_ticket_up(keyboard: Keyboard, code: str) -> None:
    till = keyboard.till
    till.sell("Livre")
    till.tap("sale_abandon")
    dialog = dialog_of(till)
    read_into(keyboard, dialog, code)
    assert dialog.isVisible()
    assert labels(till) == ["Livre"]
    dialog.reject()
    till.settle()
    assert till.band() == "Code-barres lu : rien n’a été tapé."


def test_the_key_of_a_reason_struck_by_a_person_still_gives_the_ticket_up(keyboard: Keyboard) -> None:
    till = keyboard.till
    till.sell("Livre")
    till.tap("sale_abandon")
    handle = dialog_of(till).windowHandle()
    assert handle is not None
    keyboard.window = handle
    keyboard.at += 500
    keyboard.strike("1", gap_ms=0)
    QTest.qWait(HELD_MS + 20)
    till.settle()
    assert labels(till) == []


def test_a_code_read_over_a_managers_question_types_no_code(keyboard: Keyboard) -> None:
    till = keyboard.till
    refused: list[UserError] = []
    error = UserError("price.blocked", label="Livre", amount=50, permission="caisse.correct")
    assert ask_manager(till.page, till.context, error, lambda _actor: None, refused.append)
    till.settle()
    dialog = dialog_of(till)
    assert isinstance(dialog, ApprovalDialog)
    given: list[str] = []
    dialog.given.connect(lambda _who, pin: given.append(pin))
    read_into(keyboard, dialog, EAN)
    assert (dots_of(dialog), given) == (0, [])  # a wrong code would count against the manager
    keyboard.at += 500
    keyboard.strike("25", gap_ms=200)
    QTest.qWait(HELD_MS + 20)
    assert dots_of(dialog) == 2
    dialog.reject()


def test_a_code_read_over_the_tickets_put_aside_takes_none_of_them_up(keyboard: Keyboard) -> None:
    till = keyboard.till
    till.sell("Livre")
    press(till, F8)
    press(till, F7)
    keyboard.read("1234567890128")
    QTest.qWait(HELD_MS + 20)
    till.settle()
    assert (labels(till), len(aside(till))) == ([], 1)


def test_undoing_after_a_code_was_read_brings_back_no_line_that_nobody_meant(keyboard: Keyboard) -> None:
    till = keyboard.till
    till.sell("Livre")
    put_back = till.page.remember()
    till.sell("CD")
    put_back()
    till.settle()
    till.control_z()
    assert labels(till) == []
    till.control_z()
    assert labels(till) == []


def test_a_code_read_at_the_payment_leaves_the_keys_to_the_amount(keyboard: Keyboard) -> None:
    till = keyboard.till
    till.sell("Livre")
    till.key("enter")
    assert till.page.name == "payment"
    keyboard.read("T2ABCDE123")
    QTest.qWait(HELD_MS + 20)
    assert not isinstance(QApplication.focusWidget(), QLineEdit)
    keyboard.at += 500
    keyboard.strike("5", gap_ms=200)
    assert till.display("payment") == "5"
