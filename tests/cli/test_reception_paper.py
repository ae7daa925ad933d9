"""Paper sheets and exports of reception from the command line: every wrong row is told, nothing comes in by halves."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.system.paths import resource

if TYPE_CHECKING:
    from tests.cli.conftest import NewShop
    from tests.faults.place import Done

REAL = Path(__file__).parents[3] / "shared" / "data" / "reception-2025-09-10.csv"
MAPPING = Path(__file__).parents[1] / "flows" / "mapping_2025.csv"


@pytest.fixture
def shop(new_shop: NewShop) -> NewShop:
    done = new_shop.place.run("import", "categories", str(resource("demo/categories.csv")), password=new_shop.password)
    assert done.code == 0, done.err
    return new_shop


def run(shop: NewShop, *typed: str) -> Done:
    return shop.place.run(*typed, password=shop.password)


def test_wrong_rows_are_named_with_what_was_probably_meant(shop: NewShop, tmp_path: Path) -> None:
    sheet = tmp_path / "cahier.csv"
    sheet.write_text(
        "date,category,poids_kg,destination\n2025-10-01,casserolle,1,MAGASIN\n2025-10-01,Livre,x,MAGASIN\n"
    )
    done = run(shop, "import", "reception", str(sheet))
    assert done.code == 1
    assert "ligne 2 : Aucune catégorie ne s’appelle « casserolle »" in done.out
    assert "Peut-être : Vaisselle & Cuisine / Maison > Casserole." in done.out
    assert "ligne 3 :" in done.out
    assert "2 lignes refusées : rien n’a été importé." in done.out


def test_the_sheet_that_is_made_comes_back_in_and_out_again(shop: NewShop, tmp_path: Path) -> None:
    made = run(shop, "template", "reception", "--out", str(tmp_path), "--json")
    assert made.code == 0, made.err
    trial = run(shop, "import", "reception", made.json["csv"], "--dry-run", "--json")
    assert (trial.code, trial.json["lines"], trial.json["received"]) == (0, 1, "5.500")
    assert run(shop, "import", "reception", made.json["csv"]).code == 0
    again = run(shop, "import", "reception", made.json["csv"], "--json")
    assert (again.code, again.json["error"]) == (1, "paper.twice")
    out = run(shop, "export", "reception", "--format", "csv", "--out", str(tmp_path / "x.csv"), "--json")
    assert (out.code, out.json["rows"]) == (0, 1)
    (row,) = csv.DictReader(io.StringIO((tmp_path / "x.csv").read_bytes().decode("utf-8-sig")), delimiter=";")
    assert (row["Saisie différée"], row["Poids (kg)"]) == ("oui", "5,500")
    whole = run(shop, "export", "reception", "--deposits", "--out", str(tmp_path), "--json")
    assert (whole.code, whole.json["file"].endswith(".xlsx")) == (0, True)


def test_the_real_notebook_of_autumn_2025_through_the_paper_path(shop: NewShop) -> None:
    if not REAL.is_file():
        pytest.skip("the notebook does not lie beside this checkout")
    done = run(shop, "import", "reception", str(REAL), "--mapping", str(MAPPING), "--json")
    assert done.code == 0, done.out
    told = done.json
    assert (told["lines"], told["received"], told["shop_out"]) == (153, "473.250", "0.000")
    assert [day["lines"] for day in told["days"]] == [52, 18, 46, 37]
    assert run(shop, "verify", "--full").code == 0
