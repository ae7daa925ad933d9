"""A price list from a file: the real one to the cent, a bad one named line by line, never half of one."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.data.queries.catalogue import Tile, catalogue
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents, format_amount
from recyclique_desktop.flows.import_categories import (
    CategoryFile,
    import_file,
    parse_categories,
    read_categories,
)
from recyclique_desktop.services.categories import CategoryRow
from recyclique_desktop.system.messages import sentence
from recyclique_desktop.system.paths import resource
from tests.services.selling import count, read

if TYPE_CHECKING:
    from tests.conftest import Shop

HEADER = "Catégorie racine,Sous-catégorie,Prix minimum (€),Prix maximum (€)\n"
REAL = resource("demo") / "categories.csv"


def parsed(text: str, encoding: str = "utf-8") -> CategoryFile:
    return parse_categories(text.encode(encoding), "liste.csv")


def only(text: str, encoding: str = "utf-8") -> CategoryRow:
    file = parsed(text, encoding)
    assert file.problems == ()
    (row,) = file.rows
    return row


def test_the_real_price_list_is_read_to_the_cent() -> None:
    file = read_categories(REAL)
    assert (file.encoding, file.delimiter, file.problems) == ("cp1252", ",", ())
    assert len(file.rows) == 65
    assert len({row.root for row in file.rows}) == 14
    assert all(row.price is not None for row in file.rows)
    assert sum(row.max_price is None for row in file.rows) == 34
    assert CategoryRow("Bricolage & Outils", "Quincaillerie", Cents(50), Cents(500)) in file.rows
    assert any(row.root == row.name == "Jouets" for row in file.rows)
    assert any(row.root == "Électroménager" for row in file.rows)


def test_the_real_price_list_comes_in_whole_in_its_order_and_twice_changes_nothing(shop: Shop) -> None:
    file, report = import_file(shop.db, REAL, shop.admin, shop.station)
    assert (report.rows, report.roots) == (65, 14)
    before = read(shop, count, "journal")
    _, again = import_file(shop.db, REAL, shop.admin, shop.station)
    assert (again.created, again.updated) == (0, 0)
    assert read(shop, count, "journal") == before
    roots: tuple[Tile, ...] = read(shop, catalogue)
    sold = {(root.label, child.label): (child.price, child.max_price) for root in roots for child in root.children}
    assert all(sold[row.root, row.name or ""] == (row.price, row.max_price) for row in file.rows)
    assert [root.label for root in roots] == list(dict.fromkeys(row.root for row in file.rows))


def test_a_dry_run_says_the_same_and_writes_nothing(shop: Shop) -> None:
    before = read(shop, count, "journal")
    _, said = import_file(shop.db, REAL, shop.admin, shop.station, dry_run=True)
    assert read(shop, count, "journal") == before
    assert import_file(shop.db, REAL, shop.admin, shop.station)[1] == said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_accents_are_right_however_the_spreadsheet_saved_them(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(
        delimiter.join(cells)
        for cells in (("Catégorie racine", "Sous-catégorie", "Prix minimum (€)", "Prix maximum (€)"),
                      ("Électronique", "Écran", '"0,5"', '"1 234,50 €"'))
    )  # fmt: skip
    assert only(text, encoding) == CategoryRow("Électronique", "Écran", Cents(50), Cents(123_450))
    assert parsed(text, encoding).delimiter == delimiter


@pytest.mark.parametrize(
    "header",
    [
        "Catégorie racine,Sous-catégorie,Prix minimum (€),Prix maximum (€)",
        "CATEGORIE RACINE , sous categorie,PRIX MINIMUM,Prix  maximum",
        "Racine,Sous-catégorie,Prix min,Prix max (€)",
        "Note,Prix maximum (€),Sous-catégorie,Prix minimum (€),Catégorie racine",
    ],
)
def test_headers_are_known_whatever_their_case_accents_or_order(header: str) -> None:
    cells = {"sous": "Chaise", "racine": "Meubles", "min": "5", "max": "9"}
    titles = header.lower().split(",")
    row = ",".join(next((cell for part, cell in cells.items() if part in title), "x") for title in titles)
    assert only(f"{header}\n{row}\n") == CategoryRow("Meubles", "Chaise", Cents(500), Cents(900))


def test_missing_columns_are_named() -> None:
    with pytest.raises(UserError) as caught:
        parsed("Catégorie racine;Prix minimum (€)\nA;1\n")
    assert caught.value.code == "import.columns_missing"
    assert caught.value.params["columns"] == "Sous-catégorie, Prix maximum (€)"
    assert "Sous-catégorie" in sentence(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"PK\x03\x04" + bytes(64),
        b"Cat\x81gorie racine",
        b"\xff\xfe\x00",
        b"SQLite format 3\x00" + bytes(100),
        b'"' + b"x" * 200_000,
        HEADER.encode() + b'Meubles,"' + b"x" * 200_000,
    ],
)
def test_a_file_of_another_kind_is_said_to_be_unreadable(data: bytes) -> None:
    with pytest.raises(UserError) as caught:
        parse_categories(data, "photo.png")
    assert (caught.value.code, caught.value.params) == ("import.unreadable", {"file": "photo.png"})


@pytest.mark.parametrize("data", [b"", b"\n\n", b"bonjour\n"])
def test_an_empty_or_foreign_text_lacks_every_column(data: bytes) -> None:
    with pytest.raises(UserError) as caught:
        parse_categories(data)
    assert caught.value.code == "import.columns_missing"


def test_each_bad_row_is_named_with_its_line_and_its_reason() -> None:
    file = parsed(
        HEADER
        + "Meubles,Chaise,5,\n"
        + "\n"
        + ',"Perdue",5,\n'
        + '"Meubles","Table\nbasse",cinq,\n'
        + "Meubles,Lit,10,5\n"
        + "meubles,CHAISE,6,\n"
        + "Meubles,,3,\n"
        + "Meubles,Banc,-5,\n"
        + f"Meubles,{'x' * 81},1,\n"
        + "Livres,,3\n"
    )
    assert [(bad.line, bad.problem.code if bad.problem else "") for bad in file.problems] == [
        (4, "import.row_root_missing"),
        (5, "money.invalid"),
        (7, "category.max_below_min"),
        (8, "import.row_twice"),
        (9, "category.price_on_parent"),
        (10, "money.invalid"),
        (11, "category.name_length"),
    ]
    assert [row.name for row in file.rows] == ["Chaise", None]
    assert all(len(sentence(bad.problem)) <= 200 for bad in file.problems if bad.problem)


def test_a_file_with_one_bad_row_brings_nothing_in(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(HEADER + "Jardin,Outil,2,\nJardin,Pelle,deux,\n", encoding="utf-8")
    before = read(shop, count, "categories")
    with pytest.raises(UserError) as caught:
        import_file(shop.db, path, shop.admin, shop.station)
    assert (caught.value.code, caught.value.params) == ("import.rows_bad", {"count": 1, "line": 3})
    assert read(shop, count, "categories") == before


def test_a_missing_file_or_a_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read_categories(tmp_path / "absent.csv")
    assert (caught.value.code, caught.value.params) == ("import.not_found", {"file": "absent.csv"})
    with pytest.raises(UserError) as caught:
        read_categories(tmp_path)
    assert caught.value.code == "import.unreadable"


def test_a_file_far_too_long_is_not_swallowed(tmp_path: Path) -> None:
    path = tmp_path / "film.csv"
    with path.open("wb") as file:
        file.truncate(5_000_001)
    with pytest.raises(UserError) as caught:
        read_categories(path)
    assert caught.value.code == "import.unreadable"


def test_the_demonstration_list_is_shipped_readable() -> None:
    assert REAL.stat().st_mode & stat.S_IRUSR


names = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)
prices = st.none() | st.integers(0, 9_999_999)


@given(st.lists(st.tuples(names, names, prices), min_size=1, max_size=8, unique_by=lambda row: row[:2]))
def test_what_is_written_as_csv_is_read_back_row_for_row(rows: list[tuple[str, str, int | None]]) -> None:
    import csv  # noqa: PLC0415
    import io  # noqa: PLC0415

    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Catégorie racine", "Sous-catégorie", "Prix minimum (€)", "Prix maximum (€)"])
    for root, name, price in rows:
        writer.writerow([root, name, "" if price is None else format_amount(price), ""])
    file = parsed(out.getvalue())
    wanted = [(" ".join(root.split()), " ".join(name.split()), price) for root, name, price in rows]
    seen = [(v.row.root, v.row.name, v.row.price) for v in file.verdicts if v.row is not None]
    assert seen == wanted
    assert {v.problem.code for v in file.problems if v.problem} <= {"import.row_twice"}
