"""« Moyens de paiement »: the card is switched on, a way of the shop's own is added, both by keys or by touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from recyclique_desktop.data.queries.payment_ways import MethodLine, method_lines
from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.ui.admin.methods_page import MethodsPage
from tests.services.selling import read
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    with at(shop, MethodsPage) as seat:
        seat.arrive("admin_methods")
        yield seat


def named(shop: Shop, label: str) -> MethodLine:
    lines: tuple[MethodLine, ...] = read(shop, method_lines)
    return next(line for line in lines if line.label == label)


def test_the_card_is_switched_on_in_four_touches(desk: Desk) -> None:
    assert "Carte" not in desk.said()
    desk.tap("methods_archived")
    desk.tap(desk.row("Carte"))
    desk.tap("method_traits_0")
    desk.tap("method_save")
    assert named(desk.shop, "Carte").active
    assert "« Carte » est enregistré." in desk.said()


def test_a_way_of_the_shop_s_own_is_added_by_keys_alone(desk: Desk) -> None:
    desk.key("insert")
    desk.strike("Monnaie locale")
    desk.key("enter")
    made = named(desk.shop, "Monnaie locale")
    assert (made.kind, made.active, made.in_drawer) == (PaymentKind.OTHER, True, False)
    assert "« Monnaie locale » est ajouté." in desk.said()


def test_a_name_that_is_there_already_is_refused_in_words(desk: Desk) -> None:
    desk.tap("methods_add")
    desk.strike("espèces")
    desk.tap("method_save")
    assert "« espèces » existe déjà." in desk.said()


def test_the_last_way_to_pay_cannot_be_switched_off(desk: Desk) -> None:
    for label in ("Chèque", "Espèces"):
        desk.tap(desk.row(label))
        desk.tap("method_traits_0")
        desk.tap("method_save")
    assert "dernier moyen de paiement" in desk.said()
    assert named(desk.shop, "Espèces").active


def test_nothing_written_leaves_nothing_to_save(desk: Desk) -> None:
    desk.tap(desk.row("Chèque"))
    assert not desk.find(QPushButton, "method_save").isEnabled()


@pytest.mark.parametrize("written", ["", "x" * 60], ids=["nothing yet", "too long"])
def test_a_new_way_that_cannot_be_saved_yet_stays_when_the_centre_sends_something(desk: Desk, written: str) -> None:
    desk.tap("methods_add")
    desk.strike(written)
    assert desk.window.current is not None
    desk.window.current.refresh(frozenset({"payment_methods"}))
    desk.settle()
    assert desk.find(QLineEdit, "method_label_edit").text() == written


@pytest.mark.parametrize("name", LOOKS)
def test_every_state_holds_wide_and_narrow_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    with look(app, name), at(shop, MethodsPage) as seat:
        seat.arrive("admin_methods")
        found = seat.faults()
        seat.key("down")
        found += seat.faults()
        seat.tap("methods_add")
        assert found + seat.faults() == []
