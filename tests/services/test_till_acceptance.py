"""Cases that the field set for a till (``cash.md`` §11), by their number: those that services decide.

Elsewhere: 1–3, 8, 9, 15 and 18 at the opening, the closing and the sessions' days; 6 at the screen; 12, 13 after the
sale; 16 with the exports; 17 in the training's own file.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.db import Database
from recyclique_desktop.data.models import PaymentTransaction, PresetButton, Sale, SaleItem
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.data.queries.till import open_draft, payment_methods
from recyclique_desktop.domain.basket import Basket, Line, Weighing
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import ButtonType, PricingMode, SaleKind, WeightSource
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import PaymentDraft, Tender
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.closing import CloseSession, close_session
from recyclique_desktop.services.drafts import SaveDraft, save_draft
from recyclique_desktop.services.presets import AddPreset, PresetForm, add_preset
from recyclique_desktop.services.sales import CompleteSale, SaleCompleted, complete_sale
from recyclique_desktop.system.clock import SystemClock
from tests.known import KEY
from tests.services.selling import Till, open_till, read
from tests.sync import real

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Shop
    from tests.postgres import CentralDatabase

MANY = 50
"""Sales of a day without the network."""


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(shop)


def refused(till: Till, command: CompleteSale) -> str:
    with pytest.raises(UserError) as caught:
        till.write(complete_sale, command)
    return caught.value.code


def three(till: Till) -> tuple[Line, ...]:
    """Two objects at 3,00 € and one at 4,50 €: the lines of the worked examples, 10,50 € in all."""
    return till.line(price=300, quantity=2), till.line("Livre", price=450)


def asked(till: Till, lines: tuple[Line, ...], *tenders: tuple[str, int], donation: int = 0) -> PaymentDraft:
    """Return the payment as the screen holds it, complete or not."""
    draft = PaymentDraft(Cents(sum(line.total for line in lines)), read(till.shop, payment_methods))
    draft = draft.with_donation(Cents(donation))
    for code, received in tenders:
        draft = draft.with_tender(Tender(code, Cents(received)))
    return draft


def test_case_4_a_ticket_with_three_weighings_survives_the_death_of_the_program(till: Till) -> None:
    weighings = tuple(Weighing(Grams(grams), WeightSource.TYPED) for grams in (1_180, 320, 45))
    weighed = replace(till.line(price=500), weighings=weighings)
    basket = Basket(till.shop.station.ids.new(), (weighed, *three(till)))
    till.write(save_draft, SaveDraft(till.session_id, basket))
    again = Database.open(till.shop.db.path, KEY)  # nothing was closed: the program is gone, the file is there
    with again.reading() as session:
        found = open_draft(session, till.shop.station)
    again.close()
    assert found == basket
    assert [one.grams for one in found.lines[0].weighings] == [1_180, 320, 45]


def test_case_5_the_till_stays_open_over_a_running_ticket_and_the_ticket_goes_on(till: Till) -> None:
    first, second = three(till)
    basket = Basket(till.shop.station.ids.new(), (first,))
    till.write(save_draft, SaveDraft(till.session_id, basket))
    with pytest.raises(UserError, match=r"session\.draft_open"):
        till.write(close_session, CloseSession(till.session_id, ()))
    longer = basket.with_line(second)
    till.write(save_draft, SaveDraft(till.session_id, longer))
    assert read(till.shop, open_draft, till.shop.station) == longer
    done: SaleCompleted = till.write(
        complete_sale, replace(till.sale(longer.lines, ("cash", 1050)), sale_id=basket.sale_id)
    )
    assert done.total == 1050


@pytest.mark.parametrize(
    ("tenders", "donation", "stored", "gift", "change"),
    [
        ((("cash", 2000),), 0, [("cash", 1050, 2000, 950)], 0, 950),
        ((("cash", 2000),), 150, [("cash", 1200, 2000, 800)], 150, 800),
        ((("check", 1200),), 0, [("check", 1200, 1200, 0)], 150, 0),
        ((("check", 500), ("cash", 1000)), 0, [("check", 500, 500, 0), ("cash", 550, 1000, 450)], 0, 450),
    ],
    ids=["1", "2", "3", "5"],
)  # fmt: skip
def test_case_7_the_worked_examples_store_what_was_handed_over_and_what_stayed(
    till: Till, tenders: tuple[tuple[str, int], ...], donation: int, stored: list[tuple[str, int, int, int]], gift: int,
    change: int,
) -> None:  # fmt: skip
    done: SaleCompleted = till.write(complete_sale, till.sale(three(till), *tenders, donation=donation))
    with till.shop.db.reading() as session:
        sale = session.get_one(Sale, done.sale_id)
        paid = session.scalars(select(PaymentTransaction).order_by(PaymentTransaction.id)).all()
    assert [(one.method_code, one.amount, one.tendered, one.change) for one in paid] == stored
    assert (sale.total_amount, sale.donation, done.change) == (1050, gift, change)
    assert sum(one.amount for one in paid) == sale.total_amount + sale.donation


def test_case_7_example_4_a_cheque_that_does_not_cover_the_ticket_is_refused_with_what_is_missing(till: Till) -> None:
    lines = three(till)
    draft = asked(till, lines, ("check", 500))
    assert (draft.remaining, draft.ready) == (550, False)
    short = CompleteSale(till.shop.station.ids.new(), till.session_id, lines, draft.payments())
    assert refused(till, short).startswith("payment.")
    assert read(till.shop, session_figures, till.session_id).tickets == 0


def test_case_7_examples_6_and_7_what_is_given_away_is_no_turnover_and_needs_no_payment(till: Till) -> None:
    ids = till.shop.station.ids
    waived = CompleteSale(ids.new(), till.session_id, three(till), (), note="famille sinistrée", waived=True)
    given = till.sale((replace(till.line(price=0), preset_code="DON"),))
    for command in (waived, given):
        done: SaleCompleted = till.write(complete_sale, command)
        assert (done.total, done.payments) == (0, ())
    with till.shop.db.reading() as session:
        assert session.get_one(Sale, waived.sale_id).waived_amount == 1050
        assert session.get_one(Sale, given.sale_id).waived_amount == 0
    figures = read(till.shop, session_figures, till.session_id)
    assert (figures.tickets, figures.sales_total) == (2, 0)


def test_case_7_after_examples_2_3_and_6_no_variance_is_invented(till: Till) -> None:
    till.write(complete_sale, till.sale(three(till), ("cash", 2000), donation=150))
    till.write(complete_sale, till.sale(three(till), ("check", 1200)))
    waived = CompleteSale(
        till.shop.station.ids.new(), till.session_id, three(till), (), note="famille sinistrée", waived=True
    )
    till.write(complete_sale, waived)
    figures = read(till.shop, session_figures, till.session_id)
    expected = {one.method_code: one.expected for one in figures.expected}
    assert (expected["cash"], expected["check"]) == (6200, 1200)


@pytest.mark.parametrize("total", [2000, 1050, 700])
def test_case_10_one_price_for_the_ticket_may_lie_above_or_below_what_its_lines_say(till: Till, total: int) -> None:
    lines = three(till)
    paid = PaymentDraft(Cents(total), read(till.shop, payment_methods)).with_tender(Tender("cash", Cents(total)))
    command = CompleteSale(
        till.shop.station.ids.new(), till.session_id, lines, paid.payments(), global_total=Cents(total)
    )
    done: SaleCompleted = till.write(complete_sale, command)
    with till.shop.db.reading() as session:
        sale = session.get_one(Sale, done.sale_id)
        items = session.scalars(select(SaleItem).order_by(SaleItem.line_no)).all()
    assert (sale.total_amount, sale.pricing_mode) == (total, PricingMode.GLOBAL)
    assert sum(one.total_price for one in items) == total


def test_case_10_nothing_is_a_price_for_gifts_alone(till: Till) -> None:
    gifts = tuple(replace(till.line(price=0), preset_code="DON") for _ in range(2))
    ids = till.shop.station.ids
    given = CompleteSale(ids.new(), till.session_id, gifts, (), global_total=Cents(0))
    assert till.write(complete_sale, given).total == 0
    goods = CompleteSale(ids.new(), till.session_id, three(till), (), global_total=Cents(0))
    assert refused(till, goods) == "global.zero"


def test_case_11_families_never_mix_and_taking_the_first_line_off_opens_the_ticket_to_both(till: Till) -> None:
    shop = till.shop
    own = PresetForm(shop.station.ids.new(), "Benne verte", ButtonType.RECYCLING)
    with shop.db.writing() as session:
        add_preset(session, AddPreset(own), shop.admin, shop.station)
    with shop.db.reading() as session:
        code = session.get_one(PresetButton, own.preset_id).code
    leaving = replace(till.line(price=0, grams=700), preset_code=code, button_type=ButtonType.RECYCLING)
    given = replace(till.line(price=0), preset_code="DON", button_type=ButtonType.DONATION)
    ticket = Basket(shop.station.ids.new(), (leaving,))
    assert ticket.kind is SaleKind.DISPOSAL
    assert refused(till, till.sale((leaving, given))) == "ticket.families_mixed"
    assert ticket.without(leaving.line_id).kind is None
    assert ticket.without(leaving.line_id).with_line(given).kind is SaleKind.SALE
    done: SaleCompleted = till.write(complete_sale, till.sale((leaving,)))
    with shop.db.reading() as session:
        assert session.get_one(Sale, done.sale_id).kind is SaleKind.DISPOSAL


@pytest.mark.postgres
def test_case_14_a_day_without_the_network_arrives_whole_and_once(tmp_path: Path, centre: CentralDatabase) -> None:
    post = real.found(real.alone(tmp_path, SimulatedClock(SystemClock().now())), centre)
    post.sync()
    before = post.one("SELECT count(*) FROM sync_logs WHERE sync_type = 'push'")
    day = open_till(post.shop)
    total = 0
    for number in range(MANY):
        day.shop.clock.advance(timedelta(minutes=5))
        total += day.sell(("cash", 5_000), price=100 + 7 * number, donation=number % 3).total
    real.close_till(day)
    assert post.sync().cause is None
    rows = post.rows("SELECT status, pushed, parked FROM sync_logs WHERE sync_type = 'push' ORDER BY created_at")
    pushed = post.one("SELECT count(*) FROM journal WHERE stream_id = ?", post.opened.config.stream_id.bytes)
    with centre.connect() as there:
        sums = "SELECT count(*), sum(total_amount), sum(donation) FROM sales"
        found = there.execute(sums).fetchone()
        ledger = "SELECT count(*) FROM sync.ledger WHERE stream_id = %s"
        stored = there.execute(ledger, (post.opened.config.stream_id,)).fetchone()
        for _ in range(2):
            assert post.sync().cause is None
        assert there.execute(sums).fetchone() == found
        assert there.execute(ledger, (post.opened.config.stream_id,)).fetchone() == stored == (pushed,)
    assert found is not None
    assert (found[0], int(found[1] * 100)) == (MANY, total)
    assert [row[::2] for row in rows[before:]] == [("success", 0)]
    assert post.compare().is_same
    post.close()
