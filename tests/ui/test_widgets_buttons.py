"""Buttons a volunteer presses: big enough, named, the same by finger, mouse and key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QMouseEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from recyclique_desktop.ui import theme
from recyclique_desktop.ui.theme.tokens import Theme
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, choose
from recyclique_desktop.ui.widgets.buttons import (
    ActionButton,
    ChipButton,
    DestructiveButton,
    GhostButton,
    IconButton,
    KeyCap,
    LabelButton,
    PrimaryButton,
)
from recyclique_desktop.ui.widgets.focus_ring import RingOverlay
from recyclique_desktop.ui.widgets.gallery import Gallery
from recyclique_desktop.ui.widgets.keypad import DigitKey, Keypad
from recyclique_desktop.ui.widgets.tiles import Tile
from tests.ui import checks
from tests.ui.conftest import Show

Make = Callable[[], BoxButton]
MAKERS: dict[str, Make] = {
    "primary": lambda: PrimaryButton("b", "Valider", cap="Entrée"),
    "action": lambda: ActionButton("b", "Voir", icon="search", cap="F1", height=48),
    "chip": lambda: ChipButton("b", "Espèces", icon="coins", cap="E"),
    "ghost": lambda: GhostButton("b", "Annuler", icon="undo-2"),
    "destructive": lambda: DestructiveButton("b", "Abandonner le ticket", icon="trash-2"),
    "icon": lambda: IconButton("b", "trash-2", "Retirer la ligne"),
    "digit": lambda: DigitKey("b", "7", "7"),
    "tile": lambda: Tile("b", "Livres & Médias", icon="book-open", cap="U"),
}
ALL = pytest.mark.parametrize("make", MAKERS.values(), ids=list(MAKERS))


@ALL
def test_a_finger_never_misses_a_button_nor_a_screen_reader_its_name(app: QApplication, make: Make, show: Show) -> None:
    window = show(make())
    assert checks.small_targets(window) == []
    assert checks.nameless(window) == []
    assert checks.cut_texts(window) == []


@ALL
def test_a_tap_on_the_words_or_the_icon_is_a_tap_on_the_button(
    app: QApplication, qtbot: QtBot, make: Make, show: Show
) -> None:
    button = make()
    show(button)
    for child in button.findChildren(QWidget):
        if child.isVisible():
            assert child.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    with qtbot.waitSignal(button.clicked, timeout=500):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@ALL
def test_a_disabled_button_stays_where_it_was(app: QApplication, make: Make, show: Show) -> None:
    button = make()
    show(button)
    before = button.geometry()
    button.setEnabled(False)
    QApplication.processEvents()
    assert button.geometry() == before
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@ALL
def test_pressing_is_seen_at_once_in_every_theme(app: QApplication, make: Make, each_theme: Theme, show: Show) -> None:
    button = make()
    show(button)
    rest = button.grab().toImage()
    button.setDown(True)
    assert button.grab().toImage() != rest


def test_the_next_act_steps_back_and_forth_without_moving(app: QApplication, show: Show) -> None:
    button = PrimaryButton("pay", "Encaisser", cap="Entrée")
    show(button)
    place, filled = button.geometry(), button.grab().toImage()
    button.set_filled(False)
    assert not button.filled
    assert button.geometry() == place
    assert button.grab().toImage() != filled
    button.set_filled(True)
    assert button.grab().toImage() == filled


def test_a_choice_is_the_screens_not_the_taps(app: QApplication, show: Show) -> None:
    cash, cheque = ChipButton("cash", "Espèces"), ChipButton("cheque", "Chèque")
    show(cash, cheque)
    choose((cash, cheque), cash)
    QTest.mouseClick(cheque, Qt.MouseButton.LeftButton)
    assert (cash.chosen, cheque.chosen) == (True, False)
    choose((cash, cheque), cheque)
    assert (cash.chosen, cheque.chosen) == (False, True)


def test_words_wrap_before_they_are_ever_cut(app: QApplication, show: Show) -> None:
    button = ActionButton("other", "Ajouter un autre paiement", icon="plus", cap="F8")
    window = show(button, width=170)
    window.resize(170, 100)
    QApplication.processEvents()
    assert button.width() < button.sizeHint().width()
    assert checks.cut_texts(window) == []


def test_where_room_is_short_the_icon_goes_first_then_the_cap(app: QApplication, show: Show) -> None:
    button = ChipButton("cash", "Espèces", icon="coins", cap="E")
    show(button)
    parts = [child for child in button.findChildren(QWidget) if not isinstance(child, FlexText)]
    cap = next(child for child in parts if isinstance(child, KeyCap))
    icon = next(child for child in parts if child is not cap)
    seen = []
    for width in (240, 145, 100):
        button.resize(width, button.height())
        seen.append((icon.isVisibleTo(button), cap.isVisibleTo(button)))
    assert seen == [(True, True), (False, True), (False, False)]


def test_new_words_are_read_aloud_too(app: QApplication) -> None:
    button: LabelButton = PrimaryButton("pay", "Valider")
    button.set_label("Valider 2,820 kg")
    assert (button.label, button.accessibleName()) == ("Valider 2,820 kg", "Valider 2,820 kg")
    button.set_label("Voir", accessible="Voir les tickets mis de côté")
    assert button.accessibleName() == "Voir les tickets mis de côté"


def test_an_icon_alone_explains_itself(app: QApplication) -> None:
    button = IconButton("bin", "trash-2", "Retirer la ligne Livre")
    assert button.toolTip() == button.accessibleName() == "Retirer la ligne Livre"


@pytest.mark.parametrize("size", [1366, 600])
def test_the_keypad_says_each_key_once(app: QApplication, size: int, show: Show) -> None:
    keypad = Keypad("pad", "Ajouter le poids", cap="+")
    show(keypad, width=size)
    said: list[str] = []
    keypad.digit.connect(said.append)
    keypad.comma.connect(lambda: said.append(","))
    keypad.backspace.connect(lambda: said.append("←"))
    keypad.action.connect(lambda: said.append("!"))
    for printed in ("1", "0", ",", "5", ""):
        QTest.mouseClick(keypad.key(printed), Qt.MouseButton.LeftButton)
    QTest.mouseClick(keypad.action_button, Qt.MouseButton.LeftButton)
    assert said == ["1", "0", ",", "5", "←", "!"]


def test_a_code_has_no_comma_and_its_place_stays_empty(app: QApplication, show: Show) -> None:
    with_comma, without = Keypad("a", "Entrer"), Keypad("b", "Entrer", comma=False)
    show(with_comma, without)
    with pytest.raises(KeyError):
        without.key(",")
    assert without.key("").x() == with_comma.key("").x()
    assert without.key("0").geometry() == with_comma.key("0").geometry()


def test_the_keypad_can_be_shut_while_its_act_stays(app: QApplication) -> None:
    keypad = Keypad("pad", "Effacer")
    keypad.set_typing_enabled(False)
    assert not keypad.key("7").isEnabled()
    assert keypad.action_button.isEnabled()
    keypad.set_action("Entrer", enabled=False, filled=True)
    assert not keypad.action_button.isEnabled()
    assert keypad.action_button.filled


def test_keypad_targets_never_touch(app: QApplication, show: Show) -> None:
    window = show(Keypad("pad", "Ajouter"), width=246)
    assert checks.crowded(window) == []
    assert checks.small_targets(window) == []


def test_a_tap_leaves_the_keys_of_the_page_alone(app: QApplication, qtbot: QtBot, show: Show) -> None:
    field, button = QLineEdit(), ActionButton("b", "Voir")
    window = show(field, button)
    with qtbot.waitActive(window):
        window.activateWindow()
    field.setFocus()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is field


def test_enter_presses_the_button_the_ring_is_around_and_no_other(app: QApplication, qtbot: QtBot, show: Show) -> None:
    button = ActionButton("b", "Voir")
    window = show(button)
    with qtbot.waitActive(window):
        window.activateWindow()
    pressed: list[int] = []
    button.clicked.connect(lambda: pressed.append(1))
    button.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert pressed == []
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pressed == [1], timeout=1000)


def test_a_held_enter_does_not_press_twice(app: QApplication, qtbot: QtBot, show: Show) -> None:
    button = ActionButton("b", "Voir")
    window = show(button)
    with qtbot.waitActive(window):
        window.activateWindow()
    pressed: list[int] = []
    button.clicked.connect(lambda: pressed.append(1))
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True)
    QApplication.sendEvent(button, held)
    QTest.qWait(150)
    assert pressed == []


def test_the_ring_shows_for_keys_and_hides_for_a_tap(app: QApplication, qtbot: QtBot, show: Show) -> None:
    one, two = ActionButton("one", "Voir"), ActionButton("two", "Finir")
    window = show(one, two)
    with qtbot.waitActive(window):
        window.activateWindow()
    one.clearFocus()
    one.setFocus(Qt.FocusReason.TabFocusReason)
    overlay = window.findChild(RingOverlay)
    assert overlay is not None
    assert overlay.isVisible()
    assert overlay.geometry().contains(one.geometry())
    two.setFocus(Qt.FocusReason.TabFocusReason)
    assert overlay.geometry().contains(two.geometry())
    assert window.findChildren(RingOverlay) == [overlay]
    QTest.mouseClick(two, Qt.MouseButton.LeftButton)
    assert not overlay.isVisible()
    one.setFocus(Qt.FocusReason.OtherFocusReason)
    assert not overlay.isVisible()
    assert overlay.target is None


def test_the_ring_follows_a_button_that_moves_and_leaves_with_it(app: QApplication, qtbot: QtBot, show: Show) -> None:
    inner = QWidget()
    row = QHBoxLayout(inner)
    button = ActionButton("one", "Voir")
    row.addWidget(button)
    window = show(inner)
    with qtbot.waitActive(window):
        window.activateWindow()
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    overlay = window.findChild(RingOverlay)
    assert overlay is not None
    before = overlay.geometry()
    window.resize(700, 300)
    qtbot.waitUntil(lambda: _centre(overlay) == button.mapTo(window, button.rect().center()), timeout=1000)
    assert overlay.geometry() != before
    inner.hide()
    qtbot.waitUntil(lambda: not overlay.isVisible(), timeout=1000)
    button.deleteLater()
    qtbot.waitUntil(lambda: overlay.target is None, timeout=1000)


def test_nothing_stays_hovered_after_a_finger(app: QApplication, show: Show) -> None:
    button = ActionButton("one", "Voir")
    show(button)
    screen = QPointingDevice(
        "panel", 7, QInputDevice.DeviceType.TouchScreen, QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.Position, 1, 1,
    )  # fmt: skip
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        QApplication.sendEvent(button, _touch(kind, button, screen))
    assert not button.underMouse()


def test_all_components_stand_in_all_their_states(qtbot: QtBot, each_theme: Theme) -> None:
    page = Gallery(each_theme.name)
    qtbot.addWidget(page)
    checks.lay_out(page, 1366, 768)
    assert checks.cut_texts(page) == []
    assert checks.nameless(page) == []
    assert checks.small_targets(page) == []
    picture = page.grab().toImage()
    assert picture.pixelColor(220, 110).name() == each_theme.accent.lower()
    assert picture.pixelColor(5, 5).name() == each_theme.bg.lower()


def test_hover_is_drawn_for_a_mouse(app: QApplication, qtbot: QtBot) -> None:
    page = Gallery(theme.ThemeName.LIGHT)
    qtbot.addWidget(page)
    checks.lay_out(page, 1366, 768)
    picture = page.grab().toImage()
    assert picture.pixelColor(384, 110).name() == theme.LIGHT.accent_hover.lower()
    assert picture.pixelColor(548, 110).name() == theme.LIGHT.accent_press.lower()


def _centre(overlay: RingOverlay) -> QPoint:
    return overlay.geometry().center()


def _touch(kind: QEvent.Type, button: BoxButton, screen: QPointingDevice) -> QMouseEvent:
    middle = QPointF(button.rect().center())
    return QMouseEvent(
        kind, middle, middle, middle, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier, screen,
    )  # fmt: skip
