"""« Réception » in administration: read, filtered, put right, taken out, announced, imported; by touch and keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from recyclique_desktop.data.queries.figures import reception_day_figures
from recyclique_desktop.data.queries.reception_lists import MOST_COUNTED, DepositPage
from recyclique_desktop.data.queries.settings import containers
from recyclique_desktop.domain.containers import DEFAULTS
from recyclique_desktop.domain.enums import Destination, Permission
from recyclique_desktop.services.announced import AnnounceDeposit, announce_deposit
from recyclique_desktop.services.notebooks import OpenNotebook, open_notebook
from recyclique_desktop.ui.admin.announced_page import AnnouncedPage
from recyclique_desktop.ui.admin.paper_page import PaperPage
from recyclique_desktop.ui.admin.reception_page import ReceptionPage
from recyclique_desktop.ui.admin.tares_page import TaresPage
from recyclique_desktop.ui.places import places_for
from tests.services.selling import count, entries, read, write
from tests.services.weighing import Post, open_reception, weigher
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from tests.conftest import Shop

pytestmark = pytest.mark.screen

TODAY, NOTEBOOK = date(2026, 9, 17), date(2026, 9, 3)
PAGES = (ReceptionPage, AnnouncedPage, PaperPage, TaresPage)


def fill(shop: Shop) -> None:
    """A closed deposit with 960 kg typed for 960 g, one of a notebook, one announced."""
    post = open_reception(shop)
    ticket = post.begin("apport volontaire", "11069")
    post.weigh(ticket, "960.000")
    post.weigh(ticket, "2.000", Destination.RECYCLAGE, is_exit=True, name="Livre")
    post.finish(ticket)
    opened = write(shop, open_notebook, OpenNotebook(shop.station.ids.new(), NOTEBOOK), shop.admin)
    notebook = Post(shop, opened.poste_id, shop.admin)
    second = notebook.begin()
    notebook.weigh(second, "4.000", Destination.DECHETERIE)
    notebook.finish(second)
    announcing = AnnounceDeposit(shop.station.ids.new(), "deux vieilles casseroles")
    write(shop, announce_deposit, announcing, weigher(shop))


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    fill(shop)
    with at(shop, *PAGES) as seat:
        seat.arrive("admin_reception")
        yield seat


def weight_of(shop: Shop, day: date) -> int:
    return int(read(shop, reception_day_figures, shop.station.id, day).totals.received)


def test_deposits_are_listed_with_what_came_in_and_what_left_apart(desk: Desk) -> None:
    said = desk.said().replace("\u00a0", " ")
    assert "960,0 kg entrés · 4,0 kg directs · 2,0 kg sortis" in said
    assert said.index("C01-000001") < said.index("C01-000002")
    assert "Aïcha M. · cahier · C01" in said


def test_a_list_of_many_years_asks_for_dates_instead_of_showing_sums_of_its_first_page(desk: Desk) -> None:
    page = desk.find(ReceptionPage, "admin_reception")
    page._on_read(page._question, 0, (DepositPage((), MOST_COUNTED + 1, None), (), ""))
    said = desk.said()
    assert "Choisissez des dates pour lire les sommes." in said
    assert "kg entrés" not in said


def test_a_wrong_weight_is_put_right_with_its_reason_and_the_first_stays_in_sight(desk: Desk) -> None:
    desk.tap(desk.row("C01-000001"))
    desk.tap(desk.row("Casserole"))
    desk.write_in("weighing_weight_edit", "0,960")
    desk.tap("weighing_confirm")
    assert "Une correction dit pourquoi." in desk.said()
    desk.write_in("weighing_reason_edit", "g, pas kg")
    desk.tap("weighing_confirm")
    assert weight_of(desk.shop, TODAY) == 960
    said = desk.said().replace("\u00a0", " ")
    assert "1 valeur corrigée" in said
    assert "960,000 kg → 0,960 kg" in said
    assert "1,0 kg entrés · 4,0 kg directs" in said
    assert "g, pas kg" in said


def test_a_notebook_under_a_wrong_day_moves_from_the_card(desk: Desk) -> None:
    desk.tap(desk.row("C01-000002"))
    desk.tap("deposit_day")
    desk.write_in("day_correction_day_edit", "4/9/2026")
    desk.write_in("day_correction_reason_edit", "jour mal lu")
    desk.tap("day_correction_confirm")
    assert (weight_of(desk.shop, NOTEBOOK), weight_of(desk.shop, date(2026, 9, 4))) == (0, 4000)


def test_where_a_deposit_came_from_is_put_right(desk: Desk) -> None:
    desk.tap(desk.row("C01-000001"))
    desk.tap("deposit_correct")
    desk.write_in("origin_correction_origin_edit", "collecte")
    desk.write_in("origin_correction_reason_edit", "relu")
    desk.tap("origin_correction_confirm")
    assert "apport volontaire → collecte" in desk.said()


def test_deposits_are_searched_and_filtered(desk: Desk) -> None:
    desk.write_in("deposits_search_edit", "aicha")
    QTest.qWait(400)
    desk.settle()
    assert "C01-000002" in desk.said()
    assert "C01-000001" not in desk.said()
    desk.write_in("deposits_search_edit", "")
    QTest.qWait(400)
    desk.settle()
    desk.tap("deposits_filter")
    desk.tap("deposit_kind_1")
    desk.write_in("deposit_least_edit", "10")
    desk.tap("deposit_filter_confirm")
    assert "C01-000002" not in desk.said()
    assert "sans les cahiers · d’autres filtres" in desk.said()
    desk.tap("deposits_filter")
    desk.write_in("deposit_few_edit", "deux")
    desk.tap("deposit_filter_confirm")
    assert "Tapez un nombre." in desk.said()
    desk.tap("deposit_filter_none")
    assert "C01-000002" in desk.said()


def test_what_the_filter_shows_is_what_leaves(desk: Desk, tmp_path: Path) -> None:
    desk.tap("deposits_filter")
    desk.tap("deposit_kind_2")
    desk.tap("deposit_filter_confirm")
    desk.tap("deposits_export")
    desk.tap("export_format_1")
    folder = tmp_path / "sorties"
    folder.mkdir()
    desk.write_in("export_folder_edit", str(folder))
    desk.key("enter")
    (file,) = folder.iterdir()
    assert file.read_bytes().count(b"\r\n") == 2
    assert entries(desk.shop, "data.exported")[0]["doc"]["rows"] == 1


def test_who_may_not_correct_is_told_and_nothing_changes(desk: Desk) -> None:
    reader = replace(desk.shop.volunteer, permissions=frozenset({Permission.REPORTS_VIEW}))
    assert "reception" in places_for(reader)
    assert "reception" not in places_for(desk.shop.volunteer)
    desk.arrive("admin_reception", reader)
    assert not desk.find(QPushButton, "deposits_export").isEnabled()
    desk.tap(desk.row("C01-000001"))
    desk.tap(desk.row("Casserole"))
    desk.write_in("weighing_weight_edit", "1")
    desk.write_in("weighing_reason_edit", "essai")
    desk.tap("weighing_confirm")
    assert read(desk.shop, count, "corrections") == 0


def test_what_was_announced_is_weighed_once_and_counts_today(desk: Desk) -> None:
    desk.arrive("admin_announced")
    desk.tap(desk.row("deux vieilles casseroles"))
    desk.tap("announced_weigh")
    assert "Casserole" in desk.said()
    desk.write_in("weighing_weight_edit", "1500 g")
    desk.tap("weighing_confirm")
    assert weight_of(desk.shop, TODAY) == 961_500
    assert "Rien de tel." in desk.said()
    desk.tap("announced_done")
    desk.tap(desk.row("deux vieilles casseroles"))
    assert "compté dans C01-000003" in desk.said()


def test_a_deposit_is_announced_and_refused_at_the_desk_without_any_bot(desk: Desk) -> None:
    desk.arrive("admin_announced", weigher(desk.shop))
    desk.tap("announced_add")
    desk.write_in("announce_dialog_words_edit", "une tondeuse")
    desk.write_in("announce_dialog_weight_edit", "25")
    desk.tap("announce_dialog_confirm")
    desk.tap(desk.row("une tondeuse"))
    desk.tap("announced_refuse")
    desk.write_in("refuse_dialog_reason_edit", "essence dedans")
    desk.tap("refuse_dialog_confirm")
    desk.tap("announced_refused")
    desk.tap(desk.row("une tondeuse"))
    assert "refusé : essence dedans" in desk.said()


def sheet(tmp_path: Path, text: str) -> str:
    path = tmp_path / "cahier.csv"
    path.write_text("date,category,poids_kg,destination\n" + text)
    return str(path)


def checked(desk: Desk, path: str) -> None:
    page = desk.window.current
    assert isinstance(page, PaperPage)
    page.check(path)
    desk.settle()


def test_a_sheet_comes_in_once_every_row_is_good(desk: Desk, tmp_path: Path) -> None:
    desk.arrive("admin_paper")
    checked(desk, sheet(tmp_path, "2026-09-01,casserolle,3,MAGASIN\n2026-09-01,Livre,1,MAGASIN\n"))
    assert "2 lignes lues, 1 à revoir" in desk.said()
    assert not desk.find(QPushButton, "paper_import").isEnabled()
    desk.tap("paper_take_all")
    assert "tout est bon" in desk.said()
    desk.tap("paper_import")
    assert "2 pesées importées" in desk.said()
    assert weight_of(desk.shop, date(2026, 9, 1)) == 4000
    checked(desk, str(tmp_path / "cahier.csv"))
    desk.tap("paper_take_all")
    desk.tap("paper_import")
    assert "a déjà été importé" in desk.said()
    assert weight_of(desk.shop, date(2026, 9, 1)) == 4000


def test_a_person_says_what_a_spelling_means(desk: Desk, tmp_path: Path) -> None:
    desk.arrive("admin_paper")
    checked(desk, sheet(tmp_path, "2026-09-01,trucmuche,3,MAGASIN\n"))
    desk.tap(desk.row("trucmuche"))
    desk.strike("livre")
    desk.key("enter")
    assert "tout est bon" in desk.said()


def test_the_tare_list_is_changed_by_touch(desk: Desk) -> None:
    desk.arrive("admin_tares")
    desk.tap("tares_add")
    desk.write_in("tare_name_edit", "Rolls")
    desk.write_in("tare_weight_edit", "32,5")
    desk.tap("tare_save")
    assert [one.name for one in read(desk.shop, containers)] == [*(one.name for one in DEFAULTS), "Rolls"]
    desk.tap(desk.row("Rolls"))
    desk.tap("tare_up")
    assert [one.name for one in read(desk.shop, containers)][2] == "Rolls"
    desk.tap("tare_remove")
    assert read(desk.shop, containers) == DEFAULTS
    desk.tap("tares_add")
    desk.write_in("tare_name_edit", "Bac")
    desk.write_in("tare_weight_edit", "lourd")
    desk.tap("tare_save")
    assert read(desk.shop, containers) == DEFAULTS


@pytest.mark.parametrize("name", LOOKS)
def test_the_pages_hold_in_every_look(app: QApplication, shop: Shop, tmp_path: Path, name: str) -> None:
    fill(shop)
    with look(app, name), at(shop, *PAGES) as desk:
        desk.arrive("admin_reception")
        assert desk.faults() == [], "list"
        desk.tap(desk.row("C01-000001"))
        assert desk.faults() == []
        desk.tap(desk.row("Casserole"))
        assert desk.faults() == []
        desk.tap("weighing_keep")
        desk.tap("deposits_filter")
        assert desk.faults() == []
        desk.tap("deposit_filter_none")
        desk.arrive("admin_announced")
        desk.tap(desk.row("deux vieilles casseroles"))
        assert desk.faults() == []
        desk.arrive("admin_paper")
        checked(desk, sheet(tmp_path, "2026-09-01,casserolle,3,MAGASIN\n2026-09-01,Livre,x,MAGASIN\n"))
        assert desk.faults() == []
        desk.arrive("admin_tares")
        desk.tap(desk.row("Caddie"))
        assert desk.faults() == []
