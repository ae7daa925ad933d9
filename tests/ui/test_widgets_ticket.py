"""The ticket column: the newest line is seen, the total is never cut, the button is always there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from recyclique_desktop.domain.money import Cents
from recyclique_desktop.ui.widgets.base import BoxButton
from recyclique_desktop.ui.widgets.buttons import IconButton
from recyclique_desktop.ui.widgets.display import BaselineRow, Display, total_role
from recyclique_desktop.ui.widgets.ticket import LIT_MS, TicketHead, TicketLine, TicketList, TotalFoot
from tests.ui import checks
from tests.ui.conftest import Show


def line(number: int, name: str = "Livre") -> TicketLine:
    """One line of 1 €, 2 €, 3 €…"""
    return TicketLine(number, name, f"1 × {number},00 €", Cents(100 * number))


def test_the_newest_line_is_highlighted_then_left_alone(show: Show, qtbot: QtBot) -> None:
    ticket = TicketList("lines")
    show(ticket)
    ticket.set_lines([line(1)])
    ticket.set_lines([line(1), line(2)])
    assert ticket.is_lit(2)
    qtbot.waitUntil(lambda: not ticket.is_lit(2) and not ticket.is_lit(1), timeout=LIT_MS + 1500)


def test_a_draft_offered_again_lights_nothing(show: Show) -> None:
    ticket = TicketList("lines")
    show(ticket)
    ticket.set_lines([line(1), line(2)], light_newest=False)
    assert not ticket.is_lit(1)
    assert not ticket.is_lit(2)


def test_the_newest_line_is_in_sight_on_a_long_ticket(show: Show, qtbot: QtBot) -> None:
    ticket = TicketList("lines")
    ticket.setFixedHeight(300)
    show(ticket)
    ticket.set_lines([line(n) for n in range(1, 31)])
    newest = ticket.line_button(30)
    qtbot.waitUntil(lambda: newest.isVisible() and _in_sight(newest, ticket), timeout=1000)
    assert not _in_sight(ticket.line_button(1), ticket)


@pytest.mark.parametrize("editable", [False, True])
def test_the_line_that_is_touched_stays_in_sight_on_a_long_ticket(show: Show, qtbot: QtBot, editable: bool) -> None:
    ticket = TicketList("lines", editable=editable)
    ticket.setFixedHeight(300)
    show(ticket)
    ticket.set_lines([line(n) for n in range(1, 31)])
    newest, touched = ticket.line_button(30), ticket.line_button(3)
    qtbot.waitUntil(lambda: _in_sight(newest, ticket), timeout=1000)
    ticket.ensureWidgetVisible(touched)
    ticket.set_selected(3)
    QTest.qWait(50)
    assert _in_sight(touched, ticket)


def test_taking_a_line_away_moves_no_other_line_out_of_the_list(show: Show) -> None:
    ticket = TicketList("lines")
    show(ticket)
    ticket.set_lines([line(1), line(2), line(3)])
    kept = ticket.line_button(3)
    ticket.set_lines([line(1), line(3)])
    assert ticket.line_button(3) is kept
    with pytest.raises(KeyError):
        ticket.line_button(2)


def test_a_changed_line_shows_its_new_amount(show: Show) -> None:
    ticket = TicketList("lines")
    show(ticket)
    ticket.set_lines([line(1)])
    ticket.set_lines([TicketLine(1, "Livre", "3 × 1,00 €", Cents(300))])
    QApplication.processEvents()
    assert "3,00\u00a0€" in _words(ticket)
    assert ticket.line_button(1).accessibleName() == "Livre, 3 × 1,00 €, 3,00\u00a0€"


def test_the_bin_is_on_the_selected_line_only_and_says_which(show: Show, qtbot: QtBot) -> None:
    ticket = TicketList("lines")
    window = show(ticket)
    ticket.set_lines([line(1), line(2, "Lampe")])
    with qtbot.waitSignal(ticket.picked, timeout=500) as picked:
        QTest.mouseClick(ticket.line_button(2), Qt.MouseButton.LeftButton)
    assert picked.args == [2]
    ticket.set_selected(2)
    QApplication.processEvents()
    bins = [button for button in window.findChildren(IconButton) if button.isVisibleTo(window)]
    assert [button.accessibleName() for button in bins] == ["Retirer la ligne Lampe"]
    with qtbot.waitSignal(ticket.removal_asked, timeout=500) as asked:
        QTest.mouseClick(bins[0], Qt.MouseButton.LeftButton)
    assert asked.args == [2]
    assert ticket.selected == 2
    ticket.set_lines([line(1)])
    assert ticket.selected is None


@pytest.mark.parametrize("width", [380, 304])
def test_a_full_ticket_column_holds_its_words(show: Show, width: int) -> None:
    column = _column(width)
    window = show(column, width=width + 30)
    checks.lay_out(window, width + 30, 704)
    assert checks.cut_texts(window) == []
    assert checks.crowded(window) == []
    assert checks.nameless(window) == []
    assert checks.small_targets(window) == []


def test_every_line_of_a_ticket_of_forty_has_its_own_name(show: Show) -> None:
    ticket = TicketList("lines")
    window = show(ticket)
    ticket.set_lines([line(n) for n in range(1, 41)])
    ticket.set_lines([line(n) for n in range(20, 61)])
    assert checks.nameless(window) == []


@pytest.mark.parametrize(
    ("amount", "role"),
    [("0,00 €", "total"), ("999,99 €", "total"), ("1 234,50 €", "total-40"), ("99 999,99 €", "total-40"),
     ("−123 456,78 €", "total-32")],
)  # fmt: skip
def test_a_long_total_takes_a_smaller_size_instead_of_an_ellipsis(amount: str, role: str) -> None:
    assert total_role(amount) == role


@pytest.mark.parametrize("cents", [0, 1800, 123_450, 12_345_678, -99_999_999])
@pytest.mark.parametrize("width", [380, 304])
def test_no_total_is_ever_cut(show: Show, cents: int, width: int) -> None:
    foot = TotalFoot("foot", "À rendre", "Valider", cap="Entrée")
    foot.setFixedWidth(width)
    foot.set_total(Cents(cents))
    window = show(foot)
    assert checks.cut_texts(window) == []
    assert "\u00a0€" in foot.total


def test_the_total_keeps_the_button_in_its_place(show: Show) -> None:
    foot = TotalFoot("foot", "Total", "Encaisser", cap="Entrée")
    show(foot)
    before = foot.primary.geometry()
    foot.set_total(Cents(123_456_78), "À rendre", tone="warn")
    foot.set_status("Total couvert", "reste 0,00 €", icon="circle-check")
    QApplication.processEvents()
    assert foot.primary.geometry() == before


def test_the_foot_presses_once_and_not_when_disabled(show: Show, qtbot: QtBot) -> None:
    foot = TotalFoot("foot", "Total", "Encaisser")
    show(foot)
    pressed: list[int] = []
    foot.pressed.connect(lambda: pressed.append(1))
    QTest.mouseClick(foot.primary, Qt.MouseButton.LeftButton)
    foot.primary.setEnabled(False)
    QTest.mouseClick(foot.primary, Qt.MouseButton.LeftButton)
    assert pressed == [1]


def test_an_unknown_total_is_not_zero(app: QApplication) -> None:
    foot = TotalFoot("foot", "Écart", "Continuer")
    foot.set_total("—")
    assert foot.total == "—"


def test_the_key_cap_leaves_the_narrow_column(show: Show) -> None:
    foot = TotalFoot("foot", "Total", "Encaisser", cap="Entrée")
    show(foot)
    foot.set_narrow(True)
    assert "Entrée" not in _words(foot)
    foot.set_narrow(False)
    assert "Entrée" in _words(foot)


def test_label_value_and_unit_stand_on_one_line_of_writing(show: Show) -> None:
    row = BaselineRow()
    small, large = QLabel("Total"), QLabel("18,00 €")
    small.setProperty("role", "h2")
    large.setProperty("role", "total")
    row.add(small, large)
    show(row)
    assert _baseline(small, row) == _baseline(large, row)


@pytest.mark.parametrize("width", [276, 224])
@pytest.mark.parametrize("value", ["0", "12,400", "999,999", "99999,999", "9 999 999,99"])
@pytest.mark.parametrize("label", ["Espèces reçues", "Poids, si vous pesez d’abord", "Prix de la ligne, avant remise"])
def test_what_is_typed_is_never_cut(show: Show, width: int, value: str, label: str) -> None:
    display = Display("display", label, value, "kg")
    display.setFixedWidth(width)
    window = show(display)
    assert checks.cut_texts(window) == []
    assert display.accessibleName() == f"{label} {value} kg"


def test_the_display_shows_its_three_states_without_moving(show: Show) -> None:
    display = Display("display", "Espèces reçues", "10,00", "€")
    show(display)
    pictures = []
    for state in ("idle", "active", "error"):
        display.set_state(state)
        assert display.state == state
        pictures.append(display.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2]
    display.set_value("0,00", "kg")
    assert display.value == "0,00"


def _column(width: int) -> QWidget:
    column = QWidget()
    column.setFixedWidth(width)
    inside = QVBoxLayout(column)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(0)
    bin_button = IconButton("abandon", "trash-2", "Abandonner le ticket")
    ticket = TicketList("lines")
    ticket.set_lines(
        [TicketLine(n, "Chemise, top, manches longues", "12 × 3,00 € · 10,480 kg", Cents(123_456)) for n in range(3)]
    )
    ticket.set_selected(1)
    foot = TotalFoot("foot", "Total", "Encaisser", cap="Entrée")
    foot.set_status("4 lignes · 8 objets · 5,680 kg")
    foot.set_total(Cents(123_456))
    inside.addWidget(TicketHead("head", "Ticket en cours", [bin_button]))
    inside.addWidget(ticket, 1)
    inside.addWidget(foot)
    return column


def _in_sight(button: BoxButton, ticket: TicketList) -> bool:
    top = button.mapTo(ticket.viewport(), button.rect().topLeft()).y()
    return top >= 0 and top + button.height() <= ticket.viewport().height()


def _words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def _baseline(label: QLabel, row: QWidget) -> int:
    bottom = label.mapTo(row, label.contentsRect().bottomLeft()).y()
    return bottom - label.fontMetrics().descent()
