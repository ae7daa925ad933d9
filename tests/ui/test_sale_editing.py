"""A line of the draft taken up again by its pencil or its key: everything of it can be put right, and undone."""

from __future__ import annotations

from recyclique_desktop.domain.basket import Line
from tests.ui.sale_till import SaleTill, market, till

__all__ = ["market", "till"]


def lines(till: SaleTill) -> tuple[Line, ...]:
    basket = till.basket()
    return basket.lines if basket is not None else ()


def take_up_first_of_two(till: SaleTill) -> None:
    till.sell("Livre")
    till.sell("CD")
    till.key("up", "up")
    till.key("enter")


def test_a_line_put_right_stays_at_its_place_with_its_id(till: SaleTill) -> None:
    till.sell("Livre")
    first = lines(till)[0].line_id
    till.sell("CD")
    till.key("up", "up")
    till.key("enter")
    till.type("2,5")
    till.key("enter")
    assert [(line.label, line.unit_price) for line in lines(till)] == [("Livre", 250), ("CD", 100)]
    assert lines(till)[0].line_id == first


def test_category_weight_quantity_button_and_note_can_be_changed_by_touch(till: SaleTill) -> None:
    take_up_first_of_two(till)
    till.tap("sale_step_category")
    till.tap_article("Casserole")
    till.tap("sale_step_weight")
    till.tap("sale_weighing_0_bin")
    till.tap_digits("0,3")
    till.tap("sale_confirm")
    till.tap("sale_change_quantity")
    till.tap_digits("4")
    till.tap("sale_confirm")
    till.tap("sale_preset_0")
    till.tap("sale_note")
    till.type("rayée")
    till.key("enter")
    till.tap("sale_confirm")
    changed = lines(till)[0]
    assert (changed.label, changed.weight, changed.quantity, changed.preset_code, changed.note, changed.total) == (
        "Casserole", 300, 4, "DON", "rayée", 0,
    )  # fmt: skip
    assert len(lines(till)) == 2


def test_undo_brings_the_former_line_back(till: SaleTill) -> None:
    take_up_first_of_two(till)
    before = lines(till)
    till.type("9")
    till.key("enter")
    assert lines(till)[0].unit_price == 900
    till.control_z()
    assert lines(till) == before


def test_escape_leaves_the_line_as_it_was(till: SaleTill) -> None:
    take_up_first_of_two(till)
    before = lines(till)
    till.type("9")
    till.key("escape", "escape")
    assert lines(till) == before
    assert "Catégorie" in till.said()
    till.sell("Livre")
    assert len(lines(till)) == 3


def test_an_article_begun_waits_while_a_line_is_put_right(till: SaleTill) -> None:
    till.sell("Livre")
    till.type(till.letters("CD") + "0,4")
    till.tap("sale_line_0")
    till.tap("sale_line_0_edit")
    till.type("3")
    till.key("enter")
    assert lines(till)[0].unit_price == 300
    till.key("enter", "enter")
    assert [(line.label, line.weight) for line in lines(till)] == [("Livre", 1000), ("CD", 400)]
