"""A shop with a recovery sheet, a stick and backups; and a new computer that has none of its keys."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from recyclique_desktop.data.shape import shapes
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.flows import medium_choice, second_medium
from recyclique_desktop.flows.keeping import keep
from recyclique_desktop.flows.rebuild import Rebuilt, Sources, rebuild
from recyclique_desktop.flows.recover import Ground
from recyclique_desktop.flows.recovery_sheet import make_sheet
from recyclique_desktop.flows.workstation import OpenWorkstation, open_workstation
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import FileStore
from tests.known import MORNING
from tests.services.selling import Till, open_till
from tests.sync import real
from tests.sync.real import Post

_NOT_TOLD = {"row_version", "updated_at"}
"""Columns that the centre sets, or that follow the clock of whoever writes: no entry speaks of them."""


@dataclass
class Shop:
    """The shop of a test: its workstation, the words of its sheet, its stick."""

    post: Post
    words: tuple[str, ...]
    stick: Path
    till: Till

    def sell(self, *prices: int) -> None:
        for price in prices:
            self.till.sell(price=price, grams=price)
            self.post.clock.advance(timedelta(minutes=1))

    def follow(self) -> None:
        """Let witness and stick follow, as the thread does after each commit."""
        assert keep(self.post.opened).is_well

    @property
    def medium(self) -> Path:
        found = second_medium.chosen(self.post.folders.config, self.post.opened.config.installation_id)
        assert found is not None
        return found


def open_shop(folder: Path, *, seed: int = 1) -> Shop:
    """Make a shop that works alone, with its sheet and a stick, and open its till."""
    return furnish(real.alone(folder / "shop", SimulatedClock(MORNING), seed), folder)


def furnish(post: Post, folder: Path) -> Shop:
    sheet = make_sheet(post.opened, post.store, "La Clique", "C01 Caisse 1", post.chance.randbytes)
    stick = folder / "stick"
    stick.mkdir()
    medium_choice.choose(post.opened, stick)
    return Shop(post, sheet.words, stick, open_till(post.shop))


def new_computer(folder: Path, clock: SimulatedClock) -> Ground:
    """Return empty folders and an empty key file."""
    folders = Folders(folder / "data", folder / "config", folder / "logs")
    return Ground(folders, FileStore(folders.config), clock, random.Random(str(folder)).randbytes)


def rebuilt(shop: Shop, ground: Ground, backup: Path | None = None, medium: Path | None = None) -> Rebuilt:
    return rebuild(ground, Sources(backup, medium), lambda: shop.words)


def opened(ground: Ground) -> OpenWorkstation:
    return open_workstation(ground.folders, ground.store, ground.clock, ground.random_bytes)


def contents(workstation: OpenWorkstation, *, but: Callable[[str], bool] = lambda _table: False) -> dict[str, Any]:
    """Return every row that travels, column by column as entries tell them, and the journal byte for byte."""
    found: dict[str, Any] = {}
    with workstation.db.connection() as connection:
        for shape in shapes().values():
            if shape.is_synced and not but(shape.name):
                names = sorted({column.name for column in (*shape.key, *shape.columns)} - _NOT_TOLD)
                columns = ", ".join(f'"{name}"' for name in names)
                rows = connection.exec_driver_sql(f'SELECT {columns} FROM "{shape.name}"').all()
                found[shape.name] = sorted(map(tuple, rows), key=repr)
        sql = "SELECT stream_id, seq, header, payload, hash, signature FROM journal ORDER BY stream_id, seq"
        found["journal"] = [tuple(row) for row in connection.exec_driver_sql(sql)]
        sql = "SELECT * FROM audit_logs ORDER BY id"
        found["audit_logs"] = [tuple(row) for row in connection.exec_driver_sql(sql)]
        sql = "SELECT stream_id, series, last FROM counters ORDER BY series"
        found["counters"] = [tuple(row) for row in connection.exec_driver_sql(sql)]
        for table in ("cash_sessions",):
            sql = f"SELECT total_sales, total_items, current_amount, last_activity FROM {table} ORDER BY id"
            found[f"{table} derived"] = [tuple(row) for row in connection.exec_driver_sql(sql)]
    return found


def die(shop: Shop) -> None:
    """Lose the computer: nothing of it is left but what lies elsewhere."""
    shop.post.opened.db.close()
    shutil.rmtree(shop.post.folders.data)
    shutil.rmtree(shop.post.folders.config)
