"""A paid ticket with a wrong weight is put right, its day's figures with it; its money and its signature stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import Closure, Correction, PresetButton, Sale, SaleItem
from recyclique_desktop.data.queries.doubtful import doubts
from recyclique_desktop.data.queries.figures import day_figures, session_figures
from recyclique_desktop.data.queries.sold import presets_for, sold_ticket
from recyclique_desktop.data.queries.tickets import ticket_detail
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import Permission, SaleKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services import sale_corrections
from recyclique_desktop.services.cash_sessions import OpenSession, open_session
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.services.reversals import PaidBack, ReturnLine, ReverseSale, reverse_sale
from recyclique_desktop.services.sale_corrections import (
    CorrectSaleLine,
    CorrectSaleNote,
    correct_sale_line,
    correct_sale_note,
)
from recyclique_desktop.services.sales import SaleCompleted, complete_sale
from recyclique_desktop.system.messages import sentence
from tests.services.selling import Till, as_leader, entries, open_till, read, tile, write

if TYPE_CHECKING:
    from uuid import UUID

    from tests.conftest import Shop


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(as_leader(shop))


def heavy(till: Till) -> SaleCompleted:
    """960 kg were typed for 960 g."""
    lines = (till.line(price=300, quantity=3, grams=960_000), till.line("Livre", price=450, grams=1_000))
    done: SaleCompleted = till.write(complete_sale, till.sale(lines, ("cash", 1350)))
    return done


def wanted(till: Till, sale_id: UUID, grams: int = 960, line_no: int = 1, **other: Any) -> CorrectSaleLine:
    line = line_of(till, sale_id, line_no)
    values: dict[str, Any] = {
        "category_id": line.category_id, "preset_id": line.preset_id, "notes": line.notes, "reason": "g pris pour kg",
    }  # fmt: skip
    return CorrectSaleLine(sale_id, line_no, weight=Grams(grams), **(values | other))


def line_of(till: Till, sale_id: UUID, line_no: int = 1) -> Any:
    ticket = read(till.shop, sold_ticket, sale_id)
    return next(line for line in ticket.lines if line.line_no == line_no)


def today(shop: Shop) -> Any:
    return read(shop, day_figures, shop.station.id, business_date(shop.clock.now(), shop.station.zone))


def close(till: Till, cash: int) -> None:
    till.write(close_session, CloseSession(till.session_id, (MethodCount("cash", Cents(cash), None),)))


def refusal(till: Till, act: Any, command: object, actor: Any = None) -> str:
    with pytest.raises(UserError) as caught:
        till.write(act, command, actor)
    assert len(sentence(caught.value)) <= 140
    return caught.value.code


def test_960_kilos_become_960_grams_on_the_tickets_own_day_and_both_weights_stay_readable(till: Till) -> None:
    shop, sold = till.shop, heavy(till)
    shop.clock.advance(timedelta(hours=20))
    day = business_date(shop.clock.now(), shop.station.zone) - timedelta(days=1)
    assert till.write(correct_sale_line, wanted(till, sold.sale_id)) == 1
    assert read(shop, day_figures, shop.station.id, day).weight_out == 1_960
    assert today(shop).weight_out == 0
    (told,) = read(shop, sold_ticket, sold.sale_id).put_right
    assert (told.line_no, told.field, told.old, told.new, told.reason) == (
        1, "weight", "960.000", "0.960", "g pris pour kg",
    )  # fmt: skip
    assert told.at == shop.clock.now()
    assert line_of(till, sold.sale_id).corrected
    assert not line_of(till, sold.sale_id, 2).corrected


def test_the_signed_ticket_its_money_and_a_closed_session_stay_as_they_were(till: Till) -> None:
    shop, sold = till.shop, heavy(till)
    close(till, 5000 + 1350)
    with shop.db.reading() as session:
        before = session.scalars(select(Closure)).one().totals
    till.write(correct_sale_line, wanted(till, sold.sale_id))
    with shop.db.reading() as session:
        assert session.scalars(select(Closure)).one().totals == before
        (item, _) = session.scalars(select(SaleItem).order_by(SaleItem.line_no))
        assert (item.weight, item.total_price) == (960_000, 900)
        assert session.scalars(select(Sale)).one().total_amount == 1350
    assert before["weight"] == "961.000"
    assert session_figures_of(till).weight_out == 1_960
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def session_figures_of(till: Till) -> Any:
    return read(till.shop, session_figures, till.session_id)


def test_category_and_words_are_put_right_under_the_name_of_today(till: Till) -> None:
    sold = heavy(till)
    _, book = tile(till.shop, "Livre")
    command = wanted(till, sold.sale_id, 960_000, category_id=book.id, notes="rayon enfants")
    assert till.write(correct_sale_line, command) == 3
    line = line_of(till, sold.sale_id)
    assert (line.label, line.category_id, line.notes) == ("Livre", book.id, "rayon enfants")
    told = {one.field: (one.old, one.new) for one in read(till.shop, sold_ticket, sold.sale_id).put_right}
    assert told["category_id"] == ("Casserole", "Livre")
    (entry,) = entries(till.shop, "sale.corrected")
    assert "rayon enfants" not in str(entry)


def test_a_refund_after_the_correction_takes_the_right_weight_back(till: Till) -> None:
    sold = heavy(till)
    till.write(correct_sale_line, wanted(till, sold.sale_id, 900))
    give_back(till, sold, 1)
    assert today(till.shop).weight_out == 600 + 1_000


def test_a_correction_after_a_refund_puts_what_came_back_right_too(till: Till) -> None:
    sold = heavy(till)
    give_back(till, sold, 1)
    give_back(till, sold, 2)
    assert till.write(correct_sale_line, wanted(till, sold.sale_id, 1_000)) == 3
    assert today(till.shop).weight_out == 1_000
    assert refusal(till, correct_sale_line, wanted(till, sold.sale_id, 1_000)) == "correction.nothing"


def give_back(till: Till, sold: SaleCompleted, count: int) -> None:
    ids = till.shop.station.ids
    till.shop.clock.advance(timedelta(minutes=1))
    till.write(
        reverse_sale,
        ReverseSale(
            ids.new(), sold.sale_id, till.session_id, (ReturnLine(1, count),), (PaidBack("cash", Cents(300 * count)),),
            "rendu",
        ),
    )  # fmt: skip


def test_a_gift_may_become_a_gift_to_a_minor_and_never_a_sale(till: Till) -> None:
    shop = till.shop
    with shop.db.reading() as session:
        presets = {one.code: one for one in session.scalars(select(PresetButton))}
    don, minor = presets["DON"], presets["DON_18"]
    line = replace(till.line(price=0, grams=500), preset_code=don.code)
    gift = till.write(complete_sale, till.sale((line,)))
    assert {one.preset_id for one in read(shop, presets_for, SaleKind.SALE)} >= {don.id, minor.id}
    assert till.write(correct_sale_line, wanted(till, gift.sale_id, 500, preset_id=minor.id)) == 2
    assert line_of(till, gift.sale_id).preset_code == "DON_18"
    for preset_id in (None, presets["RECYCLAGE"].id):
        assert refusal(till, correct_sale_line, wanted(till, gift.sale_id, preset_id=preset_id)) == "correction.preset"
    paid = heavy(till)
    assert refusal(till, correct_sale_line, wanted(till, paid.sale_id, preset_id=don.id)) == "correction.preset"


def test_every_note_a_ticket_ever_had_stays_listed_and_the_last_one_counts(till: Till) -> None:
    shop = till.shop
    sold = till.write(complete_sale, replace(till.sale((till.line(),), ("cash", 300)), note="objet abîmé"))
    for note in ("anse cassée", ""):
        shop.clock.advance(timedelta(minutes=5))
        till.write(correct_sale_note, CorrectSaleNote(sold.sale_id, note))
    ticket = read(shop, sold_ticket, sold.sale_id)
    assert [one.text for one in ticket.notes] == ["objet abîmé", "anse cassée", ""]
    assert ticket.note == ""
    assert refusal(till, correct_sale_note, CorrectSaleNote(sold.sale_id, " ")) == "correction.nothing"
    assert "anse" not in str(entries(shop, "sale.corrected"))


def test_a_clock_set_back_does_not_bring_the_wrong_weight_back(till: Till) -> None:
    sold = heavy(till)
    till.write(correct_sale_line, wanted(till, sold.sale_id, 500))
    till.shop.clock.jump(till.shop.clock.now() - timedelta(days=2))
    till.write(correct_sale_line, wanted(till, sold.sale_id, 700))
    assert line_of(till, sold.sale_id).weight == 700


def test_each_correction_that_cannot_be_is_refused_and_changes_nothing(till: Till) -> None:
    sold = heavy(till)
    other = till.shop.station.ids.new()
    _, book = tile(till.shop, "Livre")
    for command, code in (
        (wanted(till, sold.sale_id, reason="  "), "correction.reason_needed"),
        (wanted(till, sold.sale_id, -1), "correction.weight"),
        (wanted(till, sold.sale_id, 9_999_991), "correction.weight"),
        (wanted(till, sold.sale_id, 960_000), "correction.nothing"),
        (wanted(till, sold.sale_id, category_id=other), "category.not_found"),
        (replace(wanted(till, sold.sale_id), line_no=9), "correction.not_found"),
        (replace(wanted(till, sold.sale_id), sale_id=other), "correction.not_found"),
    ):
        assert refusal(till, correct_sale_line, command) == code
    assert refusal(till, correct_sale_note, CorrectSaleNote(other, "x")) == "correction.not_found"
    with till.shop.db.reading() as session:
        assert session.scalars(select(Correction)).all() == []
    assert book.label == "Livre"


def test_a_counter_ticket_is_not_itself_put_right(till: Till) -> None:
    sold = heavy(till)
    give_back(till, sold, 1)
    with till.shop.db.reading() as session:
        back = session.scalars(select(Sale).where(Sale.kind == SaleKind.REVERSAL)).one().id
    assert ticket_detail_of(till, back) is None
    assert refusal(till, correct_sale_line, wanted(till, back)) == "correction.not_found"


def ticket_detail_of(till: Till, sale_id: UUID) -> Any:
    return read(till.shop, ticket_detail, sale_id)


def test_a_volunteer_needs_a_managers_word_and_says_which(shop: Shop) -> None:
    till = open_till(shop)
    sold = heavy(till)
    with pytest.raises(UserError) as caught:
        till.write(correct_sale_line, wanted(till, sold.sale_id))
    assert caught.value.params["permission"] == Permission.CAISSE_CORRECT.value
    assert till.write(correct_sale_line, wanted(till, sold.sale_id), shop.admin) == 1


def test_a_ticket_of_a_session_closed_long_ago_can_be_put_right_without_an_open_till(till: Till) -> None:
    sold = heavy(till)
    close(till, 5000 + 1350)
    till.shop.clock.advance(timedelta(hours=30))
    assert till.write(correct_sale_line, wanted(till, sold.sale_id)) == 1
    again = OpenSession(till.shop.station.ids.new(), till.shop.register_id, Cents(0))
    assert write(till.shop, open_session, again).number


def elsewhere(till: Till, sold: SaleCompleted, grams: int) -> None:
    """Arrive with a correction by a machine that knew of nothing given back."""
    person = till.shop.admin.user_id
    assert person is not None
    with till.shop.db.reading() as session:
        line = session.scalars(select(SaleItem).where(SaleItem.sale_id == sold.sale_id, SaleItem.line_no == 1)).one()
    change = sale_corrections._Change(
        "sale_items", line.id, "weight", SaleItem.__table__.c.weight.type, line.weight, Grams(grams)
    )
    wish = sale_corrections._Wish([change], "g pris pour kg", {"ticket": sold.number, "line_no": 1}, person)
    till.write(sale_corrections._write, wish)


def test_a_line_put_right_while_another_till_gave_it_back_is_shown_until_somebody_looks_at_it(till: Till) -> None:
    sold = heavy(till)
    give_back(till, sold, 3)
    assert len(read(till.shop, doubts)) == 0
    elsewhere(till, sold, 960)
    (found,) = read(till.shop, doubts).crossed
    assert (found.number, found.weight, found.returned, len(found.reversals)) == (sold.number, 960, 960_000, 1)
    assert today(till.shop).weight_out == 1_000 + 960 - 960_000
    till.write(correct_sale_line, wanted(till, sold.sale_id))
    assert len(read(till.shop, doubts)) == 0
    assert today(till.shop).weight_out == 1_000
