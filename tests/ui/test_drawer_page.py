"""Money without a sale: in, out, to the bank, each with its reason, never more than the drawer holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from recyclique_desktop.data.models import CashMovement
from recyclique_desktop.domain.enums import CashMovementKind
from recyclique_desktop.ui.caisse.drawer_page import DrawerPage
from tests.conftest import Shop
from tests.services.selling import Till, as_leader, open_till
from tests.ui.desk import LOOKS, Desk, at, look


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(as_leader(shop))


@pytest.fixture
def desk(app: QApplication, till: Till) -> Iterator[Desk]:
    with at(till.shop, DrawerPage) as made:
        made.arrive("drawer", till.shop.volunteer)
        yield made


def moved(shop: Shop) -> list[tuple[CashMovementKind, int, str | None]]:
    with shop.db.reading() as session:
        rows = session.scalars(select(CashMovement).order_by(CashMovement.created_at))
        return [(one.kind, one.amount, one.reason) for one in rows]


def test_money_goes_to_the_bank_with_its_reason_by_keys_and_touch(desk: Desk) -> None:
    desk.tap("drawer_kind_2")
    for key in ("1", "0"):
        desk.tap(f"drawer_keypad_{key}")
    assert not desk.find(QPushButton, "drawer_foot_primary").isEnabled()
    desk.write_in("drawer_reason_edit", "recette du samedi")
    desk.key("enter")
    assert moved(desk.shop) == [(CashMovementKind.BANK, -1000, "recette du samedi")]
    assert "Il doit y avoir 40,00\xa0€ dans le tiroir." in desk.said()


def test_no_more_leaves_the_drawer_than_it_holds(desk: Desk) -> None:
    desk.write_in("drawer_reason_edit", "timbres")
    desk.tap("drawer_kind_1")
    for key in ("6", "0"):
        desk.tap(f"drawer_keypad_{key}")
    assert not desk.find(QPushButton, "drawer_foot_primary").isEnabled()
    assert moved(desk.shop) == []


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_holds_wide_and_narrow_in_every_look(app: QApplication, till: Till, name: str) -> None:
    with look(app, name), at(till.shop, DrawerPage) as desk:
        desk.arrive("drawer", till.shop.volunteer)
        assert desk.faults() == []
