"""« Vie privée »: looking is written down, taking away makes a file, forgetting asks first and says what stays."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from recyclique_desktop.data.queries import privacy as known
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows import person_data
from recyclique_desktop.ui.admin.privacy_page import PrivacyPage
from tests.services.joined import join
from tests.services.selling import entries, read
from tests.ui.admin_desk import settings_page
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Shop

pytestmark = pytest.mark.screen


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    with shop.db.connection() as connection:
        connection.exec_driver_sql("UPDATE users SET phone_number = '0611223344' WHERE role = 'user'")
        connection.commit()
    with at(shop, PrivacyPage, settings_page) as seat:
        seat.arrive("admin_privacy")
        yield seat


def test_what_is_known_is_shown_on_demand_only_and_looking_is_written_down(desk: Desk) -> None:
    desk.tap(desk.row("Émilie"))
    assert "0611223344" not in desk.said()
    desk.tap("privacy_look")
    assert "0611223344" in desk.said()
    assert "Aïcha M. : a regardé" in desk.said()
    assert len(entries(desk.shop, "person.viewed")) == 1
    assert desk.faults() == []


def test_a_persons_data_are_written_into_a_file(desk: Desk, tmp_path: Path) -> None:
    page = desk.window.current
    assert isinstance(page, PrivacyPage)
    line = next(one for one in read(desk.shop, person_data.people, desk.shop.station) if one.name == "Émilie Robert")
    file = tmp_path / "emilie.zip"
    page.take_away(line, str(file))
    desk.settle()
    assert zipfile.is_zipfile(file)
    assert "Les données sont dans emilie.zip." in desk.said()
    page.take_away(line, str(file))
    desk.settle()
    assert "existe déjà" in desk.said()
    assert len(entries(desk.shop, "person.exported")) == 1


def test_forgetting_asks_for_a_reason_and_says_what_stays(desk: Desk) -> None:
    desk.tap(desk.row("Émilie"))
    desk.tap("privacy_forget")
    assert not desk.find(QPushButton, "forget_confirm").isEnabled()
    assert desk.faults() == []
    desk.strike("à sa demande")
    desk.tap("forget_confirm")
    for _ in range(50):
        if "il ne reste que op-" in desk.said():
            break
        QTest.qWait(20)
        desk.settle()
    assert "il ne reste que op-" in desk.said()
    assert "Émilie" not in desk.said()
    lines = read(desk.shop, known.privacy_lines, desk.shop.clock.now())
    assert [line.is_erased for line in lines] == [False, True]
    assert desk.faults() == []


def test_the_register_is_written_to_be_printed(desk: Desk, tmp_path: Path) -> None:
    page = desk.window.current
    assert isinstance(page, PrivacyPage)
    page.print_register(str(tmp_path / "registre.txt"))
    desk.settle()
    text = (tmp_path / "registre.txt").read_text("utf-8-sig")
    assert "REGISTRE DES TRAITEMENTS" in text
    assert "La Clique" in text


def test_it_is_reached_from_the_settings_and_hidden_from_who_may_not(desk: Desk) -> None:
    desk.arrive("admin_settings")
    desk.tap("settings_privacy")
    assert desk.page == "admin_privacy"
    desk.arrive("admin_settings", desk.shop.volunteer)
    assert "Vie privée" not in desk.said()


def test_a_till_forgets_nobody(app: QApplication, shop: Shop) -> None:
    with at(join(shop, WorkstationKind.TILL), PrivacyPage) as seat:
        seat.arrive("admin_privacy")
        seat.tap(seat.row("Émilie"))
        assert "Cela se change sur un poste de bureau." in seat.said()
        assert not seat.find(QPushButton, "privacy_forget").isEnabled()


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_holds_wide_and_narrow_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    with look(app, name), at(shop, PrivacyPage) as seat:
        seat.arrive("admin_privacy")
        assert seat.faults() == []
        seat.tap(seat.row("Émilie"))
        seat.tap("privacy_look")
        assert seat.faults() == []
