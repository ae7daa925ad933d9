"""« Copies de secours »: a manager chooses a stick and makes a backup without a command line."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.app import Means, Program
from recyclique_desktop.demo import shop
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.flows import second_medium
from recyclique_desktop.flows.backup import check, read
from recyclique_desktop.system.secrets import MemoryStore
from recyclique_desktop.ui.startup import StartingScreen
from tests.faults.place import Place
from tests.known import MORNING
from tests.ui import checks
from tests.ui.driver import Hands

pytestmark = pytest.mark.screen


class Office(Hands):
    """The real program, a manager at it."""

    def __init__(self, folder: Path) -> None:
        self.folders = Place(folder).folders
        store, clock = MemoryStore(), SimulatedClock(MORNING)
        shop.create_shop(self.folders, store, clock, secrets.token_bytes).close()
        self.program = Program(Means(self.folders, store, clock, debounce_ms=0))
        super().__init__(self.program.window, self._rests)
        self.program.window.show()
        self.program.window.activateWindow()
        self.program.start()
        self.settle()
        self.type("a" + shop.ADMINISTRATOR.pin)
        self.key("enter")
        self.program._go("admin_settings")
        self.settle()

    def _rests(self) -> bool:
        current = self.program.window.current
        return self.program.is_idle and current is not None and current.name != StartingScreen.name

    def write_in(self, name: str, text: str) -> None:
        from PySide6.QtWidgets import QLineEdit  # noqa: PLC0415

        edit = self.find(QLineEdit, name)
        edit.setFocus()
        edit.selectAll()
        self.type(text)

    def close(self) -> None:
        self.settle()
        self.program.stop()
        self.program.window.close()
        self.program.window.deleteLater()


@pytest.fixture
def office(app: QApplication, tmp_path: Path) -> Iterator[Office]:
    seat = Office(tmp_path / "shop")
    yield seat
    seat.close()


def test_a_stick_is_chosen_by_touch_and_followed_at_once(office: Office, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    office.tap("settings_copies")
    assert "Aucun n’est choisi" in office.said()
    office.write_in("medium_edit", str(stick))
    office.tap("medium_do")
    assert "Complet, à l’instant." in office.said()
    opened = office.program.opened
    assert opened is not None
    found = second_medium.chosen(office.folders.config, opened.config.installation_id)
    assert found is not None
    assert found.parent == stick
    office.tap("medium_leave")
    assert "Aucun n’est choisi" in office.said()
    assert found.exists(), "leaving a medium deletes nothing"


def test_a_backup_is_made_checked_and_named(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    office.tap("settings_copies")
    office.write_in("backup_edit", str(folder))
    office.tap("backup_do")
    (made,) = folder.iterdir()
    assert made.name in office.said()
    check(read(made))


def test_a_folder_that_is_not_there_is_said_and_nothing_changes(office: Office, tmp_path: Path) -> None:
    office.tap("settings_copies")
    for card in ("medium", "backup"):
        office.write_in(f"{card}_edit", str(tmp_path / "nowhere"))
        office.tap(f"{card}_do")
        assert "n’existe pas" in office.said()
    assert not (tmp_path / "nowhere").exists()


def test_the_page_is_right_in_every_size(office: Office) -> None:
    office.tap("settings_copies")
    for width, height in ((1366, 768), (1024, 768), (1920, 1080)):
        assert checks.wrong_with(office.program.window, width, height) == []


def test_no_part_of_a_page_is_ever_a_window_that_takes_the_keys(office: Office) -> None:
    assert office.program.window.isActiveWindow()
