"""The first run, step by step, so that one cut short goes on where it stopped.

What a person said is kept in ``first-run.json`` until the recovery sheet is put away: names of places and choices
only, no person and no secret. The workstation is made with its first manager; the price list follows at once.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Final

from recyclique_desktop.data.queries.catalogue import catalogue
from recyclique_desktop.data.queries.people import PersonTile, sign_in_tiles
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.enums import FiscalRegime, Permission, UserRole, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.flows import workstation
from recyclique_desktop.flows.import_categories import import_file, read_categories
from recyclique_desktop.flows.recovery_sheet import Sheet, make_sheet
from recyclique_desktop.flows.startup import FIRST_RUN
from recyclique_desktop.flows.workstation import NewWorkstation, OpenWorkstation, RandomBytes
from recyclique_desktop.services.people import AddPerson, add_person
from recyclique_desktop.system import config
from recyclique_desktop.system.files import write_whole
from recyclique_desktop.system.lock import InstanceLock
from recyclique_desktop.system.passwords import STANDARD, Costs, hash_secret
from recyclique_desktop.system.paths import resource

if TYPE_CHECKING:
    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.flows.join import Newcomer, Progress
    from recyclique_desktop.system.code_file import CodeFile
    from recyclique_desktop.system.paths import Folders
    from recyclique_desktop.system.secrets import SecretStore

SHIPPED_LIST: Final = "demo/categories.csv"
SHIPPED: Final = "shipped"
NO_LIST: Final = ""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said so far.

    Attributes:
        price_list: ``SHIPPED``, ``NO_LIST``, or the path of a file.
        way: Whether the machine works alone or joins a centre, by the screen's own word.
        step: The step that was reached, by the screen's own name.
    """

    register_name: str = ""
    workstation_code: str = ""
    site_name: str = ""
    regime: str = FiscalRegime.EXEMPT_261_7_1.value
    siret: str = ""
    price_list: str = SHIPPED
    way: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who will work here; ``password`` may be empty for who has a code."""

    first_name: str
    last_name: str
    pin: str
    password: str
    is_manager: bool


@dataclass(frozen=True, slots=True)
class ListSummary:
    """What a price list holds."""

    rows: int
    roots: int


def summary_of(price_list: str) -> ListSummary:
    """Read a price list without bringing it in.

    Raises:
        UserError: ``import.*``: what is wrong with it, and where.
    """
    found = read_categories(_path_of(price_list))
    if found.problems:
        raise UserError("import.rows_bad", count=len(found.problems), line=found.problems[0].line)
    return ListSummary(len(found.rows), len({row.root for row in found.rows}))


class FirstRun:
    """A first run under way. Not for the screen's thread: making keys, hashing and migrating take a second.

    Args:
        costs: Of hashing; lower in tests.
    """

    def __init__(
        self, folders: Folders, store: SecretStore, clock: Clock, random_bytes: RandomBytes, costs: Costs = STANDARD
    ) -> None:
        self._folders = folders
        self._store = store
        self._clock = clock
        self._random_bytes = random_bytes
        self._costs = costs
        self._lock = InstanceLock(folders.data)
        self._workstation: OpenWorkstation | None = None
        self.answers = Answers()

    @property
    def is_made(self) -> bool:
        """Whether the workstation exists: places and regime cannot be changed here any more."""
        return self._workstation is not None

    @property
    def is_joined(self) -> bool:
        """Whether it exists and has a centre: its people and prices came from there."""
        return self._workstation is not None and self._workstation.config.centre is not None

    @property
    def code(self) -> str:
        """Code of the workstation: as said, or as the centre gave it."""
        return self._workstation.config.code if self._workstation is not None else self.answers.workstation_code

    def begin(self) -> None:
        """Take the folder, and go on from where an earlier first run was cut.

        Raises:
            UserError: ``folder.unwritable``, ``instance.running``, and what opening refuses.
        """
        self._folders.create()
        self._lock.acquire()
        self.answers = _read(self._folders.data / FIRST_RUN)
        if config.exists(self._folders.data):
            self._workstation = workstation.open_workstation(
                self._folders, self._store, self._clock, self._random_bytes
            )
            try:
                self._bring_in_prices()
            except UserError as error:
                _log.warning("the price list of the cut first run is left out: %s", error.code)

    def keep(self, answers: Answers) -> None:
        """Keep what was said so far.

        Raises:
            UserError: ``folder.unwritable``.
        """
        self.answers = answers
        text = json.dumps(asdict(answers), ensure_ascii=False, indent=1)
        write_whole(self._folders.data / FIRST_RUN, text.encode("utf-8"))

    def add(self, person: NewPerson) -> tuple[PersonTile, ...]:
        """Add somebody; the first one is the manager with whom the workstation is made.

        Raises:
            UserError: What the workstation, the code, the password or the price list refuse.
        """
        if self._workstation is None:
            if self.answers.price_list != NO_LIST:
                summary_of(self.answers.price_list)  # refused now, not with half of it done
            self._workstation = workstation.create(
                self._folders, self._new(person), self._store, self._clock, self._random_bytes, costs=self._costs
            )
            self._bring_in_prices()
        else:
            self._add(self._workstation, person)
        return self.people()

    def join(self, newcomer: Newcomer, access: CodeFile, on_progress: Progress) -> None:
        """Make the workstation one of a shop that has a centre. A second try is the same newcomer.

        Args:
            newcomer: What the machine is called, and which one it replaces.
            access: Lets it in, once.
            on_progress: Told how many rows came, of how many; on this thread.

        Raises:
            UserError: ``enrol.*``, ``sync.*``, ``storage.*``: nothing that looks like a workstation is left.
        """
        from recyclique_desktop.flows import join  # noqa: PLC0415  heavy: a shop alone never loads it

        ground = join.Ground(self._folders, self._store, self._clock, self._random_bytes)
        self._workstation = join.join(ground, newcomer, access, on_progress)

    def people(self) -> tuple[PersonTile, ...]:
        """Return who was added so far."""
        if self._workstation is None:
            return ()
        with self._workstation.db.reading() as session:
            return sign_in_tiles(session, self._workstation.station.site_id)

    def sheet(self) -> Sheet:
        """Make the recovery sheet; one made earlier and never put away stops working."""
        if self._workstation is None:
            raise RuntimeError("the sheet comes after the workstation")
        with self._workstation.db.reading() as session:
            place = workplace(session, self._workstation.station)
        name = f"{place.workstation_code} {place.workstation_name}"
        return make_sheet(self._workstation, self._store, place.site_name, name, self._random_bytes)

    def finish(self) -> None:
        """The sheet is put away: nothing is left to do."""
        (self._folders.data / FIRST_RUN).unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        """Let go of the file and the folder."""
        if self._workstation is not None:
            self._workstation.close()
            self._workstation = None
        self._lock.release()

    def _new(self, person: NewPerson) -> NewWorkstation:
        said = self.answers
        return NewWorkstation(
            site_name=said.site_name,
            register_name=said.register_name,
            workstation_name=said.register_name,
            workstation_code=said.workstation_code,
            kind=WorkstationKind.TILL,
            regime=FiscalRegime(said.regime),
            siret=said.siret or None,
            admin_name=f"{person.first_name} {person.last_name}".strip(),
            admin_password=person.password,
            admin_pin=person.pin,
        )

    def _add(self, opened: OpenWorkstation, person: NewPerson) -> None:
        command = AddPerson(
            user_id=opened.station.ids.new(),
            first_name=person.first_name,
            last_name=person.last_name,
            role=UserRole.ADMIN if person.is_manager else UserRole.USER,
            pin_hash=hash_secret(person.pin, self._costs),
            password_hash=hash_secret(person.password, self._costs) if person.password else None,
            permissions=() if person.is_manager else (Permission.CAISSE,),
        )
        with opened.db.writing() as session:
            add_person(session, command, SYSTEM, opened.station)

    def _bring_in_prices(self) -> None:
        """Bring the chosen price list in, unless there are categories already."""
        opened = self._workstation
        if opened is None or opened.config.centre is not None or self.answers.price_list == NO_LIST:
            return
        with opened.db.reading() as session:
            is_empty = not catalogue(session)
        if is_empty:
            import_file(opened.db, _path_of(self.answers.price_list), SYSTEM, opened.station)


def _path_of(price_list: str) -> Path:
    return resource(SHIPPED_LIST) if price_list == SHIPPED else Path(price_list)


def _read(path: Path) -> Answers:
    """Read what an earlier first run kept; nothing readable means from the start."""
    try:
        kept = json.loads(path.read_bytes())
        known = {field.name for field in fields(Answers)}
        return Answers(**{name: str(value) for name, value in kept.items() if name in known})
    except FileNotFoundError:
        return Answers()
    except (OSError, ValueError, AttributeError):
        _log.warning("the first run's progress was unreadable; it starts anew")
        return Answers()
