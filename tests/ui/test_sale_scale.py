"""The scale at the till: what it says is shown, Enter or B takes it once, and without one nothing of it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from recyclique_desktop.devices.simulated import SimulatedScale
from recyclique_desktop.domain.enums import WeightSource
from recyclique_desktop.services.shared_settings import SetSetting, set_setting
from tests.conftest import Shop
from tests.services.selling import write
from tests.ui.sale_till import SaleTill, market, till

__all__ = ["market", "till"]


@pytest.fixture
def weighing(market: Shop, app: QApplication, tmp_path: Path) -> Iterator[SaleTill]:
    """A till with a simulated scale."""
    del app
    driven = SaleTill(market, tmp_path, scale=SimulatedScale())
    yield driven.start()
    driven.close()


def weights(till: SaleTill) -> list[tuple[int, WeightSource]]:
    basket = till.basket()
    return [(line.weight, line.weight_source) for line in basket.lines] if basket is not None else []


def said(till: SaleTill) -> str:
    return till.said().replace("\u00a0", " ")


def test_without_a_scale_nothing_of_it_is_shown(till: SaleTill) -> None:
    till.type(till.letters("Plat"))
    assert not {"sale_scale", "sale_take_scale", "sale_tare"} & till.names()


def test_enter_takes_what_lies_on_the_scale(weighing: SaleTill) -> None:
    weighing.put(1180)
    weighing.type(weighing.letters("Plat"))
    assert "Valider 1,180 kg" in said(weighing)
    weighing.key("enter", "enter")
    assert weights(weighing) == [(1180, WeightSource.SCALE)]
    assert weighing.keys == 4


def test_several_weighings_by_key_b_add_up_and_none_counts_twice(weighing: SaleTill) -> None:
    weighing.type(weighing.letters("Plat"))
    weighing.put(860)
    weighing.type("b")
    weighing.type("b")
    assert "déjà pris" in said(weighing)
    weighing.put(0)
    weighing.put(1420)
    weighing.tap("sale_take_scale")
    weighing.key("enter", "enter")
    assert weights(weighing) == [(2280, WeightSource.SCALE)]


def test_what_was_taken_for_one_line_is_not_taken_for_the_next(weighing: SaleTill) -> None:
    weighing.put(1180)
    weighing.type(weighing.letters("Plat"))
    weighing.key("enter", "enter")
    weighing.type(weighing.letters("Livre"))
    weighing.key("enter")
    assert "Valider le poids" in weighing.said()
    weighing.put(0)
    weighing.put(300)
    weighing.key("enter", "enter")
    assert [weight for weight, _ in weights(weighing)] == [1180, 300]


def test_a_swinging_scale_gives_no_weight(weighing: SaleTill) -> None:
    weighing.put(1180, stable=False)
    weighing.type(weighing.letters("Plat"))
    weighing.type("b")
    weighing.key("enter")
    assert weights(weighing) == []
    assert "la balance bouge" in said(weighing)


def test_a_scale_below_zero_gives_no_weight(weighing: SaleTill) -> None:
    weighing.put(-500)
    weighing.type(weighing.letters("Plat"))
    weighing.key("enter")
    assert weights(weighing) == []
    assert "balance sous zéro" in said(weighing)


def test_a_typed_weight_stands_before_the_scales(weighing: SaleTill) -> None:
    weighing.put(1180)
    weighing.type(weighing.letters("Plat") + "2")
    weighing.key("enter", "enter")
    assert weights(weighing) == [(2000, WeightSource.TYPED)]


def test_the_container_is_taken_off_by_key_and_by_touch(weighing: SaleTill) -> None:
    weighing.put(2700)
    weighing.type(weighing.letters("Plat"))
    weighing.key("right")
    assert "Prendre 1,200 kg" in said(weighing)
    weighing.tap("sale_tare")
    assert "Prendre 1,700 kg" in said(weighing)
    weighing.key("enter", "enter")
    assert weights(weighing) == [(1700, WeightSource.SCALE)]


def test_a_container_alone_weighs_nothing(weighing: SaleTill) -> None:
    weighing.put(1500)
    weighing.type(weighing.letters("Plat"))
    weighing.key("right")
    assert not weighing.find(QWidget, "sale_take_scale").isEnabled()
    weighing.key("enter")
    assert weights(weighing) == []


def test_goods_weighed_before_they_are_named_are_taken_from_the_scale(weighing: SaleTill) -> None:
    weighing.put(640)
    weighing.type("+" + weighing.letters("Plat"))
    weighing.key("enter")
    assert weights(weighing) == [(640, WeightSource.SCALE)]


def test_an_unplugged_scale_is_said_and_the_weight_can_be_typed(weighing: SaleTill) -> None:
    assert weighing.scale is not None
    weighing.scale.unplug()
    weighing.settle()
    weighing.type(weighing.letters("Plat"))
    assert "Balance débranchée" in weighing.said()
    weighing.tap("sale_take_scale")
    weighing.type("1")
    weighing.key("enter", "enter")
    assert weights(weighing) == [(1000, WeightSource.TYPED)]


def test_a_scale_that_swings_takes_nothing_from_a_note_being_written(weighing: SaleTill) -> None:
    weighing.put(1180)
    weighing.type(weighing.letters("Plat"))
    weighing.key("enter")
    weighing.type("n")
    weighing.type("fê")
    weighing.put(900, stable=False)
    weighing.put(0)
    weighing.type("lé")
    weighing.key("enter", "enter")
    basket = weighing.basket()
    assert basket is not None
    assert basket.lines[0].note == "fêlé"


def test_an_unlikely_sum_of_the_scale_is_asked_about(weighing: SaleTill) -> None:
    weighing.type(weighing.letters("Plat"))
    for grams in (30_000, 40_000):
        weighing.put(0)
        weighing.put(grams)
        weighing.type("b")
    assert "est-ce bien ce poids ?" in weighing.said()
    weighing.type("g")
    weighing.key("enter", "enter")
    assert [weight for weight, _ in weights(weighing)] == [70_000]


def test_the_shop_sets_from_which_weight_it_is_asked(market: Shop, app: QApplication, tmp_path: Path) -> None:
    del app
    write(market, set_setting, SetSetting("till.unusual_weight_kg", 5), market.admin)
    till = SaleTill(market, tmp_path).start()
    try:
        till.type(till.letters("Plat") + "6")
        till.key("enter")
        assert "vouliez-vous" in till.said()
    finally:
        till.close()
