"""F1 tells the truth: every key it lists does something on its page, and no page hears a key that it does not list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.gestures import NAMED
from recyclique_desktop.ui.keys import digit_of, is_comma, is_held_down, with_num_lock
from recyclique_desktop.ui.shortcuts import SHEETS, Shortcut, guide
from recyclique_desktop.ui.shortcuts_dialog import ShortcutsDialog
from tests.conftest import Shop
from tests.ui import checks
from tests.ui.driver import Driven
from tests.ui.sale_till import SaleTill, market
from tests.ui.test_sale_looks import cheque_number, exact, four_lines, put_away

__all__ = ["market"]

_NOTHING = Qt.KeyboardModifier.NoModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_CODES = {
    "Entrée": Qt.Key.Key_Return, "Échap": Qt.Key.Key_Escape, "Espace": Qt.Key.Key_Space, "Suppr": Qt.Key.Key_Delete,
    "Retour arrière": Qt.Key.Key_Backspace, "↑": Qt.Key.Key_Up, "↓": Qt.Key.Key_Down, "←": Qt.Key.Key_Left,
    "→": Qt.Key.Key_Right, **{f"F{n}": Qt.Key(Qt.Key.Key_F1 + n - 1) for n in range(1, 13)},
}  # fmt: skip


def _press(till: Driven, key: str) -> None:
    """Press what is printed on a key."""
    target = QApplication.focusWidget() or till.main
    if key == "Ctrl+Z":
        QTest.keyClick(target, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    elif key in _CODES:
        QTest.keyClick(target, _CODES[key])
    else:
        QTest.keyClicks(target, {"0–9": "7", "A–Z": "e"}.get(key, key.lower()))
    till.settle()


def _face(till: Driven) -> tuple[object, ...]:
    """Return what a person sees of the screen: its words, what is chosen, where the next key goes."""
    shown = [one for one in till.main.findChildren(QWidget) if one.isVisible()]
    words = tuple(one.text() for one in shown if isinstance(one, QLabel))
    states = tuple((one.objectName(), one.property("sel"), one.property("state"), one.isEnabled()) for one in shown)
    focused = QApplication.focusWidget()
    return till.page.name, words, states, focused.objectName() if focused is not None else ""


def _empty(till: SaleTill) -> None:
    del till


def _weighing(till: SaleTill) -> None:
    till.type(till.letters("Casserole") + "12")


def _pricing(till: SaleTill) -> None:
    _weighing(till)
    till.key("enter")


def _doubting(till: SaleTill) -> None:
    till.type(till.letters("Plat") + "1234,567")
    till.key("enter")


def _chosen_line(till: SaleTill) -> None:
    four_lines(till)
    till.key("up")


def _with_a_gift_in_change(till: SaleTill) -> None:
    exact(till)
    till.type("50")


def _part_by_cheque(till: SaleTill) -> None:
    exact(till)
    till.type("c10")


def _small(till: SaleTill) -> None:
    till.main.resize(*checks.SINGLE)
    till.settle()


def _at_another_total(till: SaleTill) -> None:
    exact(till)
    till.type("p15")
    till.key("enter")


def _sold_line(till: SaleTill) -> None:
    till.sell("Casserole")


_WHERE: dict[tuple[str, str], Callable[[SaleTill], None]] = {
    ("sale", "Espace"): _small, ("sale", ","): _weighing, ("sale", "+"): _weighing,
    ("sale", "Retour arrière"): _weighing,
    ("sale", "*"): _pricing, ("sale", "N"): _pricing, ("sale", "O"): _doubting, ("sale", "G"): _doubting,
    ("sale", "Entrée"): _weighing, ("sale", "Échap"): _weighing, ("sale", "↑"): four_lines, ("sale", "↓"): four_lines,
    ("sale", "F2"): _chosen_line, ("sale", "Suppr"): four_lines, ("sale", "F6"): four_lines, ("sale", "F8"): four_lines,
    ("payment", "N"): cheque_number, ("payment", "M"): _with_a_gift_in_change, ("payment", ","): _with_a_gift_in_change,
    ("payment", "Retour arrière"): _with_a_gift_in_change, ("payment", "+"): _part_by_cheque,
    ("payment", "E"): cheque_number, ("payment", "L"): _at_another_total, ("sale", "Ctrl+Z"): _sold_line,
}  # fmt: skip
"""What has to be on the screen for a key to mean something; nothing else than the page for the others."""
_NEEDS_A_DEVICE = {("sale", "B"), ("sale", "→"), ("payment", "R")}
"""Proved where there is a scale, and where a card was typed: test_sale_scale, test_payment_page."""


def _pairs(page: str) -> list[tuple[str, Shortcut]]:
    return [(key, shortcut) for shortcut in SHEETS[page].shortcuts for key in shortcut.keys]


@pytest.mark.parametrize("page", ["sale", "payment"])
def test_every_key_that_f1_lists_does_something_on_its_page(
    app: QApplication, market: Shop, tmp_path: Path, page: str
) -> None:
    del app
    till = SaleTill(market, tmp_path).start()
    idle = []
    try:
        for key, shortcut in _pairs(page):
            if (page, key) in _NEEDS_A_DEVICE:
                continue
            _WHERE.get((page, key), _empty if page == "sale" else exact)(till)
            assert till.page.name == page
            before = _face(till)
            _press(till, key)
            if _face(till) == before:
                idle.append(f"{key} : {shortcut.what}")
            till.main.resize(*checks.DESIGN)
            put_away(till)
    finally:
        till.close()
    assert idle == []


@pytest.mark.parametrize("page", ["sale", "payment"])
def test_a_page_hears_no_key_that_f1_does_not_list(app: QApplication, market: Shop, tmp_path: Path, page: str) -> None:
    del app
    listed = {key for key, _ in _pairs(page)}
    letters = "" if "A–Z" in listed else "".join(sorted(set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - listed))
    others = [f"F{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 11, 12) if f"F{n}" not in listed]
    heard = []
    till = SaleTill(market, tmp_path).start()
    try:
        for state in (_empty, four_lines, _weighing, _pricing) if page == "sale" else (exact, cheque_number):
            state(till)
            for name in (*letters, *others, "#", "$", "!", "?"):
                code, text = (_CODES[name], "") if name in _CODES else (Qt.Key.Key_unknown, name.lower())
                if till.page.handle_key(QKeyEvent(QEvent.Type.KeyPress, code, _NOTHING, text)):
                    heard.append(f"{name} in {state.__name__}")
            put_away(till)
    finally:
        till.close()
    assert heard == []


def test_f1_opens_the_keys_of_the_page_and_f1_closes_them_with_nothing_changed(
    app: QApplication, market: Shop, tmp_path: Path
) -> None:
    till = SaleTill(market, tmp_path).start()
    try:
        four_lines(till)
        for size in (checks.DESIGN, checks.NARROW, checks.SINGLE):
            till.main.resize(*size)
            till.settle()
            before = _face(till)
            _press(till, "F1")
            dialog = till.main.findChild(ShortcutsDialog)
            assert dialog is not None
            assert dialog.isVisible()
            said = {one.text() for one in dialog.findChildren(QLabel)}
            assert {tr(shortcut.what) for shortcut in SHEETS["sale"].shortcuts} <= said
            assert checks.cut_texts(dialog) + checks.small_targets(dialog) + checks.nameless(dialog) == []
            assert dialog.width() <= size[0]
            assert dialog.height() <= size[1]
            _press(till, "F1")
            till.settle()
            app.processEvents()
            assert till.main.findChild(ShortcutsDialog) is None
            assert _face(till) == before
    finally:
        till.close()


def test_the_guide_lists_the_keys_that_f1_shows() -> None:
    file = Path(__file__).resolve().parents[2] / "docs" / "guide" / "raccourcis.md"
    assert file.read_text("utf-8") == guide()


def _event(key: Qt.Key, text: str = "", held: Qt.KeyboardModifier = _NOTHING, *, repeats: bool = False) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, held, text, repeats)


@pytest.mark.parametrize(("text", "digit"), list(zip("&é\"'(-è_çàÉÈÇÀ", "12345678902790", strict=True)))
def test_digits_need_no_shift_on_a_french_keyboard_caps_lock_or_not(text: str, digit: str) -> None:
    assert digit_of(_event(Qt.Key.Key_unknown, text)) == digit


@pytest.mark.parametrize("text", [",", ".", ";"])
def test_a_price_is_not_lost_by_which_comma_is_nearest(text: str) -> None:
    assert is_comma(_event(Qt.Key.Key_unknown, text))


_PAD = {
    Qt.Key.Key_Insert: "0", Qt.Key.Key_End: "1", Qt.Key.Key_Down: "2", Qt.Key.Key_PageDown: "3", Qt.Key.Key_Left: "4",
    Qt.Key.Key_Clear: "5", Qt.Key.Key_Right: "6", Qt.Key.Key_Home: "7", Qt.Key.Key_Up: "8", Qt.Key.Key_PageUp: "9",
}  # fmt: skip


@pytest.mark.parametrize(("key", "digit"), _PAD.items())
def test_the_numeric_pad_types_digits_with_num_lock_off_too(key: Qt.Key, digit: str) -> None:
    assert digit_of(with_num_lock(_event(key, held=_KEYPAD))) == digit
    assert digit_of(with_num_lock(_event(key))) == ""


def test_the_comma_of_the_pad_never_removes_a_line_with_num_lock_off(
    app: QApplication, market: Shop, tmp_path: Path
) -> None:
    del app
    till = SaleTill(market, tmp_path).start()
    try:
        four_lines(till)
        QTest.keyClick(till.main, Qt.Key.Key_Delete, _KEYPAD)
        till.settle()
        basket = till.basket()
        assert basket is not None
        assert len(basket.lines) == 4
    finally:
        till.close()


@pytest.mark.parametrize("name", ["enter", "escape", "delete", "f12"])
def test_a_key_that_is_held_does_its_act_once(name: str) -> None:
    assert is_held_down(_event(Qt.Key(NAMED[name]), repeats=True))
    assert not is_held_down(_event(Qt.Key(NAMED[name])))
    assert not is_held_down(_event(Qt.Key.Key_Backspace, repeats=True))
