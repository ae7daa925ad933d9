"""The whole program and a real centre: handed over by a button, the pill tells the truth, wishes are answered."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from recyclique_desktop.central import admission
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows.recovery_sheet import make_sheet
from recyclique_desktop.services import catalogue_edit
from recyclique_desktop.sync.status import Light
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.code_file import CodeFile
from recyclique_desktop.ui.means import Means
from recyclique_desktop.ui.widgets.pill import Pill
from tests.postgres import CentralDatabase
from tests.services.test_catalogue_edit import named
from tests.sync import real
from tests.sync.real import Post
from tests.ui.test_app import Running

pytestmark = [pytest.mark.postgres, pytest.mark.screen]
PATIENCE_MS = 20_000


class Till(Running):
    """The program on one folder whose centre is real."""

    def __init__(self, post: Post) -> None:
        chance = random.Random(9).randbytes
        make_sheet(post.opened, post.store, "La Clique", "C01 Caisse 1", chance)
        post.opened.close()
        super().__init__(Means(post.folders, post.store, post.clock, chance, debounce_ms=0))

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for what the exchange brings."""
        waited = 0
        while not is_so():
            QTest.qWait(20)
            waited += 20
            assert waited < PATIENCE_MS, f"never came: {self.said()}"
        self.settle()

    @property
    def light(self) -> Light:
        link = self.program.link
        assert link is not None
        return link.exchange.status.light

    @property
    def pill(self) -> str:
        return self.find(Pill, "header_pill").accessibleName()

    def row(self, words: str) -> str:
        """Return the name of the row that says these words."""
        return next(
            one.objectName()
            for one in self.window.findChildren(QWidget)
            if one.isVisible() and "_list_" in one.objectName() and words in one.accessibleName()
        )

    def write_in(self, name: str, text: str) -> None:
        edit = self.find(QLineEdit, name)
        edit.setFocus()
        edit.selectAll()
        self.type(text)


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return real.alone(tmp_path / "one", SimulatedClock(SystemClock().now()))


def paste(hands: Till, code: CodeFile) -> None:
    QApplication.clipboard().setText(code.model_dump_json())
    hands.tap("access_paste")


@pytest.fixture
def working(app: QApplication) -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def open_till(hands: Till) -> None:
    hands.key("enter")
    hands.type("t50")
    hands.key("enter")


def begin(working: ExitStack, post: Post) -> Till:
    hands = Till(post)
    working.callback(hands.stop)
    return hands


def test_a_shop_is_handed_over_by_one_button_and_nobody_is_sent_away(
    working: ExitStack, post: Post, centre: CentralDatabase
) -> None:
    hands = begin(working, post)
    assert hands.pill == "Poste seul"
    hands.come_in("a")
    hands.tap("header_pill")
    assert "Ce poste travaille seul" in hands.said()
    hands.key("enter")
    paste(hands, real.code_for(centre, WorkstationKind.TILL))
    hands.tap("join_go")
    hands.until(lambda: hands.light is Light.UP_TO_DATE)
    assert hands.page == "admin_sync"
    assert hands.pill == "À jour"
    assert "Tout est au centre" in hands.said()
    hands.tap("header_back")
    open_till(hands)
    assert hands.page == "sale"


def test_the_pill_follows_a_centre_that_goes_and_a_wish_that_it_answers(
    working: ExitStack, post: Post, centre: CentralDatabase
) -> None:
    real.found(post, centre)
    hands = begin(working, post)
    hands.until(lambda: hands.light is Light.UP_TO_DATE)
    hands.come_in("a")
    hands.tap("manage")
    hands.tap(hands.row("Livres & Médias"))
    hands.tap(hands.row("Livre,"))
    hands.write_in("category_price_edit", "1,50")
    hands.key("enter")
    hands.until(lambda: "à envoyer" not in hands.said())
    with centre.connect() as connection:
        price = connection.execute("SELECT price FROM public.categories WHERE name = 'Livre'").fetchone()
    assert price is not None
    assert str(price[0]) == "1.50"


def test_what_an_office_changes_is_on_the_screen_by_itself(
    working: ExitStack, post: Post, centre: CentralDatabase, tmp_path: Path
) -> None:
    real.found(post, centre)
    assert post.sync().is_good
    office = real.joined(tmp_path / "two", post.clock, real.code_for(centre, WorkstationKind.OFFICE), "Bureau")
    working.callback(office.close)
    hands = begin(working, post)
    hands.until(lambda: hands.light is Light.UP_TO_DATE)
    hands.come_in("a")
    hands.tap("manage")
    hands.tap(hands.row("Livres & Médias"))
    livre = named(office.shop, "Livre", "Livres & Médias")
    edit = catalogue_edit.EditCategory(livre.id, "Album", livre.price, livre.max_price)
    with office.opened.db.writing() as session:
        catalogue_edit.edit_category(session, edit, office.shop.admin, office.opened.station)
    assert office.sync().is_good
    hands.program.link.exchange.hurry()  # type: ignore[union-attr]
    hands.until(lambda: "Album" in hands.said())


def test_a_workstation_whose_password_is_lost_says_that_nothing_travels(
    working: ExitStack, post: Post, centre: CentralDatabase
) -> None:
    real.found(post, centre)
    name = f"{post.opened.config.installation_id}:centre"
    post.store.delete(name)
    hands = begin(working, post)
    hands.until(lambda: hands.light is Light.STOPPED)
    assert hands.pill == "Synchronisation arrêtée"
    hands.come_in("a")
    open_till(hands)
    assert hands.page == "sale", "selling needs no centre"


def test_a_workstation_whose_password_is_lost_comes_back_by_the_code_of_the_office_on_its_screen(
    working: ExitStack, post: Post, centre: CentralDatabase
) -> None:
    real.found(post, centre)
    post.sync()
    post.store.delete(f"{post.opened.config.installation_id}:centre")
    hands = begin(working, post)
    hands.until(lambda: hands.light is Light.STOPPED)
    hands.come_in("a")
    hands.tap("header_pill")
    assert "La synchronisation est arrêtée" in hands.said()
    hands.tap("sync_state_button")
    assert "Le bureau donne un code pour ce poste-ci." in hands.said()
    made, kind = admission.issue_code_for(centre.dsn, "C01", 30)
    paste(hands, CodeFile(
        host="127.0.0.1", port=made.port, database=made.database, login=made.login, password=made.password,
        code=made.code, kind=kind,
    ))  # fmt: skip
    hands.tap("join_go")
    hands.until(lambda: hands.light is Light.UP_TO_DATE)
    assert hands.page == "admin_sync"
    with centre.connect() as connection:
        row = connection.execute("SELECT count(*) FROM sync.ledger WHERE act = 'workstation.started'").fetchone()
    assert row is not None
    assert row[0] >= 1


def test_the_program_lets_go_of_a_handing_over_when_it_is_closed(
    working: ExitStack, post: Post, centre: CentralDatabase
) -> None:
    hands = begin(working, post)
    hands.come_in("a")
    hands.tap("header_pill")
    hands.key("enter")
    paste(hands, real.code_for(centre, WorkstationKind.TILL))
    hands.program.link._stopping.set()  # type: ignore[union-attr]
    hands.tap("join_go")
    assert hands.page == "admin_join"
    assert hands.pill == "Poste seul"
    assert hands.program.opened is not None
    assert hands.program.opened.config.centre is None
