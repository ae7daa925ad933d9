"""What a shop sets for its reception holds from then on, and a value nobody can mean is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from recyclique_desktop.data.queries.settings import containers, limits
from recyclique_desktop.domain import settings
from recyclique_desktop.domain.containers import DEFAULTS, Container
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.plausible import Limits
from recyclique_desktop.domain.reception import UNUSUAL
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.shared_settings import SetSetting, set_setting
from tests.services.selling import entries, read, write
from tests.services.weighing import category

if TYPE_CHECKING:
    from recyclique_desktop.domain.settings import SettingKey
    from tests.conftest import Shop

TARES, WEIGHT, BY_CATEGORY = settings.CONTAINERS, settings.UNUSUAL_WEIGHT, settings.UNUSUAL_BY_CATEGORY


def set_to(shop: Shop, key: SettingKey[Any], value: Any) -> None:
    write(shop, set_setting, SetSetting(key.name, value), shop.admin)


def refusal(shop: Shop, key: SettingKey[Any], value: Any, actor: Any = None) -> str:
    with pytest.raises(UserError) as caught:
        write(shop, set_setting, SetSetting(key.name, value), actor or shop.admin)
    return caught.value.code


def test_the_tare_list_is_the_shops(shop: Shop) -> None:
    assert read(shop, containers) == DEFAULTS
    wanted = (Container("Panier  vert", Grams(850)), Container("Rolls", Grams(32_000)))
    set_to(shop, TARES, wanted)
    assert read(shop, containers) == (Container("Panier vert", Grams(850)), Container("Rolls", Grams(32_000)))
    written = len(entries(shop, "setting.changed"))
    set_to(shop, TARES, read(shop, containers))
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
    assert refusal(shop, TARES, wanted) == code
    assert read(shop, containers) == DEFAULTS


def test_which_weights_are_asked_about_is_the_shops_and_each_categorys(shop: Shop) -> None:
    pan = category(shop, "Casserole")
    assert read(shop, limits) == Limits(UNUSUAL, {})
    set_to(shop, WEIGHT, 80)
    set_to(shop, BY_CATEGORY, {pan: Grams(5_000)})
    found: Limits = read(shop, limits)
    assert (found.asks(Grams(5_000), pan), found.asks(Grams(4_999), pan)) == (True, False)
    assert (found.asks(Grams(80_000), None), found.asks(Grams(5_000), None)) == (True, False)


def test_a_limit_that_would_ask_always_or_never_is_refused(shop: Shop) -> None:
    assert refusal(shop, WEIGHT, 0) == "setting.range"
    assert refusal(shop, BY_CATEGORY, {category(shop, "Casserole"): Grams(-1)}) == "reception.limit_range"
    assert refusal(shop, WEIGHT, 100, shop.volunteer) == "permission.denied"


@pytest.mark.parametrize("stored", ["", "beaucoup", "[1, 2]", '{"x": 5}', '{"x": true}'])
def test_an_unreadable_list_or_limit_is_as_the_program_has_it(stored: str) -> None:
    assert BY_CATEGORY.read(stored) == {}
    assert TARES.read(stored) == DEFAULTS
    assert WEIGHT.read(stored) == 200
