"""The program as a whole: it opens, says what it cannot do, comes back after a cut, and lets go of everything."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from recyclique_desktop.app import Means, Program, main, settle_memory
from recyclique_desktop.data.models import UserSession
from recyclique_desktop.data.queries.till import open_draft
from recyclique_desktop.demo import shop
from recyclique_desktop.domain.clock import PARIS, SimulatedClock
from recyclique_desktop.flows.startup import CHECKS
from recyclique_desktop.flows.workstation import DATABASE_FILE, open_workstation
from recyclique_desktop.system.config import FILE_NAME
from recyclique_desktop.system.lock import InstanceLock
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import FileStore, MemoryStore
from recyclique_desktop.ui.one_window import OneWindow, name_of, raise_other
from recyclique_desktop.ui.startup import FailureScreen, StartingScreen
from tests.ui import checks
from tests.ui.driver import Hands
from tests.ui.looks import Look, every_look

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=PARIS)
ROOT = Path(__file__).resolve().parents[2]


class Running(Hands):
    """The program on one folder, with hands at it."""

    def __init__(self, means: Means) -> None:
        self.program = Program(means)
        self.failure = self.program.window.screen_named("failure")
        super().__init__(self.program.window, self._rests)
        self.program.window.show()
        self.program.window.activateWindow()
        self.program.start()
        self.settle()

    @property
    def page(self) -> str:
        """Name of the screen shown."""
        current = self.program.window.current
        return current.name if current is not None else ""

    def _rests(self) -> bool:
        return self.page == "failure" or (self.program.is_idle and self.page != StartingScreen.name)

    def come_in(self, first_name: str = "e", pin: str = "2580") -> None:
        """Sign in."""
        self.type(first_name + pin)
        self.key("enter")

    def stop(self) -> None:
        """End the program as closing its window does."""
        QTest.qWait(5)
        self.program.stop()
        self.program.window.close()
        self.program.window.deleteLater()
        QTest.qWait(1)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MemoryStore]:
    """A demonstration shop, made once, and its keys."""
    folder = tmp_path_factory.mktemp("demo")
    store = MemoryStore()
    made = shop.create_shop(Folders(folder, folder / "config", folder / "logs"), store, SimulatedClock(NOW), os.urandom)
    made.close()
    return folder, store


@pytest.fixture
def means(template: tuple[Path, MemoryStore], tmp_path: Path) -> Means:
    """A copy of that shop."""
    folder, store = template
    data = tmp_path / "data"
    data.mkdir()
    for name in (DATABASE_FILE, FILE_NAME):
        (data / name).write_bytes((folder / name).read_bytes())
    return Means(Folders(data, tmp_path / "config", tmp_path / "logs"), store, SimulatedClock(NOW), debounce_ms=0)


@pytest.fixture
def run(app: QApplication, means: Means) -> Iterator[Callable[[], Running]]:
    started: list[Running] = []

    def start() -> Running:
        started.append(Running(means))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def sell_one(hands: Running) -> None:
    hands.type("aa1")
    hands.key("enter", "enter")


def test_the_program_opens_on_who_are_you(run: Callable[[], Running]) -> None:
    hands = run()
    assert hands.page == "sign_in"
    assert "Qui êtes-vous ?" in hands.said()
    assert "Poste seul" in hands.said()


def test_the_padlock_signs_out_and_the_next_one_finds_the_ticket_where_it_was(run: Callable[[], Running]) -> None:
    hands = run()
    hands.come_in()
    hands.key("enter")
    hands.type("t50")
    hands.key("enter")
    sell_one(hands)
    hands.tap("header_lock")
    assert hands.page == "sign_in"
    hands.come_in("k", "1470")
    assert hands.page == "sale"
    opened = hands.program.opened
    assert opened is not None
    with opened.db.reading() as session:
        draft = open_draft(session, opened.station)
        ended = [
            row.revoked_at is not None for row in session.scalars(select(UserSession).order_by(UserSession.issued_at))
        ]
    assert draft is not None
    assert len(draft.lines) == 1
    assert ended[0]


def test_a_ticket_is_offered_again_after_a_power_cut(run: Callable[[], Running]) -> None:
    hands = run()
    hands.come_in()
    hands.key("enter")
    hands.type("t50")
    hands.key("enter")
    sell_one(hands)
    hands.program.stop()
    again = run()
    again.come_in()
    assert again.shows("resume_draft")
    again.tap("resume_draft")
    assert again.page == "sale"


def test_nobody_is_left_signed_in_behind_the_padlock(run: Callable[[], Running]) -> None:
    hands = run()
    hands.come_in()
    hands.tap("change_person")
    context = hands.program.context
    assert context is not None
    assert context.presence.person is None
    assert not hands.shows("header_lock")


def test_an_answer_after_the_padlock_opens_no_page_that_nobody_may_work_on(run: Callable[[], Running]) -> None:
    hands = run()
    hands.come_in()
    hands.tap("header_lock")
    context = hands.program.context
    assert context is not None
    context.go("sale")  # what a slow disk's answer would still ask for
    hands.settle()
    assert hands.page == "sign_in"
    hands.come_in("k", "1470")
    assert hands.page == "home"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda means: (means.folders.data / FILE_NAME).write_text("rien", "utf-8"), "est illisible"),
        (lambda means: (means.folders.data / DATABASE_FILE).write_bytes(b"x" * 9000), "La clé n’ouvre pas"),
        (lambda means: (means.folders.data / DATABASE_FILE).unlink(), "est introuvable"),
    ],
    ids=["configuration", "database", "no-database"],
)
def test_what_is_damaged_is_one_sentence_and_one_button(
    run: Callable[[], Running], means: Means, spoil: Callable[[Means], object], said: str
) -> None:
    spoil(means)
    hands = run()
    assert hands.page == "failure"
    assert said in hands.said()
    assert "Traceback" not in hands.said()
    assert hands.shows("failure_button")


def test_a_lost_key_says_where_it_was_looked_for_and_what_to_take(app: QApplication, means: Means) -> None:
    hands = Running(Means(means.folders, MemoryStore(), means.clock))
    assert "feuille de secours" in hands.said()
    hands.stop()


def test_trying_again_opens_the_shop_once_the_cause_is_gone(run: Callable[[], Running], means: Means) -> None:
    other = InstanceLock(means.folders.data)
    other.acquire()
    hands = run()
    assert "déjà ouvert" in hands.said()
    other.release()
    hands.key("enter")
    assert hands.page == "sign_in"


def test_a_bug_is_one_sentence_and_what_was_sold_stays(run: Callable[[], Running]) -> None:
    hands = run()
    hands.program.crash("Traceback …")
    QTest.qWait(10)
    assert hands.page == "failure"
    assert "Traceback" not in hands.said()
    hands.key("enter")
    assert not hands.program.window.isVisible()


def test_a_damaged_journal_is_told_in_the_header_and_the_shop_still_opens(
    run: Callable[[], Running], means: Means
) -> None:
    made = open_workstation(means.folders, means.store, means.clock, os.urandom)
    with made.db.connection() as connection:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
        for (name,) in connection.exec_driver_sql(triggers).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE journal SET payload = x'7b7d' WHERE seq = 2")
        connection.commit()
    made.close()
    hands = run()
    assert hands.page == "sign_in"
    assert "Journal à vérifier" in hands.said()


def test_an_empty_folder_begins_the_first_run(app: QApplication, tmp_path: Path) -> None:
    hands = Running.__new__(Running)
    program = Program(
        Means(Folders(tmp_path / "d", tmp_path / "c", tmp_path / "l"), MemoryStore(), SimulatedClock(NOW))
    )
    hands.program = program
    Hands.__init__(hands, program.window, lambda: hands.page == "first_run")
    program.window.show()
    program.start()
    hands.settle()
    assert "Comment s’appelle cette caisse ?" in hands.said()
    hands.stop()
    assert not (tmp_path / "d" / DATABASE_FILE).exists()


def test_stopping_leaves_a_file_that_the_next_start_opens(run: Callable[[], Running], means: Means) -> None:
    hands = run()
    hands.come_in()
    hands.program.stop()
    assert (
        not (means.folders.data / f"{DATABASE_FILE}-wal").exists()
        or not (means.folders.data / f"{DATABASE_FILE}-wal").stat().st_size
    )
    open_workstation(means.folders, means.store, means.clock, os.urandom).close()


def test_a_second_start_raises_the_first_window(app: QApplication, tmp_path: Path) -> None:
    asked: list[bool] = []
    first = OneWindow(name_of(tmp_path))
    first.asked.connect(lambda: asked.append(True))
    assert raise_other(name_of(tmp_path))
    QTest.qWait(50)
    assert asked == [True]
    first.close()


def test_another_folder_is_another_window(app: QApplication, tmp_path: Path) -> None:
    first = OneWindow(name_of(tmp_path / "a"))
    assert not raise_other(name_of(tmp_path / "b"))
    first.close()


def command(*options: str, folder: Path, timeout: int = 120) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "RECYCLIQUE_CONFIG_DIR": str(folder / "config")}
    environment.pop("DISPLAY", None)
    return subprocess.run(
        [sys.executable, "-m", "recyclique_desktop", *options],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip


@pytest.fixture
def on_disk(tmp_path: Path) -> Path:
    """A shop whose keys are in a file, as other processes find them."""
    where = Folders(tmp_path / "shop", tmp_path / "config", tmp_path / "shop" / "logs")
    shop.create_shop(where, FileStore(where.config), SimulatedClock(NOW), os.urandom).close()
    return tmp_path


@pytest.mark.slow
def test_check_says_line_by_line_what_is_in_order(on_disk: Path) -> None:
    done = command("--check", "--data-dir", str(on_disk / "shop"), folder=on_disk)
    assert (done.returncode, done.stdout.count("✓"), done.stderr) == (0, len(CHECKS), "")


@pytest.mark.slow
def test_check_of_an_empty_folder_is_a_sentence_and_a_failure(tmp_path: Path) -> None:
    done = command("--check", "--data-dir", str(tmp_path / "shop"), folder=tmp_path)
    assert done.returncode == 1
    assert "Aucun poste n’est installé" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_second_window_raises_the_first_and_ends_well(on_disk: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "RECYCLIQUE_CONFIG_DIR": str(on_disk / "config")}
    data = on_disk / "shop"
    first = subprocess.Popen(
        [sys.executable, "-m", "recyclique_desktop", "--data-dir", str(data)], cwd=ROOT, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        limit = time.monotonic() + 30
        while not (data / "instance.lock").exists() and time.monotonic() < limit:
            time.sleep(0.1)
        began = time.monotonic()
        second = command("--data-dir", str(data), folder=on_disk, timeout=30)
        assert second.returncode == 0
        assert time.monotonic() - began < 20
        assert first.poll() is None
    finally:
        first.terminate()
        first.wait(20)


def test_what_the_program_is_made_of_is_left_out_of_later_collections() -> None:
    before, built = gc.get_freeze_count(), [[number] for number in range(20_000)]
    settle_memory()
    assert gc.get_freeze_count() >= before + len(built)


def test_each_start_is_in_the_history_once(run: Callable[[], Running]) -> None:
    hands = run()
    hands.come_in()
    assert starts(hands) == 1
    hands.program.start()
    hands.settle()
    hands.come_in()
    assert starts(hands) == 2


def starts(hands: Running) -> int:
    opened = hands.program.opened
    assert opened is not None
    with opened.db.reading() as session:
        query = "SELECT count(*) FROM audit_logs WHERE action_type = 'workstation_started'"
        return int(session.connection().exec_driver_sql(query).scalar_one())


@pytest.mark.slow
def test_an_option_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert command("--vendre", folder=tmp_path).returncode == 2


def test_the_options_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    assert "--demo" in capsys.readouterr().out


@every_look
def test_every_word_of_a_failure_fits(app: QApplication, means: Means, look: Look) -> None:
    (means.folders.data / DATABASE_FILE).write_bytes(b"x" * 9000)
    with look.worn(app):
        hands = Running(means)
        assert isinstance(hands.failure, FailureScreen)
        try:
            assert checks.wrong_with(hands.program.window, *look.size) == []
        finally:
            hands.stop()
