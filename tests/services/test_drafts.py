"""The running ticket: there after a power cut, never mixed with another, its removals traced."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashRegister
from recyclique_desktop.data.queries.parked import WaitingTicket, parked_tickets
from recyclique_desktop.data.queries.till import open_draft
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.enums import UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.domain.ticket_state import MOVES, TicketState, TicketStep, after
from recyclique_desktop.services.cash_sessions import CloseSession, close_session
from recyclique_desktop.services.drafts import (
    MAX_PARKED,
    AbandonDraft,
    ParkDraft,
    RemoveLine,
    ResumeDraft,
    SaveDraft,
    abandon_draft,
    park_draft,
    remove_line,
    resume_draft,
    save_draft,
)
from recyclique_desktop.services.sales import complete_sale
from recyclique_desktop.system.messages import sentence
from tests.services.selling import Till, count, entries, open_till, read

if TYPE_CHECKING:
    from tests.conftest import Shop


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(shop)


@pytest.fixture
def basket(till: Till) -> Basket:
    return Basket(till.shop.station.ids.new(), (till.line(grams=400), till.line("Lampe", price=450, quantity=2)))


def save(till: Till, basket: Basket) -> None:
    till.write(save_draft, SaveDraft(till.session_id, basket))


def kept(till: Till) -> Basket | None:
    found: Basket | None = read(till.shop, open_draft, till.shop.station)
    return found


def test_rt08_the_ticket_found_after_a_power_cut_is_the_one_that_was_typed(till: Till, basket: Basket) -> None:
    save(till, basket)
    assert kept(till) == basket
    longer = basket.with_line(till.line("Verre", price=50))
    save(till, longer)
    assert kept(till) == longer
    assert read(till.shop, count, "draft_sales") == 1


def test_a_ticket_being_typed_writes_nothing_in_the_journal(till: Till, basket: Basket) -> None:
    before = read(till.shop, count, "journal")
    save(till, basket)
    assert read(till.shop, count, "journal") == before


def test_a_removed_line_is_gone_and_traced_with_its_amount(till: Till, basket: Basket) -> None:
    save(till, basket)
    lamp = basket.lines[1]
    after = till.write(remove_line, RemoveLine(till.session_id, basket, lamp.line_id))
    assert after.lines == basket.lines[:1]
    assert kept(till) == after
    (payload,) = entries(till.shop, "ticket.line_removed")
    assert payload["doc"] == {
        "ticket": str(basket.sale_id),
        "line": {"label": "Lampe", "quantity": 2, "unit_price": "4.50", "total": "9.00", "weight": "0.000"},
    }


def test_removing_twice_is_traced_once(till: Till, basket: Basket) -> None:
    save(till, basket)
    gone = basket.lines[1].line_id
    after = till.write(remove_line, RemoveLine(till.session_id, basket, gone))
    assert till.write(remove_line, RemoveLine(till.session_id, after, gone)) == after
    assert len(entries(till.shop, "ticket.line_removed")) == 1


def test_removing_the_last_line_leaves_no_ticket_to_resume(till: Till) -> None:
    alone = Basket(till.shop.station.ids.new(), (till.line(),))
    save(till, alone)
    till.write(remove_line, RemoveLine(till.session_id, alone, alone.lines[0].line_id))
    assert kept(till) is None
    assert read(till.shop, count, "draft_sales") == 0


def test_a_ticket_given_up_is_traced_with_all_its_lines(till: Till, basket: Basket) -> None:
    save(till, basket)
    till.write(abandon_draft, AbandonDraft(till.session_id, basket.sale_id, "customer_left"))
    assert kept(till) is None
    (payload,) = entries(till.shop, "ticket.abandoned")
    body = payload["doc"]
    assert (body["reason"], body["total"]) == ("customer_left", "12.00")
    assert [line["label"] for line in body["lines"]] == ["Casserole", "Lampe"]


def test_free_words_about_a_customer_never_enter_the_journal(till: Till, basket: Basket) -> None:
    save(till, basket)
    till.write(abandon_draft, AbandonDraft(till.session_id, basket.sale_id, "Mme Canari est partie"))
    (payload,) = entries(till.shop, "ticket.abandoned")
    assert payload["doc"]["reason"] == "other"


def test_giving_up_a_ticket_that_is_not_there_changes_nothing(till: Till, basket: Basket) -> None:
    till.write(abandon_draft, AbandonDraft(till.session_id, basket.sale_id, "test"))
    save(till, basket)
    till.write(abandon_draft, AbandonDraft(till.session_id, basket.sale_id, "test"))
    till.write(abandon_draft, AbandonDraft(till.session_id, basket.sale_id, "test"))
    assert len(entries(till.shop, "ticket.abandoned")) == 1


def test_rt35_a_second_running_ticket_is_refused_while_the_first_has_lines(till: Till, basket: Basket) -> None:
    save(till, basket)
    other = Basket(till.shop.station.ids.new(), (till.line("Livre"),))
    with pytest.raises(UserError) as caught:
        save(till, other)
    assert caught.value.code == "draft.other_open"
    assert kept(till) == basket


def test_rt35_lines_never_return_under_a_ticket_already_paid(till: Till) -> None:
    command = till.sale((till.line(),), ("cash", 300))
    till.write(complete_sale, command)
    with pytest.raises(UserError) as caught:
        save(till, Basket(command.sale_id, command.lines))
    assert caught.value.code == "sale.already_paid"
    assert kept(till) is None


def test_a_bad_line_is_not_kept(till: Till, basket: Basket) -> None:
    with pytest.raises(UserError) as caught:
        save(till, basket.with_line(replace(till.line(), quantity=0)))
    assert caught.value.code == "line.quantity"


def test_no_ticket_begins_in_a_closed_or_unknown_session(till: Till, basket: Basket) -> None:
    with pytest.raises(UserError) as caught:
        till.write(save_draft, SaveDraft(till.shop.station.ids.new(), basket))
    assert caught.value.code == "session.not_found"
    till.write(close_session, CloseSession(till.session_id, ()))
    with pytest.raises(UserError) as caught:
        save(till, basket)
    assert caught.value.code == "session.closed"


def test_nobody_touches_a_ticket_without_the_permission(till: Till, basket: Basket) -> None:
    stranger = Actor(till.shop.volunteer.user_id, "op-x", "X", UserRole.USER)
    save(till, basket)
    for act, command in (
        (save_draft, SaveDraft(till.session_id, basket)),
        (remove_line, RemoveLine(till.session_id, basket, basket.lines[0].line_id)),
        (abandon_draft, AbandonDraft(till.session_id, basket.sale_id, "test")),
    ):
        with pytest.raises(UserError) as caught:
            till.write(act, command, stranger)
        assert caught.value.code == "permission.denied"
    assert kept(till) == basket


def park(till: Till, basket: Basket, label: str = "") -> None:
    till.write(park_draft, ParkDraft(till.session_id, basket, label))


def aside(till: Till) -> tuple[WaitingTicket, ...]:
    found: tuple[WaitingTicket, ...] = read(till.shop, parked_tickets, till.shop.station, till.session_id)
    return found


def another(till: Till, price: int = 100) -> Basket:
    return Basket(till.shop.station.ids.new(), (till.line("Livre", price=price),))


def test_t04_a_ticket_put_aside_lets_another_be_made_and_comes_back_whole(till: Till, basket: Basket) -> None:
    save(till, replace(basket, note="à livrer"))
    park(till, replace(basket, note="à livrer"), " le monsieur au vélo ")
    assert kept(till) is None
    other = another(till)
    save(till, other)
    (waiting,) = aside(till)
    assert (waiting.label, waiting.total, waiting.lines) == ("le monsieur au vélo", 1200, 2)
    assert waiting.who == till.shop.volunteer.name
    back = till.write(resume_draft, ResumeDraft(till.session_id, basket.sale_id))
    assert back == replace(basket, note="à livrer")
    assert kept(till) == back
    assert [one.basket for one in aside(till)] == [other]


def test_putting_aside_and_taking_up_again_write_nothing_in_the_journal(till: Till, basket: Basket) -> None:
    before = read(till.shop, count, "journal")
    park(till, basket)
    till.write(resume_draft, ResumeDraft(till.session_id, basket.sale_id))
    assert read(till.shop, count, "journal") == before


def test_a_ticket_put_aside_without_having_been_saved_is_kept_all_the_same(till: Till, basket: Basket) -> None:
    park(till, basket)
    assert [one.basket for one in aside(till)] == [basket]


def test_an_eleventh_ticket_put_aside_is_refused_and_stays_the_running_one(till: Till, basket: Basket) -> None:
    for _ in range(MAX_PARKED):
        park(till, another(till))
    save(till, basket)
    with pytest.raises(UserError) as caught:
        park(till, basket)
    assert caught.value.code == "draft.too_many_parked"
    assert kept(till) == basket
    first = aside(till)[0]
    till.write(resume_draft, ResumeDraft(till.session_id, first.sale_id))
    assert len(aside(till)) == MAX_PARKED


def test_a_ticket_put_aside_gets_another_name_and_keeps_its_place(till: Till, basket: Basket) -> None:
    park(till, basket)
    till.shop.clock.advance(timedelta(minutes=5))
    park(till, another(till))
    before = aside(till)
    till.shop.clock.advance(timedelta(minutes=5))
    park(till, basket, "table basse")
    assert [one.label for one in aside(till)] == ["table basse", ""]
    assert [one.at for one in aside(till)] == [one.at for one in before]


def test_an_empty_ticket_is_not_put_aside(till: Till) -> None:
    with pytest.raises(UserError) as caught:
        park(till, Basket(till.shop.station.ids.new()))
    assert caught.value.code == "draft.nothing_to_park"
    assert aside(till) == ()


def test_t01_a_ticket_put_aside_takes_no_line_before_it_is_taken_up(till: Till, basket: Basket) -> None:
    park(till, basket)
    for act, command in (
        (save_draft, SaveDraft(till.session_id, basket.with_line(till.line("Verre", price=50)))),
        (remove_line, RemoveLine(till.session_id, basket, basket.lines[0].line_id)),
    ):
        with pytest.raises(UserError) as caught:
            till.write(act, command)
        assert caught.value.code == "draft.parked"
    assert [one.basket for one in aside(till)] == [basket]


def test_a_paid_ticket_is_neither_put_aside_nor_taken_up(till: Till) -> None:
    command = till.sale((till.line(),), ("cash", 300))
    till.write(complete_sale, command)
    with pytest.raises(UserError) as caught:
        park(till, Basket(command.sale_id, command.lines))
    assert caught.value.code == "sale.already_paid"
    with pytest.raises(UserError) as caught:
        till.write(resume_draft, ResumeDraft(till.session_id, command.sale_id))
    assert caught.value.code == "draft.gone"


def test_taking_the_running_ticket_up_again_changes_nothing(till: Till, basket: Basket) -> None:
    save(till, basket)
    assert till.write(resume_draft, ResumeDraft(till.session_id, basket.sale_id)) == basket
    assert kept(till) == basket


def test_a_ticket_put_aside_is_given_up_with_a_trace(till: Till, basket: Basket) -> None:
    park(till, basket)
    till.write(abandon_draft, AbandonDraft(till.session_id, basket.sale_id, "customer_left"))
    assert aside(till) == ()
    assert len(entries(till.shop, "ticket.abandoned")) == 1


def test_the_till_is_not_closed_over_a_ticket_put_aside(till: Till, basket: Basket) -> None:
    park(till, basket)
    with pytest.raises(UserError) as caught:
        till.write(close_session, CloseSession(till.session_id, ()))
    assert (caught.value.code, caught.value.params) == ("session.draft_open", {"amount": 1200, "lines": 2})


def test_the_refusal_to_close_names_whose_tickets_are_left_and_their_amounts(till: Till, basket: Basket) -> None:
    park(till, basket)
    save(till, another(till, 250))
    with pytest.raises(UserError) as caught:
        till.write(close_session, CloseSession(till.session_id, ()))
    assert caught.value.code == "session.tickets_open"
    name = till.shop.volunteer.name
    assert sentence(caught.value).startswith(
        f"2 tickets ne sont pas payés : {name} 2,50\u00a0€, {name} 12,00\u00a0€. Ils sont gardés."
    )


def test_a_line_without_a_price_is_not_kept_where_each_line_has_its_own(till: Till) -> None:
    with pytest.raises(UserError) as caught:
        save(till, Basket(till.shop.station.ids.new(), (replace(till.line(), unit_price=Cents(0)),)))
    assert caught.value.code == "line.price"


def test_a_line_without_a_price_is_kept_where_one_price_is_agreed_for_all(shop: Shop) -> None:
    with shop.db.writing() as session:
        register = session.get_one(CashRegister, shop.register_id)
        register.workflow_options = {"features": {"no_item_pricing": {"enabled": True}}}
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station, doc={"test": True})
    till = open_till(shop)
    free = Basket(till.shop.station.ids.new(), (replace(till.line(), unit_price=Cents(0)),))
    save(till, free)
    assert kept(till) == free


@pytest.mark.parametrize("state", TicketState)
@pytest.mark.parametrize("step", TicketStep)
def test_t01_what_is_not_in_the_table_is_refused(state: TicketState, step: TicketStep) -> None:
    if (state, step) in MOVES:
        assert after(state, step) is MOVES[state, step]
        return
    with pytest.raises(UserError) as caught:
        after(state, step)
    assert caught.value.code == "ticket.not_open"


def test_t01_lines_come_into_an_open_ticket_and_no_other() -> None:
    taking = {state for state, step in MOVES if step is TicketStep.CHANGE}
    assert taking == {TicketState.NONE, TicketState.OPEN}
    assert {MOVES[state, TicketStep.CHANGE] for state in taking} == {TicketState.OPEN}
