"""The demonstration where there is no display: three workstations and their centre, and the evidence in a folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from recyclique_desktop.demo import postgres
from recyclique_desktop.demo.centre import FOLDER
from recyclique_desktop.demo.programs import VARIABLE
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from tests.demo.short import short_shop
from tests.postgres import missing

ROOT = Path(__file__).resolve().parents[2]
SIGNATURE = b"\x89PNG"
NUMBERS = {"01", "02", "03", "04", "05", "06", "07", "08", "10", "11"}
_PATIENCE_S = 60


def environment(**more: str) -> dict[str, str]:
    """What a machine without a display has."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return {name: value for name, value in os.environ.items() if name not in hidden} | more


def command(*arguments: str) -> Sequence[str]:
    return [sys.executable, "-m", "recyclique_desktop", "--demo", *arguments]


def shown(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Start the demonstration and wait for its end."""
    return subprocess.run(
        command(*arguments), cwd=ROOT, env=environment(**more), capture_output=True, text=True, timeout=280, check=False
    )


@pytest.fixture
def any_postgres(tmp_path: Path) -> None:
    """A machine where the demonstration finds a PostgreSQL."""
    try:
        postgres.is_made(tmp_path / "none")
    except UserError:
        missing("no PostgreSQL for the demonstration")


@pytest.mark.screen
@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.usefixtures("any_postgres")
def test_a_machine_without_a_display_shows_a_whole_shop_and_says_where(tmp_path: Path) -> None:
    folder = tmp_path / "preuves"
    done = shown("--screenshots", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert "Aucun écran ici" in done.stdout
    assert str(folder) in done.stdout
    pictures = sorted((folder / "photographies").glob("*.png"))
    assert {file.name[:2] for file in pictures} >= NUMBERS
    assert all(file.read_bytes()[:4] == SIGNATURE for file in pictures)
    assert "RAPPORT DE FERMETURE (Z)" in read(folder, "caisse/rapport-de-session.txt")
    for room in ("caisse", "reception", "bureau"):
        assert "Tout est intact." in read(folder, f"{room}/verification.txt")
        assert "Rien ne diffère." in read(folder, f"{room}/comparaison.txt")
        assert len(read(folder, f"{room}/synclog.txt").splitlines()) > 2
    taken = [line.split("\t") for line in read(folder, "centre/synclog.txt").splitlines()[1:]]
    assert {row[1] for row in taken} == {"C01", "R01", "B01"}
    assert sum(int(row[2]) for row in taken) > 1_000
    assert {row[3] for row in taken} == {"0"}
    assert not (folder / "magasin").exists()
    postgres.remove(folder / "magasin" / FOLDER)


def read(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


@pytest.mark.screen
@pytest.mark.slow
def test_a_machine_without_postgresql_shows_the_till_alone_and_says_so_once(tmp_path: Path) -> None:
    short_shop(tmp_path / "magasin")
    done = shown(
        "--data-dir", str(tmp_path / "magasin"), "--screenshots", str(tmp_path), **{VARIABLE: str(tmp_path / "none")}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("PostgreSQL manque pour le centre d’essai.") == 1
    assert "Tout est intact." in read(tmp_path, "caisse/verification.txt")
    assert not (tmp_path / "centre").exists()
    assert not list((tmp_path / "photographies").glob("11-*"))


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.usefixtures("any_postgres")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=lambda how: how.name)
def test_nothing_is_left_running_when_the_demonstration_is_cut(tmp_path: Path, how: signal.Signals) -> None:
    folder = tmp_path / "magasin"
    with subprocess.Popen(
        command("--data-dir", str(folder)), cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if "100 tickets" in line:
                break
        server = _server(folder)
        assert server
        running.send_signal(how)
        rest = running.stdout.read()
        code = running.wait(_PATIENCE_S)
    assert code == (-signal.SIGKILL if how is signal.SIGKILL else 130), rest
    assert_no_server(folder, server)
    postgres.remove(folder / FOLDER)


@pytest.mark.screen
@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.usefixtures("any_postgres")
def test_a_window_that_closes_takes_the_centre_along(tmp_path: Path) -> None:
    place = short_shop(tmp_path / "magasin")
    done = shown("--bench-start", "--data-dir", str(place.root), QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "memory_kib" in done.stdout
    assert all(place.is_ready(kind) for kind in WorkstationKind)
    assert_no_server(place.root)
    postgres.remove(place.root / FOLDER)


def _server(folder: Path) -> int:
    """Return the process id of a shop's centre; 0 when it has none."""
    lines = postgres._pid_lines(postgres._home(folder / FOLDER))
    return int(lines[0]) if lines else 0


def assert_no_server(folder: Path, server: int = 0) -> None:
    """Hold that the centre of a shop runs no more."""
    until = time.monotonic() + _PATIENCE_S
    home = postgres._home(folder / FOLDER)
    while server and postgres._is_ours(server, home):
        assert time.monotonic() < until, "the centre outlived the demonstration"
        time.sleep(0.05)
    assert not _server(folder)


@pytest.mark.slow
def test_a_demonstration_never_opens_a_real_shop(tmp_path: Path) -> None:
    (tmp_path / "workstation.toml").write_text("format = 1\n", encoding="utf-8")
    done = shown("--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "celui d’un vrai magasin" in done.stderr


@pytest.mark.slow
def test_a_demonstration_never_moves_in_where_something_else_lives(tmp_path: Path) -> None:
    mine = tmp_path / "caisse" / "photos.txt"
    mine.parent.mkdir()
    mine.write_text("vacances", encoding="utf-8")
    done = shown("--data-dir", str(tmp_path), "--as", WorkstationKind.OFFICE.value)
    assert done.returncode == 1
    assert "contient autre chose" in done.stderr
    assert mine.read_text(encoding="utf-8") == "vacances"
