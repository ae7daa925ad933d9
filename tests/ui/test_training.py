"""The training through the real window: nobody takes it for the shop, and the shop is found again as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from recyclique_desktop.app import Means
from recyclique_desktop.data.models import Sale
from recyclique_desktop.data.queries.till import open_draft, open_session_of
from recyclique_desktop.data.verify import verify
from recyclique_desktop.demo import shop
from recyclique_desktop.flows import training
from recyclique_desktop.flows.workstation import OpenWorkstation
from recyclique_desktop.ui import theme
from recyclique_desktop.ui.training_frame import Band, Watermark
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog
from recyclique_desktop.ui.widgets.pill import Pill
from tests.ui import checks
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
    """Sign in as somebody who may, and go into the training."""
    hands.come_in("a", shop.ADMINISTRATOR.pin)
    go(hands, "training")
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
