"""The one-line state machine: what a volunteer would lose if a step, a field or a weighing went astray."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.data.queries.catalogue import Tile
from recyclique_desktop.domain.basket import Weighing
from recyclique_desktop.domain.enums import WeightSource
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.prices import PriceWarning
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.ui.caisse import entry as machine
from recyclique_desktop.ui.caisse.entry_state import Entry, EntryStep, Ways
from recyclique_desktop.ui.widgets.letters import at_letter, letter_of
from recyclique_desktop.ui.widgets.typed import Typed

LINE = UUID(int=99)


def tile(number: int, label: str, price: int | None = None, most: int | None = None, *below: Tile) -> Tile:
    return Tile(
        UUID(int=number), label, label, None if price is None else Cents(price),
        None if most is None else Cents(most), below,
    )  # fmt: skip


BOOK = tile(11, "Livre", 100)
CD = tile(12, "CD", 100, 300)
OLD = tile(14, "Ancien", 500)
RARE = tile(13, "Rares", None, None, OLD)
BOOKS = tile(1, "Livres & Médias", None, None, BOOK, CD, RARE)
LOOSE = tile(2, "Vrac")
ROOTS = (BOOKS, LOOSE)


def typed(entry: Entry, keys: str) -> Entry:
    for key in keys:
        entry = machine.comma(entry) if key == "," else machine.digit(entry, key)
    return entry


def weighed(keys: str, *, weighs: bool = True) -> Entry:
    """A book whose weight is typed and validated."""
    entry = machine.choose(machine.choose(Entry(Ways(weighs=weighs)), BOOKS), BOOK)
    return machine.confirm(typed(entry, keys))


@pytest.mark.parametrize(
    ("keys", "shown", "worth"),
    [("1,2", "1,2", 1200), (",5", "0,5", 500), ("0012", "12", 12000), ("1,23456", "1,234", 1234),
     ("12345", "1234", 1_234_000),
     ("1,,2", "1,2", 1200), ("0,0", "0,0", 0)],
)  # fmt: skip
def test_what_the_display_shows_is_what_the_line_weighs(keys: str, shown: str, worth: int) -> None:
    entry = typed(Entry(), keys)
    assert (entry.weight.text, entry.weight.number) == (shown, worth)


def test_a_line_goes_through_category_subcategory_weight_and_price() -> None:
    root = machine.choose(Entry(), BOOKS)
    leaf = machine.choose(root, BOOK)
    entry = machine.confirm(typed(leaf, "1,2"))
    steps = [Entry().step, root.step, leaf.step, entry.step]
    assert steps == [EntryStep.CATEGORY, EntryStep.SUBCATEGORY, EntryStep.WEIGHT, EntryStep.PRICE]
    line = machine.line_of(entry, LINE)
    assert (line.label, line.root_label, line.quantity, line.unit_price, line.list_price, line.weight) == (
        "Livre", "Livres & Médias", 1, 100, 100, 1200,
    )  # fmt: skip


def test_a_deeper_category_asks_again_and_a_root_without_children_does_not() -> None:
    deep = machine.choose(machine.choose(Entry(), BOOKS), RARE)
    assert (deep.step, deep.grid(ROOTS)) == (EntryStep.SUBCATEGORY, (OLD,))
    assert machine.choose(deep, OLD).leaf == OLD
    assert machine.choose(Entry(), LOOSE).step is EntryStep.WEIGHT


def test_an_article_weighed_before_it_is_named_keeps_its_weight() -> None:
    first = typed(Entry(), "1,2")
    entry = machine.choose(machine.choose(first, BOOKS), BOOK)
    assert (entry.step, entry.total_weight) == (EntryStep.PRICE, 1200)
    assert machine.line_of(entry, LINE).weighings == (Weighing(Grams(1200), WeightSource.TYPED),)


def test_several_weighings_add_up_and_the_last_needs_no_plus() -> None:
    entry = machine.choose(machine.choose(Entry(), BOOKS), BOOK)
    for keys in ("0,86", "1,42"):
        entry = machine.add_weighing(typed(entry, keys))
    assert entry.step is EntryStep.WEIGHT
    entry = machine.confirm(typed(entry, ",54"))
    assert [taken.grams for taken in machine.line_of(entry, LINE).weighings] == [860, 1420, 540]


def test_a_weighing_removed_by_mistake_comes_back_where_it_was() -> None:
    entry = machine.choose(machine.choose(Entry(), BOOKS), BOOK)
    for keys in ("1", "2", "3"):
        entry = machine.add_weighing(typed(entry, keys))
    gone = machine.remove_weighing(entry, 1)
    assert [taken.grams for taken in gone.weighings] == [1000, 3000]
    assert machine.restore_weighing(gone, 1, entry.weighings[1]) == entry


def test_an_unweighed_line_does_not_pass_where_the_till_weighs() -> None:
    entry = machine.choose(machine.choose(Entry(), BOOKS), BOOK)
    assert not entry.can_confirm
    assert machine.confirm(entry) == entry
    assert machine.go_to(entry, EntryStep.PRICE) == entry


def test_a_till_without_weighing_goes_straight_to_the_price_unless_weighed_first() -> None:
    plain = machine.choose(machine.choose(Entry(Ways(weighs=False)), BOOKS), BOOK)
    assert plain.step is EntryStep.PRICE
    assert machine.line_of(plain, LINE).weighings == ()
    first = machine.choose(machine.choose(typed(Entry(Ways(weighs=False)), "2"), BOOKS), BOOK)
    assert (first.step, machine.line_of(first, LINE).weight) == (EntryStep.PRICE, 2000)


def test_960_kilos_are_asked_about_before_they_enter_the_ticket() -> None:
    entry = weighed("960")
    assert entry.step is EntryStep.WEIGHT
    assert entry.doubt is not None
    assert entry.doubt.likely == 960
    assert not entry.can_confirm
    right = machine.correct_weight(entry)
    assert (right.step, right.total_weight) == (EntryStep.PRICE, 960)
    kept = machine.keep_weight(entry)
    assert (kept.step, kept.total_weight) == (EntryStep.PRICE, 960_000)
    assert machine.backspace(entry).doubt is None


def test_a_heavy_weight_typed_first_is_asked_about_too() -> None:
    entry = machine.choose(machine.choose(typed(Entry(), "75"), BOOKS), BOOK)
    assert (entry.step, entry.doubt is not None) == (EntryStep.WEIGHT, True)
    added = machine.add_weighing(typed(Entry(), "75"))
    assert (added.step, added.doubt is not None) == (EntryStep.CATEGORY, True)
    assert machine.keep_weight(added).total_weight == 75_000


def test_fifty_kilos_pass_without_a_question() -> None:
    assert weighed("50").doubt is None


def test_the_advised_price_gives_way_to_the_first_digit() -> None:
    entry = weighed("1")
    assert entry.unit_price == 100
    assert typed(entry, "12").unit_price == 1200
    assert typed(entry, ",5").unit_price == 50
    assert not machine.backspace(entry).can_confirm


def test_a_price_under_the_list_warns_and_never_blocks() -> None:
    entry = typed(weighed("1"), ",5")
    assert entry.advice.warning(entry.unit_price) is PriceWarning.BELOW
    assert machine.line_of(entry, LINE).unit_price == 50


def test_a_line_without_a_price_cannot_be_added() -> None:
    loose = machine.choose(Entry(Ways(weighs=False)), LOOSE)
    assert not loose.can_confirm
    with pytest.raises(ValueError, match="Vrac"):
        machine.line_of(loose, LINE)
    assert typed(loose, "0").can_confirm is False


def test_the_quantity_is_one_until_asked_and_never_zero() -> None:
    entry = machine.go_to(weighed("1"), EntryStep.QUANTITY)
    assert entry.quantity.number == 1
    assert machine.digit(entry, "0") == entry
    entry = typed(entry, "10")
    assert entry.quantity.number == 10
    back = machine.confirm(entry)
    assert (back.step, machine.line_of(back, LINE).total) == (EntryStep.PRICE, 1000)
    for _ in range(3):
        entry = machine.backspace(entry)
    assert entry.quantity.number == 1


def test_going_back_to_another_category_keeps_weighings_quantity_and_typed_price() -> None:
    entry = machine.confirm(typed(machine.go_to(weighed("1,2"), EntryStep.QUANTITY), "3"))
    entry = typed(entry, "7")
    entry = machine.go_to(entry, EntryStep.CATEGORY)
    assert entry.chosen_here == BOOKS
    entry = machine.choose(machine.choose(entry, BOOKS), CD)
    line = machine.line_of(entry, LINE)
    assert (line.label, line.weight, line.quantity, line.unit_price, line.list_price) == ("CD", 1200, 3, 700, 100)


def test_an_untouched_price_follows_the_new_category() -> None:
    entry = machine.go_to(weighed("1"), EntryStep.SUBCATEGORY)
    deep = machine.choose(machine.choose(entry, RARE), OLD)
    assert deep.unit_price == 500


def test_the_same_category_chosen_again_keeps_what_was_chosen_below_it() -> None:
    entry = machine.choose(machine.go_to(weighed("1"), EntryStep.CATEGORY), BOOKS)
    assert (entry.step, entry.leaf, entry.chosen_here) == (EntryStep.SUBCATEGORY, BOOK, BOOK)
    assert machine.confirm(entry).step is EntryStep.PRICE


def test_enter_on_a_grid_goes_on_with_what_is_chosen_there() -> None:
    entry = machine.go_to(weighed("1"), EntryStep.CATEGORY)
    assert machine.confirm(machine.confirm(entry)).step is EntryStep.PRICE


def test_escape_empties_then_steps_back_then_gives_the_line_up() -> None:
    entry = typed(weighed("1"), "7")
    seen = []
    for _ in range(6):
        entry = machine.clear(entry)
        seen.append((entry.step, entry.unit_price))
    assert seen[0] == (EntryStep.PRICE, 100)
    assert [step for step, _ in seen[1:]] == [
        EntryStep.WEIGHT, EntryStep.SUBCATEGORY, EntryStep.CATEGORY, EntryStep.CATEGORY, EntryStep.CATEGORY,
    ]  # fmt: skip
    assert entry == Entry()


def test_escape_from_the_quantity_is_back_at_the_price_with_one_piece() -> None:
    entry = typed(machine.go_to(weighed("1"), EntryStep.QUANTITY), "4")
    entry = machine.clear(entry)
    assert (entry.step, entry.quantity.number) == (EntryStep.QUANTITY, 1)
    assert machine.clear(entry).step is EntryStep.PRICE


def test_letters_follow_the_place_and_end_at_twenty_six() -> None:
    assert "".join(letter_of(place) for place in range(30)) == "AZERTYUIOPQSDFGHJKLMWXCVBN"
    assert at_letter(ROOTS, "Z") == LOOSE
    assert at_letter(ROOTS, "E") is None
    assert at_letter(ROOTS, "") is None


def test_nothing_is_reachable_while_a_weight_is_in_doubt() -> None:
    assert weighed("960").reachable == ()
    assert Entry().reachable == (EntryStep.CATEGORY,)
    assert weighed("1").reachable == tuple(EntryStep)


def test_weighings_validated_before_the_category_lead_back_to_it() -> None:
    entry = machine.confirm(machine.go_to(typed(Entry(), "1,5"), EntryStep.WEIGHT))
    assert (entry.step, entry.total_weight) == (EntryStep.CATEGORY, 1500)
    half = machine.choose(typed(Entry(), "1,5"), BOOKS)
    assert machine.confirm(machine.go_to(half, EntryStep.WEIGHT)).step is EntryStep.SUBCATEGORY
    assert machine.back(machine.go_to(entry, EntryStep.WEIGHT)) == entry


def test_a_line_too_heavy_to_be_stored_does_not_pass() -> None:
    entry = weighed("1")
    heavy = replace(entry, weighings=(Weighing(Grams(9_999_991), WeightSource.TYPED),), step=EntryStep.WEIGHT)
    assert not heavy.can_confirm


GESTURES = st.lists(
    st.sampled_from(["A", "Z", "E", "1", "9", "0", ",", "<", "esc", "+", "enter", "cat", "sub", "wgt", "qty", "price"]),
    max_size=40,
)


def play(entry: Entry, gesture: str) -> Entry:
    goes = {"cat": EntryStep.CATEGORY, "sub": EntryStep.SUBCATEGORY, "wgt": EntryStep.WEIGHT,
            "qty": EntryStep.QUANTITY, "price": EntryStep.PRICE}  # fmt: skip
    plain = {"<": machine.backspace, "esc": machine.clear, "+": machine.add_weighing, "enter": machine.confirm,
             ",": machine.comma}  # fmt: skip
    if gesture in goes:
        return machine.go_to(entry, goes[gesture])
    if gesture in plain:
        return plain[gesture](entry)
    if gesture.isdigit():
        return machine.digit(entry, gesture)
    found = at_letter(entry.grid(ROOTS), gesture) if entry.on_grid else None
    return machine.choose(entry, found) if found is not None else entry


@given(st.booleans(), GESTURES)
def test_no_gesture_makes_a_line_that_could_not_be_sold(weighs: bool, gestures: list[str]) -> None:
    entry = Entry(Ways(weighs=weighs))
    for gesture in gestures:
        entry = play(entry, gesture)
        assert entry.level <= len(entry.path)
        assert entry.step is not EntryStep.CATEGORY or entry.level == 0
        if entry.step is EntryStep.PRICE and entry.can_confirm:
            line = machine.line_of(entry, LINE)
            assert line.total > 0
            assert line.weight > 0 or not weighs


@given(st.text(alphabet="0123456789,", max_size=12))
def test_the_display_and_its_value_never_part(keys: str) -> None:
    field = Typed(whole=4, decimals=2)
    for key in keys:
        field = field.comma() if key == "," else field.digit(key)
    assert field.number <= 999_999
    assert field.proposing(field.number).number == field.number
