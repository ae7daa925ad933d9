"""« Journal »: an act is found, read in full and taken out, by keys alone or by touch alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from recyclique_desktop.data.queries.audit import PAGE
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.services import people, people_edit, shared_settings
from recyclique_desktop.ui.admin.journal_page import JournalPage
from recyclique_desktop.ui.places import places_for
from tests.services.selling import entries, open_till, write
from tests.services.test_people_edit import emilie
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Shop

pytestmark = pytest.mark.screen


def fill(shop: Shop) -> None:
    till = open_till(shop)
    shop.clock.advance(timedelta(minutes=1))
    till.sell(price=1250)
    shop.clock.advance(timedelta(minutes=1))
    write(shop, people.unlock, people.Unlock(emilie(shop)), shop.admin)
    shop.clock.advance(timedelta(minutes=1))
    write(shop, shared_settings.set_sign_in_minutes, shared_settings.SetSignInMinutes(30), shop.admin)


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    fill(shop)
    with at(shop, JournalPage) as seat:
        seat.arrive("admin_journal")
        yield seat


def searched(desk: Desk, words: str) -> None:
    desk.write_in("journal_search_edit", words)
    QTest.qWait(400)
    desk.settle()


def test_the_last_acts_are_on_top_with_who_and_where(desk: Desk) -> None:
    said = desk.said()
    assert said.index("Réglage changé") < said.index("Compte débloqué") < said.index("Vente enregistrée")
    assert "C01-000001" in said
    assert "09:01 · C01" in said
    assert "Aïcha M." in said


def test_an_act_is_read_in_full_by_keys_alone(desk: Desk) -> None:
    desk.key("down")
    assert "Par Aïcha M." in desk.said()
    assert "Ancienne valeur : 480\nNouvelle valeur : 30" in desk.said()
    desk.key("down", "down")
    assert "T-000001" in desk.said()


def test_what_a_change_changed_is_said_in_words(desk: Desk) -> None:
    write(
        desk.shop, people_edit.deactivate_person, people_edit.DeactivatePerson(emilie(desk.shop), "x"), desk.shop.admin
    )
    desk.arrive("admin_journal")
    desk.tap(desk.row("Personne désactivée"))
    assert "Actif : oui → non" in desk.said()


def test_words_are_searched_as_they_are_typed(desk: Desk) -> None:
    desk.strike("debloque")
    QTest.qWait(400)
    desk.settle()
    assert "Compte débloqué" in desk.said()
    assert "Vente enregistrée" not in desk.said()
    searched(desk, "rien de tout cela")
    assert "Rien de tel." in desk.said()


def test_acts_are_filtered_by_type_person_and_day(desk: Desk) -> None:
    desk.tap("journal_filter")
    desk.tap("audit_kind_button")
    desk.strike("vente")
    desk.key("enter")
    desk.write_in("audit_actor_edit", "emilie")
    desk.tap("audit_filter_confirm")
    assert "Vente enregistrée · par « emilie »" in desk.said()
    assert "1 à 1 sur 1" in desk.said()
    desk.tap("journal_filter")
    desk.tap("audit_filter_none")
    assert "Compte débloqué" in desk.said()


def test_a_day_that_is_none_is_said_to_be_none(desk: Desk) -> None:
    desk.tap("journal_filter")
    desk.write_in("audit_since_edit", "31/02/2026")
    desk.tap("audit_filter_confirm")
    assert "Tapez-le comme 22/11/2026." in desk.said()
    desk.write_in("audit_since_edit", "1/1/2001")
    desk.write_in("audit_until_edit", "2/1/01")
    desk.tap("audit_filter_confirm")
    assert "Rien de tel." in desk.said()
    assert "depuis le 01/01/2001 · jusqu’au 02/01/2001" in desk.said()


def test_a_long_history_is_turned_to_its_end_and_back(app: QApplication, shop: Shop) -> None:
    till = open_till(shop)
    for _ in range(PAGE + 20):
        shop.clock.advance(timedelta(seconds=1))
        till.sell()
    with at(shop, JournalPage) as desk:
        desk.arrive("admin_journal")
        first = desk.said()
        seen = 0
        while desk.find(QPushButton, "journal_pager_on").isEnabled():
            desk.key("page_down")
            seen += 1
            assert seen < 100
        assert "Poste installé" in desk.said()
        while desk.find(QPushButton, "journal_pager_back").isEnabled():
            desk.key("page_up")
            seen -= 1
        assert (seen, desk.said()) == (0, first)


def test_the_whole_journal_is_taken_out_not_the_page_that_is_shown(desk: Desk, tmp_path: Path) -> None:
    desk.tap("journal_export")
    desk.tap("export_format_1")
    folder = tmp_path / "sorties"
    folder.mkdir()
    desk.write_in("export_folder_edit", str(folder))
    desk.key("enter")
    (file,) = folder.iterdir()
    assert file.suffix == ".csv"
    assert f"lignes dans {file.name}" in desk.said()
    assert "Données exportées" in desk.said()
    (entry,) = entries(desk.shop, "data.exported")
    assert file.read_bytes().count(b"\r\n") == entry["doc"]["rows"] + 1


def test_a_folder_that_is_none_takes_nothing_out(desk: Desk, tmp_path: Path) -> None:
    desk.tap("journal_export")
    desk.write_in("export_folder_edit", str(tmp_path / "absent"))
    desk.tap("export_confirm")
    assert "Ce dossier n’existe pas." in desk.said()
    desk.tap("export_keep")
    assert entries(desk.shop, "data.exported") == []


def test_an_auditor_reads_and_who_may_not_export_cannot(desk: Desk) -> None:
    reader = replace(desk.shop.volunteer, permissions=frozenset({Permission.AUDIT_VIEW}))
    assert "journal" in places_for(reader)
    assert "journal" not in places_for(desk.shop.volunteer)
    desk.arrive("admin_journal", reader)
    assert "Vente enregistrée" in desk.said()
    assert not desk.find(QPushButton, "journal_export").isEnabled()


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_holds_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    fill(shop)
    with look(app, name), at(shop, JournalPage) as desk:
        desk.arrive("admin_journal")
        assert desk.faults() == []
        desk.key("down", "down", "down")
        assert desk.faults() == []
        desk.tap("journal_filter")
        assert desk.faults() == []
        desk.tap("audit_filter_none")
        desk.tap("journal_export")
        assert desk.faults() == []
        desk.tap("export_keep")
