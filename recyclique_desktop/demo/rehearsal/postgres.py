"""Real tills at a real centre, through a network that cuts, delays, swallows and loses; backends killed by number."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from recyclique_desktop import central
from recyclique_desktop.central import admission
from recyclique_desktop.data import migrate
from recyclique_desktop.data.capture import Scribe
from recyclique_desktop.data.db import Database
from recyclique_desktop.demo.postgres import running_server
from recyclique_desktop.demo.rehearsal.centre import links, read
from recyclique_desktop.demo.rehearsal.databases import Server
from recyclique_desktop.demo.rehearsal.furniture import (
    CENTRE,
    FOUNDER,
    FOUNDING_MACHINE,
    MACHINES,
    MORNING,
    SITE,
    SOFTWARE,
    Furnished,
    entries_of,
    furnished,
    signer_of,
)
from recyclique_desktop.demo.rehearsal.tills import FileDisk, TillScene
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.ids import UuidFactory
from recyclique_desktop.domain.station import Station
from recyclique_desktop.sync import enrol
from recyclique_desktop.sync.branch import branch_id
from recyclique_desktop.sync.centre import CentreCalls, columns
from recyclique_desktop.sync.pull import Puller
from recyclique_desktop.sync.round import Rounds, SentEntry
from recyclique_desktop.sync.simulate.accounts import Accounts, Act
from recyclique_desktop.sync.simulate.proxy import Proxy
from recyclique_desktop.sync.simulate.scene import Chain, Disk, Held
from recyclique_desktop.sync.store import DiskStore
from recyclique_desktop.sync.vocabulary import Outcome, Outlet, Tick
from recyclique_desktop.wire import Line, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from uuid import UUID

    from recyclique_desktop.sync.simulate.world import World

T = TypeVar("T")
PATIENCE_S, IMPATIENCE_S = 30.0, 0.3
"""How long a call may take; and when the network swallows everything."""
_LEDGER = """
    SELECT e.stream_id, e.seq, e.header, e.payload, e.hash, e.signature FROM sync.ledger e
    UNION ALL SELECT n.stream_id, c.seq, c.header, c.payload, c.hash, NULL FROM sync.centre_entries c
    JOIN sync.centre n ON n.epoch = c.epoch ORDER BY 1, 2"""
_STREAMS = "SELECT stream_id, coalesce(parent_seq, 0) FROM sync.streams WHERE closed_at IS NULL"
_CASH = """
    SELECT s.id::text, (100 * (s.initial_amount + coalesce((SELECT sum(p.amount) FROM payment_transactions p
        JOIN sales v ON v.id = p.sale_id WHERE v.cash_session_id = s.id), 0)))::int FROM cash_sessions s"""
_SALES = """
    SELECT v.id, v.cash_session_id::text, (100 * coalesce((SELECT sum(p.amount) FROM payment_transactions p
        WHERE p.sale_id = v.id), 0))::int FROM sales v"""
_PRICES = "SELECT id::text, (price * 100)::int FROM categories WHERE price IS NOT NULL"
_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND usename LIKE 'dev%%'"


@dataclass(frozen=True, slots=True)
class Login:
    """What a machine has at the centre."""

    role: str
    password: str


@dataclass(frozen=True, slots=True)
class Template:
    """A centre with everybody let in, and the file that each till begins with."""

    server: Server
    database: str
    furniture: Furnished
    logins: dict[UUID, Login]

    def place(self, database: str, machine: UUID, port: int | None = None) -> Place:
        """Return where a machine finds the centre."""
        address = admission.address_of(self.server.dsn)
        return Place("127.0.0.1" if port else address.host, port or address.port, database, self.logins[machine].role)


@contextmanager
def stage(folder: Path, dsn: str | None) -> Iterator[Callable[[World], TillScene]]:
    """Give what makes scenes on a server: the one that ``dsn`` names, or one of our own."""
    with contextlib.ExitStack() as stack:
        if dsn is None:
            own = stack.enter_context(running_server(folder / "server"))
            server = Server(own.dsn, is_ours=True)
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                server.ask(None, f"ALTER SYSTEM SET {setting} = off")
            server.ask(None, "SELECT pg_reload_conf()")
        else:
            server = Server(dsn, is_ours=False)
        database = server.make()
        stack.callback(server.drop, database)
        yield partial(CentreScene, _template(server, database, folder))


def _template(server: Server, database: str, folder: Path) -> Template:
    """Let a shop found the centre, and its tills in."""
    made = furnished(folder, with_tills=False)
    central.init(server.at(database))
    found = Template(server, database, made, {})
    _let_in(found, FOUNDING_MACHINE, FOUNDER, "Bureau")
    line = Line(found.place(database, FOUNDING_MACHINE), found.logins[FOUNDING_MACHINE].password)
    signer, chance = signer_of(FOUNDING_MACHINE), random.Random(2).randbytes  # noqa: S311  reproducible, not secret
    scribe = Scribe(signer, FOUNDER, None, SOFTWARE, migrate.head(), salt=lambda: chance(16))
    db = Database.open(made.path, None, scribe)
    try:
        enrol.hand_over(line, db, CENTRE, lambda: None)
        _round(db, line)
        for number, machine in enumerate(MACHINES):
            _let_in(found, machine, machine, f"Caisse {number + 1}")
        _round(db, line)
        streams = {stream: entries_of(db, stream) for stream in (FOUNDER, CENTRE)}
        with db.connection() as connection, connection.begin():
            connection.exec_driver_sql("DELETE FROM sync_cursors")
        db.checkpoint()
    finally:
        db.close()
        line.close()
    furniture = Furnished(made.path, made.register_id, made.admin, made.volunteer, streams)
    return Template(server, database, furniture, found.logins)


def _round(db: Database, line: Line) -> None:
    """Let the founder go to the centre once."""
    clock = SimulatedClock(MORNING)
    ids = UuidFactory(clock, random.Random(3).randbytes)  # noqa: S311  reproducible, not secret
    station = Station(id=FOUNDING_MACHINE, code="C00", site_id=SITE, clock=clock, ids=ids)
    puller = Puller(db, clock, CENTRE, keep_all=True, own_stream=FOUNDER)
    store = DiskStore(db, station, FOUNDER, puller)
    wait = Rounds(CentreCalls(line, SOFTWARE, migrate.head()), store).run(Tick(store.head()))
    if wait is None or wait.cause is not None:
        raise UserError("sync.refused")


def _let_in(template: Template, machine: UUID, stream: UUID, name: str) -> None:
    """Let a machine into the centre: the founder as an office."""
    kind = WorkstationKind.OFFICE if machine == FOUNDING_MACHINE else WorkstationKind.TILL
    code = admission.issue_code(template.server.at(template.database), kind, 30)
    wish = enrol.Wish(
        name, stream, machine, signer_of(machine).public_key, SOFTWARE, migrate.head(),
        code="C00" if machine == FOUNDING_MACHINE else None,
    )  # fmt: skip
    secret = enrol.Secret(f"rehearsal-{machine.hex}", machine.bytes)
    door = enrol.Door(Place(code.host, code.port, code.database, code.login), code.password, code.code)
    template.logins[machine] = Login(enrol.enrol(door, wish, secret).role, secret.password)


@dataclass
class BadLine:
    """The centre as one till reaches it: through a proxy that fails as the weather says."""

    scene: CentreScene
    proxy: Proxy
    line: Line
    calls: CentreCalls = field(init=False)

    def __post_init__(self) -> None:
        self.calls = CentreCalls(self.line, SOFTWARE, migrate.head())

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return one of the calls, through the weather."""
        call: Callable[..., Any] = getattr(self.calls, name)
        return lambda *values: self._through(partial(call, *values))

    def _through(self, call: Callable[[], T]) -> T:
        world = self.scene.world
        if not world.is_bad("bad network", 0.5):
            return call()
        kind = world.chance.choice(("cut", "cut", "deaf", "slow", "black", "killed", "killed"))
        world.done[kind] += 1
        self._spoil(kind)
        try:
            return call()
        finally:
            self.proxy.heal()
            self.line.patience_s = PATIENCE_S  # type: ignore[attr-defined]

    def _spoil(self, kind: str) -> None:
        faults, chance = self.proxy.faults, self.scene.world.chance
        if kind == "cut":
            faults.cut_after = chance.choice((200, 2_000, 10_000))
            self.proxy.reset()
        elif kind == "deaf":
            faults.lose_answers = True
        elif kind == "slow":
            faults.delay_s = 0.005
        elif kind == "black":
            faults.is_black = True
            self.line.patience_s = IMPATIENCE_S  # type: ignore[attr-defined]
        else:
            self.scene.kill_backend()


