"""The running ticket: what a line may be, and that a draft row gives back the very same ticket."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.domain.basket import (
    MAX_PRICE,
    Basket,
    Line,
    Weighing,
    check_line,
    check_lines,
    from_json,
    to_json,
)
from recyclique_desktop.domain.enums import ButtonType, WeightSource
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import MAX_LINE, Grams

SALE = UUID(int=1)
PLATE = Line(
    line_id=UUID(int=10),
    category_id=UUID(int=100),
    label="Assiette",
    root_label="Vaisselle & Cuisine / Maison",
    quantity=2,
    unit_price=Cents(300),
    list_price=Cents(50),
    weighings=(Weighing(Grams(400), WeightSource.SCALE), Weighing(Grams(780), WeightSource.SCALE)),
)
CHAIR = replace(
    PLATE, line_id=UUID(int=11), label="Chaise", quantity=1, unit_price=Cents(450), list_price=None, weighings=()
)


def test_total_weight_and_objects_are_those_of_the_lines() -> None:
    basket = Basket(SALE).with_line(PLATE).with_line(CHAIR)
    assert (basket.total, basket.weight, basket.objects) == (1050, 1180, 3)


def test_weight_never_multiplies_a_price() -> None:
    assert PLATE.total == 600
    assert replace(PLATE, quantity=3).weight == 1180


def test_removing_the_same_line_twice_takes_one_line_off() -> None:
    basket = Basket(SALE, (PLATE, CHAIR))
    once = basket.without(PLATE.line_id)
    assert once.lines == (CHAIR,)
    assert once.without(PLATE.line_id) == once


def test_editing_a_line_keeps_its_place_in_the_ticket() -> None:
    dearer = replace(PLATE, unit_price=Cents(400))
    assert Basket(SALE, (PLATE, CHAIR)).replacing(dearer).lines == (dearer, CHAIR)


def test_editing_a_line_that_is_not_there_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Basket(SALE, (PLATE,)).replacing(CHAIR)


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ((), WeightSource.NONE),
        ((WeightSource.SCALE, WeightSource.SCALE), WeightSource.SCALE),
        ((WeightSource.SCALE, WeightSource.TYPED), WeightSource.TYPED),
        ((WeightSource.TYPED, WeightSource.ESTIMATED), WeightSource.ESTIMATED),
    ],
)
def test_a_typed_weight_is_never_passed_off_as_weighed(sources: tuple[WeightSource, ...], said: WeightSource) -> None:
    weighings = tuple(Weighing(Grams(100), source) for source in sources)
    assert replace(PLATE, weighings=weighings).weight_source is said


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (replace(PLATE, quantity=0), "line.quantity"),
        (replace(PLATE, quantity=10_000), "line.quantity"),
        (replace(PLATE, unit_price=Cents(0)), "line.price"),
        (replace(PLATE, unit_price=Cents(-1)), "line.price"),
        (replace(PLATE, unit_price=Cents(MAX_PRICE + 1)), "line.price"),
        (replace(PLATE, unit_price=Cents(-1), preset_code="DON"), "line.price"),
        (replace(PLATE, weighings=(Weighing(Grams(0), WeightSource.TYPED),)), "line.weighing"),
        (replace(PLATE, weighings=(Weighing(Grams(-1), WeightSource.SCALE),)), "line.weighing"),
        (replace(PLATE, weighings=(Weighing(Grams(MAX_LINE + 1), WeightSource.TYPED),)), "line.weight"),
        (replace(PLATE, weighings=(Weighing(MAX_LINE, WeightSource.TYPED),) * 2), "line.weight"),
    ],
)
def test_a_line_out_of_bounds_is_refused_with_its_reason(line: Line, code: str) -> None:
    with pytest.raises(UserError) as caught:
        check_line(line)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "line",
    [
        replace(PLATE, quantity=9_999, unit_price=Cents(1)),
        replace(PLATE, quantity=1, unit_price=MAX_PRICE, weighings=(Weighing(MAX_LINE, WeightSource.SCALE),)),
        replace(PLATE, unit_price=Cents(0), preset_code="DON"),
        CHAIR,
    ],
)
def test_a_line_at_the_bounds_is_sold(line: Line) -> None:
    check_line(line)


def test_an_empty_ticket_is_not_a_sale() -> None:
    with pytest.raises(UserError) as caught:
        check_lines(())
    assert caught.value.code == "ticket.empty"


def test_a_ticket_that_no_column_can_hold_is_refused() -> None:
    dear = replace(PLATE, quantity=9_999, unit_price=MAX_PRICE)
    with pytest.raises(UserError) as caught:
        check_lines((dear,))
    assert caught.value.code == "ticket.too_dear"


def test_two_lines_with_one_id_are_a_bug() -> None:
    with pytest.raises(ValueError, match="one id"):
        check_lines((PLATE, PLATE))


lines = st.builds(
    Line,
    line_id=st.uuids(),
    category_id=st.uuids(),
    label=st.text(max_size=20),
    root_label=st.text(max_size=20),
    quantity=st.integers(1, 9_999),
    unit_price=st.integers(0, 999_999).map(Cents),
    list_price=st.none() | st.integers(0, 999_999).map(Cents),
    weighings=st.lists(
        st.builds(Weighing, st.integers(1, 9_999_990).map(Grams), st.sampled_from(WeightSource)), max_size=3
    ).map(tuple),
    preset_code=st.none() | st.just("DON"),
    button_type=st.none() | st.sampled_from(ButtonType),
    note=st.text(max_size=20),
    preset_label=st.text(max_size=20),
)


@given(st.builds(Basket, st.uuids(), st.lists(lines, max_size=4).map(tuple)))
def test_a_draft_found_after_a_crash_is_the_ticket_that_was_typed(basket: Basket) -> None:
    assert from_json(json.loads(json.dumps(to_json(basket)))) == basket
