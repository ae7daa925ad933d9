"""The window: whose keys they are, who is at the till, what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from recyclique_desktop.ui.keys import digit_of, is_comma, letter_of
from recyclique_desktop.ui.main_window import MainWindow, initials
from recyclique_desktop.ui.page import HeaderText, Screen
from recyclique_desktop.ui.widgets.buttons import ActionButton
from tests.conftest import Shop

NONE = Qt.KeyboardModifier.NoModifier
AZERTY_TOP_ROW = dict(zip("&é\"'(-è_çà", "1234567890", strict=True))


def pressed(key: int, text: str = "", modifiers: Qt.KeyboardModifier = NONE) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)


class Listening(Screen):
    """Notes what reaches it."""

    name = "listening"

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.left = 0
        self.field = QLineEdit(self)
        self.one = ActionButton("one", "Une")
        self.two = ActionButton("two", "Deux")
        for button in (self.one, self.two):
            button.setParent(self)
        self.two.clicked.connect(lambda: self.heard.append("two"))

    def header(self) -> HeaderText:
        return HeaderText("Écoute", "La Clique", back="Revenir")

    def handle_key(self, event: QKeyEvent) -> bool:
        self.heard.append(event.text() or str(event.key()))
        return event.key() != Qt.Key.Key_Escape

    def on_back(self) -> None:
        self.left += 1


@pytest.fixture
def window(app: QApplication, shop: Shop) -> Iterator[MainWindow]:
    made = MainWindow(shop.clock)
    made.add(Listening())
    made.go("listening")
    made.show()
    made.activateWindow()
    yield made
    made.close()
    made.deleteLater()


def listening(window: MainWindow) -> Listening:
    found = window.current
    assert isinstance(found, Listening)
    return found


def focused() -> QLineEdit | ActionButton | MainWindow | None:
    return QApplication.focusWidget()  # type: ignore[return-value]


@pytest.mark.parametrize(("printed", "digit"), AZERTY_TOP_ROW.items())
def test_a_volunteer_types_her_code_on_a_french_keyboard_without_the_shift_key(printed: str, digit: str) -> None:
    assert digit_of(pressed(Qt.Key.Key_unknown, printed)) == digit


@pytest.mark.parametrize("digit", "0123456789")
def test_a_digit_counts_by_its_character_and_by_its_key(digit: str) -> None:
    assert digit_of(pressed(Qt.Key.Key_unknown, digit)) == digit
    assert digit_of(pressed(ord(digit), "", Qt.KeyboardModifier.ShiftModifier)) == digit


def test_the_minus_of_the_number_pad_is_not_a_six() -> None:
    assert digit_of(pressed(Qt.Key.Key_Minus, "-", Qt.KeyboardModifier.KeypadModifier)) == ""


def test_a_command_of_the_desktop_types_nothing_into_the_drawer() -> None:
    control = Qt.KeyboardModifier.ControlModifier
    assert digit_of(pressed(Qt.Key.Key_1, "1", control)) == ""
    assert letter_of(pressed(Qt.Key.Key_A, "a", control)) == ""


def test_a_category_answers_to_the_letter_printed_on_the_key_not_to_its_place() -> None:
    # On a French keyboard, the key that American ones call Q produces an A.
    assert letter_of(pressed(Qt.Key.Key_Q, "a")) == "A"


@pytest.mark.parametrize("text", [",", "."])
def test_both_commas_of_the_keyboard_open_the_cents(text: str) -> None:
    assert is_comma(pressed(Qt.Key.Key_Comma, text))


def test_what_is_written_in_a_field_never_reaches_the_page_behind(window: MainWindow) -> None:
    page = listening(window)
    page.field.setFocus()
    QTest.keyClicks(page.field, "12a")
    assert (page.field.text(), page.heard) == ("12a", [])


def test_keys_reach_the_page_when_no_field_wants_them(window: MainWindow) -> None:
    QTest.keyClicks(window, "7a")
    assert listening(window).heard == ["7", "a"]


def test_escape_leaves_the_field_first_and_the_page_at_the_second_press(window: MainWindow) -> None:
    page = listening(window)
    page.field.setFocus()
    QTest.keyClick(page.field, Qt.Key.Key_Escape)
    assert (page.left, focused() is page.field) == (0, False)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page.left == 1


def test_enter_goes_to_the_ringed_button_not_to_the_page(window: MainWindow) -> None:
    page = listening(window)
    page.two.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.two, Qt.Key.Key_Return)
    QTest.qWait(150)
    assert page.heard == ["two"]


def test_a_button_that_goes_away_hands_its_keys_to_the_page_not_to_its_neighbour(window: MainWindow) -> None:
    page = listening(window)
    for gone in (page.one.hide, lambda: page.two.setEnabled(False)):
        (page.one if page.one.isVisible() else page.two).setFocus(Qt.FocusReason.TabFocusReason)
        gone()
        assert not isinstance(focused(), ActionButton)


def test_the_header_says_where_one_is_and_what_time_it_is(window: MainWindow, shop: Shop) -> None:
    said = [label.text() for label in window.header.findChildren(type(window.header._title)) if label.text()]
    assert {"Écoute", "La Clique", "09:00"} <= set(said)
    shop.clock.advance(timedelta(minutes=1))
    window._tick()
    assert window.header._clock.text() == "09:01"


def test_the_header_is_whole_in_the_very_picture_in_which_it_changes(window: MainWindow) -> None:
    QTest.qWait(5)
    window.header.set_title("Caisse 1", "La Ressourcerie du Canal · session 3")
    for label in window.header.findChildren(QLabel):
        if label.text().startswith(("Caisse", "La Ressourcerie")):
            assert label.width() >= label.sizeHint().width(), f"« {label.text()} » is cut"


def test_a_page_that_asks_for_more_for_a_moment_never_makes_the_window_outgrow_the_screen(window: MainWindow) -> None:
    QTest.qWait(5)
    before = window.height()
    page = listening(window)
    page.setMinimumHeight(before + 200)
    QTest.qWait(5)
    page.setMinimumHeight(0)
    QTest.qWait(5)
    assert window.height() == before


def test_the_clock_ticks_at_the_next_minute_not_a_minute_later(window: MainWindow, shop: Shop) -> None:
    shop.clock.advance(timedelta(seconds=48))
    window._tick()
    assert 11_000 <= window._minutes.remainingTime() <= 13_000


@pytest.mark.parametrize(("name", "disc"), [("Émilie R.", "É"), ("Jean-Pierre V.", "JP"), ("", "")])
def test_a_person_is_recognised_by_her_initials(name: str, disc: str) -> None:
    assert initials(name) == disc


def test_the_window_takes_the_whole_screen_so_that_no_bar_hides_its_foot(shop: Shop, app: QApplication) -> None:
    window = MainWindow(shop.clock)
    window.open_up()
    assert window.isMaximized()
    window.close()
    window.deleteLater()
