"""Real tills for the simulator: the shipped services, files, store and puller; only network and centre are ours."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import event, select

from recyclique_desktop.data import migrate
from recyclique_desktop.data.capture import Scribe, record
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.models import CashSession, Category, PaymentTransaction, Sale
from recyclique_desktop.data.queries import till as tills
from recyclique_desktop.data.queries.catalogue import catalogue
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.data.shape import shapes
from recyclique_desktop.data.verify import Trust, verify
from recyclique_desktop.demo.rehearsal.centre import BytesCentre, ReloadLine, links
from recyclique_desktop.demo.rehearsal.furniture import (
    CENTRE,
    FOUNDER,
    MACHINES,
    MORNING,
    SITE,
    SOFTWARE,
    Furnished,
    entries_of,
    furnished,
    signer_of,
)
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.basket import Line
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.ids import UuidFactory
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import PaymentDraft, Tender
from recyclique_desktop.domain.station import Station
from recyclique_desktop.services.cash_sessions import OpenSession, open_session
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.services.dates import ConfirmDate, confirm_date
from recyclique_desktop.services.sales import CompleteSale, complete_sale
from recyclique_desktop.sync.pull import Puller
from recyclique_desktop.sync.reload import Reloading
from recyclique_desktop.sync.round import Answer, Renewed, SentEntry, SyncError
from recyclique_desktop.sync.simulate.accounts import Accounts, Act
from recyclique_desktop.sync.simulate.scene import Chain, Disk, Kept
from recyclique_desktop.sync.simulate.world import Killed, World
from recyclique_desktop.sync.store import DiskStore
from recyclique_desktop.sync.stored import stored_rows
from recyclique_desktop.sync.tables import form_of
from recyclique_desktop.sync.vocabulary import Cause, Outlet

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from recyclique_desktop import wire

__all__ = ["TillScene", "furnished"]
_START = "INSERT INTO sync_cursors (stream_id, epoch, acked, pulled, head_hash, updated_at) VALUES (?, ?, 0, ?, ?, '')"
DEEPEST = 15
"""A kill strikes before one of so many statements."""


@dataclass
class FileDisk:
    """One till: its file, and whoever sells at it.

    Attributes:
        skew: By how much its clock is wrong, in milliseconds.
        line: To a real centre, where there is one.
        dies_in: Statements until the power goes.
    """

    world: World
    scene: TillScene
    machine: UUID
    code: str
    path: Path
    centre_stream: UUID = CENTRE
    skew: int = 0
    writes: int = 0
    dies_in: int | None = None
    is_dead: bool = False
    line: wire.Line | None = None
    db: Database = field(init=False)

    def __post_init__(self) -> None:
        self.clock = SimulatedClock(MORNING)
        chance = random.Random(self.world.chance.getrandbits(64)).randbytes  # noqa: S311  reproducible, not secret
        ids = UuidFactory(self.clock, chance)
        self.station = Station(id=self.machine, code=self.code, site_id=SITE, clock=self.clock, ids=ids)
        self.scribe = Scribe(
            signer_of(self.machine), self.machine, None, SOFTWARE, migrate.head(), salt=lambda: chance(16)
        )
        self._open()

    def _open(self) -> None:
        self.db = Database.open(self.path, None, self.scribe)
        event.listen(self.db._writer, "before_cursor_execute", self._maybe_die)  # noqa: SLF001  the power asks nobody

    def _maybe_die(self, *_statement: Any) -> None:
        if self.dies_in is not None:
            self.dies_in -= 1
            if self.dies_in < 0:
                self.dies_in = None
                self.is_dead = True
                raise Killed

    # What people do.

    def sell(self) -> bytes:
        """Sell one object through the services, in a session that is opened where none is."""
        self._set_clock()
        self._confirm_date()
        furniture, chance = self.scene.furniture, self.world.chance
        if chance.random() < 0.05:
            self.close_day()
        with self.db.reading() as session:
            open_now = tills.open_session_of(session, self.station)
            methods = tills.payment_methods(session)
            tile = chance.choice([leaf for root in catalogue(session) for leaf in root.children])
        session_id = open_now.session_id if open_now is not None else self.station.ids.new()
        if open_now is None:
            command = OpenSession(session_id, furniture.register_id, Cents(5_000))
            with self.db.writing() as session:
                open_session(session, command, furniture.volunteer, self.station)
        price, donation = Cents(chance.randint(50, 900)), Cents(chance.choice((0, 50)))
        line = Line(self.station.ids.new(), tile.id, tile.label, tile.label, 1, price, tile.price, ())
        draft = PaymentDraft(price, methods).with_donation(donation)
        for tender in (Tender("cash", Cents(price // 2)), Tender("cash", Cents(price - price // 2 + donation + 20))):
            draft = draft.with_tender(tender)
        sale_id = self.station.ids.new()
        sale = CompleteSale(sale_id, session_id, (line,), draft.payments(), draft.donation)
        with self.db.writing() as session:
            complete_sale(session, sale, furniture.volunteer, self.station)
        return sale_id.bytes

    def close_day(self) -> None:
        """Count and close the open session, if there is one; the drawer holds what it should."""
        with self.db.reading() as session:
            open_now = tills.open_session_of(session, self.station)
            if open_now is None:
                return
            expected = session_figures(session, open_now.session_id).expected
        counts = tuple(MethodCount(one.method_code, one.expected, one.count or None) for one in expected)
        with self.db.writing() as session:
            close_session(
                session, CloseSession(open_now.session_id, counts), self.scene.furniture.volunteer, self.station
            )

    def _confirm_date(self) -> None:
        """Say that the date is right, as whoever stands there would to go on selling."""
        with self.db.writing() as session:
            confirm_date(session, ConfirmDate(self.clock.now()), self.scene.furniture.volunteer, self.station)

    def wish(self) -> None:
        """Change a price: shown here at once, granted by the centre or not."""
        self._set_clock()
        with self.db.writing() as session:
            rows = session.scalars(select(Category).where(Category.price.is_not(None)).order_by(Category.id)).all()
            row = self.world.chance.choice(rows)
            new = Cents(self.world.chance.randint(1, 400) * 5)
            if new != row.price:
                record(session, acts.CATEGORY_CHANGED, self.scene.furniture.admin, self.station)
                row.price = new

    def jump(self, ms: int) -> None:
        """Let the clock jump."""
        self.skew += ms

    def _set_clock(self) -> None:
        self.clock.jump(MORNING + timedelta(milliseconds=self.world.now + self.skew))

    # What the worker does.

    def store(self) -> MortalStore:
        """Open the file anew, as after a kill."""
        self.world.done["kill in a statement"] += self.is_dead
        self.db.close()
        self.dies_in, self.is_dead = None, False
        self._open()
        self.puller = Puller(self.db, self.clock, self.centre_stream, keep_all=False, own_stream=self.machine)
        return MortalStore(self.db, self.station, self.machine, self.puller, disk=self)

    def reload(self) -> Renewed:
        """Take the shared rows of a centre in its new life."""
        line = self.line or ReloadLine(self.scene.centre)
        reloading = Reloading(line, self.db, self.puller, self._in_another_life)  # type: ignore[arg-type]
        found: Renewed = self.mortally(reloading.run)
        return found

    def _in_another_life(self, stream: UUID) -> None:
        self.centre_stream = stream

    def mortally(self, act: Callable[[], Any]) -> Any:
        """Do something that a kill, or a full disk, may end at any statement."""
        if self.world.is_bad("disk full", 0.2):
            raise SyncError(Cause.DISK, "full")
        chance = self.world.chance
        if self.world.kills and chance.random() < self.world.kills:
            self.dies_in = chance.randrange(DEEPEST)
        try:
            done = act()
        except Exception as error:
            if self.is_dead:  # what a dying program still says is not its own
                raise Killed from error
            raise
        self.writes += 1
        if self.dies_in is not None:
            self.world.done["kill"] += 1
            raise Killed
        return done

    def retry(self) -> None:
        """Try again what was set aside."""
        self.puller.retry()

    # What becomes of disks.

    def copy(self) -> FileDisk:
        """Return a copy of the disk as it is, the keys included."""
        path = self.scene.new_file()
        self.db.checkpoint()
        shutil.copyfile(self.path, path)
        return replace(self, path=path, writes=0, dies_in=None, line=None)

    def journal(self) -> Sequence[SentEntry]:
        """Return every entry of its own."""
        return entries_of(self.db, self.machine)

    def kept(self) -> Kept:
        """Look at everything, and let the file be verified whole."""
        with self.db.reading() as session:
            connection = session.connection()
            aside = connection.exec_driver_sql("SELECT count(*) FROM unapplied_entries").scalar_one()
            wishes = connection.exec_driver_sql("SELECT count(*) FROM pending_edits").scalar_one()
            signer = signer_of(self.machine)
            trust = Trust(self.machine, self.centre_stream, {signer.key_id: signer.public_key}, self.machine)
            flaws = tuple(str(one) for one in verify(connection, trust, full=True).findings)
            accounts = _accounts(session)
        store = DiskStore(self.db, self.station, self.machine, self.puller)
        state, chains = store.state(), self.scene.centre.held().chains
        applied = [
            (stream, entry.seq, entry.hash)
            for stream, seq in state.pulled.items()
            for entry in chains.get(stream, Chain()).entries
            if entry.seq <= seq
        ]
        given = frozenset(entry.hash for entries in self.scene.furniture.streams.values() for entry in entries)
        return Kept(
            self.journal(), state.acked, applied, given, aside, wishes, accounts, flaws,
            numbered_twice=aside if self.world.twins else 0,
        )  # fmt: skip


def _accounts(session: Any) -> Accounts:
    """Read the money by the product's own figures."""
    sessions = session.scalars(select(CashSession.id)).all()
    cash = {str(one): int(session_figures(session, one).expected_total) for one in sessions}
    paid: dict[UUID, int] = {}
    for sale_id, amount in session.execute(select(PaymentTransaction.sale_id, PaymentTransaction.amount)):
        paid[sale_id] = paid.get(sale_id, 0) + amount
    sales = {
        sale_id.bytes: (str(in_session), paid.get(sale_id, 0))
        for sale_id, in_session in session.execute(select(Sale.id, Sale.cash_session_id))
    }
    prices = session.execute(select(Category.id, Category.price).where(Category.price.is_not(None)))
    return Accounts(cash, sales, {str(one): int(price) for one, price in prices})


