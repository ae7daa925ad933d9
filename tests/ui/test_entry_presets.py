"""Buttons, families, notes, fixed and global prices in the one-line machine: what would be given away by mistake."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from recyclique_desktop.data.queries.catalogue import Preset
from recyclique_desktop.domain.basket import Basket, Line
from recyclique_desktop.domain.enums import ButtonType, SaleKind, WeightSource
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.ui.caisse import entry as machine
from recyclique_desktop.ui.caisse import entry_more as more
from recyclique_desktop.ui.caisse.entry_state import Entry, EntryStep, Ways
from tests.ui.test_entry import BOOK, BOOKS, CD, LINE, LOOSE, ROOTS, typed

GIFT = Preset("DON", "Don 0 €", ButtonType.DONATION, Cents(0))
TIP = Preset("MADE_BY_AN_ADMIN", "Benne", ButtonType.RECYCLING, Cents(0))
BAG = Preset("SAC", "Sac à 2 €", ButtonType.DONATION, Cents(200), LOOSE.id)
ROUND = Preset("ROND", "Prix rond", ButtonType.DONATION, Cents(100))
OLD_BOOK = Preset("VIEUX", "Vieux livre", ButtonType.DONATION, Cents(0), BOOK.id)
PRESETS = (GIFT, TIP, BAG, ROUND, OLD_BOOK)
WAYS = Ways(presets=PRESETS)


def at_price(ways: Ways = WAYS, keys: str = "1") -> Entry:
    """A book weighed, its price asked."""
    return machine.go_to(
        machine.confirm(typed(machine.choose(machine.choose(Entry(ways), BOOKS), BOOK), keys)), EntryStep.PRICE
    )


def a_line(preset: Preset | None = None) -> Line:
    entry = at_price() if preset is None else more.press(at_price(), preset)
    return machine.line_of(entry, LINE)


def in_ticket_of(preset: Preset | None) -> Ways:
    """What the next lines are made with once a ticket has a first line."""
    return more.follow(Entry(WAYS), Basket(UUID(int=7), (a_line(preset),))).ways


def test_a_gift_costs_nothing_and_its_weight_counts() -> None:
    line = a_line(GIFT)
    assert (line.total, line.weight, line.preset_code, line.button_type, line.list_price) == (
        0, 1000, "DON", ButtonType.DONATION, 100,
    )  # fmt: skip


def test_a_button_with_a_price_sells_at_that_price_and_no_other() -> None:
    line = a_line(ROUND)
    assert (line.unit_price, line.list_price, line.preset_label) == (100, 100, "Prix rond")
    three = machine.digit(machine.go_to(more.press(at_price(), ROUND), EntryStep.QUANTITY), "3")
    assert machine.line_of(machine.confirm(three), LINE).total == 300


def test_a_button_pressed_again_is_let_go_and_the_list_price_comes_back() -> None:
    entry = more.press(more.press(at_price(), GIFT), GIFT)
    assert (entry.preset, entry.unit_price) == (None, 100)


def test_a_price_typed_after_a_button_is_the_price() -> None:
    line = machine.line_of(typed(more.press(at_price(), GIFT), "4"), LINE)
    assert (line.unit_price, line.preset_code) == (400, None)


@pytest.mark.parametrize(("first", "refused"), [(None, TIP), (GIFT, TIP), (TIP, GIFT), (TIP, ROUND)])
def test_what_is_sold_and_what_leaves_the_shop_never_share_a_ticket(first: Preset | None, refused: Preset) -> None:
    entry = at_price(in_ticket_of(first))
    assert not entry.allows(refused)
    assert more.press(entry, refused) == entry


def test_a_disposal_takes_no_line_at_a_price() -> None:
    entry = at_price(in_ticket_of(TIP))
    assert not entry.can_confirm
    assert not typed(entry, "3").can_confirm
    assert machine.is_whole(more.press(entry, TIP))


def test_the_first_line_being_changed_may_change_the_family_of_its_ticket() -> None:
    line = a_line()
    entry = more.follow(more.entry_of(line, ROOTS, WAYS), Basket(UUID(int=7), (line,)))
    assert entry.allows(TIP)
    other = replace(line, line_id=UUID(int=98))
    assert not more.follow(entry, Basket(UUID(int=7), (line, other))).allows(TIP)


def test_the_families_follow_the_type_of_a_button_and_never_its_code() -> None:
    assert in_ticket_of(TIP).family is SaleKind.DISPOSAL
    assert in_ticket_of(GIFT).family is SaleKind.SALE


def test_a_button_of_one_category_is_offered_there_alone() -> None:
    assert OLD_BOOK in at_price().offered
    cd = machine.choose(machine.choose(Entry(WAYS), BOOKS), CD)
    assert OLD_BOOK not in cd.offered
    assert BAG not in cd.offered


def test_a_button_with_its_own_category_makes_a_whole_line_unweighed_from_the_grid() -> None:
    entry = more.make(Entry(WAYS), BAG, ROOTS)
    line = machine.line_of(entry, LINE)
    assert (line.label, line.unit_price, line.weight, line.preset_code) == ("Vrac", 200, 0, "SAC")
    assert more.quick(WAYS, ROOTS) == (BAG, OLD_BOOK)


def test_a_free_button_with_its_own_category_is_weighed_first_where_lines_are() -> None:
    entry = more.make(Entry(WAYS), OLD_BOOK, ROOTS)
    assert entry.step is EntryStep.WEIGHT
    assert machine.is_whole(machine.confirm(typed(entry, "1")))
    assert machine.is_whole(more.make(typed(Entry(WAYS), "1"), OLD_BOOK, ROOTS))


def test_a_button_of_a_category_that_left_the_list_makes_no_line() -> None:
    gone = replace(BAG, category_id=UUID(int=404))
    assert more.quick(replace(WAYS, presets=(gone,)), ROOTS) == ()
    assert more.make(Entry(WAYS), gone, ROOTS) == Entry(WAYS)


def test_a_price_of_zero_is_asked_about_and_becomes_a_gift() -> None:
    asked = more.ask_gift(typed(at_price(), "0"))
    assert asked.asks_gift
    assert not machine.is_whole(asked)
    assert machine.line_of(more.give(asked), LINE).preset_code == "DON"
    assert more.priced(asked).unit_price == 100


def test_a_shop_without_a_button_for_gifts_never_sells_at_zero() -> None:
    entry = typed(at_price(Ways(presets=(TIP, ROUND))), "0")
    assert not entry.can_confirm
    assert more.ask_gift(entry) == entry


def test_under_one_price_for_all_the_weight_ends_the_line_and_no_price_is_proposed() -> None:
    ways = Ways(one_price=True, presets=PRESETS)
    entry = typed(machine.choose(machine.choose(Entry(ways), BOOKS), BOOK), "1,2")
    assert entry.ends_with_weight
    line = machine.line_of(machine.confirm(entry), LINE)
    assert (line.unit_price, line.list_price, line.preset_code) == (0, 100, None)
    assert EntryStep.QUANTITY not in machine.confirm(entry).reachable


def test_under_one_price_for_all_a_jewel_may_have_its_own_price_and_a_gift_stays_a_gift() -> None:
    entry = at_price(Ways(one_price=True, presets=PRESETS))
    assert machine.line_of(typed(entry, "12"), LINE).unit_price == 1200
    assert machine.line_of(more.press(entry, GIFT), LINE).preset_code == "DON"


def test_under_one_price_for_all_a_disposal_still_asks_where_it_goes() -> None:
    ways = replace(in_ticket_of(TIP), one_price=True)
    entry = typed(machine.choose(machine.choose(Entry(ways), BOOKS), BOOK), "1")
    assert not entry.ends_with_weight
    assert not machine.confirm(entry).can_confirm


@pytest.mark.parametrize("preset", [None, GIFT, ROUND])
def test_a_line_taken_up_and_left_alone_is_the_same_line(preset: Preset | None) -> None:
    line = replace(a_line(preset), note="ébréché", quantity=3)
    assert machine.line_of(more.entry_of(line, ROOTS, WAYS), line.line_id) == line


def test_everything_of_a_line_can_be_changed_at_its_steps() -> None:
    entry = more.entry_of(a_line(), ROOTS, WAYS)
    entry = machine.choose(machine.go_to(entry, EntryStep.SUBCATEGORY), CD)
    entry = machine.remove_weighing(machine.go_to(entry, EntryStep.WEIGHT), 0)
    entry = machine.confirm(typed(entry, "0,3"))
    entry = machine.confirm(typed(machine.go_to(entry, EntryStep.QUANTITY), "2"))
    line = machine.line_of(more.noted(typed(entry, "2,5"), "sans boîtier"), LINE)
    assert (line.label, line.weight, line.quantity, line.unit_price, line.note) == ("CD", 300, 2, 250, "sans boîtier")


def test_a_negotiated_price_survives_another_category_and_a_list_price_follows_it() -> None:
    haggled = replace(a_line(), unit_price=Cents(80))
    moved = machine.choose(machine.go_to(more.entry_of(haggled, ROOTS, WAYS), EntryStep.SUBCATEGORY), CD)
    assert moved.unit_price == 80
    followed = replace(a_line(), unit_price=Cents(100))
    dear = replace(CD, price=Cents(700))
    books = replace(BOOKS, children=(BOOK, dear))
    entry = machine.go_to(more.entry_of(followed, (books, LOOSE), WAYS), EntryStep.SUBCATEGORY)
    assert machine.choose(entry, dear).unit_price == 700


def test_a_line_whose_category_left_the_list_keeps_it() -> None:
    line = replace(a_line(), category_id=UUID(int=404), label="Disquette")
    entry = more.entry_of(line, ROOTS, WAYS)
    assert machine.line_of(typed(entry, "9"), LINE).label == "Disquette"


def test_a_line_whose_button_was_archived_keeps_it_until_the_price_is_typed() -> None:
    line = a_line(ROUND)
    entry = more.entry_of(line, ROOTS, Ways())
    assert machine.line_of(entry, LINE) == line
    assert machine.line_of(typed(entry, "2"), LINE).preset_code is None


def test_what_the_scale_said_is_kept_as_the_scales_weight() -> None:
    entry = machine.choose(machine.choose(Entry(WAYS), BOOKS), BOOK)
    line = machine.line_of(machine.weigh(entry, Grams(1180), EntryStep.PRICE), LINE)
    assert (line.weight, line.weight_source) == (1180, WeightSource.SCALE)
