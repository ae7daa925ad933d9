"""The rules of reception: what may be weighed, where it counts, and that in and out are never one sum."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.domain.enums import Destination, WeightSource
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import (
    MAX_LINE,
    Flow,
    Totals,
    Weighed,
    check_line,
    check_origin,
    flow_of,
    is_unusual,
)
from recyclique_desktop.domain.weight import Grams, parse_kilos
from tests.services.weighing import grams

SHOP, RECYCLING, TIP = Destination.MAGASIN, Destination.RECYCLAGE, Destination.DECHETERIE


def refused(net: int, tare: int = 0, destination: Destination = SHOP, *, is_exit: bool = False) -> str:
    with pytest.raises(UserError) as caught:
        check_line(Grams(net), Grams(tare), destination, is_exit=is_exit)
    return caught.value.code


def test_a1_each_line_counts_in_one_flow_and_exits_are_no_intake() -> None:
    lines = ((3250, SHOP, False), (1100, RECYCLING, False), (400, TIP, False), (2000, RECYCLING, True))
    totals = Totals.of((flow_of(to, is_exit=is_exit), Grams(net)) for net, to, is_exit in lines)
    assert totals == Totals(Grams(3250), Grams(1100), Grams(400), Grams(2000), 4)
    assert totals.recycling_direct + totals.tip_direct == 1500
    assert totals.received == 4750


@pytest.mark.parametrize(
    ("destination", "is_exit", "flow"),
    [
        (SHOP, False, Flow.SHOP_IN),
        (RECYCLING, False, Flow.RECYCLING_DIRECT),
        (TIP, False, Flow.TIP_DIRECT),
        (RECYCLING, True, Flow.SHOP_OUT),
        (TIP, True, Flow.SHOP_OUT),
        (SHOP, True, Flow.SHOP_OUT),
    ],
)
def test_every_line_has_its_flow_even_the_impossible_one_of_1_4_4(
    destination: Destination, is_exit: bool, flow: Flow
) -> None:
    assert flow_of(destination, is_exit=is_exit) is flow


def test_a2_nothing_leaves_the_shop_to_enter_the_shop() -> None:
    assert refused(1000, destination=SHOP, is_exit=True) == "reception.exit_to_shop"
    check_line(Grams(1000), Grams(0), RECYCLING, is_exit=True)
    check_line(Grams(1000), Grams(0), TIP, is_exit=True)


@pytest.mark.parametrize("kilos", ["0.001", "99999.999", "0,85", "1"])
def test_a3_weights_that_can_be_are_taken_to_the_gram(kilos: str) -> None:
    check_line(parse_kilos(kilos), Grams(0), SHOP, is_exit=False)
    assert parse_kilos(kilos) == grams(kilos.replace(",", "."))


@pytest.mark.parametrize(
    ("net", "code"),
    [(0, "reception.weight_zero"), (-1000, "reception.weight_zero"), (100_000_000, "reception.weight_heavy")],
)
def test_a3_weights_that_cannot_be_are_refused(net: int, code: str) -> None:
    assert refused(net) == code


@pytest.mark.parametrize("typed", ["0.0004", "-1", "100000"])
def test_a3_what_is_typed_wrong_is_no_weight(typed: str) -> None:
    with pytest.raises(UserError, match=r"weight\.invalid"):
        parse_kilos(typed)


@pytest.mark.parametrize(
    ("gross", "tare", "code"),
    [
        (2000, 2000, "reception.tare_heavy"),
        (2000, 2500, "reception.tare_heavy"),
        (0, 0, "reception.weight_zero"),
        (2000, -1, "reception.tare_negative"),
        (MAX_LINE + 1, 1, "reception.weight_heavy"),
    ],
)
def test_a_container_never_weighs_as_much_as_what_is_in_it(gross: int, tare: int, code: str) -> None:
    weighed = Weighed(Grams(gross), Grams(tare), WeightSource.SCALE)
    assert refused(weighed.net, weighed.tare) == code


def test_the_container_is_taken_off() -> None:
    assert Weighed(Grams(14_250), Grams(12_000), WeightSource.SCALE).net == 2250


def test_960_kilos_are_asked_about_and_960_grams_are_not() -> None:
    assert is_unusual(Grams(960_000))
    assert is_unusual(Grams(200_000))
    assert not is_unusual(Grams(199_999))
    assert not is_unusual(Grams(960))


@pytest.mark.parametrize("insee", ["34172", "2A004", " 2b033 ", ""])
def test_a_commune_is_five_characters_or_unknown(insee: str) -> None:
    assert check_origin(" apport ", insee) == ("apport", insee.strip().upper() or None)


@pytest.mark.parametrize("insee", ["3417", "341720", "2C004", "abcde", "3417é"])
def test_what_is_no_commune_is_refused(insee: str) -> None:
    with pytest.raises(UserError, match=r"reception\.insee"):
        check_origin("", insee)


def test_an_origin_that_the_centre_cannot_hold_is_refused() -> None:
    assert check_origin("é" * 32, "") == ("é" * 32, None)
    with pytest.raises(UserError, match=r"reception\.origin_long"):
        check_origin("é" * 33, "")


@given(
    st.lists(
        st.tuples(st.sampled_from(Destination), st.booleans(), st.integers(1, MAX_LINE), st.integers(0, 5)), max_size=60
    )
)
def test_mass_balance_lines_flows_and_categories_weigh_the_same(
    lines: list[tuple[Destination, bool, int, int]],
) -> None:
    def totals(chosen: list[tuple[Destination, bool, int, int]]) -> Totals:
        return Totals.of((flow_of(to, is_exit=is_exit), Grams(net)) for to, is_exit, net, _ in chosen)

    whole = totals(lines)
    parts = [totals([line for line in lines if line[3] == category]) for category in range(6)]
    assert whole.received == sum(net for _, is_exit, net, _ in lines if not is_exit)
    assert whole.shop_out == sum(net for _, is_exit, net, _ in lines if is_exit)
    assert whole.lines == len(lines)
    for name in ("shop_in", "recycling_direct", "tip_direct", "shop_out", "received", "lines"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts)
