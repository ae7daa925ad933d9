"""A machine that joins at its first run: let in once, filled, ready to sell; each refusal says what is safe."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from recyclique_desktop.data.queries.catalogue import catalogue
from recyclique_desktop.data.queries.people import sign_in_tiles
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.first_run import FirstRun
from recyclique_desktop.flows.join import Newcomer, Progress
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.system import code_file, config
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.code_file import CodeFile
from recyclique_desktop.system.passwords import CHEAP
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import MemoryStore
from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.login.first_run_screen import FirstRunScreen
from recyclique_desktop.ui.main_window import MainWindow
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.progress import ProgressLine
from tests.known import MORNING
from tests.postgres import CentralDatabase
from tests.sync import real
from tests.ui import checks
from tests.ui.driver import Hands
from tests.ui.looks import Look, every_look

ACCESS = CodeFile(
    host="192.168.1.20", port=5432, database="recyclique", login="recyclique_enrol", password="x" * 20,
    code="K7QM-4TXB", kind=WorkstationKind.TILL,
)  # fmt: skip


class Told(FirstRun):
    """A first run whose centre answers what it is told."""

    answer: UserError | None = None
    asked: tuple[Newcomer, CodeFile] | None = None
    parts: tuple[tuple[int, int], ...] = ()

    def join(self, newcomer: Newcomer, access: CodeFile, on_progress: Progress) -> None:
        self.asked = (newcomer, access)
        for done, of in self.parts:
            on_progress(done, of)
        if self.answer is not None:
            raise self.answer


class Installer(Hands):
    """Hands at the first run of one folder."""

    def __init__(self, run: FirstRun, clock: SimulatedClock) -> None:
        self.main = MainWindow(clock)
        self.screen = FirstRunScreen(run, MainThreadBridge(self.main))
        super().__init__(self.main, lambda: self.screen.pending == 0)
        self.ended: list[str] = []
        self.closed = False
        self.screen.finished.connect(lambda: self.ended.append("finished"))
        self.main.add(self.screen)
        self.main.show()
        self.main.activateWindow()
        self.main.go("first_run")
        self.settle()

    def to_centre(self, way: str = "join") -> None:
        """Go to the access by touch."""
        self.tap("run_next")
        self.tap(f"run_way_{way}")
        self.tap("run_next")

    def field(self, name: str, text: str) -> None:
        edit = self.find(QLineEdit, f"{name}_edit")
        edit.setFocus()
        edit.selectAll()
        self.type(text)

    def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        self.settle()
        self.screen.stop()
        self.main.close()
        self.main.deleteLater()
        QTest.qWait(1)


def folders(root: Path) -> Folders:
    return Folders(root / "data", root / "config", root / "logs")


@pytest.fixture
def run(tmp_path: Path) -> Told:
    return Told(folders(tmp_path), MemoryStore(), SimulatedClock(MORNING), secrets.token_bytes, CHEAP)


@pytest.fixture
def installer(app: QApplication, run: Told) -> Iterator[Installer]:
    made = Installer(run, SimulatedClock(MORNING))
    yield made
    made.close()


def test_the_text_of_an_access_is_pasted_and_says_where_it_leads(installer: Installer, run: Told) -> None:
    run.answer = UserError("enrol.used")
    QApplication.clipboard().setText(ACCESS.model_dump_json())
    installer.to_centre()
    assert not installer.find(PrimaryButton, "run_next").isEnabled()
    installer.tap("access_paste")
    said = installer.said()
    assert "Centre 192.168.1.20 · base recyclique · code K7QM-4TXB" in said
    assert "Cet ordinateur doit reconnaître son certificat ; sinon rien n’est envoyé." in said
    installer.tap("run_next")
    assert run.asked == (Newcomer("Caisse 1", None), ACCESS)
    assert "Ce code a déjà servi." in installer.said()
    assert installer.screen.step == "centre"
    assert installer.find(PrimaryButton, "run_next").isEnabled(), "another try is one touch away"


def test_what_is_no_access_is_refused_before_anything_travels(installer: Installer, run: Told) -> None:
    QApplication.clipboard().setText("bonjour")
    installer.to_centre()
    installer.tap("access_paste")
    assert "Ce texte n’est pas un accès de poste." in installer.said()
    installer.field("access_file", "/nulle/part.json")
    installer.key("tab")
    assert "n’est pas un accès de poste" in installer.said()
    assert run.asked is None


def test_an_address_and_a_code_are_typed_by_keys_alone(installer: Installer, run: Told) -> None:
    run.answer = UserError("enrol.expired")
    installer.key("enter")
    installer.tab_to("run_way_join")
    installer.key("space")
    installer.tab_to("run_next")
    installer.key("enter")
    installer.tab_to("access_way_1")
    installer.key("space")
    installer.type("192.168.1.20")
    for text in ("", "", "k7qm4txb", "secret"):
        installer.key("tab")
        installer.type(text)
    installer.key("enter")
    assert run.asked is not None
    access = run.asked[1]
    assert (access.host, access.port, access.database, access.code, access.password) == (
        "192.168.1.20", 5432, "recyclique", "K7QM-4TXB", "secret",
    )  # fmt: skip


def test_a_short_code_says_how_many_characters_are_missing(installer: Installer) -> None:
    installer.to_centre()
    installer.tap("access_way_1")
    installer.field("access_code", "K7QM-4T")
    installer.key("tab")
    assert "Il manque 2 caractères : le code ressemble à K7QM-4TXB." in installer.said()
    assert not installer.find(PrimaryButton, "run_next").isEnabled()
    installer.key("enter")
    assert "Il manque l’adresse du centre." in installer.said()


def test_a_replaced_machine_is_named_by_the_code_of_its_tickets(installer: Installer, run: Told) -> None:
    run.answer = UserError("enrol.session_open")
    QApplication.clipboard().setText(ACCESS.model_dump_json())
    installer.to_centre("replace")
    installer.tap("access_paste")
    assert not installer.find(PrimaryButton, "run_next").isEnabled()
    installer.key("enter")
    assert "Il manque le code du poste à remplacer." in installer.said()
    installer.field("run_replaced", "c01")
    installer.tap("run_next")
    assert run.asked is not None
    assert run.asked[0] == Newcomer("Caisse 1", "C01")
    assert "La caisse du poste à remplacer est encore ouverte." in installer.said()


def test_going_back_to_a_new_shop_asks_for_no_centre(installer: Installer) -> None:
    installer.to_centre()
    installer.tap("run_back")
    installer.tap("run_way_alone")
    installer.tap("run_next")
    assert installer.screen.step == "shop"
    installer.tap("run_back")
    assert installer.screen.step == "way"


def test_what_arrives_is_counted(installer: Installer, run: Told) -> None:
    shown: list[str] = []
    bar = installer.screen.findChild(ProgressLine, "run_progress")
    assert bar is not None
    run.parts = ((0, 3400), (1200, 3400), (3400, 3400))
    run.answer = UserError("sync.absent")
    QApplication.clipboard().setText(ACCESS.model_dump_json())
    installer.to_centre()
    installer.tap("access_paste")
    bridge = installer.screen._bridge
    bridge._posted.connect(lambda _call: shown.append(bar.accessibleName()))
    installer.tap("run_next")
    installer.settle()
    assert "Le magasin arrive ici : 1\u00a0200 lignes sur 3\u00a0400." in shown
    assert bar.isHidden(), "it failed: the way is free for another try"
    assert "Le centre ne répond pas." in installer.said()


REFUSALS = (
    "enrol.unknown", "enrol.used", "enrol.expired", "enrol.paused", "enrol.empty", "enrol.older", "enrol.newer",
    "enrol.enrolled", "enrol.revoked", "enrol.session_open", "enrol.replaces", "sync.absent", "sync.slow", "sync.auth",
    "sync.tls", "sync.full", "sync.busy", "sync.refused", "sync.protocol", "sync.bug", "storage.full",
)  # fmt: skip


@every_look
def test_every_refusal_is_read_whole_in_every_look(app: QApplication, run: Told, look: Look) -> None:
    with look.worn(app):
        installer = Installer(run, SimulatedClock(MORNING))
        try:
            QApplication.clipboard().setText(ACCESS.model_dump_json())
            installer.tap("run_next")
            assert checks.wrong_with(installer.main, *look.size) == []
            installer.tap("run_way_replace")
            installer.tap("run_next")
            assert checks.wrong_with(installer.main, *look.size) == []
            installer.field("run_replaced", "C01")
            installer.tap("access_paste")
            for code in REFUSALS:
                run.answer = UserError(code)
                installer.tap("run_next")
                assert checks.cut_texts(installer.main) == [], code
            assert checks.wrong_with(installer.main, *look.size) == []
            installer.tap("access_way_1")
            installer.field("access_code", "K7QM-4T")
            installer.key("tab")
            assert checks.wrong_with(installer.main, *look.size) == []
        finally:
            installer.close()


@pytest.mark.postgres
def test_a_machine_joins_a_shop_that_sells_and_is_ready_to_sell_too(
    app: QApplication, tmp_path: Path, centre: CentralDatabase
) -> None:
    clock = SimulatedClock(SystemClock().now())
    with ExitStack() as posts:
        alone = real.alone(tmp_path / "one", clock)
        posts.callback(alone.opened.close)
        founded = real.found(alone, centre)
        founded.sync()
        path = tmp_path / "acces.json"
        code_file.write(path, real.code_for(centre, WorkstationKind.TILL))
        store, where = MemoryStore(), folders(tmp_path / "two")
        installer = Installer(FirstRun(where, store, clock, secrets.token_bytes, CHEAP), clock)
        posts.callback(installer.close)
        installer.field("run_register", "Caisse Sud")
        installer.to_centre()
        installer.field("access_file", str(path))
        installer.key("enter", "enter")
        assert installer.screen.step == "sheet"
        installer.close()
        again = Installer(FirstRun(where, store, clock, secrets.token_bytes, CHEAP), clock)
        posts.callback(again.close)
        assert again.screen.step == "sheet", "cut before the sheet was put away: it is asked for again"
        again.tap("run_sheet_kept")
        again.tap("run_next")
        assert again.ended == ["finished"]
        made = open_workstation(where, store, clock, secrets.token_bytes)
        posts.callback(made.close)
        assert (made.config.code, config.load(where.data).centre is not None) == ("C02", True)
        with made.db.reading() as session:
            assert workplace(session, made.station).workstation_name == "Caisse Sud"
            assert [tile.name for tile in sign_in_tiles(session, made.station.site_id)] == ["Aïcha M.", "Émilie R."]
            assert len(catalogue(session)) == 5
