"""Every way of ending a ticket, in every look: nothing cut, crowded, mute or competing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel, QWidget

from recyclique_desktop.domain.enums import ButtonType
from recyclique_desktop.ui import theme
from recyclique_desktop.ui.caisse.payment_middle import PaymentMiddle
from recyclique_desktop.ui.widgets.base import BoxButton
from tests.conftest import Shop
from tests.ui import checks
from tests.ui.looks import Look, every_look
from tests.ui.methods import with_methods
from tests.ui.payer import Payer
from tests.ui.sale_till import market

__all__ = ["market"]
_BANDS = 72
"""Height that the two bands of the training take from a page."""


def four(payer: Payer) -> Payer:
    lines = (payer.line(), payer.line("Livre", 100, 4), payer.line("Lampe", 500), payer.line("T-shirt", 300, 2))
    return payer.pay(*lines)


def two_rows_of_methods(payer: Payer) -> None:
    four(payer)


def cheque_and_bank(payer: Payer) -> None:
    four(payer).till.type("c20n1234567")


def agreeing(payer: Payer) -> None:
    four(payer).pay(*payer.checkout.basket.lines, global_price=True)


def discount(payer: Payer) -> None:
    four(payer).till.type("p15")


def shares(payer: Payer) -> None:
    discount(payer)
    payer.till.key("enter")
    payer.till.type("l20")


def free(payer: Payer) -> None:
    four(payer).till.type("g")


def typed_donation(payer: Payer) -> None:
    four(payer).till.type("20a1,5")


def card_asked(payer: Payer) -> None:
    four(payer).till.type("b")
    payer.till.key("enter")


def card_refused(payer: Payer) -> None:
    card_asked(payer)
    payer.till.type("r")


def card_surplus(payer: Payer) -> None:
    four(payer).till.type("b20")


def card_number(payer: Payer) -> None:
    four(payer).till.type("bn4970101234567890")


def zero_total(payer: Payer) -> None:
    four(payer).till.type("p0")


def disposal(payer: Payer) -> None:
    payer.pay(replace(payer.line(price=0), preset_code="RECYCLAGE", button_type=ButtonType.RECYCLING))


def gift(payer: Payer) -> None:
    payer.pay(replace(payer.line(price=0), preset_code="DON", button_type=ButtonType.DONATION))


def too_much_cash(payer: Payer) -> None:
    four(payer)
    payer.pay(payer.line(price=100_001)).till.key("enter")


STATES: tuple[Callable[[Payer], None], ...] = (
    two_rows_of_methods, cheque_and_bank, agreeing, discount, shares, free, typed_donation, card_asked, card_refused,
    card_surplus, card_number, zero_total, disposal, gift,
)  # fmt: skip


@every_look
def test_no_way_of_ending_a_ticket_hides_anything(app: QApplication, market: Shop, tmp_path: Path, look: Look) -> None:
    with_methods(market, "card", "transfer")
    wrong = {}
    with look.worn(app):
        payer = Payer(market, tmp_path)
        payer.till.main.resize(*look.size)
        try:
            # the pseudo-locale has no room for four figures at 1024: real words do
            for state in (*STATES, *(() if look.long_words else (too_much_cash,))):
                state(payer)
                wrong[state.__name__] = checks.wrong_with(payer.till.page, *look.size)
        finally:
            payer.till.close()
    assert {state: said for state, said in wrong.items() if said} == {}


def test_every_way_to_pay_stays_in_its_place_when_the_window_changes(
    app: QApplication, market: Shop, tmp_path: Path
) -> None:
    del app
    with_methods(market, "card")
    payer = four(Payer(market, tmp_path))
    for width in (1366, 1024, 1366):
        checks.lay_out(payer.till.page, width, 768)
        chips = [payer.till.find(BoxButton, f"payment_method_{code}") for code in ("cash", "check", "card")]
        for chip in chips:
            holder = chip.parentWidget()
            assert holder is not None
            assert holder.rect().contains(chip.geometry()), f"{chip.objectName()} is gone at {width}"
        assert len({chip.y() for chip in chips}) == 1
    payer.till.close()


def test_the_amount_proposed_ends_where_the_amounts_above_it_end(
    app: QApplication, market: Shop, tmp_path: Path
) -> None:
    del app
    payer = four(Payer(market, tmp_path))
    try:
        checks.lay_out(payer.till.page, *checks.DESIGN)
        page = payer.till.page
        amounts = [
            label
            for name in ("payment_goods", "payment_row_0")
            for label in payer.till.find(QWidget, name).findChildren(QLabel)
            if "€" in label.text() and label.isVisible()
        ]
        ends = {label.mapTo(page, label.rect().topRight()).x() for label in amounts}
        assert len(amounts) == 2
        assert len(ends) == 1
    finally:
        payer.till.close()


def test_the_bands_of_the_training_hide_nothing_of_a_payment(app: QApplication, market: Shop, tmp_path: Path) -> None:
    with_methods(market, "card", "transfer")
    theme.apply(app, theme.TRAINING)
    payer = Payer(market, tmp_path)
    size = (checks.DESIGN[0], checks.DESIGN[1] - _BANDS)
    try:
        wrong = {}
        for state in STATES:
            state(payer)
            checks.lay_out(payer.till.page, *size)
            middle = payer.till.window.findChildren(PaymentMiddle)[0]
            asked = (checks.cut_texts, checks.small_targets, checks.crowded)
            wrong[state.__name__] = [said for check in asked for said in check(middle)]
    finally:
        payer.till.close()
        theme.apply(app, theme.LIGHT)
    assert {state: said for state, said in wrong.items() if said} == {}
