"""Every PostgreSQL that this machine has, for what must hold on each: production's version and the newest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest

from recyclique_desktop.central.connection import migrating
from recyclique_desktop.data import migrate
from tests.central.description import Description, describe
from tests.postgres import CentralDatabase, NoServerError, Server, started


class Servers:
    """Starts each kind of server once, and makes its database at the newest schema once, when first asked for."""

    def __init__(self, stack: ExitStack, first: Server) -> None:
        self._stack = stack
        self._known = {"system" if first.kind == "given" else first.kind: first}
        self._heads: dict[str, tuple[CentralDatabase, Description]] = {}

    def of(self, kind: str) -> Server:
        if kind not in self._known:
            self._known[kind] = self._stack.enter_context(started(kind))
        return self._known[kind]

    def head(self, kind: str) -> tuple[CentralDatabase, Description]:
        if kind not in self._heads:
            database = new(self.of(kind))
            self._stack.callback(database.server.drop, database.name)
            with migrating(database.dsn) as connection:
                migrate.upgrade_centre(connection)
            with database.connect() as administrator:
                self._heads[kind] = database, describe(administrator)
        return self._heads[kind]


def new(server: Server) -> CentralDatabase:
    return server.make(f"recyclique_test_{uuid4().hex[:12]}")


@pytest.fixture(scope="session")
def servers(postgres: Server) -> Iterator[Servers]:
    """Every server that a test asks for."""
    with ExitStack() as stack:
        yield Servers(stack, postgres)


@pytest.fixture(params=["system", "embedded"])
def kind(request: pytest.FixtureRequest, servers: Servers) -> str:
    """The server of this run, then the other kind where there is one."""
    try:
        servers.of(request.param)
    except NoServerError as error:
        pytest.skip(str(error))
    return str(request.param)


@pytest.fixture
def at_head(servers: Servers, kind: str) -> CentralDatabase:
    """A database at the newest schema, which no test changes."""
    return servers.head(kind)[0]


@pytest.fixture
def head(servers: Servers, kind: str) -> Description:
    """What the newest schema holds."""
    return servers.head(kind)[1]


@pytest.fixture
def blank(servers: Servers, kind: str) -> Iterator[Callable[[], CentralDatabase]]:
    """Makes empty databases on each server, and removes them."""
    made: list[CentralDatabase] = []

    def make() -> CentralDatabase:
        made.append(new(servers.of(kind)))
        return made[-1]

    yield make
    for database in made:
        database.server.drop(database.name)
