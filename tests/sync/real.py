"""Workstations of one shop at a real centre: made by the product's own flows, in folders of their own."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from recyclique_desktop.central import admission
from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Category
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import FiscalRegime, Permission, UserRole, WorkstationKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.flows import compare, join
from recyclique_desktop.flows import sync as flow
from recyclique_desktop.flows.workstation import NewWorkstation, OpenWorkstation, create, open_workstation
from recyclique_desktop.services import categories, people
from recyclique_desktop.services.cash_sessions import CloseSession, MethodCount, close_session
from recyclique_desktop.sync.worker import Worker
from recyclique_desktop.system.code_file import CodeFile
from recyclique_desktop.system.passwords import CHEAP, hash_secret
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import MemoryStore, SecretStore
from tests.conftest import Shop
from tests.known import PIN, ROWS
from tests.postgres import CentralDatabase
from tests.services.selling import Till

NEW = NewWorkstation(
    site_name="La Clique", register_name="Caisse 1", workstation_name="Caisse 1", workstation_code="C01",
    kind=WorkstationKind.TILL, regime=FiscalRegime.EXEMPT_261_7_1, admin_name="Aïcha M.",
    admin_password="Motdepasse!1", admin_pin="2580",
)  # fmt: skip


@dataclass
class Post:
    """One workstation: its folder, its keys, its open file."""

    folders: Folders
    store: SecretStore
    clock: SimulatedClock
    chance: random.Random
    opened: OpenWorkstation
    _people: list[UUID] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.opened.config.code

    @property
    def shop(self) -> Shop:
        """What the tests of the till sell with."""
        with self.opened.db.reading() as session:
            rows = session.connection().exec_driver_sql("SELECT id, role FROM users WHERE is_active = 1").all()
            register = session.connection().exec_driver_sql("SELECT id FROM cash_registers").scalars().first()
            actors: dict[str, Actor] = {role: actor_of(session, UUID(bytes=row_id)) for row_id, role in rows}
        assert register is not None
        admin = actors[UserRole.SUPER_ADMIN.value]
        return Shop(
            self.opened.db, self.opened.station, self.clock, self.opened.trust, UUID(bytes=register), admin,
            actors.get(UserRole.USER.value, admin),
        )  # fmt: skip

    def sync(self) -> flow.Round:
        """Go to the centre once."""
        return flow.once(self.opened, self.store)

    def worker(self) -> Worker:
        found = flow.worker_of(self.opened, self.store)
        assert found is not None
        return found

    def compare(self) -> compare.Comparison:
        return compare.compare(self.opened, self.store)

    def close(self) -> None:
        self.opened.close()

    def restart(self) -> None:
        self.close()
        self.opened = open_workstation(self.folders, self.store, self.clock, self.chance.randbytes)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.opened.db.connection() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql, values)]

    def one(self, sql: str, *values: Any) -> Any:
        ((found,),) = self.rows(sql, *values)
        return found

    def breaches(self) -> list[Any]:
        with self.opened.db.reading() as session:
            return list(verify(session.connection(), self.opened.trust, full=True).findings)


def alone(folder: Path, clock: SimulatedClock, seed: int = 1) -> Post:
    """Make a stand-alone shop with a volunteer and a price list."""
    folders = Folders(folder / "data", folder / "config", folder / "logs")
    store, chance = MemoryStore(), random.Random(seed)
    opened = create(folders, NEW, store, clock, chance.randbytes, costs=CHEAP)
    post = Post(folders, store, clock, chance, opened)
    admin = post.shop.admin
    someone = people.AddPerson(
        user_id=opened.station.ids.new(), first_name="Émilie", last_name="Robert", role=UserRole.USER,
        pin_hash=hash_secret(PIN, CHEAP), password_hash=hash_secret("Motdepasse-1", CHEAP),
        permissions=(Permission.CAISSE,), username=None,
    )  # fmt: skip
    with opened.db.writing() as session:
        people.add_person(session, someone, admin, opened.station)
    rows = tuple(categories.CategoryRow(*row) for row in ROWS)
    with opened.db.writing() as session:
        categories.import_categories(session, categories.ImportCategories(rows), admin, opened.station)
    return post


def code_for(centre: CentralDatabase, kind: WorkstationKind, port: int | None = None) -> CodeFile:
    """Let one machine in; through another port where a proxy listens."""
    made = admission.issue_code(centre.dsn, kind, 30)
    return CodeFile(
        host="127.0.0.1", port=port or made.port, database=made.database, login=made.login, password=made.password,
        code=made.code, kind=kind,
    )  # fmt: skip


def found(post: Post, centre: CentralDatabase, port: int | None = None, code: CodeFile | None = None) -> Post:
    """Hand the shop over to the centre."""
    code = code or code_for(centre, WorkstationKind.TILL, port)
    post.opened = join.found_centre(post.opened, post.store, code, post.chance.randbytes)
    return post


def ground(folder: Path, clock: SimulatedClock, seed: int = 2) -> join.Ground:
    """Return an empty folder for a newcomer."""
    folders = Folders(folder / "data", folder / "config", folder / "logs")
    return join.Ground(folders, MemoryStore(), clock, random.Random(seed).randbytes)


def close_till(till: Till) -> None:
    """Count and close; the drawer holds what it should."""
    with till.shop.db.reading() as session:
        figures = session_figures(session, till.session_id)
    counts = tuple(
        MethodCount(one.method_code, one.expected, 0 if one.method_code != "cash" else None) for one in figures.expected
    )
    till.write(close_session, CloseSession(till.session_id, counts))


def reprice(post: Post, name: str, price: int) -> None:
    """Change a price: a wish, once the centre is joined."""
    shop = post.shop
    with post.opened.db.writing() as session:
        row = session.scalars(select(Category).where(Category.name == name)).one()
        record(session, acts.CATEGORY_CHANGED, shop.admin, shop.station)
        row.price = Cents(price)


def rename(post: Post, name: str, new: str) -> None:
    """Give a category another name."""
    shop = post.shop
    with post.opened.db.writing() as session:
        row = session.scalars(select(Category).where(Category.name == name)).one()
        record(session, acts.CATEGORY_CHANGED, shop.admin, shop.station)
        row.name = new


def joined(
    folder: Path, clock: SimulatedClock, code: CodeFile, name: str = "Caisse 2", *, seed: int = 2,
    replaces: UUID | None = None,
) -> Post:  # fmt: skip
    """Make a workstation that joins the shop at the centre."""
    place = ground(folder, clock, seed)
    opened = join.join(place, join.Newcomer(name, replaces), code)
    return Post(place.folders, place.store, clock, random.Random(seed + 1000), opened)
