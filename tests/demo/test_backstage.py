"""The demonstration behind a window: its centre and the other workstations, there with it and gone with it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from recyclique_desktop.demo import postgres
from recyclique_desktop.demo.backstage import Backstage, codes
from recyclique_desktop.demo.centre import FOLDER
from recyclique_desktop.demo.place import Place
from recyclique_desktop.demo.programs import VARIABLE
from recyclique_desktop.demo.troupe import Means, Troupe, _Hidden
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system import config
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.lock import InstanceLock
from tests.demo.short import short_shop
from tests.postgres import missing

pytestmark = pytest.mark.slow
KINDS = tuple(WorkstationKind)


def backstage(place: Place, kind: WorkstationKind) -> Backstage:
    return Backstage(Means(place, SystemClock(), os.urandom), kind)


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """Where a demonstration may live; whatever its centre left elsewhere is taken away."""
    try:
        postgres.is_made(tmp_path / "none")
    except UserError:
        missing("no PostgreSQL for the demonstration")
    yield tmp_path / "magasin"
    postgres.remove(tmp_path / "magasin" / FOLDER)


def has_server(place: Place) -> bool:
    return bool(postgres._pid_lines(postgres._home(place.root / FOLDER)))


@pytest.mark.postgres
def test_one_workstation_is_left_to_the_window_and_the_others_work_until_it_closes(root: Path) -> None:
    place, said = short_shop(root), list[str]()
    behind = backstage(place, WorkstationKind.RECEPTION)
    try:
        assert behind.prepare(said.append) == codes()
        assert has_server(place)
        assert {config.load(place.folders(kind).data).code for kind in KINDS} == {"C01", "R01", "B01"}
        with InstanceLock(place.folders(WorkstationKind.RECEPTION).data):
            pass
        for kind in (WorkstationKind.TILL, WorkstationKind.OFFICE):
            with pytest.raises(UserError, match="running"):
                InstanceLock(place.folders(kind).data).acquire()
    finally:
        behind.stop()
    assert said
    assert not has_server(place)
    for kind in KINDS:
        with InstanceLock(place.folders(kind).data):
            pass


@pytest.mark.postgres
def test_a_window_closed_while_the_shop_is_made_leaves_nothing_running(root: Path) -> None:
    place, begun = Place(root), threading.Event()
    behind = backstage(place, WorkstationKind.TILL)
    waiting = threading.Thread(target=behind.prepare, args=(lambda _words: begun.set(),))
    waiting.start()
    assert begun.wait(60)
    behind.stop()
    waiting.join(60)
    assert not waiting.is_alive()
    assert not has_server(place)
    assert not place.is_ready(WorkstationKind.TILL)


def test_an_office_without_postgresql_is_refused_and_a_till_is_shown_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none"))
    place = short_shop(tmp_path / "magasin")
    with pytest.raises(UserError, match="no_postgres"):
        backstage(place, WorkstationKind.OFFICE).prepare(lambda _words: None)
    behind = backstage(place, WorkstationKind.TILL)
    try:
        assert behind.prepare(lambda _words: None).startswith("PostgreSQL manque")
    finally:
        behind.stop()
    assert config.load(place.folders(WorkstationKind.TILL).data).centre is None


def test_a_shop_of_demo_day_is_shown_as_it_is(tmp_path: Path) -> None:
    made = short_shop(tmp_path / "magasin")
    place = Place(made.folders(WorkstationKind.TILL).data)
    behind = backstage(place, WorkstationKind.TILL)
    try:
        assert behind.prepare(lambda _words: None) == codes()
    finally:
        behind.stop()
    assert not (place.root / FOLDER).exists()


class _Part:
    """One thing that was started, and may fail to stop."""

    def __init__(self, name: str, ended: list[str], *, fails: bool = False) -> None:
        self._name, self._ended, self._fails = name, ended, fails

    def stop(self) -> None:
        self._ended.append(self._name)
        if self._fails:
            raise OSError(self._name)

    close = release = stop


def test_what_fails_to_stop_keeps_nothing_else_from_stopping_in_its_order(tmp_path: Path) -> None:
    ended: list[str] = []
    troupe = Troupe(Means(Place(tmp_path), SystemClock(), os.urandom), None, None)
    for kind, fails in ((WorkstationKind.TILL, True), (WorkstationKind.OFFICE, False)):
        parts = [_Part(f"{kind.value} {part}", ended, fails=fails) for part in ("file", "exchange", "lock")]
        troupe._hidden[kind] = _Hidden(*parts)  # type: ignore[arg-type]
    with pytest.raises(OSError, match="till"):
        troupe.stop()
    assert ended == [f"{kind} {part}" for kind in ("till", "office") for part in ("exchange", "file", "lock")]
    troupe.stop()
    assert len(ended) == 6
