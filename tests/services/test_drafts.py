"""The running ticket: there after a power cut, never mixed with another, its removals traced."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.data.queries.till import open_draft
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.enums import UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.services.cash_sessions import CloseSession, close_session
from recyclique_desktop.services.drafts import (
    AbandonDraft,
    RemoveLine,
    SaveDraft,
    abandon_draft,
    remove_line,
    save_draft,
)
from recyclique_desktop.services.sales import complete_sale
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
