"""What a shop sets for its reception holds from then on, and a value nobody can mean is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from recyclique_desktop.data.queries.settings import containers, limits
from recyclique_desktop.domain.containers import DEFAULTS, Container
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.plausible import Limits, read_limits
from recyclique_desktop.domain.reception import UNUSUAL
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.reception_settings import (
    SetCategoryLimits,
    SetContainers,
    SetUnusualWeight,
    set_category_limits,
    set_containers,
    set_unusual_weight,
)
from tests.services.selling import entries, read, write
from tests.services.weighing import category

if TYPE_CHECKING:
    from tests.conftest import Shop


def refusal(shop: Shop, act: Any, command: object, actor: Any = None) -> str:
    with pytest.raises(UserError) as caught:
        write(shop, act, command, actor or shop.admin)
    return caught.value.code


def test_the_tare_list_is_the_shops(shop: Shop) -> None:
    assert read(shop, containers) == DEFAULTS
    wanted = (Container("Panier  vert", Grams(850)), Container("Rolls", Grams(32_000)))
    write(shop, set_containers, SetContainers(wanted), shop.admin)
    assert read(shop, containers) == (Container("Panier vert", Grams(850)), Container("Rolls", Grams(32_000)))
    written = len(entries(shop, "setting.changed"))
    write(shop, set_containers, SetContainers(read(shop, containers)), shop.admin)
    assert len(entries(shop, "setting.changed")) == written


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ((Container(" ", Grams(1)),), "reception.container_name"),
        ((Container("Bac", Grams(1)), Container("bac", Grams(2))), "reception.container_name"),
        ((Container("x" * 25, Grams(1)),), "reception.container_name"),
        ((Container("Bac", Grams(0)),), "reception.container_tare"),
        ((Container("Camion", Grams(1_000_000)),), "reception.container_tare"),
        (tuple(Container(f"Bac {n}", Grams(1)) for n in range(13)), "reception.containers_many"),
    ],
)
def test_a_tare_list_nobody_can_mean_is_refused(shop: Shop, wanted: tuple[Container, ...], code: str) -> None:
    assert refusal(shop, set_containers, SetContainers(wanted)) == code
    assert read(shop, containers) == DEFAULTS


def test_which_weights_are_asked_about_is_the_shops_and_each_categorys(shop: Shop) -> None:
    pan = category(shop, "Casserole")
    assert read(shop, limits) == Limits(UNUSUAL, {})
    write(shop, set_unusual_weight, SetUnusualWeight(Grams(80_000)), shop.admin)
    write(shop, set_category_limits, SetCategoryLimits(((pan, Grams(5_000)),)), shop.admin)
    found: Limits = read(shop, limits)
    assert (found.asks(Grams(5_000), pan), found.asks(Grams(4_999), pan)) == (True, False)
    assert (found.asks(Grams(80_000), None), found.asks(Grams(5_000), None)) == (True, False)


def test_a_limit_that_would_ask_always_or_never_is_refused(shop: Shop) -> None:
    assert refusal(shop, set_unusual_weight, SetUnusualWeight(Grams(0))) == "reception.limit_range"
    pan = category(shop, "Casserole")
    assert refusal(shop, set_category_limits, SetCategoryLimits(((pan, Grams(-1)),))) == "reception.limit_range"
    assert refusal(shop, set_unusual_weight, SetUnusualWeight(Grams(1000)), shop.volunteer) == "permission.denied"


@pytest.mark.parametrize("stored", ["", "beaucoup", "-5", "0", "999999999999"])
def test_an_unreadable_limit_asks_as_the_program_does(stored: str) -> None:
    assert read_limits(stored, "[1, 2]") == Limits(UNUSUAL, {})
