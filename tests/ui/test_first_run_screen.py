"""The first run: a shop that can sell at the end, nothing lost when it is cut, no secret left behind."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from recyclique_desktop.data.queries.catalogue import catalogue
from recyclique_desktop.data.queries.people import credentials, sign_in_tiles
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import FiscalRegime
from recyclique_desktop.flows.first_run import FirstRun
from recyclique_desktop.flows.recover import Ground, recover
from recyclique_desktop.flows.startup import FIRST_RUN, begin, run
from recyclique_desktop.flows.workstation import DATABASE_FILE, OpenWorkstation, open_workstation
from recyclique_desktop.system.passwords import CHEAP, verify_secret
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import MemoryStore
from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.login.first_run_screen import FirstRunScreen
from recyclique_desktop.ui.main_window import MainWindow
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from tests.known import MORNING
from tests.ui import checks
from tests.ui.driver import Hands
from tests.ui.looks import Look, every_low_look

PASSWORD = "Ressourcerie.1"


class Installer(Hands):
    """Hands at the first run of one folder."""

    def __init__(self, folder: Path, store: MemoryStore) -> None:
        self.folders = Folders(folder / "data", folder / "config", folder / "logs")
        self.store = store
        self.clock = SimulatedClock(MORNING)
        self.main = MainWindow(self.clock)
        made = FirstRun(self.folders, store, self.clock, secrets.token_bytes, CHEAP)
        self.screen = FirstRunScreen(made, MainThreadBridge(self.main))
        super().__init__(self.main, lambda: self.screen.pending == 0)
        self.closed = False
        self.ended: list[str] = []
        self.screen.finished.connect(lambda: self.ended.append("finished"))
        self.screen.refused.connect(lambda error: self.ended.append(error.code))
        self.main.add(self.screen)
        self.main.show()
        self.main.activateWindow()
        self.main.go("first_run")
        self.settle()

    def close(self) -> None:
        """The program ends, or the power is cut: nothing is finished."""
        if self.closed:
            return
        self.closed = True
        self.settle()
        self.screen.stop()
        self.main.close()
        self.main.deleteLater()
        QTest.qWait(1)

    def field(self, name: str, text: str) -> None:
        """Write into a field, in place of what is there."""
        edit = self.find(QLineEdit, f"{name}_edit")
        edit.setFocus()
        edit.selectAll()
        self.type(text)

    def person(self, first: str, last: str, pin: str, password: str = "") -> None:
        """Write somebody down, from field to field with Tab."""
        self.type(first)
        for text in (last, pin, password):
            self.key("tab")
            self.type(text)

    def to_people(self) -> None:
        """Go through the first steps by keys: a new shop, alone."""
        self.key("enter", "enter")
        self.type("La Clique")
        self.key("enter", "enter")

    def to_sheet(self) -> None:
        """Go to the last step with one manager."""
        self.to_people()
        self.person("Aïcha", "Morel", "9630", PASSWORD)
        self.key("enter", "enter")


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def installer(app: QApplication, tmp_path: Path, store: MemoryStore) -> Iterator[Installer]:
    made = Installer(tmp_path, store)
    yield made
    made.close()


def opened(installer: Installer) -> OpenWorkstation:
    return open_workstation(installer.folders, installer.store, installer.clock, secrets.token_bytes)


def test_a_shop_is_installed_by_keys_alone(installer: Installer) -> None:
    installer.field("run_register", "Caisse Nord")
    installer.key("enter", "enter")
    installer.type("La Clique")
    installer.key("enter", "enter")
    installer.person("Aïcha", "Morel", "9630", PASSWORD)
    installer.key("enter")
    installer.person("Émilie", "Roux", "2580")
    installer.key("enter", "enter")
    installer.tab_to("run_sheet_kept")
    installer.key("space")
    installer.tab_to("run_next")
    installer.key("enter")
    assert installer.ended == ["finished"]
    made = opened(installer)
    try:
        with made.db.reading() as session:
            place = workplace(session, made.station)
            people = sign_in_tiles(session, made.station.site_id)
            roots = [tile.label for tile in catalogue(session)]
            emilie = credentials(session, people[1].user_id)
    finally:
        made.close()
    assert (place.site_name, place.register_name, place.workstation_code) == ("La Clique", "Caisse Nord", "C01")
    assert [(person.name, person.detail) for person in people] == [("Aïcha M.", "Responsable"), ("Émilie R.", "Caisse")]
    assert len(roots) == 14
    assert emilie is not None
    assert verify_secret("2580", emilie.pin_hash)


def test_a_shop_is_installed_by_touch_and_a_screen_keyboard(installer: Installer) -> None:
    installer.tap("run_next")
    installer.tap("run_way_alone")
    installer.tap("run_next")
    installer.tap("run_site_edit")
    installer.type("La Clique")
    installer.tap("run_regime_franchise_293b")
    installer.tap("run_next")
    installer.tap("run_list_later")
    installer.tap("run_next")
    for name, text in (("first_name", "Aïcha"), ("last_name", "Morel"), ("pin", "9630"), ("password", PASSWORD)):
        installer.tap(f"run_{name}_edit")
        installer.type(text)
    installer.tap("run_add_person")
    installer.tap("run_next")
    installer.tap("run_sheet_kept")
    installer.tap("run_next")
    assert installer.ended == ["finished"]
    made = opened(installer)
    try:
        with made.db.reading() as session:
            assert workplace(session, made.station).regime is FiscalRegime.FRANCHISE_293B
            assert catalogue(session) == ()
    finally:
        made.close()


@pytest.mark.parametrize(
    ("steps", "field", "text", "sentence"),
    [
        (0, "run_register", " ", "Il manque le nom de la caisse."),
        (0, "run_code", "caisse", "Le code ressemble à C01."),
        (1, "run_site", " ", "Il manque le nom du magasin."),
        (1, "run_siret", "12345678901234", "Ce SIRET n’est pas juste"),
        (3, "run_pin", "1234", "trop facile à deviner"),
        (3, "run_pin", "12", "exactement 4 chiffres"),
        (3, "run_password", "motdepasse", "Il manque une lettre majuscule"),
    ],
)
def test_what_is_wrong_is_said_below_its_own_field_and_stops_nothing_else(
    installer: Installer, steps: int, field: str, text: str, sentence: str
) -> None:
    if steps == 1:
        installer.key("enter", "enter")
        installer.field("run_site", "La Clique")
    elif steps == 3:
        installer.to_people()
    before = installer.screen.step
    installer.field(field, text)
    installer.key("enter")
    assert sentence in installer.said()
    assert installer.screen.step == before


def test_a_price_list_that_cannot_be_read_is_refused_before_anything_is_made(
    installer: Installer, tmp_path: Path
) -> None:
    installer.key("enter", "enter")
    installer.type("La Clique")
    installer.key("enter")
    installer.tap("run_list_own")
    installer.type(str(tmp_path / "nowhere.csv"))
    installer.key("enter")
    assert "introuvable" in installer.said()
    assert not installer.find(PrimaryButton, "run_next").isEnabled()
    assert not (installer.folders.data / DATABASE_FILE).exists()


def test_a_shops_own_price_list_is_counted_then_brought_in(installer: Installer, tmp_path: Path) -> None:
    own = tmp_path / "prix.csv"
    own.write_text(
        "Catégorie racine;Sous-catégorie;Prix minimum (€);Prix maximum (€)\nLivres;Roman;1,00;\nLivres;BD;2,00;\n",
        encoding="utf-8",
    )
    installer.key("enter", "enter")
    installer.type("La Clique")
    installer.key("enter")
    installer.tap("run_list_own")
    installer.type(str(own))
    assert "2 catégories et leurs prix, en 1 rayons." in installer.said()
    installer.key("enter")
    installer.person("Aïcha", "Morel", "9630", PASSWORD)
    installer.key("enter")
    installer.close()
    made = opened(installer)
    try:
        with made.db.reading() as session:
            assert [child.label for child in catalogue(session)[0].children] == ["Roman", "BD"]
    finally:
        made.close()


def test_going_back_changes_what_was_said(installer: Installer) -> None:
    installer.key("enter", "enter")
    installer.type("La Cliqe")
    installer.key("enter")
    installer.tap("run_back")
    installer.field("run_site", "La Clique")
    installer.key("enter", "enter")
    installer.person("Aïcha", "Morel", "9630", PASSWORD)
    installer.key("enter")
    installer.close()
    made = opened(installer)
    try:
        with made.db.reading() as session:
            assert workplace(session, made.station).site_name == "La Clique"
    finally:
        made.close()


def test_a_first_run_cut_before_the_people_goes_on_there_with_what_was_said(
    installer: Installer, store: MemoryStore, tmp_path: Path
) -> None:
    installer.field("run_register", "Caisse Nord")
    installer.to_people()
    installer.close()
    again = Installer(tmp_path, store)
    try:
        assert again.screen.step == "people"
        assert "Caisse Nord, C01" in again.said()
        again.tap("run_back")
        again.tap("run_back")
        assert again.find(QLineEdit, "run_site_edit").text() == "La Clique"
    finally:
        again.close()


def test_a_first_run_cut_after_the_manager_goes_on_and_keeps_her(
    installer: Installer, store: MemoryStore, tmp_path: Path
) -> None:
    installer.to_people()
    installer.person("Aïcha", "Morel", "9630", PASSWORD)
    installer.key("enter")
    installer.close()
    again = Installer(tmp_path, store)
    try:
        assert again.screen.step == "people"
        assert "Aïcha M. · Responsable" in again.said()
        assert not again.find(PrimaryButton, "run_next").text()
        again.key("enter")
        assert again.screen.step == "sheet"
    finally:
        again.close()


def test_a_sheet_never_put_away_is_asked_for_again_at_the_next_start(
    installer: Installer, store: MemoryStore, tmp_path: Path
) -> None:
    installer.to_sheet()
    assert installer.screen.step == "sheet"
    installer.close()
    start = begin(installer.folders, store, installer.clock, secrets.token_bytes)
    outcomes = list(run(start))
    start.release()
    assert [outcome.error for outcome in outcomes] == [None] * len(outcomes)
    assert start.needs_sheet


def test_nothing_of_the_first_run_is_left_once_it_is_finished(installer: Installer) -> None:
    installer.to_sheet()
    installer.tap("run_sheet_kept")
    installer.tap("run_next")
    assert not (installer.folders.data / FIRST_RUN).exists()


def test_what_is_kept_between_two_starts_holds_no_person_and_no_secret(installer: Installer) -> None:
    installer.to_sheet()
    kept = (installer.folders.data / FIRST_RUN).read_text(encoding="utf-8")
    assert not [word for word in ("Aïcha", "Morel", "9630", PASSWORD) if word in kept]
    assert json.loads(kept)["site_name"] == "La Clique"


def test_the_way_on_opens_only_when_the_sheet_is_put_away(installer: Installer) -> None:
    installer.to_sheet()
    installer.key("escape", "enter")
    assert installer.ended == []
    assert not installer.find(PrimaryButton, "run_next").isEnabled()
    installer.tap("run_sheet_kept")
    assert installer.find(PrimaryButton, "run_next").isEnabled()


def test_the_24_words_on_the_screen_bring_the_key_back(installer: Installer) -> None:
    installer.to_sheet()
    sheet = installer.screen._sheet.sheet
    assert sheet is not None
    said = installer.said()
    assert all(f"{place}. {word}" in said for place, word in enumerate(sheet.words, start=1))
    installer.close()
    empty = MemoryStore()
    done = recover(Ground(installer.folders, empty, SimulatedClock(MORNING), secrets.token_bytes), sheet.words)
    assert done.new_signing_key


def test_the_text_of_the_sheet_is_written_where_the_person_says(installer: Installer, tmp_path: Path) -> None:
    installer.to_sheet()
    target = tmp_path / "cle-usb" / "feuille.txt"
    installer.field("run_sheet_file", str(target))
    installer.tap("run_save_sheet")
    assert "Impossible d’écrire" in installer.said()
    target.parent.mkdir()
    installer.tap("run_save_sheet")
    sheet = installer.screen._sheet.sheet
    assert sheet is not None
    assert target.read_text(encoding="utf-8") == sheet.text


def test_a_folder_that_cannot_be_written_is_said_not_tried_again_and_again(
    app: QApplication, store: MemoryStore, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")
    made = Installer(tmp_path, store)
    assert made.ended == ["folder.unwritable"]
    made.main.close()


@every_low_look
def test_every_word_and_target_fits(app: QApplication, store: MemoryStore, tmp_path: Path, look: Look) -> None:
    with look.worn(app):
        installer = Installer(tmp_path, store)
        try:
            assert checks.wrong_with(installer.main, *look.size) == []
            installer.key("enter")
            assert checks.wrong_with(installer.main, *look.size) == []
            installer.key("enter")
            installer.type("La Clique")
            installer.field("run_siret", "123")
            installer.key("enter")
            assert checks.wrong_with(installer.main, *look.size) == []
            installer.field("run_siret", "73282932000074")
            installer.key("enter")
            installer.tap("run_list_own")
            installer.type("/nulle/part.csv")
            assert checks.wrong_with(installer.main, *look.size) == []
            installer.tap("run_list_shipped")
            installer.key("enter")
            installer.person("Aïcha", "Morel", "1234", "court")
            assert checks.wrong_with(installer.main, *look.size) == []
            installer.field("run_pin", "9630")
            installer.field("run_password", PASSWORD)
            installer.key("enter")
            assert checks.wrong_with(installer.main, *look.size) == []
            installer.key("enter")
            assert checks.wrong_with(installer.main, *look.size) == []
        finally:
            installer.close()
