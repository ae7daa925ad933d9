"""Databases of 1.4.4, made once and copied; one that was adopted, with what it held before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from psycopg import sql

from recyclique_desktop.central import adoption
from recyclique_desktop.central.adoption import AdoptionReport, dump
from tests.adoption.shop_144 import Shop144, living_144
from tests.central import description, rows
from tests.known import MORNING
from tests.postgres import CentralDatabase, Server

WISH = adoption.Wish(MORNING)
TRIAL = adoption.Wish(MORNING, dry_run=True)


@dataclass
class Living:
    """Makes databases of 1.4.4: each shop is written once and copied ever after."""

    server: Server
    known: dict[tuple[str, int, int], CentralDatabase]
    made: list[CentralDatabase]

    def base(self, variant: str = "migrations", sales: int = 40, lines: int = 60) -> CentralDatabase:
        key = (variant, sales, lines)
        if key not in self.known:
            self.known[key] = self.server.make(_name())
            living_144(self.known[key], Shop144(3, sales, lines), variant)
        self.made.append(self.server.make(_name()))
        with self.server.connect() as connection:
            name = sql.Identifier(self.made[-1].name)
            connection.execute(sql.SQL("DROP DATABASE {}").format(name))
            template = sql.Identifier(self.known[key].name)
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))
        return self.made[-1]

    def blank(self) -> CentralDatabase:
        self.made.append(self.server.make(_name()))
        return self.made[-1]


def _name() -> str:
    return f"recyclique_test_{uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def living(postgres: Server) -> Iterator[Living]:
    found = Living(postgres, {}, [])
    yield found
    for database in (*found.made, *found.known.values()):
        postgres.drop(database.name)


@pytest.fixture(autouse=True)
def _dumps_lie_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dump goes into the folder of work, unless somebody says where."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def base_144(living: Living) -> CentralDatabase:
    """A small shop, as the migrations of 1.4.4 leave its schema."""
    return living.base()


Whole = tuple[description.Description, rows.Rows]


def whole(database: CentralDatabase) -> Whole:
    """Return everything that a database of 1.4.4 holds, in ``public``."""
    with database.connect() as connection:
        return public(description.describe(connection)), rows.legacy_content(connection)


def public(found: description.Description) -> description.Description:
    """Leave out what an adoption keeps beside: the archive, the quarantine."""
    beside = ("legacy_144.", "quarantine.")
    return {
        "enums": {name: labels for name, labels in found["enums"].items() if not name.startswith(beside)},
        "tables": {name: table for name, table in found["tables"].items() if not name.startswith(beside)},
        "moving": found["moving"],
    }


@dataclass(frozen=True)
class Adopted:
    """A shop of 2,000 sales and 3,000 weighed lines, tried first, then adopted."""

    database: CentralDatabase
    before: Whole
    after_trial: Whole
    trial: AdoptionReport
    report: AdoptionReport

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.database.connect() as connection:
            return connection.execute(query.encode(), values or None).fetchall()


@pytest.fixture(scope="session")
def adopted(living: Living, tmp_path_factory: pytest.TempPathFactory) -> Adopted:
    database = living.base(sales=2_000, lines=3_000)
    before = whole(database)
    trial = adoption.adopt(database.dsn, TRIAL)
    after_trial = whole(database)
    folder = dumping(database.server, tmp_path_factory.mktemp("dump"))
    report = adoption.adopt(database.dsn, adoption.Wish(MORNING, dump=folder))
    return Adopted(database, before, after_trial, trial, report)


def dumping(server: Server, folder: Path) -> Path | None:
    """Return where to dump; nowhere if no program here can dump this server, as an administrator would find."""
    return folder if dump.usable(server.version) else None
