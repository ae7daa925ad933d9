"""A small shop to be mistreated: a day, an empty one and half of a third, with at least one of everything.

It weighs as well: a post that was closed and one that is open, with lines mended and taken off.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from pathlib import Path

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashMovement
from recyclique_desktop.data.queries import till
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import day_plan
from recyclique_desktop.demo.day import Till
from recyclique_desktop.demo.deposit_chance import BOX, reception_plan
from recyclique_desktop.demo.deposit_plan import MendLast, TakeOffLast, Visit, Weighing
from recyclique_desktop.demo.plan import CASH, DayPlan, Handed, Paid
from recyclique_desktop.demo.post import Post, Written
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import CashMovementKind, Destination, WeightSource
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.flows.workstation import OpenWorkstation
from recyclique_desktop.services.sales import SaleCompleted
from recyclique_desktop.system.secrets import FileStore
from tests.faults.place import Place
from tests.known import MORNING

SCALE = WeightSource.SCALE
DAYS = (date(2026, 9, 17), date(2026, 9, 18), date(2026, 9, 19))


class PowerCutError(Exception):
    """Stops a day in the middle."""


def make(root: Path, seed: int, tickets: int = 12) -> Place:
    """Play a short day with cheques, a donation and a difference, a day without customers, and half of another.

    Args:
        root: Empty or missing folder.
        seed: Of the plans.
        tickets: Of each day with customers.
    """
    place, clock = Place(root), SimulatedClock(MORNING)
    opened = shop.create_shop(place.folders, FileStore(place.folders.config), clock, secrets.token_bytes)
    try:
        goods = shop.goods(opened.db)
        first, empty, last = (day_plan(seed, number, day, goods, len(shop.TEAM)) for number, day in enumerate(DAYS))
        off = replace(_short(first, tickets), drawer_error=Cents(-70), comment="Recompté.")
        Till(opened, clock, lambda _sale: None).play(off)
        Till(opened, clock, lambda _sale: None).play(replace(empty, tickets=(), drawer_error=Cents(0), comment=""))
        _half(opened, clock, _short(last, tickets))
        _take_out(opened)
        _weigh(opened, clock)
    finally:
        opened.close()
    return place


def _short(plan: DayPlan, tickets: int) -> DayPlan:
    """Keep so many tickets of a day, two cheques among them, and let the first customer leave a euro."""
    cheques = [one for one in plan.tickets if isinstance(one.outcome, Paid) and one.outcome.handed[0].reference]
    others = [one for one in plan.tickets if one not in cheques[:2]]
    kept = sorted([*cheques[:2], *others][:tickets], key=lambda one: one.at)
    donor = replace(kept[0], outcome=Paid((Handed(CASH, Cents(kept[0].total + 100)),), donation=Cents(100)))
    return replace(plan, tickets=(donor, *kept[1:]))


def _half(opened: OpenWorkstation, clock: SimulatedClock, plan: DayPlan) -> None:
    sold: list[SaleCompleted] = []

    def count(sale: SaleCompleted) -> None:
        sold.append(sale)
        if len(sold) == len(plan.tickets) // 2:
            raise PowerCutError

    try:
        Till(opened, clock, count).play(plan)
    except PowerCutError:
        return
    raise AssertionError("the day went on")


def _weigh(opened: OpenWorkstation, clock: SimulatedClock) -> None:
    """Weigh on the afternoon of the last day, at one post until it closes and at another until the power goes."""
    plan = reception_plan(1, 0, DAYS[2], shop.goods(opened.db), len(shop.TEAM))
    shift = plan.shifts[0]
    box = Weighing(shop.goods(opened.db)[0].path, Grams(3_200), SCALE, Destination.RECYCLAGE, tare=BOX, note="à trier")
    gestures = (box, box, MendLast(Grams(2_500)), box, TakeOffLast(), replace(box, is_exit=True, note=""))
    visit = Visit(time(16, 10), gestures, "apport volontaire", "11069")
    first = replace(plan, opens=time(16), closes=time(16, 30), shifts=(shift,), visits=(visit, visit))
    Post(opened, clock, lambda _line: None).play(first)
    written: list[Written] = []

    def cut(line: Written) -> None:
        written.append(line)
        if len(written) == len(gestures):
            raise PowerCutError

    with suppress(PowerCutError):
        Post(opened, clock, cut).play(replace(first, opens=time(16, 40), visits=(replace(visit, at=time(16, 45)),)))
    assert len(written) == len(gestures)


def _take_out(opened: OpenWorkstation) -> None:
    """Write cash taken out: the journal knows the row, though no screen of this version makes one."""
    station = opened.station
    with opened.db.reading() as session:
        open_session = till.open_session_of(session, station)
    assert open_session is not None
    with opened.db.writing() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, station)
        for reason, amount in (("Achat de sacs", -500), (None, 1_000)):
            session.add(
                CashMovement(
                    id=station.ids.new(),
                    site_id=station.site_id,
                    workstation_id=station.id,
                    created_at=station.clock.now(),
                    session_id=open_session.session_id,
                    kind=CashMovementKind.OUT if amount < 0 else CashMovementKind.IN,
                    amount=Cents(amount),
                    reason=reason,
                )
            )
