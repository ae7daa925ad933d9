"""``recyclique central adopt``: what the manager types on Monday, and what she reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.central.adoption import dump, knowing
from recyclique_desktop.central.adoption.findings import ODDITIES
from recyclique_desktop.cli import adoption
from tests.adoption.shop_144 import Shop144, living_144
from tests.faults.place import Place

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import CentralDatabase, Databases

pytestmark = pytest.mark.postgres


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A machine without any workstation: an administrator needs none."""
    monkeypatch.chdir(tmp_path)
    return Place(tmp_path)


@pytest.fixture
def shop(databases: Databases) -> CentralDatabase:
    database = databases.blank()
    living_144(database, Shop144(7, 30, 40))
    return database


def test_a_manager_tries_adopts_and_goes_back(here: Place, shop: CentralDatabase, tmp_path: Path) -> None:
    legacy = here.run("central", "check", "--dsn", shop.dsn, "--json")
    assert (legacy.code, legacy.json["kind"], legacy.json["adopted"]) == (1, "legacy", None)
    assert "central adopt --dry-run" in legacy.json["message"]
    trial = here.run("central", "adopt", "--dsn", shop.dsn, "--dry-run", "--json")
    assert (trial.code, trial.json["dry_run"], trial.json["quarantined"]) == (0, True, 0), trial.out
    assert not list(tmp_path.glob("*.dump"))
    where = ("--dump", str(tmp_path / "avant.dump")) if dump.usable(shop.server.version) else ()
    done = here.run("central", "adopt", "--dsn", shop.dsn, *where, "--json")
    assert done.code == 0, done.out
    assert {**done.json, "dump": "", "dry_run": True} == trial.json
    adopted = here.run("central", "check", "--dsn", shop.dsn, "--json")
    assert (adopted.code, adopted.json["kind"]) == (0, "current")
    assert adopted.json["adopted"] in adopted.json["message"]
    review = here.run("central", "review", "--dsn", shop.dsn, "--json").json["points"]
    assert len(review) == done.json["to_review"] > 0
    assert [float(one["confidence"]) for one in review] == sorted(float(one["confidence"]) for one in review)
    listed = here.run("central", "review", "--dsn", shop.dsn).out
    assert listed.count("\n") == len(review) + 1
    assert "sites.fiscal_regime" in listed
    again = here.run("central", "adopt", "--dsn", shop.dsn)
    assert (again.code, "déjà été reprise" in again.out) == (0, True)
    back = here.run("central", "adopt", "--undo", "--dsn", shop.dsn)
    assert (back.code, "rendue à RecyClique 1.4.4" in back.out) == (0, True)
    assert here.run("central", "check", "--dsn", shop.dsn, "--json").json["kind"] == "legacy"
    assert here.run("central", "adopt", "--undo", "--dsn", shop.dsn, "--json").json["error"] == "adopt.not_adopted"


def test_the_report_is_read_without_knowing_a_word_of_the_program(here: Place, shop: CentralDatabase) -> None:
    read = here.run("central", "adopt", "--dsn", shop.dsn, "--dry-run").out
    for words in (
        "Essai : la base", "Rien n’a été gardé", "0 en quarantaine", "Sommes vérifiées", "sales.total_amount",
        "Valeurs changées", "arrondi au plus proche", "Catégorie des lignes : identifiant", "À relire",
        "Tickets de réception datés de l’ouverture du poste :", "la même commande sans --dry-run",
    ):  # fmt: skip
        assert words in read, words
    assert "{" not in read


def test_a_dump_is_never_written_over_another_file(here: Place, shop: CentralDatabase, tmp_path: Path) -> None:
    kept = tmp_path / "avant.dump"
    kept.write_text("la sauvegarde d’hier")
    done = here.run("central", "adopt", "--dsn", shop.dsn, "--dump", str(kept), "--json")
    assert (done.code, done.json["error"]) == (1, "adopt.dump_failed")
    assert kept.read_text() == "la sauvegarde d’hier"
    assert here.run("central", "check", "--dsn", shop.dsn, "--json").json["kind"] == "legacy"


def test_without_the_program_that_dumps_the_copy_in_the_base_stands_for_it(
    here: Place, shop: CentralDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    asked = here.run("central", "adopt", "--dsn", shop.dsn, "--dump", str(tmp_path), "--json")
    assert asked.json["error"] == "adopt.dump_failed"
    done = here.run("central", "adopt", "--dsn", shop.dsn)
    assert done.code == 0
    assert "Copie exacte de 1.4.4 : schéma « legacy_144 »" in done.out
    assert "Sauvegarde :" not in done.out
    with shop.connect() as connection:
        assert connection.execute("SELECT count(*) FROM legacy_144.sales").fetchone() == (30,)


def test_every_word_of_a_report_has_its_french() -> None:
    assert adoption.ODDITIES.keys() == ODDITIES.keys()
    reasons = set(re.findall(r"'(?:deferred|legacy|real) 0\.[0-8]\d ([\w-]+)'", knowing.SESSIONS))
    assert reasons == {"midnight", "late-tickets", "empty-and-long", "no-end", "left-open"} <= adoption.REASONS.keys()
