"""Fields, choices, rows and questions: what is wrong is said where it is, nothing unknown is shown as zero."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from recyclique_desktop.domain.money import Cents
from recyclique_desktop.ui.widgets.buttons import IconButton
from recyclique_desktop.ui.widgets.choices import ChoiceCard
from recyclique_desktop.ui.widgets.counts import CountRow, CountTable
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.rows import (
    UNKNOWN,
    AmountRow,
    Figure,
    ItemRow,
    PathStrip,
    RowCard,
    Strip,
    StripButton,
)
from tests.ui import checks
from tests.ui.conftest import Show


def test_an_error_is_said_below_its_field_and_moves_nothing(show: Show) -> None:
    field, after = Field("code", "Code d’inscription", hint="donné par le centre"), Strip("strip", "suite")
    window = show(field, after, width=454)
    before = after.geometry()
    field.set_error("Il manque 2 caractères : le code ressemble à K7QM-4TXB.")
    QApplication.processEvents()
    assert after.geometry() == before
    assert field.error.startswith("Il manque 2 caractères")
    assert field.edit.accessibleDescription() == field.error
    assert checks.cut_texts(window) == []
    field.set_error("")
    assert field.error == ""
    assert field.edit.accessibleDescription() == "donné par le centre"


def test_what_is_written_reaches_the_screen(show: Show, qtbot: QtBot) -> None:
    field = Field("name", "Prénom", value="É")
    show(field)
    heard: list[str] = []
    field.changed.connect(heard.append)
    field.set_text("Ém")
    QTest.keyClicks(field.edit, "i")
    with qtbot.waitSignal(field.entered, timeout=500):
        QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert heard == ["Émi"]
    assert field.text == "Émi"
    assert field.edit.accessibleName() == "Prénom"


def test_a_password_is_hidden(app: QApplication) -> None:
    assert Field("p", "Mot de passe", secret=True).edit.echoMode() == QLineEdit.EchoMode.Password


def test_a_choice_card_shows_and_says_what_it_means(show: Show) -> None:
    card = ChoiceCard("alone", "Ce poste travaille seul", "Tout reste sur cet ordinateur.", icon="monitor")
    window = show(card, width=500)
    plain = card.grab().toImage()
    card.set_chosen(True)
    assert card.grab().toImage() != plain
    assert card.accessibleName() == "Ce poste travaille seul. Tout reste sur cet ordinateur."
    assert checks.cut_texts(window) == []


def test_the_count_shows_what_is_missing_and_never_zero_for_unknown(show: Show) -> None:
    table = CountTable("counts")
    window = show(table, width=692)
    table.set_rows([
        CountRow("coins", "Espèces", "fond + ventes − coffre", Cents(24850), Cents(24650)),
        CountRow("landmark", "Chèques", "3 chèques", Cents(6400), Cents(6400)),
        CountRow("credit-card", "Carte", "ticket du terminal", None, Cents(8000)),
    ])  # fmt: skip
    QApplication.processEvents()
    words = _words(window)
    assert "−2,00\u00a0€" in words
    assert "0,00\u00a0€" in words
    assert words.count(UNKNOWN) == 2
    assert checks.cut_texts(window) == []
    table.set_rows([])
    QApplication.processEvents()
    assert "248,50\u00a0€" not in _words(window)


def test_rows_keep_their_words_beside_long_amounts(show: Show) -> None:
    card = RowCard("rows")
    button = IconButton("remove", "x", "Retirer le paiement")
    card.set_rows([
        ItemRow("weighing", "Pesée 3", "tapée au clavier", amount="1,180 kg", icon="keyboard", beside=True, margin=16),
        ItemRow("payment", "Chèque", "n° 1234567", amount="99 999,99 €", icon="landmark", button=button, margin=16),
    ])  # fmt: skip
    amount, strong = AmountRow("net", "À payer", strong=True), AmountRow("sales", "Ventes")
    window = show(card, amount, strong, width=340)
    amount.set_value("99 999,99 €", tone="warn")
    strong.set_label("Poids sorti")
    QApplication.processEvents()
    assert amount.value == "99 999,99 €"
    assert strong.value == UNKNOWN
    assert checks.cut_texts(window) == []
    assert checks.nameless(window) == []


def test_a_figure_says_its_period(show: Show) -> None:
    figure = Figure("takings", "Encaissé")
    window = show(figure)
    assert figure.value == UNKNOWN
    figure.set_value("204,50 €", "aujourd’hui")
    assert "aujourd’hui" in _words(window)


def test_strips_tell_and_only_some_are_pressed(show: Show, qtbot: QtBot) -> None:
    tells, leads = (
        Strip("scale", "0,000 kg", "balance vide", icon="scale"),
        Strip("all", "Saisir le total", pressable=True),
    )
    path = PathStrip("path")
    window = show(tells, leads, path, width=400)
    path.set_path("cooking-pot", "Vaisselle & Cuisine", "Plat", "dès 3,00 €")
    tells.set_words("1,180 kg", "stable", right_icon="circle-check")
    QApplication.processEvents()
    with qtbot.waitSignal(leads.clicked, timeout=500):
        QTest.mouseClick(leads, Qt.MouseButton.LeftButton)
    assert tells.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert tells.accessibleName() == "1,180 kg stable"
    assert checks.cut_texts(window) == []


def test_a_question_has_the_safe_answer_under_the_key(show: Show, qtbot: QtBot) -> None:
    window = show(Strip("s", "fond"), width=800)
    dialog = ConfirmDialog(
        "abandon", "Abandonner le ticket de 18,00 € ?", "Rien n’est encaissé. Les lignes restent au journal.",
        confirm="Abandonner le ticket", keep="Garder le ticket", parent=window,
    )  # fmt: skip
    with qtbot.waitSignal(dialog.kept, timeout=2000):
        dialog.ask()
        qtbot.waitUntil(dialog.isVisible, timeout=1000)
        assert checks.cut_texts(dialog) == []
        assert checks.crowded(dialog) == []
        assert dialog.focusWidget() is dialog.keep_button
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    with qtbot.waitSignal(dialog.confirmed, timeout=2000):
        dialog.ask()
        QTest.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("words", "has_arrow"), [("Total seul", True), (checks.stretch("Compter pièces et billets"), False)]
)
def test_a_strip_gives_long_words_the_room_of_its_arrow(show: Show, words: str, has_arrow: bool) -> None:
    strip = StripButton("strip", icon="calculator")
    strip.setFixedWidth(276)
    show(strip)
    strip.set_label(words)
    QTest.qWait(1)
    assert checks.cut_texts(strip) == []
    assert strip._chevron.isVisible() is has_arrow


def _words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
