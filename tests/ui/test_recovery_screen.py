"""Where the key is missing, the 24 words typed on the screen open the shop again: by keys alone, or by touch."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from recyclique_desktop.app import Means, Program
from recyclique_desktop.demo import shop
from recyclique_desktop.domain.clock import PARIS, SimulatedClock
from recyclique_desktop.flows.recovery_sheet import make_sheet
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import DATABASE, SIGNING, MemoryStore, secret_name
from recyclique_desktop.ui.login.recovery_screen import RecoveryScreen
from recyclique_desktop.ui.startup import StartingScreen
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from tests.faults.place import Place
from tests.ui import checks
from tests.ui.driver import Hands

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=PARIS)


@dataclass(frozen=True)
class Lost:
    """A demonstration shop whose keys are gone, and the words of its sheet."""

    folders: Folders
    words: tuple[str, ...]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Lost:
    root = tmp_path_factory.mktemp("lost")
    folders = Place(root).folders
    store = MemoryStore()
    made = shop.create_shop(folders, store, SimulatedClock(NOW), secrets.token_bytes)
    sheet = make_sheet(made, store, "La Clique", "C01 Caisse 1", secrets.token_bytes)
    made.close()
    return Lost(folders, sheet.words)


@pytest.fixture
def lost(template: Lost, tmp_path: Path) -> Lost:
    place = Place(template.folders.data.parent).copy_to(tmp_path / "copy")
    return Lost(place.folders, template.words)


class AtTheDoor(Hands):
    """The program where the key is missing."""

    def __init__(self, lost: Lost) -> None:
        self.store = MemoryStore()
        self.program = Program(Means(lost.folders, self.store, SimulatedClock(NOW), debounce_ms=0))
        super().__init__(self.program.window, self._rests)
        self.program.window.show()
        self.program.window.activateWindow()
        self.program.start()
        self.settle()

    @property
    def page(self) -> str:
        current = self.program.window.current
        return current.name if current is not None else ""

    def _rests(self) -> bool:
        if self.page == RecoveryScreen.name:
            return self.find(QLineEdit, "recovery_word_1").isEnabled()
        return self.page == "failure" or (self.program.is_idle and self.page != StartingScreen.name)

    def word(self, number: int) -> str:
        return self.find(QLineEdit, f"recovery_word_{number}").text()

    def stop(self) -> None:
        QTest.qWait(5)
        self.program.stop()
        self.program.window.close()
        self.program.window.deleteLater()
        QTest.qWait(1)


@pytest.fixture
def door(app: QApplication, lost: Lost) -> Iterator[Callable[[], AtTheDoor]]:
    opened: list[AtTheDoor] = []

    def open_it() -> AtTheDoor:
        opened.append(AtTheDoor(lost))
        return opened[-1]

    yield open_it
    for one in opened:
        one.stop()


def test_the_24_words_typed_by_keys_alone_open_the_shop(door: Callable[[], AtTheDoor], lost: Lost) -> None:
    hands = door()
    assert "introuvable" in hands.said()
    hands.key("enter")
    assert hands.page == "recovery"
    for word in lost.words[:-1]:
        hands.type(word)
        hands.key("space")
    hands.type(lost.words[-1])
    hands.key("enter")
    assert hands.page == "sign_in"
    installation = configuration.load(lost.folders.data).installation_id
    assert hands.store.get(secret_name(installation, DATABASE))
    assert hands.store.get(secret_name(installation, SIGNING))
    hands.type("e2580")
    hands.key("enter")
    assert hands.page == "home"


def test_four_letters_without_accents_are_enough(door: Callable[[], AtTheDoor], lost: Lost) -> None:
    from recyclique_desktop.domain.text import folded  # noqa: PLC0415

    hands = door()
    hands.tap("failure_button")
    for word in lost.words:
        hands.type(folded(word)[:4])
        hands.key("space")
    assert hands.page == "sign_in"


def test_a_wrong_word_is_shown_and_the_others_stay(door: Callable[[], AtTheDoor], lost: Lost) -> None:
    hands = door()
    hands.key("enter")
    for word in (*lost.words[:6], "zzzz", *lost.words[7:]):
        hands.type(word)
        hands.key("space")
    assert hands.page == "recovery"
    assert "Le mot 7, « zzzz »" in hands.said()
    assert hands.find(QLineEdit, "recovery_word_7").property("state") == "error"
    assert hands.word(6) == lost.words[5]
    hands.find(QLineEdit, "recovery_word_7").selectAll()
    hands.type(lost.words[6])
    hands.key("enter")
    assert hands.page == "sign_in"


def test_words_of_another_sheet_open_nothing_and_change_nothing(door: Callable[[], AtTheDoor], lost: Lost) -> None:
    hands = door()
    hands.key("enter")
    for word in (lost.words[1], lost.words[0], *lost.words[2:]):
        hands.type(word)
        hands.key("space")
    assert hands.page == "recovery"
    assert "Rien n’a été changé" in hands.said() or "Les données sont intactes" in hands.said()
    hands.tap("recovery_back")
    assert hands.page == "failure"


def test_the_sheet_pasted_as_it_was_saved_fills_every_place(door: Callable[[], AtTheDoor], lost: Lost) -> None:
    hands = door()
    hands.key("enter")
    numbered = [f"{number:2d}. {word}" for number, word in enumerate(lost.words, start=1)]
    sheet = "FEUILLE DE SECOURS\nLa Clique · 22/11/2026\n" + "\n".join("   ".join(numbered[row::6]) for row in range(6))
    QApplication.clipboard().setText("24 mots")
    hands.tap("recovery_paste")
    assert "presse-papiers" in hands.said()
    QApplication.clipboard().setText(sheet)
    hands.tap("recovery_paste")
    assert [hands.word(number) for number in (1, 12, 24)] == [lost.words[0], lost.words[11], lost.words[23]]
    hands.tap("recovery_open")
    assert hands.page == "sign_in"
    QApplication.clipboard().clear()


def test_the_words_do_not_stay_in_the_window(door: Callable[[], AtTheDoor], lost: Lost) -> None:
    hands = door()
    hands.key("enter")
    screen = hands.program.window.current
    assert isinstance(screen, RecoveryScreen)
    hands.type(lost.words[0])
    hands.key("space")
    hands.tap("recovery_back")
    assert not any(screen.words)


def test_the_page_is_right_in_every_size_and_with_longer_words(
    door: Callable[[], AtTheDoor], lost: Lost, tmp_path: Path
) -> None:
    hands = door()
    hands.key("enter")
    assert not hands.find(PrimaryButton, "recovery_open").isEnabled()
    screen = hands.program.window.current
    assert isinstance(screen, RecoveryScreen)
    hands.type("zzzz")
    hands.key("space")
    screen.show_words(" ".join(lost.words))
    for width, height in ((1366, 768), (1920, 1080)):
        assert checks.wrong_with(screen, width, height) == []
    with checks.stretched():
        longer = RecoveryScreen()
        assert checks.wrong_with(longer, 1366, 768) == []
        longer.deleteLater()
