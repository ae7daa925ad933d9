"""The same day through the screens and through the services: the same rows, but for ids, signatures and times."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import inspect, select

from recyclique_desktop.app import Means, Program
from recyclique_desktop.data.models import (
    CashCount,
    CashSession,
    Closure,
    JournalEntry,
    PaymentTransaction,
    Sale,
    SaleItem,
)
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import day_plan
from recyclique_desktop.demo.day import Till
from recyclique_desktop.demo.plan import DayPlan
from recyclique_desktop.domain.clock import PARIS, SimulatedClock
from recyclique_desktop.flows.verify import verify_workstation
from recyclique_desktop.flows.workstation import DATABASE_FILE, OpenWorkstation, open_workstation
from recyclique_desktop.showcase.player import Player
from recyclique_desktop.system.config import FILE_NAME
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import MemoryStore
from recyclique_desktop.ui.gestures import Hands

MORNING = datetime(2026, 11, 20, 8, 40, tzinfo=PARIS)
TABLES: tuple[Any, ...] = (CashSession, Sale, SaleItem, PaymentTransaction, CashCount, Closure)
TICKETS = 8


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MemoryStore]:
    folder, store = tmp_path_factory.mktemp("shop"), MemoryStore()
    where = Folders(folder, folder / "config", folder / "logs")
    shop.create_shop(where, store, SimulatedClock(MORNING), os.urandom).close()
    return folder, store


@pytest.fixture
def places(template: tuple[Path, MemoryStore], tmp_path: Path) -> tuple[Folders, Folders]:
    """Two copies of one shop."""
    folder, _store = template
    made = []
    for name in ("services", "screens"):
        where = Folders(tmp_path / name / "data", tmp_path / name / "config", tmp_path / name / "logs")
        where.create()
        for file in (DATABASE_FILE, FILE_NAME):
            (where.data / file).write_bytes((folder / file).read_bytes())
        made.append(where)
    return made[0], made[1]


@pytest.fixture
def plan(template: tuple[Path, MemoryStore]) -> DayPlan:
    """The first tickets of a day with an undone line, cheques, donations and a hand-over."""
    folder, store = template
    where = Folders(folder, folder / "config", folder / "logs")
    opened = open_workstation(where, store, SimulatedClock(MORNING), os.urandom)
    whole = day_plan(7, 1, MORNING.date(), shop.goods(opened.db), len(shop.TEAM))
    opened.close()
    middle = len(whole.tickets) // 2
    return replace(whole, tickets=whole.tickets[middle - TICKETS // 2 : middle + TICKETS // 2])


def through_services(where: Folders, store: MemoryStore, plan: DayPlan) -> OpenWorkstation:
    clock = SimulatedClock(MORNING)
    opened = open_workstation(where, store, clock, os.urandom)
    Till(opened, clock, lambda _sale: None).play(plan)
    return opened


def through_screens(where: Folders, store: MemoryStore, plan: DayPlan) -> OpenWorkstation:
    clock = SimulatedClock(MORNING)
    program = Program(Means(where, store, clock, debounce_ms=0))
    program.window.show()
    program.window.activateWindow()
    program.start()
    hands = Hands(program.window, lambda: program.is_idle)
    hands.settle()
    assert program.opened is not None
    Player(hands, clock, program.opened, where.logs).play(plan)
    program.stop()
    program.window.close()
    program.window.deleteLater()
    QTest.qWait(1)
    return open_workstation(where, store, clock, os.urandom)


def rows(opened: OpenWorkstation, entity: Any) -> list[dict[str, Any]]:
    """Return the rows of a table without what cannot be the same: ids, moments and what is derived from them."""
    columns = [column.key for column in inspect(entity).column_attrs]
    with opened.db.reading() as session:
        found = list(session.scalars(select(entity)))
    kept = [{column: _comparable(getattr(row, column)) for column in columns} for row in found]
    return sorted(kept, key=repr)


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: "hash" if key.endswith("_hash") else _comparable(inner) for key, inner in value.items()}
    if isinstance(value, UUID):
        return "id"
    return "moment" if isinstance(value, datetime) else value


def acts(opened: OpenWorkstation) -> list[tuple[str, str | None, int | None]]:
    """Return what the journal says was done, in order, sign-ins of the same people included."""
    with opened.db.reading() as session:
        query = select(JournalEntry.act, JournalEntry.series, JournalEntry.number).order_by(JournalEntry.seq)
        return [(act, series, number) for act, series, number in session.execute(query)]


@pytest.fixture
def both(
    app: QApplication, places: tuple[Folders, Folders], template: tuple[Path, MemoryStore], plan: DayPlan
) -> Iterator[tuple[OpenWorkstation, OpenWorkstation]]:
    store = template[1]
    first = through_services(places[0], store, plan)
    second = through_screens(places[1], store, plan)
    yield first, second
    first.close()
    second.close()


@pytest.mark.slow
def test_a_day_through_the_screens_leaves_the_rows_of_the_same_day_through_the_services(
    both: tuple[OpenWorkstation, OpenWorkstation], plan: DayPlan
) -> None:
    services, screens = both
    for entity in TABLES:
        assert rows(screens, entity) == rows(services, entity), entity.__tablename__
    assert acts(screens) == acts(services)
    assert len(rows(screens, Sale)) == len(plan.tickets)
    for opened in both:
        assert verify_workstation(opened, full=True).is_sound
