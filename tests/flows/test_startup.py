"""The start-up list: what it finds, in which order, and that it changes nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from recyclique_desktop.data.db import Database
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.data.verify.head import check_head
from recyclique_desktop.demo import shop
from recyclique_desktop.domain.basket import Basket, Line
from recyclique_desktop.domain.clock import PARIS, SimulatedClock
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.flows import startup
from recyclique_desktop.flows.startup import CHECKS, LITTLE_SPACE, Check, Start
from recyclique_desktop.flows.workstation import DATABASE_FILE, OpenWorkstation, open_workstation
from recyclique_desktop.services.cash_sessions import OpenSession, open_session
from recyclique_desktop.services.drafts import SaveDraft, save_draft
from recyclique_desktop.system.config import FILE_NAME
from recyclique_desktop.system.lock import InstanceLock
from recyclique_desktop.system.messages import sentence
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import MemoryStore

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=PARIS)


@dataclass
class Place:
    """One installed shop."""

    folders: Folders
    store: MemoryStore
    clock: SimulatedClock

    def begin(self) -> Start:
        return startup.begin(self.folders, self.store, self.clock, secrets.token_bytes)

    def said(self) -> dict[str, str]:
        """Run the list; return the code of each finding by check."""
        start = self.begin()
        try:
            return {
                outcome.check.key: outcome.error.code if outcome.error is not None else ""
                for outcome in startup.run(start)
            }
        finally:
            start.release()

    def opened(self) -> OpenWorkstation:
        return open_workstation(self.folders, self.store, self.clock, secrets.token_bytes)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MemoryStore]:
    folder, store = tmp_path_factory.mktemp("shop"), MemoryStore()
    where = Folders(folder, folder / "config", folder / "logs")
    shop.create_shop(where, store, SimulatedClock(NOW), secrets.token_bytes).close()
    return folder, store


@pytest.fixture
def place(template: tuple[Path, MemoryStore], tmp_path: Path) -> Place:
    folder, store = template
    where = Folders(tmp_path / "data", tmp_path / "config", tmp_path / "logs")
    where.create()
    for name in (DATABASE_FILE, FILE_NAME):
        (where.data / name).write_bytes((folder / name).read_bytes())
    return Place(where, store, SimulatedClock(NOW))


def open_with_ticket(place: Place) -> None:
    made = place.opened()
    try:
        station = made.station
        with made.db.reading() as session:
            register = workplace(session, station).register_id
            actor = actor_of(session, shop.team(made.db)[0][0])
        assert register is not None
        with made.db.writing() as session:
            opened = open_session(session, OpenSession(station.ids.new(), register, Cents(5000)), actor, station)
        tile = shop.tiles(made.db)["Livres & Médias", "Livre"]
        line = Line(station.ids.new(), tile.id, tile.label, "Livres & Médias", 1, Cents(100))
        basket = Basket(station.ids.new(), (line,))
        with made.db.writing() as session:
            save_draft(session, SaveDraft(opened.session_id, basket), actor, station)
    finally:
        made.close()


def test_a_good_shop_passes_every_check_and_is_open_at_the_end(place: Place) -> None:
    start = place.begin()
    outcomes = list(startup.run(start))
    assert [outcome.check for outcome in outcomes] == list(CHECKS)
    assert [outcome.error for outcome in outcomes] == [None] * len(CHECKS)
    assert start.opened.station.code == "C01"
    start.release()


def test_a_ticket_left_open_is_found_and_does_not_stop_the_start(place: Place) -> None:
    open_with_ticket(place)
    said = place.said()
    assert (said["draft"], said["session"]) == ("ticket.left_open", "")
    assert len(said) == len(CHECKS)


def test_rt02_a_disk_that_fills_up_is_told_while_there_is_still_room_to_sell(place: Place) -> None:
    start = place.begin()
    start.free = lambda _folder: LITTLE_SPACE - 1
    (told,) = [outcome for outcome in startup.run(start) if outcome.error is not None]
    assert told.error is not None
    assert (told.check.key, told.error.code, told.stops) == ("space", "storage.little_space", False)
    assert sentence(told.error).startswith("Le disque n’a plus que 999 Mo.")
    assert start.opened.station.code == "C01"
    start.release()


def test_a_till_open_since_yesterday_is_told_before_anybody_sells(place: Place) -> None:
    open_with_ticket(place)
    place.clock.advance(timedelta(days=1))
    assert place.said()["session"] == "session.of_another_day"


def test_a_failure_stops_the_list_there_and_lets_go_of_the_folder(place: Place) -> None:
    (place.folders.data / DATABASE_FILE).write_bytes(b"x" * 9000)
    said = place.said()
    assert list(said)[-1] == "database"
    assert said["database"] == "storage.wrong_key"
    with InstanceLock(place.folders.data):
        pass


def test_a_failed_start_changes_no_byte_of_the_file(place: Place) -> None:
    path = place.folders.data / DATABASE_FILE
    path.write_bytes(b"x" * 9000)
    place.said()
    assert path.read_bytes() == b"x" * 9000


def test_another_program_in_the_folder_is_named(place: Place) -> None:
    with InstanceLock(place.folders.data):
        assert list(place.said().items())[-1] == ("lock", "instance.running")


def test_a_lost_key_is_found_before_the_file_is_touched(place: Place) -> None:
    place.store = MemoryStore()
    assert list(place.said().items())[-1] == ("keys", "secret.missing")


def test_a_journal_cut_at_its_end_is_told_and_the_shop_opens(place: Place) -> None:
    made = place.opened()
    with made.db.connection() as connection:
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS journal_no_update")
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
        ).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(
            "UPDATE journal SET payload = x'7b7d' WHERE seq = (SELECT max(seq) - 2 FROM journal)"
        )
        connection.commit()
    report = None
    with made.db.connection() as connection:
        report = check_head(connection, made.trust)
    made.close()
    assert not report.is_sound
    said = place.said()
    assert said["journal"] == "journal.head_broken"
    assert "session" in said


def test_an_empty_folder_is_new_and_a_half_lost_one_is_not(place: Place, tmp_path: Path) -> None:
    assert startup.is_new(Folders(tmp_path / "empty", tmp_path / "c", tmp_path / "l"))
    (place.folders.data / FILE_NAME).unlink()
    assert not startup.is_new(place.folders)
    assert place.said()["configuration"] == "config.missing"


def test_a_check_that_may_fail_leaves_a_warning_and_goes_on() -> None:
    def fails(_start: Start) -> None:
        raise UserError("ticket.left_open", amount=Cents(100))

    checks = (Check("one", "Une", fails, can_fail=True), Check("two", "Deux", fails), Check("three", "Trois", fails))
    start = startup.begin(
        Folders(Path("/nowhere"), Path("/nowhere"), Path("/nowhere")), MemoryStore(), SimulatedClock(NOW),
        secrets.token_bytes,
    )  # fmt: skip
    assert [(outcome.check.key, outcome.stops) for outcome in startup.run(start, checks)] == [
        ("one", False),
        ("two", True),
    ]


def test_the_quick_look_reads_only_the_end_of_a_long_journal(place: Place) -> None:
    made = place.opened()
    try:
        db: Database = made.db
        with db.connection() as connection:
            few = check_head(connection, made.trust, entries=2)
            all_of_them = check_head(connection, made.trust)
        assert few.is_sound
        assert few.entries < all_of_them.entries
    finally:
        made.close()
