"""The edges of a line: weights that are asked about, what can be stored and no more; keys and taps that part (T-08)."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from recyclique_desktop.data.queries.places import Workplace
from recyclique_desktop.data.queries.selling import SaleDesk
from recyclique_desktop.domain.basket import Basket, Line, check_line
from recyclique_desktop.domain.enums import SaleKind, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.plausible import Limits
from recyclique_desktop.domain.weight import MAX_LINE, Grams
from recyclique_desktop.ui.caisse import entry as machine
from recyclique_desktop.ui.caisse.entry_state import Entry, EntryStep, Ways
from recyclique_desktop.ui.caisse.sale_line import LineBeingMade
from recyclique_desktop.ui.widgets.bounce import Bounce
from recyclique_desktop.ui.widgets.letters import at_letter
from tests.ui.test_entry import BOOK, BOOKS, CD, LINE, ROOTS, typed
from tests.ui.test_entry_presets import PRESETS

BY_BOOK = Ways(limits=Limits(Grams(50_001), {BOOK.id: Grams(3_000)}))


def book(keys: str, ways: Ways = BY_BOOK) -> Entry:
    return machine.confirm(typed(machine.choose(machine.choose(Entry(ways), BOOKS), BOOK), keys))


@pytest.mark.parametrize(("keys", "asked"), [("2,999", False), ("3", True)])
def test_a_category_with_its_own_limit_is_asked_about_from_there(keys: str, asked: bool) -> None:
    assert (book(keys).doubt is not None) is asked


def test_another_category_keeps_the_shops_limit() -> None:
    entry = machine.confirm(typed(machine.choose(machine.choose(Entry(BY_BOOK), BOOKS), CD), "3"))
    assert entry.doubt is None


def test_several_weighings_are_asked_about_together_and_only_once() -> None:
    entry = machine.add_weighing(typed(machine.choose(machine.choose(Entry(BY_BOOK), BOOKS), BOOK), "2"))
    asked = machine.confirm(typed(entry, "2"))
    assert asked.doubt is not None
    assert (asked.doubt.grams, asked.doubt.likely) == (4000, None)
    kept = machine.keep_weight(asked)
    assert (kept.step, kept.total_weight) == (EntryStep.PRICE, 4000)
    again = machine.go_to(machine.go_to(kept, EntryStep.WEIGHT), EntryStep.PRICE)
    assert again.doubt is None


def test_weighing_again_after_the_question_keeps_the_weighings_taken() -> None:
    entry = machine.add_weighing(typed(machine.choose(machine.choose(Entry(BY_BOOK), BOOKS), BOOK), "2"))
    again = machine.correct_weight(machine.confirm(typed(entry, "2")))
    assert (again.step, again.total_weight, again.doubt) == (EntryStep.WEIGHT, 2000, None)


def test_weighed_before_it_was_named_a_book_is_asked_about_by_its_own_limit() -> None:
    first = machine.add_weighing(typed(Entry(BY_BOOK), "4"))
    assert first.doubt is None
    assert machine.choose(machine.choose(first, BOOKS), BOOK).doubt is not None


def test_9_999_990_grams_are_stored_and_one_more_is_not() -> None:
    most = machine.keep_weight(book("9999,99"))
    check_line(machine.line_of(most, LINE))
    assert most.total_weight == MAX_LINE
    over = machine.go_to(machine.keep_weight(book("9999,991")), EntryStep.WEIGHT)
    assert (over.weighed, over.can_confirm) == (False, False)
    assert EntryStep.PRICE not in over.reachable


def test_9_999_99_euros_and_9_999_pieces_are_the_most() -> None:
    entry = typed(book("1"), "123456,789")
    assert entry.unit_price == 123_478
    many = typed(machine.go_to(book("1"), EntryStep.QUANTITY), "123456")
    assert many.quantity.number == 1234


def sale_desk() -> SaleDesk:
    place = Workplace(UUID(int=1), "La Clique", None, None, "C01", "Caisse", None, WorkstationKind.TILL)
    return SaleDesk(None, place, ROOTS, (), None, presets=PRESETS)


class Counting:
    """Gives ids one after the other: equal gestures get equal ids."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> UUID:
        self._last += 1
        return UUID(int=self._last)


