"""A workstation in its folder: a first run cut anywhere loses nothing, a start never damages what it cannot read."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

import pytest

from recyclique_desktop.data import migrate
from recyclique_desktop.data.db import Database, connect
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import FiscalRegime, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import recovery_sheet
from recyclique_desktop.flows.recover import Ground, recover
from recyclique_desktop.flows.workstation import (
    DATABASE_FILE,
    NewWorkstation,
    OpenWorkstation,
    create,
    open_workstation,
)
from recyclique_desktop.system import config
from recyclique_desktop.system.passwords import CHEAP
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import DATABASE, SIGNING, FileStore, MemoryStore, SecretStore, secret_name

NEW = NewWorkstation(
    site_name="La Clique", register_name="Caisse 1", workstation_name="Caisse 1", workstation_code="C01",
    kind=WorkstationKind.TILL, regime=FiscalRegime.EXEMPT_261_7_1, admin_name="Aïcha M.",
    admin_password="Motdepasse!1", admin_pin="2580",
)  # fmt: skip


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "donnees", tmp_path / "config", tmp_path / "journaux")


@pytest.fixture
def store() -> SecretStore:
    return MemoryStore()


def made(folders: Folders, store: SecretStore, clock: SimulatedClock) -> OpenWorkstation:
    return create(folders, NEW, store, clock, secrets.token_bytes, costs=CHEAP)


def opened(folders: Folders, store: SecretStore, clock: SimulatedClock) -> OpenWorkstation:
    return open_workstation(folders, store, clock, secrets.token_bytes)


def is_sound(workstation: OpenWorkstation) -> bool:
    with workstation.db.reading() as session:
        return verify(session.connection(), workstation.trust, full=True).is_sound


def test_a_new_workstation_is_there_after_a_restart(
    folders: Folders, store: SecretStore, clock: SimulatedClock
) -> None:
    first = made(folders, store, clock)
    assert is_sound(first)
    first.close()
    again = opened(folders, store, clock)
    assert again.station.id == first.station.id
    assert is_sound(again)
    again.close()


def test_a_folder_in_use_is_never_overwritten(folders: Folders, store: SecretStore, clock: SimulatedClock) -> None:
    made(folders, store, clock).close()
    before = (folders.data / DATABASE_FILE).read_bytes()
    with pytest.raises(UserError, match=r"workstation\.exists"):
        made(folders, store, clock)
    assert (folders.data / DATABASE_FILE).read_bytes() == before


class PowerCutError(Exception):
    """Power failed."""


class Mains:
    """Power that fails after so many uses of the clock, of chance or of the key store."""

    def __init__(self, uses: int, clock: SimulatedClock, store: SecretStore) -> None:
        self.left, self.used = uses, 0
        self._clock, self._store = clock, store

    def use(self) -> None:
        if self.used >= self.left:
            raise PowerCutError
        self.used += 1

    where = "nowhere"

    def now(self) -> datetime:
        self.use()
        return self._clock.now()

    def random_bytes(self, count: int) -> bytes:
        self.use()
        return secrets.token_bytes(count)

    def get(self, name: str) -> bytes:
        self.use()
        return self._store.get(name)

    def set(self, name: str, value: bytes) -> None:
        self.use()
        self._store.set(name, value)

    def delete(self, name: str) -> None:
        self.use()
        self._store.delete(name)


def test_a_first_run_cut_anywhere_can_be_done_again(tmp_path: Path, clock: SimulatedClock) -> None:
    whole = Mains(10**6, clock, MemoryStore())
    create(Folders(tmp_path / "w", tmp_path, tmp_path), NEW, whole, whole, whole.random_bytes, costs=CHEAP).close()
    assert whole.used > 30
    for uses in {*range(0, whole.used, max(1, whole.used // 12)), *range(whole.used - 4, whole.used)}:
        folders, store = Folders(tmp_path / f"cut{uses}", tmp_path, tmp_path), MemoryStore()
        mains = Mains(uses, clock, store)
        with pytest.raises(PowerCutError):
            create(folders, NEW, mains, mains, mains.random_bytes, costs=CHEAP)
        finish = opened if config.exists(folders.data) else made
        workstation = finish(folders, store, clock)
        assert is_sound(workstation)
        workstation.close()


@pytest.mark.parametrize("what", [DATABASE, SIGNING])
def test_a_lost_key_is_said_and_the_file_stays(
    what: str, folders: Folders, store: SecretStore, clock: SimulatedClock
) -> None:
    workstation = made(folders, store, clock)
    workstation.close()
    before = (folders.data / DATABASE_FILE).read_bytes()
    store.delete(secret_name(workstation.config.installation_id, what))
    with pytest.raises(UserError, match=r"secret\.missing"):
        opened(folders, store, clock)
    assert (folders.data / DATABASE_FILE).read_bytes() == before


def test_a_foreign_signing_key_is_refused(folders: Folders, store: SecretStore, clock: SimulatedClock) -> None:
    workstation = made(folders, store, clock)
    workstation.close()
    store.set(secret_name(workstation.config.installation_id, SIGNING), bytes(32))
    with pytest.raises(UserError, match=r"secret\.other_key"):
        opened(folders, store, clock)


def test_the_sheet_brings_a_lost_database_key_back(folders: Folders, store: SecretStore, clock: SimulatedClock) -> None:
    workstation = made(folders, store, clock)
    assert recovery_sheet.is_missing(folders)
    sheet = recovery_sheet.make_sheet(workstation, store, "La Clique", "Caisse 1", secrets.token_bytes)
    workstation.close()
    assert not recovery_sheet.is_missing(folders)
    store.delete(secret_name(workstation.config.installation_id, DATABASE))
    recover(Ground(folders, store, clock, secrets.token_bytes), tuple(word.upper() for word in sheet.words))
    again = opened(folders, store, clock)
    assert is_sound(again)
    again.close()


def test_an_older_sheet_no_longer_opens(folders: Folders, store: SecretStore, clock: SimulatedClock) -> None:
    workstation = made(folders, store, clock)
    old = recovery_sheet.make_sheet(workstation, store, "La Clique", "Caisse 1", secrets.token_bytes)
    recovery_sheet.make_sheet(workstation, store, "La Clique", "Caisse 1", secrets.token_bytes)
    workstation.close()
    with pytest.raises(UserError, match=r"recovery\.other_sheet"):
        recover(Ground(folders, store, clock, secrets.token_bytes), old.words)


def test_without_a_keyring_the_key_is_in_a_private_file_outside_the_data(
    folders: Folders, clock: SimulatedClock
) -> None:
    store = FileStore(folders.config)
    workstation = made(folders, store, clock)
    workstation.close()
    (keys,) = folders.config.glob("keys*.json")
    assert keys.stat().st_mode & 0o077 == 0
    assert not [path for path in folders.data.rglob("*") if path.is_file() and keys.read_bytes() in path.read_bytes()]


def test_a_newer_file_is_refused_untouched(folders: Folders, store: SecretStore, clock: SimulatedClock) -> None:
    workstation = made(folders, store, clock)
    workstation.close()
    key = store.get(secret_name(workstation.config.installation_id, DATABASE))
    raw = connect(folders.data / DATABASE_FILE, key)
    raw.execute("UPDATE recyclique_alembic_version SET version_num = '9999_from_tomorrow'")
    raw.close()
    before = (folders.data / DATABASE_FILE).read_bytes()
    with pytest.raises(UserError, match=r"database\.newer"):
        opened(folders, store, clock)
    assert (folders.data / DATABASE_FILE).read_bytes() == before


def test_an_older_file_is_copied_before_it_is_changed(
    folders: Folders, store: SecretStore, clock: SimulatedClock
) -> None:
    workstation = made(folders, store, clock)
    workstation.close()
    key = store.get(secret_name(workstation.config.installation_id, DATABASE))
    old = Database.open(folders.data / DATABASE_FILE, key)
    with old.connection() as connection:
        migrate.downgrade(connection, "0001")
    old.close()
    again = opened(folders, store, clock)
    assert is_sound(again)
    again.close()
    (copy,) = (folders.data / "copies").glob("*.sqlite")
    raw = connect(copy, key)
    assert raw.execute("SELECT version_num FROM recyclique_alembic_version").fetchone() == ("0001",)
    raw.close()
