"""What was weighed leaves as a file with every column the offices ask for, real numbers, and a trace of who took it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.data.queries.reception_lists import DepositFilter
from recyclique_desktop.documents.reception_sheet import printable, template
from recyclique_desktop.documents.tables import Format
from recyclique_desktop.domain.enums import Destination
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.flows.reception_export import ExportReception, What, export_reception
from recyclique_desktop.services.corrections import CorrectLine, correct_line
from tests.services.selling import entries, write
from tests.services.weighing import category, open_reception, weigher

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Shop

DAY = date(2026, 9, 17)
RECYCLING = Destination.RECYCLAGE


@pytest.fixture(autouse=True)
def deposit(shop: Shop) -> None:
    """One deposit: something in, something out, one weight put right."""
    post = open_reception(shop)
    ticket = post.begin("collecte", "11069", "=1+1")
    post.weigh(ticket, "3.250")
    wrong = post.weigh(ticket, "960.000", RECYCLING, is_exit=True, name="Livre")
    post.finish(ticket)
    livre = category(shop, "Livre")
    right = CorrectLine(wrong.line_id, livre, Grams(960), RECYCLING, is_exit=True, notes="", reason="g, pas kg")
    write(shop, correct_line, right, shop.admin)


def exported(shop: Shop, path: Path, format_: Format, what: What = What.WEIGHINGS) -> Path:
    command = ExportReception(path, format_, DepositFilter(first=DAY, last=DAY), what)
    return export_reception(shop.db, command, shop.admin, shop.station).path


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";"))


def test_each_weighing_says_its_kind_its_site_and_whether_it_was_deferred(shop: Shop, tmp_path: Path) -> None:
    path = exported(shop, tmp_path, Format.CSV)
    assert path.name == "reception-2026-09-17-2026-09-17.csv"
    entry, exit_ = rows(path)
    assert (entry["Type de ligne"], exit_["Type de ligne"]) == ("entrée", "sortie")
    assert (entry["Poids (kg)"], exit_["Poids (kg)"], exit_["Corrigée"]) == ("3,250", "0,960", "oui")
    assert (entry["Site"], entry["Poste"], entry["Saisie différée"]) == ("La Clique", "C01", "non")
    assert (entry["Jour"], entry["Date de saisie"]) == ("17/09/2026", "17/09/2026 09:00:00")
    assert (entry["Catégorie principale"], entry["Catégorie secondaire"], exit_["Destination"]) == (
        "Vaisselle & Cuisine / Maison",
        "Casserole",
        "Recyclage",
    )
    assert (entry["Provenance"], entry["Commune (INSEE)"], entry["Source du poids"]) == ("collecte", "11069", "balance")


def test_each_deposit_has_its_four_sums_apart(shop: Shop, tmp_path: Path) -> None:
    (row,) = rows(exported(shop, tmp_path / "d.csv", Format.CSV, What.DEPOSITS))
    sums = [row[f"{name} (kg)"] for name in ("Entré en boutique", "Recyclage direct", "Déchèterie directe")]
    assert (*sums, row["Sorti de boutique (kg)"], row["Lignes"]) == ("3,250", "0,000", "0,000", "0,960", "2")
    assert row["Note du dépôt"] == "'=1+1"


def test_a_spreadsheet_can_add_the_kilos_up(shop: Shop, tmp_path: Path) -> None:
    with zipfile.ZipFile(exported(shop, tmp_path, Format.XLSX)) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    kilos = re.findall(r"<v>([\d.]+)</v>", page)
    assert {Decimal("3.25"), Decimal("0.96")} <= {Decimal(one) for one in kilos}


def test_history_says_who_took_how_much_and_nobody_takes_it_without_the_right(shop: Shop, tmp_path: Path) -> None:
    exported(shop, tmp_path, Format.CSV)
    (entry,) = entries(shop, "data.exported")
    assert entry["doc"] == {
        "what": "reception_weighings", "rows": 2, "format": "csv",
        "filters": {"since": "2026-09-17", "until": "2026-09-17"},
    }  # fmt: skip
    command = ExportReception(tmp_path / "no.csv", Format.CSV, DepositFilter())
    with pytest.raises(UserError, match=r"permission\.denied"):
        export_reception(shop.db, command, weigher(shop), shop.station)
    with pytest.raises(UserError, match=r"export\.unwritable"):
        exported(shop, tmp_path / "nowhere" / "x.csv", Format.CSV)
    assert [path.name for path in tmp_path.glob("*.csv*")] == ["reception-2026-09-17-2026-09-17.csv"]


def test_the_sheet_to_fill_is_what_the_import_reads() -> None:
    text = template("Casserole", DAY).decode("utf-8-sig")
    assert text.splitlines()[0] == "date;category;poids_kg;destination;notes;sortie"
    assert "2026-09-17;Casserole;5,500;MAGASIN" in text
    assert template("Casserole", DAY).count(b"\xef\xbb\xbf") == 1


def test_the_sheet_to_print_names_the_categories_and_runs_nothing() -> None:
    page = printable("La Clique <script>", ["Petit & gros"]).decode()
    assert "<li>Petit &amp; gros</li>" in page
    assert "<script>" not in page
    assert page.count("<tr>") == 27