class ShortLine(Line):
    """A line whose patience the weather decides."""

    patience_s = PATIENCE_S

    def rows(self, function: str, *values: Any, deadline_s: float = PATIENCE_S) -> list[tuple[Any, ...]]:
        """Call a function, with no more patience than there is."""
        return super().rows(function, *values, deadline_s=min(deadline_s, self.patience_s))


@dataclass
class PostgresCentre:
    """A real centre, from the side of those who run it."""

    template: Template
    name: str

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask as the administrator."""
        return self.template.server.ask(self.name, query, *values)

    def change(self, chance: random.Random) -> None:
        """Change a price behind everybody's back, as a web application would."""
        key = chance.choice(self.ask(_PRICES + " ORDER BY id"))[0]
        self.ask("UPDATE categories SET price = %s::numeric / 100 WHERE id = %s::uuid", chance.randint(1, 400) * 5, key)

    def backup(self) -> str:
        """Return the name of a copy."""
        return self.template.server.copy(self.name)

    def put_back(self, kept: str) -> None:
        """Restore a copy over what is there."""
        self.template.server.drop(self.name)
        self.template.server.copy(kept, self.name)

    def revoke(self, machine: UUID) -> None:
        """Take a machine's access."""
        self.ask("SELECT sync.shut_out(%s)", machine)

    def mend(self, revoked: Sequence[Disk]) -> None:
        """Let the office bring the journals of others in, and retry what is parked."""
        office = Line(self.template.place(self.name, FOUNDING_MACHINE), self.template.logins[FOUNDING_MACHINE].password)
        try:
            for disk in revoked:
                _bring(office, disk.machine, disk.journal())
            for stream, seq in self.ask("SELECT stream_id, seq FROM sync.parked ORDER BY stream_id, seq"):
                office.call("retry", stream, seq)
        finally:
            office.close()

    def held(self) -> Held:
        """Look at everything."""
        forks = dict(self.ask(_STREAMS))
        chains = {stream: Chain(fork) for stream, fork in forks.items()}
        for row in self.ask(_LEDGER):
            chains.setdefault(row[0], Chain()).entries.append(SentEntry(*row))
        for chain in chains.values():
            if chain.fork and chain.entries:
                chain.root = _before(chain.entries[0])
        stream = self.ask("SELECT stream_id FROM sync.centre")[0][0]
        sales = {row[0].bytes: (row[1], row[2]) for row in self.ask(_SALES)}
        accounts = Accounts(dict(self.ask(_CASH)), sales, dict(self.ask(_PRICES)))
        parked = self.ask("SELECT count(*) FROM sync.parked")[0][0]
        lives = 1 + self.ask("SELECT count(*) FROM sync.lives")[0][0]
        return Held(chains, stream, accounts, parked, lives)


