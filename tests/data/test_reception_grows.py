"""Reception opens and begins a deposit as quickly after years of them as on its first day."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from recyclique_desktop.data.queries.reception import last_origin, recent_tickets, reception_home
from recyclique_desktop.data.queries.reception_lists import DepositFilter, deposits
from recyclique_desktop.domain.clock import business_date
from tests.conftest import Shop
from tests.data.test_grows_with_history import Steps
from tests.history import fill_reception
from tests.services.selling import read

FEW, MANY, SLOPE = 20, 200, 1.3


def test_neither_the_newest_deposits_here_and_at_the_office_nor_those_of_a_day_walk_all_there_ever_were(
    shop: Shop,
) -> None:
    steps, today = Steps(shop.db), business_date(shop.clock.now(), shop.station.zone)
    day = today - timedelta(days=1)
    looks = {
        "home": partial(read, shop, reception_home, shop.station, today),
        "the newest": partial(read, shop, recent_tickets, shop.station, 10),
        "every day at the office": partial(read, shop, partial(deposits, limit=5, most=5), DepositFilter()),
        "a day at the office": partial(read, shop, deposits, DepositFilter(first=day, last=day)),
        "what the last one said": partial(read, shop, last_origin, shop.station),
    }
    fill_reception(shop.db, shop.station, FEW, per_day=FEW)
    for look in looks.values():
        look()
    young = {name: steps.of(look) for name, look in looks.items()}
    fill_reception(shop.db, shop.station, MANY, per_day=2)
    old = {name: steps.of(look) for name, look in looks.items()}
    assert young["home"] > 0
    assert {name: took for name, took in old.items() if took > SLOPE * young[name] + 30} == {}