@dataclass(slots=True)
class MortalStore(DiskStore):
    """The shipped store, on a disk that may fail."""

    disk: FileDisk = field(kw_only=True)

    def save_acked(self, stream: UUID, upto: int, epoch: UUID | None) -> None:
        """Write down how far the centre has us."""
        self.disk.mortally(lambda: DiskStore.save_acked(self, stream, upto, epoch))

    def branch(self, parent: UUID, at: int) -> Outlet:
        """Make a branch."""
        found: Outlet = self.disk.mortally(lambda: DiskStore.branch(self, parent, at))
        return found

    def align(self, same: Collection[UUID], other: Mapping[UUID, tuple[int, bytes]]) -> None:
        """Write down what is true in the centre's life."""
        self.disk.mortally(lambda: DiskStore.align(self, same, other))

    def apply(self, entries: Sequence[SentEntry]) -> Answer:
        """Apply what was pulled."""
        found: Answer = self.disk.mortally(lambda: DiskStore.apply(self, entries))
        return found


class TillScene:
    """A shop of real tills beside a centre in memory.

    Args:
        furniture: The shop's first file.
        world: The schedule.
    """

    def __init__(self, furniture: Furnished, world: World) -> None:
        self.furniture = furniture
        self.world = world
        world.longest = 20
        self.folder = furniture.path.parent / f"{world.seed}"
        self.folder.mkdir()
        self._files = 0
        self.centre: Any = self._make_centre()

    def _make_centre(self) -> Any:
        """Return the centre: with the real bytes of the founder's and of its own streams."""
        furniture, world = self.furniture, self.world
        chains = {stream: Chain(0, b"", list(entries)) for stream, entries in furniture.streams.items()}
        centre = BytesCentre({}, stream=CENTRE, chains=chains, chance=random.Random(world.seed))  # noqa: S311
        template = Database.open(furniture.path, None)
        try:
            with template.reading() as session:
                centre.accounts = _accounts(session)
                centre.tables = shared_rows(session.connection())
        finally:
            template.close()
        return centre

    def new_file(self) -> Path:
        """Return a name for a file."""
        self._files += 1
        return self.folder / f"{self._files}.sqlite"

    def disks(self, count: int) -> Sequence[FileDisk]:
        """Return so many tills that have joined."""
        return [self._till(number) for number in range(count)]

    def _till(self, number: int) -> FileDisk:
        path = self.new_file()
        shutil.copyfile(self.furniture.path, path)
        disk = FileDisk(self.world, self, MACHINES[number], f"C{number + 1:02d}", path)
        start_from(disk.db, self.furniture, self._epoch())
        return disk

    def _epoch(self) -> UUID:
        return UUID(int=1)

    def line(self, disk: Disk) -> Any:
        """Return the centre: the network is the world's."""
        del disk
        return self.centre

    def read(self, entry: SentEntry) -> Act:
        """Say what an entry says."""
        found: Act = self.centre.read(entry)
        return found

    def links(self, before: bytes, entry: SentEntry) -> bool:
        """Tell whether an entry follows that one."""
        return links(before, entry)

    def close(self) -> None:
        """Clear the files away."""
        for device in self.world.devices:
            if isinstance(device.disk, FileDisk):
                device.disk.db.close()
        for disk in self.world.copies:
            if isinstance(disk, FileDisk):
                disk.db.close()
        shutil.rmtree(self.folder)


def start_from(db: Database, furniture: Furnished, epoch: UUID) -> None:
    """Say that a file has what the shop began with."""
    with db.connection() as connection, connection.begin():
        for stream in (FOUNDER, CENTRE):
            last = furniture.streams[stream][-1]
            connection.exec_driver_sql(_START, (stream.bytes, epoch.bytes, last.seq, last.hash))


def shared_rows(connection: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the shared rows of a file in journal form, by table and id."""
    names = [name for name, shape in shapes().items() if shape.owner == "centre"]
    return {name: dict(stored_rows(connection, form_of(name))) for name in names}
