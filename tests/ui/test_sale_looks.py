"""Every state of sale and payment, in every look: nothing cut, crowded, mute or competing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from recyclique_desktop.ui import theme
from tests.conftest import Shop
from tests.ui import checks
from tests.ui.looks import Look, every_look
from tests.ui.sale_till import SaleTill, disk_full, market

__all__ = ["market"]

LONGEST = "Petit meuble / chaise en plastique/stratifié"


def four_lines(till: SaleTill) -> None:
    """Take up a ticket of four lines that waits on disk."""
    first, second = ("Casserole", 1, 300, 1240), ("Livre", 4, 100, 1860)
    till.leave_draft(first, second, ("Lampe", 1, 500, 2100), ("T-shirt", 2, 300, 480))
    till.arrive("sale")
    till.key("enter")


def line_selected(till: SaleTill) -> None:
    four_lines(till)
    till.key("up")


def long_names(till: SaleTill) -> None:
    till.type(till.letters(LONGEST)[0])


def many_below(till: SaleTill) -> None:
    till.type(till.letters("T-shirt")[0])


def many_weighings(till: SaleTill) -> None:
    till.type(till.letters("Plat") + "1+2+3+4+5+6+7")


def doubt(till: SaleTill) -> None:
    till.type(till.letters("Plat") + "1234,567")
    till.key("enter")


def quantity(till: SaleTill) -> None:
    till.type(till.letters(LONGEST) + "1")
    till.key("enter")
    till.type("*12")


def price(till: SaleTill) -> None:
    quantity(till)
    till.key("enter")
    till.type("1234,56")


def cheap(till: SaleTill) -> None:
    till.type(till.letters("Casserole") + "1")
    till.key("enter")
    till.type("1")
    till.key("enter")


def weighed_first(till: SaleTill) -> None:
    till.type("1,2+3")


def exact(till: SaleTill) -> None:
    four_lines(till)
    till.key("enter")


def two_payments(till: SaleTill) -> None:
    exact(till)
    till.type("c10+ed10")


def cheque_number(till: SaleTill) -> None:
    exact(till)
    till.type("c10n1234567")


def surplus(till: SaleTill) -> None:
    exact(till)
    till.type("c50")


def missing(till: SaleTill) -> None:
    exact(till)
    till.type("1")


def note(till: SaleTill) -> None:
    exact(till)
    till.type("t")
    till.type("objet abîmé, prix vu avec Aïcha")


def unfinished(till: SaleTill) -> None:
    four_lines(till)
    till.type(till.letters(LONGEST))
    till.tap("sale_foot_primary")


def failed(till: SaleTill) -> None:
    exact(till)
    till.type("t" + "x" * 400)
    till.key("enter")
    with disk_full(till.shop):
        till.key("enter")


def after(till: SaleTill) -> None:
    two_payments(till)
    till.key("enter")


def added(till: SaleTill) -> None:
    till.sell(LONGEST)


STATES: tuple[Callable[[SaleTill], None], ...] = (
    line_selected, long_names, many_below, many_weighings, doubt, quantity, price, cheap, weighed_first, exact,
    two_payments, cheque_number, surplus, missing, note, unfinished, failed, after, added,
)  # fmt: skip


def put_away(till: SaleTill) -> None:
    """Bring the sale page back with nothing on it."""
    while till.page.name == "payment":
        till.key("escape")
    while till.basket() is not None:
        till.key("escape", "delete")
    till.key(*["escape"] * 8)
    till.arrive("sale")


@every_look
def test_no_state_of_a_sale_hides_anything(app: QApplication, market: Shop, tmp_path: Path, look: Look) -> None:
    wrong = {}
    with look.worn(app):
        till = SaleTill(market, tmp_path).start()
        till.main.resize(*look.size)
        try:
            for state in STATES if look.name in {"light-1366", "long-1024"} else STATES[::3]:
                state(till)
                wrong[state.__name__] = checks.wrong_with(till.page, *look.size)
                put_away(till)
            till.leave_draft((LONGEST, 1, 800, 0))
            till.arrive("sale")
            wrong["offered"] = checks.wrong_with(till.page, *look.size)
        finally:
            till.close()
    assert {state: said for state, said in wrong.items() if said} == {}


def test_training_hides_nothing_of_a_sale(app: QApplication, market: Shop, tmp_path: Path) -> None:
    theme.apply(app, theme.TRAINING)
    till = SaleTill(market, tmp_path).start()
    try:
        two_payments(till)
        assert checks.wrong_with(till.page, *checks.DESIGN) == []
    finally:
        till.close()
        theme.apply(app, theme.LIGHT)


class _Windows(QObject):
    """Notes every window that opens."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.opened.append(type(watched).__name__)
        return False


def test_a_sale_opens_no_stray_window_that_would_take_the_keys(market: Shop, app: QApplication, tmp_path: Path) -> None:
    windows = _Windows()
    app.installEventFilter(windows)
    till = SaleTill(market, tmp_path).start()
    two_payments(till)
    till.key("enter")
    app.removeEventFilter(windows)
    till.close()
    assert windows.opened == ["LazyWindow"]  # the main window, whose pages are made when they are shown
