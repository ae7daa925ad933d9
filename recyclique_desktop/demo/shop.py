"""The shop of the demonstration: its people, its price list, and how to tell it from a real one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data.queries import catalogue, people, reception, till
from recyclique_desktop.demo.plan import Goods
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import FiscalRegime, Permission, UserRole, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.flows import workstation
from recyclique_desktop.flows.import_categories import import_file
from recyclique_desktop.flows.recovery_sheet import is_missing, make_sheet
from recyclique_desktop.services.people import AddPerson, add_person
from recyclique_desktop.system.passwords import CHEAP, hash_secret
from recyclique_desktop.system.paths import resource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.data.queries.catalogue import Tile
    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.flows.workstation import OpenWorkstation, RandomBytes
    from recyclique_desktop.system.paths import Folders
    from recyclique_desktop.system.secrets import SecretStore

SITE, REGISTER, RECEPTION = "La Ressourcerie du Canal", "Caisse 1", "Réception"
PRICE_LIST = "demo/categories.csv"
PASSWORD = "Ressourcerie.1"  # noqa: S105  printed in the guide: nobody of the demonstration exists


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demonstration."""

    first_name: str
    last_name: str
    pin: str

    @property
    def name(self) -> str:
        """First and last name: what the command line takes after ``--as``."""
        return f"{self.first_name} {self.last_name}"


ADMINISTRATOR = Person("Aïcha", "Morel", "9630")
TEAM = (Person("Émilie", "Roux", "2580"), Person("Karim", "Benali", "1470"), Person("Jeanne", "Le Goff", "3698"))
"""Volunteers who take turns at the till and at reception."""
_RIGHTS = (Permission.CAISSE, Permission.RECEPTION)


def create_shop(
    folders: Folders, store: SecretStore, clock: Clock, random_bytes: RandomBytes,
    kind: WorkstationKind = WorkstationKind.TILL,
) -> OpenWorkstation:  # fmt: skip
    """Make the demonstration's workstation in an empty folder.

    Raises:
        UserError: As ``workstation.create``.
    """
    new = workstation.NewWorkstation(
        site_name=SITE,
        register_name=REGISTER,
        workstation_name=RECEPTION if kind is WorkstationKind.RECEPTION else REGISTER,
        workstation_code=f"{kind.code_letter}01",
        kind=kind,
        regime=FiscalRegime.EXEMPT_261_7_1,
        admin_name=ADMINISTRATOR.name,
        admin_password=PASSWORD,
        admin_pin=ADMINISTRATOR.pin,
    )
    made = workstation.create(folders, new, store, clock, random_bytes, costs=CHEAP)
    seed(made, store, random_bytes)
    return made


def seed(opened: OpenWorkstation, store: SecretStore, random_bytes: RandomBytes) -> None:
    """Bring in whatever of the demonstration is missing: a cut first run is completed.

    Raises:
        UserError: ``demo.real_shop`` when the workstation has sold and its people are not those of the demonstration.
    """
    if not is_demo(opened.db) and not _is_fresh(opened):
        raise UserError("demo.real_shop", folder=str(opened.folders.data))
    for person in TEAM:
        _add(opened, person)
    import_file(opened.db, resource(PRICE_LIST), SYSTEM, opened.station)
    if is_missing(opened.folders):
        # Nobody needs the words: a lost demonstration is made again.
        make_sheet(opened, store, SITE, REGISTER, random_bytes)


def is_demo(db: Database) -> bool:
    """Tell whether this file is a demonstration's: its team is there."""
    with db.reading() as session:
        return all(people.find_by_name(session, person.name) is not None for person in TEAM)


def team(db: Database) -> tuple[tuple[UUID, Person], ...]:
    """Return the volunteers with their ids, in the order of ``TEAM``."""
    with db.reading() as session:
        found = [(people.find_by_name(session, person.name), person) for person in TEAM]
    return tuple((user_id, person) for user_id, person in found if user_id is not None)


def goods(db: Database) -> tuple[Goods, ...]:
    """Return everything the till offers, in the order of its tiles."""
    with db.reading() as session:
        return tuple(one for root in catalogue.catalogue(session) for one in _leaves(root, ()))


def tiles(db: Database) -> dict[tuple[str, ...], Tile]:
    """Return the tile at the end of each path of labels."""
    with db.reading() as session:
        return {path: tile for root in catalogue.catalogue(session) for path, tile in _walk(root, ())}


def _leaves(tile: Tile, above: tuple[str, ...]) -> Iterator[Goods]:
    for path, leaf in _walk(tile, above):
        if not leaf.children:
            yield Goods(path, leaf.price, leaf.max_price)


def _walk(tile: Tile, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Tile]]:
    path = (*above, tile.label)
    yield path, tile
    for child in tile.children:
        yield from _walk(child, path)


def _is_fresh(opened: OpenWorkstation) -> bool:
    """Tell whether nothing was ever sold or weighed here."""
    station = opened.station
    with opened.db.reading() as session:
        home = till.till_home(session, station, business_date(station.clock.now(), station.zone))
        posts, _ = reception.posts_so_far(session, station)
    return home.session is None and home.left_on is None and not posts


def _add(opened: OpenWorkstation, person: Person) -> None:
    with opened.db.reading() as session:
        if people.find_by_name(session, person.name) is not None:
            return
    command = AddPerson(
        user_id=opened.station.ids.new(),
        first_name=person.first_name,
        last_name=person.last_name,
        role=UserRole.USER,
        pin_hash=hash_secret(person.pin, CHEAP),
        password_hash=hash_secret(PASSWORD, CHEAP),
        permissions=_RIGHTS,
    )
    with opened.db.writing() as session:
        add_person(session, command, SYSTEM, opened.station)
