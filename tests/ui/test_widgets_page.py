"""What stands on a page: tiles that keep their place, messages that move nothing, zones, fields, questions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from recyclique_desktop.ui import theme
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import BoxButton
from recyclique_desktop.ui.widgets.buttons import IconButton
from recyclique_desktop.ui.widgets.geometry import RIGHT, layout_for
from recyclique_desktop.ui.widgets.header import Header
from recyclique_desktop.ui.widgets.message import BAND, Message, MessageBand, MessageKind, Notice
from recyclique_desktop.ui.widgets.people import PersonTile, PinDots
from recyclique_desktop.ui.widgets.pill import Badge, Pill, PillState
from recyclique_desktop.ui.widgets.rows import (
    Strip,
)
from recyclique_desktop.ui.widgets.steps import Step, StepBar, StepList, StepState
from recyclique_desktop.ui.widgets.zones import ThreeZones
from tests.ui import checks
from tests.ui.conftest import Show

STEPS = (
    Step("category", "Catégorie", weight=11),
    Step("sub", "Sous-catégorie", "Sous-cat.", weight=13, short_weight=10),
    Step("weight", "Poids"),
    Step("quantity", "Quantité", "Qté"),
    Step("price", "Prix"),
)
FAILURE = Message(
    MessageKind.FAILED, "Le ticket 0126 n’est pas imprimé.",
    "La vente est enregistrée (24,50 €). Remettez du papier, puis réimprimez.", "Réimprimer",
    icon="printer", closable=True,
)  # fmt: skip
LONG_NAME = "Petit meuble / chaise en plastique/stratifié"
# messages


def test_a_message_moves_nothing_around_it(show: Show) -> None:
    band, below = MessageBand("band"), Strip("strip", "balance vide")
    window = show(band, below, width=646)
    before = (band.geometry(), below.geometry())
    for message in (FAILURE, Message(MessageKind.NOTE, "Chemise, top ajoutée · 6,00 €", button="Annuler")):
        band.say(message)
        QApplication.processEvents()
        assert (band.geometry(), below.geometry()) == before
    band.clear()
    QApplication.processEvents()
    assert (band.geometry(), below.geometry()) == before
    assert band.height() == BAND
    assert checks.cut_texts(window) == []


@pytest.mark.parametrize("width", [646, 456])
@pytest.mark.parametrize("kind", list(MessageKind))
def test_a_message_of_a_hundred_and_forty_characters_is_read_whole(show: Show, width: int, kind: MessageKind) -> None:
    band = MessageBand("band")
    band.setFixedWidth(width)
    window = show(band, width=width + 40)
    band.say(
        Message(kind, "Le réseau est coupé.", "Continuez à vendre : 7 tickets sont gardés ici.", "Voir", closable=True)
    )
    QApplication.processEvents()
    assert checks.cut_texts(window) == []
    assert checks.small_targets(window) == []
    assert checks.crowded(window) == []


@pytest.mark.parametrize("folded", [False, True], ids=["band", "folded"])
@pytest.mark.parametrize("name", ["Livre", LONG_NAME, "Lot 12 " * 11 + "12"], ids=["short", "long", "longest"])
@pytest.mark.parametrize("detail", ["", "C’est sous le prix de la liste : 1 234,00 €."], ids=["told", "warned"])
def test_a_line_added_is_never_told_without_its_whole_amount(show: Show, name: str, detail: str, folded: bool) -> None:
    kind = MessageKind.LOOK if detail else MessageKind.NOTE
    band = MessageBand("band")
    band.setFixedWidth(659 if folded else 456)
    band.set_folded(folded)
    window = show(band, width=760)
    words = checks.stretch(f"Ajouté : {name} · 1 234,56 €")
    band.say(Message(kind, words, detail, button="Annuler", button_icon="undo-2"))
    QTest.qWait(1)
    assert checks.cut_texts(window) == []
    assert checks.cut_amounts(window) == []
    assert checks.small_targets(window) == []
    assert any(label.text().endswith("· 1 234,56 €") for label in band.findChildren(QLabel))
    assert any(notice.accessibleName().startswith(words) for notice in band.findChildren(Notice))


def test_the_button_of_a_message_and_its_cross_say_which(show: Show, qtbot: QtBot) -> None:
    band = MessageBand("band")
    show(band, width=646)
    band.say(FAILURE)
    QApplication.processEvents()
    with qtbot.waitSignal(band.acted, timeout=500):
        QTest.mouseClick(band.button, Qt.MouseButton.LeftButton)
    assert band.message == FAILURE
    cross = band.findChild(IconButton)
    assert cross is not None
    with qtbot.waitSignal(band.closed, timeout=500):
        QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert band.message is None


def test_undo_stays_its_time_then_goes(show: Show, qtbot: QtBot) -> None:
    band = MessageBand("band")
    show(band, width=646)
    band.say(Message(MessageKind.NOTE, "Ligne retirée", button="Annuler", lasts_ms=60))
    with qtbot.waitSignal(band.closed, timeout=2000):
        pass
    assert band.message is None


def test_a_new_message_is_not_taken_away_by_the_time_of_the_former(show: Show, qtbot: QtBot) -> None:
    band = MessageBand("band")
    show(band, width=646)
    band.say(Message(MessageKind.NOTE, "Ligne retirée", lasts_ms=60))
    band.say(FAILURE)
    QTest.qWait(150)
    assert band.message == FAILURE


def test_a_message_fades_in_unless_animations_are_reduced(app: QApplication, show: Show, qtbot: QtBot) -> None:
    band = MessageBand("band")
    show(band, width=646)
    band.say(FAILURE)
    QApplication.processEvents()
    settled = band.grab().toImage()
    theme.reduce_animations(app, reduced=False)
    band.say(FAILURE)
    assert band.grab().toImage() != settled
    qtbot.waitUntil(lambda: band.grab().toImage() == settled, timeout=2000)


# pills and header


@pytest.mark.parametrize("state", list(PillState))
def test_a_pill_says_its_state_in_words_and_icon(show: Show, state: PillState) -> None:
    pill, badge = Pill("pill", PillState.ALONE, "Poste seul"), Badge("badge", state, "3 à envoyer")
    window = show(pill, badge)
    pill.set_state(state, "Hors ligne depuis 10:42 · 7 à envoyer")
    QApplication.processEvents()
    assert (pill.state, pill.label, pill.accessibleName()) == (
        state,
        pill.label,
        "Hors ligne depuis 10:42 · 7 à envoyer",
    )
    assert pill.height() == Height.PILL_HIT
    assert checks.cut_texts(window) == []


def test_no_two_states_of_the_pill_look_alike(show: Show) -> None:
    pill = Pill("pill", PillState.ALONE, "Poste")
    show(pill)
    pictures = []
    for state in (PillState.UP_TO_DATE, PillState.TO_SEND, PillState.OFFLINE, PillState.LOOK, PillState.STOPPED):
        pill.set_state(state, "Poste")
        QApplication.processEvents()
        pictures.append(pill.grab().toImage())
    assert all(one != other for at, one in enumerate(pictures) for other in pictures[at + 1 :])


@pytest.mark.parametrize(("width", "narrow"), [(1366, False), (1024, True)])
def test_the_header_holds_its_longest_words(show: Show, width: int, narrow: bool) -> None:
    header = Header("header", "Caisse 1", "La Clique · session 42")
    header.setFixedWidth(width)
    header.set_narrow(narrow)
    header.set_back("Revenir au ticket")
    header.set_person("JP", "Jean-Pierre V.")
    header.set_clock("11:26")
    header.pill.set_state(PillState.OFFLINE, "Hors ligne depuis 10:42 · 7 à envoyer")
    window = show(header, width=width + 30)
    assert checks.cut_texts(window) == []
    assert checks.crowded(window) == []
    assert checks.nameless(window) == []
    assert checks.small_targets(window) == []


def test_the_header_tells_the_page_what_was_asked(show: Show, qtbot: QtBot) -> None:
    header = Header("header", "Caisse 1")
    header.set_back("Annuler")
    header.set_person("É", "Émilie R.")
    window = show(header, width=1000)
    for name, signal in (("header_back", header.back), ("header_lock", header.lock), ("header_pill", header.sync)):
        button = window.findChild(BoxButton, name)
        assert button is not None
        with qtbot.waitSignal(signal, timeout=500):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_nobody_signed_in_shows_no_name_and_no_padlock(show: Show) -> None:
    header = Header("header", "RecyClique")
    window = show(header, width=1000)
    header.set_person("", "")
    assert "header_lock" not in [b.objectName() for b in window.findChildren(BoxButton) if b.isVisibleTo(window)]


# steps


@pytest.mark.parametrize(("width", "narrow"), [(646, False), (456, True)])
def test_the_steps_hold_their_words_done_or_not(show: Show, width: int, narrow: bool) -> None:
    bar = StepBar("steps", STEPS)
    bar.setFixedWidth(width)
    bar.set_narrow(narrow)
    window = show(bar, width=width + 30)
    for at in range(len(STEPS)):
        bar.set_states({step.key: _state(place, at) for place, step in enumerate(STEPS)})
        QApplication.processEvents()
        assert checks.cut_texts(window) == []
        assert checks.crowded(window) == []
        assert checks.small_targets(window) == []


def test_a_step_done_can_be_gone_back_to_and_one_ahead_cannot(show: Show) -> None:
    bar = StepBar("steps", STEPS)
    show(bar, width=676)
    picked: list[str] = []
    bar.picked.connect(picked.append)
    bar.set_states({"category": StepState.DONE, "sub": StepState.ACTIVE}, reachable=["category", "sub"])
    for key in ("category", "price"):
        QTest.mouseClick(bar.button(key), Qt.MouseButton.LeftButton)
    assert picked == ["category"]


def test_where_one_is_in_a_long_task_is_seen(show: Show) -> None:
    steps = StepList(
        "steps", [Step("a", "Ce poste", detail="Caisse 1"), Step("b", "Catégories", detail="65 proposées")]
    )
    window = show(steps)
    ahead = steps.grab().toImage()
    steps.set_states({"a": StepState.DONE, "b": StepState.ACTIVE})
    steps.set_detail("b", "66 proposées")
    QApplication.processEvents()
    assert steps.grab().toImage() != ahead
    assert "66 proposées" in [label.text() for label in window.findChildren(QLabel)]
    assert checks.cut_texts(window) == []


# people


def test_a_person_is_known_by_name_and_work(show: Show) -> None:
    tile = PersonTile("p", "Jean-Pierre V.", "Caisse · nouvelle", initials="JP")
    window = show(tile, width=312)
    plain = tile.grab().toImage()
    tile.set_chosen(True)
    assert tile.accessibleName() == "Jean-Pierre V., Caisse · nouvelle"
    assert tile.grab().toImage() != plain
    assert checks.cut_texts(window) == []


def test_a_code_is_never_shown_nor_read_aloud(show: Show) -> None:
    dots = PinDots("dots")
    window = show(dots)
    pictures = []
    for filled in range(5):
        dots.set_filled(filled)
        pictures.append(dots.grab().toImage())
    assert dots.filled == 4
    assert dots.accessibleName() == "4 chiffres sur 4"
    assert all(one != other for one, other in pairwise(pictures))
    assert window.findChildren(QLabel) == []
    dots.set_filled(0, refused=True)
    assert dots.grab().toImage() != pictures[0]


# zones


@pytest.mark.parametrize(
    ("size", "columns", "tile", "digit", "narrow", "single"),
    [
        ((1920, 1080), 5, 128, 100, False, False),
        ((1366, 768), 4, 118, 92, False, False),
        ((1366, 749), 4, 113, 87, False, False),
        ((1280, 719), 4, 96, 76, False, False),
        ((1280, 700), 4, 96, 75, False, False),
        ((1280, 640), 4, 96, 60, False, False),
        ((1280, 639), 4, 96, 56, True, True),
        ((1279, 768), 3, 96, 92, True, False),
        ((1024, 768), 3, 96, 92, True, False),
        ((683, 384), 4, 96, 56, True, True),
    ],
)
def test_each_window_has_its_geometry(
    size: tuple[int, int], columns: int, tile: int, digit: int, narrow: bool, single: bool
) -> None:
    layout = layout_for(*size)
    assert (layout.columns, layout.tile, layout.digit) == (columns, tile, digit)
    assert (layout.narrow, layout.single) == (narrow, single)


def test_the_bands_of_the_training_cost_tiles_and_digits_a_little_and_a_window_without_them_nothing() -> None:
    banded, narrow = layout_for(1366, 768 - 72, banded=True), layout_for(1024, 768 - 72, banded=True)
    assert (banded.tile, banded.digit) == (104, 74)
    assert (narrow.tile, narrow.digit) == (96, 74)
    assert layout_for(1366, 600, banded=True) == layout_for(1366, 600)


@pytest.mark.parametrize(("width", "left", "right"), [(1366, 308, 380), (1920, 308, 380), (1024, 244, 304)])
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_three_zones_never_move(show: Show, width: int, left: int, right: int, mirrored: bool) -> None:
    parts = [QWidget(), QWidget(), QWidget()]
    zones = ThreeZones(*parts, mirrored=mirrored)
    heard: list[object] = []
    zones.layout_changed.connect(heard.append)
    window = show(zones, width=width)
    layout = window.layout()
    assert layout is not None
    layout.setContentsMargins(0, 0, 0, 0)
    window.resize(width, 704)
    QApplication.processEvents()
    outer = (right, left) if mirrored else (left, right)
    assert zones.width() == width
    order = sorted(parts, key=lambda part: part.mapTo(zones, part.rect().topLeft()).x())
    assert (order[0].width(), order[2].width()) == outer
    assert order[1].width() == width - left - right
    assert (order[0] is parts[2]) is mirrored
    assert heard


def test_the_ticket_column_is_never_hidden_by_a_wide_middle(show: Show) -> None:
    wide = QWidget()
    wide.setMinimumWidth(476)
    zones = ThreeZones(QWidget(), wide, QWidget())
    show(zones, width=1024)
    assert zones.minimumSizeHint().width() <= 1024
    assert RIGHT.narrow == 304


def _state(place: int, active: int) -> StepState:
    if place < active:
        return StepState.DONE
    return StepState.ACTIVE if place == active else StepState.AHEAD


def _words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