def _before(entry: SentEntry) -> bytes:
    from recyclique_desktop.domain.journal import Header  # noqa: PLC0415

    return Header.from_bytes(entry.header).prev_hash


def _bring(office: Line, stream: UUID, journal: Sequence[SentEntry]) -> None:
    """Send a whole journal for a machine that may not come: what the centre has already changes nothing."""
    outlet, first = Outlet(stream), 1
    while first <= len(journal):
        part = journal[first - 1 : first + 199]
        fork = outlet.fork if outlet.parent is not None else None
        found = office.call("import_entries", outlet.stream, first, *columns(part), False, outlet.parent, fork)  # noqa: FBT003
        if Outcome(found["outcome"]) is Outcome.FORK:
            common = found["common"]
            outlet = Outlet(branch_id(outlet.stream, common, journal[common].hash), outlet.stream, common)
            first = common + 1
        elif Outcome(found["outcome"]) is Outcome.OK:
            first += len(part)
        else:
            raise AssertionError(found)


class CentreScene(TillScene):
    """A shop of real tills at a real centre."""

    def __init__(self, template: Template, world: World) -> None:
        self.template = template
        self._lines: list[tuple[ShortLine, Proxy]] = []
        super().__init__(template.furniture, world)
        world.longest = 25

    def _make_centre(self) -> Any:
        return PostgresCentre(self.template, self.template.server.copy(self.template.database))

    def _epoch(self) -> UUID:
        epoch: UUID = self.centre.ask("SELECT epoch FROM sync.centre")[0][0]
        return epoch

    def line(self, disk: Disk) -> Any:
        """Return the centre through a network of this till's own; a kill ended the one before."""
        if isinstance(disk, FileDisk) and disk.line is not None:
            self._hang_up(disk.line)
        proxy = Proxy(*self._address())
        place = self.template.place(self.centre.name, disk.machine, proxy.port)
        line = ShortLine(place, self.template.logins[disk.machine].password, "recyclique rehearsal")
        self._lines.append((line, proxy))
        if isinstance(disk, FileDisk):
            disk.line = line
        return BadLine(self, proxy, line)

    def _hang_up(self, line: Line | None) -> None:
        for kept in [one for one in self._lines if line is None or one[0] is line]:
            self._lines.remove(kept)
            kept[0].close()
            kept[1].close()

    def _address(self) -> tuple[str, int]:
        address = admission.address_of(self.template.server.dsn)
        return address.host, address.port

    def read(self, entry: SentEntry) -> Act:
        """Say what an entry says."""
        return read(entry)

    def links(self, before: bytes, entry: SentEntry) -> bool:
        """Tell whether an entry follows that one."""
        return links(before, entry)

    def kill_backend(self) -> None:
        """Kill the server process of some till: by its number on this machine, else by asking the server to."""
        pids = [row[0] for row in self.centre.ask(_BACKENDS, self.centre.name)]
        if not pids:
            return
        pid = self.world.chance.choice(pids)
        if self.template.server.is_ours:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        else:
            self.centre.ask("SELECT pg_terminate_backend(%s)", pid)

    def close(self) -> None:
        """Clear files, lines and databases away; let revoked logins in again for the next schedule."""
        self._hang_up(None)
        super().close()
        server = self.template.server
        for name in (self.centre.name, *self.world.backups):
            server.drop(name)
        for login in self.template.logins.values():
            server.ask(None, f'ALTER ROLE "{login.role}" LOGIN')
        shutil.rmtree(self.folder, ignore_errors=True)
