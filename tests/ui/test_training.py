"""The training through the real window: nobody takes it for the shop, and the shop is found again as it was."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import nullcontext

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from recyclique_desktop.app import Means, Program
from recyclique_desktop.data.models import Sale, User
from recyclique_desktop.data.queries.till import open_draft, open_session_of
from recyclique_desktop.data.verify import verify
from recyclique_desktop.demo import shop
from recyclique_desktop.flows import training
from recyclique_desktop.flows.workstation import DATABASE_FILE, OpenWorkstation
from recyclique_desktop.system import config
from recyclique_desktop.system.config import CentreConfig
from recyclique_desktop.system.secrets import CENTRE, secret_name
from recyclique_desktop.ui import theme
from recyclique_desktop.ui.training_frame import Band, Watermark
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog
from recyclique_desktop.ui.widgets.geometry import FOOT
from recyclique_desktop.ui.widgets.pill import Pill
from tests.ui import checks
from tests.ui.driver import Hands
from tests.ui.test_app import Running, means, template

__all__ = ["means", "template"]
pytestmark = pytest.mark.screen


@pytest.fixture
def run(app: QApplication, means: Means) -> Iterator[Callable[[], Running]]:
    started: list[Running] = []

    def start() -> Running:
        started.append(Running(means))
        return started[-1]

    yield start
    for one in started:
        one.stop()
    theme.apply(app, theme.LIGHT)


def practise(hands: Running) -> None:
    """Sign in as somebody who may, and go into the training: two touches from home."""
    hands.come_in("a", shop.ADMINISTRATOR.pin)
    hands.tap("training_go")
    assert hands.page == "training"
    hands.tap("training_go")
    hands.settle()


def go(hands: Running, name: str) -> None:
    context = hands.program.context
    assert context is not None
    context.go(name)
    hands.settle()


def opened(hands: Running) -> OpenWorkstation:
    found = hands.program.opened
    assert found is not None
    return found


def open_the_till(hands: Running) -> None:
    """From home to the first tile."""
    hands.key("enter")
    hands.settle()
    if hands.window.findChild(QWidget, "opening_strip") is not None:
        hands.tap("opening_strip")
    hands.type("50")
    hands.key("enter")
    hands.settle()
    assert hands.page == "sale"


def test_the_training_opens_on_who_are_you_in_violet_between_two_bands(run: Callable[[], Running]) -> None:
    hands = run()
    practise(hands)
    assert hands.page == "sign_in"
    assert theme.active_theme() is theme.TRAINING
    assert "ENTRAÎNEMENT · rien n’est encaissé" in hands.said()
    assert "Entraînement · aucun euro, aucun kilo n’est compté" in hands.said()
    assert hands.window.findChild(Watermark) is not None
    assert opened(hands).station.code == "E"


def test_the_shop_is_found_again_with_its_session_and_ticket_after_a_training(run: Callable[[], Running]) -> None:
    hands = run()
    hands.come_in("a", shop.ADMINISTRATOR.pin)
    open_the_till(hands)
    hands.type("aa1")
    hands.key("enter", "enter")
    real = opened(hands)
    with real.db.reading() as session:
        before = open_session_of(session, real.station), open_draft(session, real.station)
    go(hands, "training")
    hands.tap("training_go")
    hands.settle()
    hands.come_in("a", shop.ADMINISTRATOR.pin)
    open_the_till(hands)
    go(hands, "training")
    hands.tap("training_go")
    hands.settle()
    assert theme.active_theme() is theme.LIGHT
    assert hands.window.findChild(Band) is None
    real = opened(hands)
    assert real.station.code == "C01"
    with real.db.reading() as session:
        assert (open_session_of(session, real.station), open_draft(session, real.station)) == before
        assert verify(session.connection(), real.trust, full=True).is_sound
        assert session.scalars(select(Sale)).all() == []


def test_the_pill_says_that_nothing_is_sent_and_leads_to_the_way_out(run: Callable[[], Running]) -> None:
    hands = run()
    practise(hands)
    hands.come_in("a", shop.ADMINISTRATOR.pin)
    assert hands.find(Pill, "header_pill").accessibleName() == "Rien n’est envoyé"
    hands.tap("header_pill")
    assert hands.page == "training"
    assert "Vous vous entraînez" in hands.said()


def test_who_may_not_practise_is_told_so(run: Callable[[], Running]) -> None:
    hands = run()
    hands.come_in()
    go(hands, "training")
    assert "Votre compte ne permet pas de s’entraîner." in hands.said()
    assert not hands.find(QWidget, "training_go").isEnabled()


def test_going_into_the_training_is_in_the_shops_journal_with_who_did(run: Callable[[], Running]) -> None:
    hands = run()
    practise(hands)
    go_out(hands)
    real = opened(hands)
    with real.db.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT act FROM journal WHERE act = 'training.entered'").all()
    assert len(rows) == 1


def go_out(hands: Running) -> None:
    hands.tap("header_back")
    hands.settle()
    assert theme.active_theme() is theme.LIGHT


def test_the_way_out_is_there_before_anybody_signed_in(run: Callable[[], Running]) -> None:
    hands = run()
    practise(hands)
    assert "Quitter l’entraînement" in hands.said()
    go_out(hands)
    assert opened(hands).station.code == "C01"


def test_every_dialog_of_the_training_says_what_it_is(run: Callable[[], Running]) -> None:
    hands = run()
    practise(hands)
    dialog = ConfirmDialog("ask", "Abandonner ?", "Rien.", confirm="Abandonner", keep="Garder", parent=hands.window)
    dialog.ask()
    QTest.qWait(5)
    assert dialog.findChild(Band) is not None
    assert dialog.findChild(Watermark) is not None
    assert checks.cut_texts(dialog) == []
    dialog.reject()


def test_starting_from_zero_asks_first_and_empties_the_training_alone(run: Callable[[], Running], means: Means) -> None:
    hands = run()
    practise(hands)
    hands.come_in("a", shop.ADMINISTRATOR.pin)
    open_the_till(hands)
    go(hands, "training")
    hands.tap("training_empty")
    QTest.qWait(5)
    assert "Recommencer à zéro ?" in hands.said()
    hands.tap("training_ask_confirm")
    hands.settle()
    assert hands.page == "sign_in"
    assert (means.folders.data / training.PUT_ASIDE).is_dir()
    practice = opened(hands)
    assert practice.station.code == "E"
    with practice.db.reading() as session:
        assert open_session_of(session, practice.station) is None


class Ear:
    """Hears who knocks at the place where the centre should be."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0)
        self.port = int(self._socket.getsockname()[1])

    @property
    def heard(self) -> bool:
        try:
            self._socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def joined(means: Means) -> Iterator[Ear]:
    """The shop has a centre: whoever asks for it is heard."""
    ear = Ear()
    loaded = config.load(means.folders.data)
    centre = CentreConfig(host="127.0.0.1", port=ear.port, database="x", sslmode="disable", role="x")
    config.save(means.folders.data, loaded.changed(centre=centre))
    means.store.set(secret_name(loaded.installation_id, CENTRE), b"x")
    yield ear
    ear.close()