class Hands:
    """One line after another, the ticket they make, and the family that follows from it."""

    def __init__(self) -> None:
        self.line = LineBeingMade(Counting(), Bounce(0))
        self.line.use(sale_desk())
        self.lines: dict[UUID, Line] = {}
        self.line.whole.connect(self._on_whole)

    def _on_whole(self, line: Line, _advice: object) -> None:
        self.lines[line.line_id] = line
        self.line.follow(Basket(UUID(int=9), tuple(self.lines.values())))

    def press(self, key: str) -> None:
        named = {"enter": Qt.Key.Key_Return, "esc": Qt.Key.Key_Escape, "<": Qt.Key.Key_Backspace}
        code = named.get(key, Qt.Key.Key_unknown)
        text = "" if key in named else key
        self.line.handle_key(QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, text))

    def touch(self, key: str) -> None:
        """Do by the methods that widgets call what a key means."""
        line, entry = self.line, self.line.entry
        if (entry.doubt is not None or entry.asks_gift) and key in {"o", "g"}:
            self._answer(key)
        elif key == "enter":
            line.confirm() if entry.begun else None
        elif key == "esc":
            line.clear() if entry.begun else None
        elif key.isdigit():
            line.digit(key)
        elif key in {",", "<", "+", "*"}:
            {",": line.comma, "<": line.backspace, "+": line.add_weighing, "*": line.ask_quantity}[key]()
        elif entry.on_grid:
            tiles = [tile.id for tile in entry.grid(ROOTS)]
            quick = [one.code for one in line.quick] if entry.step is EntryStep.CATEGORY else []
            picked: object = at_letter([*tiles, *quick], key.upper())
            line.pick(picked) if picked is not None else None
        elif entry.step is EntryStep.PRICE:
            preset = at_letter(entry.offered, key.upper())
            line.press(preset.code) if preset is not None else None

    def _answer(self, key: str) -> None:
        line = self.line
        if line.entry.asks_gift:
            (line.give if key == "o" else line.price)()
        else:
            (line.correct_weight if key == "o" else line.keep_weight)()


KEYS = st.lists(
    st.sampled_from(
        ["a", "z", "e", "r", "t", "o", "g", "0", "1", "9", ",", "<", "+", "*", "esc", *(["enter"] * 4), *("aa1" * 2)]
    ),
    max_size=60,
)


@settings(deadline=None)
@given(KEYS)
def test_the_same_gestures_by_keys_and_by_touch_make_the_same_lines(gestures: list[str]) -> None:
    keys, touch = Hands(), Hands()
    for gesture in gestures:
        keys.press(gesture)
        touch.touch(gesture)
        assert keys.line.entry == touch.line.entry
    assert list(keys.lines.values()) == list(touch.lines.values())


@settings(deadline=None)
@given(KEYS)
def test_no_gesture_mixes_families_or_sells_at_nothing_without_a_button(gestures: list[str]) -> None:
    hands = Hands()
    for gesture in gestures:
        hands.press(gesture)
    leaves = {line.button_type for line in hands.lines.values()}
    made = Basket(UUID(int=9), tuple(hands.lines.values()))
    for line in made.lines:
        check_line(line)
        assert (line.button_type is not None and line.button_type.value == "RECYCLING") is (
            made.kind is SaleKind.DISPOSAL
        ), leaves


def test_a_line_without_a_price_and_without_a_button_is_refused_by_the_rule_itself() -> None:
    entry = machine.confirm(typed(machine.choose(machine.choose(Entry(Ways(one_price=True)), BOOKS), BOOK), "1"))
    line = machine.line_of(entry, LINE)
    check_line(line, priced=False)
    with pytest.raises(UserError, match=r"line\.price"):
        check_line(line)