def knocks(ear: Ear, tries: int) -> bool:
    """Wait for the exchange to begin, which it does after some 300 ms."""
    for _ in range(tries):
        QTest.qWait(25)
        if ear.heard:
            return True
    return False


class Practising(Running):
    """``--training``: the window opens on the training."""

    def __init__(self, means: Means) -> None:
        self.program = Program(means)
        self.failure = self.program.window.screen_named("failure")
        Hands.__init__(self, self.program.window, self._rests)
        self.program.window.show()
        self.program.window.activateWindow()
        self.program.training.begin_alone()
        self.settle()


@pytest.fixture
def practising(app: QApplication, means: Means) -> Iterator[Callable[[], Practising]]:
    started: list[Practising] = []

    def start() -> Practising:
        started.append(Practising(means))
        return started[-1]

    yield start
    for one in started:
        one.stop()
    theme.apply(app, theme.LIGHT)


def test_a_shop_with_a_centre_is_not_heard_of_there_while_people_practise(
    practising: Callable[[], Practising], joined: Ear
) -> None:
    hands = practising()
    hands.come_in("a", shop.ADMINISTRATOR.pin)
    open_the_till(hands)
    assert not knocks(joined, 40)
    hands.program.training.leave()
    hands.settle()
    assert knocks(joined, 800)  # the shop itself asks for its centre again


def test_started_for_the_training_the_window_only_reads_the_shop(
    practising: Callable[[], Practising], means: Means
) -> None:
    before = (means.folders.data / DATABASE_FILE).read_bytes()
    hands = practising()
    assert hands.page == "sign_in"
    assert opened(hands).station.code == "E"
    assert (means.folders.data / DATABASE_FILE).read_bytes() == before


def test_a_shop_that_cannot_be_read_leaves_a_way_out_of_the_training(
    practising: Callable[[], Practising], means: Means
) -> None:
    kept = (means.folders.data / DATABASE_FILE).read_bytes()
    (means.folders.data / DATABASE_FILE).unlink()
    hands = practising()
    assert hands.page == "failure"
    (means.folders.data / DATABASE_FILE).write_bytes(kept)
    hands.tap("header_back")
    assert hands.page == "sign_in"
    assert opened(hands).station.code == "C01"


def test_administration_cannot_be_reached_from_the_training(run: Callable[[], Running]) -> None:
    hands = run()
    practise(hands)
    hands.come_in("a", shop.ADMINISTRATOR.pin)
    go(hands, "admin_categories")
    assert hands.page == "training"


@pytest.mark.parametrize(("size", "long_words"), [(checks.DESIGN, False), (checks.NARROW, True)])
def test_nothing_is_cut_between_the_bands(run: Callable[[], Running], size: tuple[int, int], long_words: bool) -> None:
    with checks.stretched() if long_words else nullcontext():
        hands = run()
        practise(hands)
        hands.window.resize(*size)
        found = wrong(hands)
        hands.come_in("a", shop.ADMINISTRATOR.pin)
        found += wrong(hands)
        open_the_till(hands)
        found += wrong(hands)
        go(hands, "training")
        found += wrong(hands)
    assert found == []


def wrong(hands: Running) -> list[str]:
    page = hands.program.window.current
    assert page is not None
    size = hands.window.width(), hands.window.height()
    bands = [one for band in hands.window.findChildren(Band) for one in checks.cut_texts(band)]
    room = (page.width(), page.height())
    assert room[1] == size[1] - 64 - 72
    judged = (checks.cut_texts, checks.small_targets, checks.nameless, checks.crowded, checks.rival_primaries)
    return [*bands, *(sentence for check in judged for sentence in check(page))]


def test_a_window_that_is_low_gives_the_bands_less_and_keeps_their_words(run: Callable[[], Running]) -> None:
    hands = run()
    practise(hands)
    hands.window.resize(683, 384)
    QTest.qWait(20)
    bands = hands.window.findChildren(Band)
    assert [band.height() for band in bands] == [22, 22]
    assert hands.window.property(FOOT) == 44
    assert [sentence for band in bands for sentence in checks.cut_texts(band)] == []
    hands.window.resize(*checks.DESIGN)
    QTest.qWait(20)
    assert [band.height() for band in bands] == [36, 36]


def test_wrong_codes_in_the_training_are_wrong_codes_at_the_till(run: Callable[[], Running]) -> None:
    hands = run()
    practise(hands)
    for _ in range(2):
        hands.come_in("a", "9999")
    hands.tap("header_back")
    hands.settle()
    context = hands.program.context
    assert context is not None
    with opened(hands).db.reading() as session:
        aicha = session.scalars(select(User.id).where(User.first_name == "Aïcha")).one()
    assert context.throttle.load(aicha).failures == 2


def test_who_locks_the_training_behind_her_leaves_no_way_into_it_but_out(run: Callable[[], Running]) -> None:
    hands = run()
    practise(hands)
    hands.come_in("a", shop.ADMINISTRATOR.pin)
    open_the_till(hands)
    assert hands.program.guard is not None
    QTest.keyClick(hands.window, Qt.Key.Key_F9)
    hands.settle()
    assert hands.program.window.is_covered
    hands.tap("header_back")
    hands.settle()
    assert (hands.page, hands.program.window.is_covered) == ("sign_in", False)
    assert opened(hands).station.code == "C01"
