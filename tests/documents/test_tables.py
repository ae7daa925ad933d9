"""The export room: what a spreadsheet opens is what the shop wrote, to the cent, and never a program."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.documents import tables
from recyclique_desktop.documents.tables import Column, Format, Kind, Sheet, write
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import Grams

MARK = b"\xef\xbb\xbf"
_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMNS = (
    Column("Quand", Kind.MOMENT), Column("Jour", Kind.DAY), Column("Quoi", width=40), Column("Montant", Kind.MONEY),
    Column("Poids", Kind.WEIGHT), Column("Nombre", Kind.COUNT),
)  # fmt: skip
MORNING = datetime(2026, 11, 21, 8, 5, 9, tzinfo=UTC)
ROW = (MORNING, date(2026, 11, 21), "Canapé ; « bleu »", Cents(123_456), Grams(3_250), 2)


def written(rows: list[tuple[Any, ...]], format_: Format, columns: tuple[Column, ...] = COLUMNS) -> bytes:
    out = io.BytesIO()
    assert write(Sheet("Journal", columns, iter(rows)), out, format_) == len(rows)
    return out.getvalue()


def cells(content: bytes, page: int = 1) -> list[list[str]]:
    """Read a spreadsheet without the library that wrote it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings: list[str] = []
        if "xl/sharedStrings.xml" in archive.namelist():
            root = ET.fromstring(archive.read("xl/sharedStrings.xml"))
            strings = ["".join(node.itertext()) for node in root.iter(f"{_X}si")]
        sheet = ET.fromstring(archive.read(f"xl/worksheets/sheet{page}.xml"))
    return [[_cell(cell, strings) for cell in row.iter(f"{_X}c")] for row in sheet.iter(f"{_X}row")]


def _cell(cell: ET.Element, strings: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(cell.itertext())
    value = cell.findtext(f"{_X}v") or ""
    return strings[int(value)] if cell.get("t") == "s" else value


def test_a_french_spreadsheet_would_read_one_column_or_strange_letters() -> None:
    text = written([ROW, (None, None, None, Cents(-5), None, 0)], Format.CSV)
    assert text.startswith(MARK)
    assert text.count(MARK) == 1
    assert text[3:].decode().split("\r\n") == [
        "Quand;Jour;Quoi;Montant;Poids;Nombre",
        '21/11/2026 09:05:09;21/11/2026;"Canapé ; « bleu »";1234,56;3,250;2',
        ";;;-0,05;;0",
        "",
    ]


def test_an_amount_in_a_spreadsheet_would_be_words_that_do_not_add_up() -> None:
    head, row = cells(written([ROW], Format.XLSX))
    assert head == ["Quand", "Jour", "Quoi", "Montant", "Poids", "Nombre"]
    assert row[2:] == ["Canapé ; « bleu »", "1234.56", "3.250", "2"]
    assert row[1] == "46347"  # days since 1899-12-30: 21 November 2026
    assert float(row[0]) == pytest.approx(46347 + (9 * 3600 + 5 * 60 + 9) / 86400)


@pytest.mark.parametrize("nasty", ["=1+1", "+33612345678", "-1", "@SUM(A1)", "\t=1", "http://example.org", "{=1}"])
def test_a_text_somebody_typed_would_run_in_the_spreadsheet_of_a_manager(nasty: str) -> None:
    columns = (Column("Quoi"),)
    _head, (cell,) = cells(written([(nasty,)], Format.XLSX, columns))
    assert cell == nasty
    with zipfile.ZipFile(io.BytesIO(written([(nasty,)], Format.XLSX, columns))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    line = written([(nasty,)], Format.CSV, columns)[3:].decode().split("\r\n")[1].strip('"')
    assert not line.startswith(("=", "+", "-", "@", "\t"))
    assert line.endswith(nasty.strip('"'))


@given(st.integers(-(10**12), 10**12))
def test_a_cent_would_be_lost_between_the_shop_and_the_accountant(cents: int) -> None:
    (_head, (cell,)) = cells(written([(Cents(cents),)], Format.XLSX, (Column("€", Kind.MONEY),)))
    assert round(float(cell) * 100) == cents
    line = written([(Cents(cents),)], Format.CSV, (Column("€", Kind.MONEY),))[3:].decode().split("\r\n")[1]
    assert int(line.replace(",", "")) == cents


def test_rows_beyond_the_last_of_a_page_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    content = written([(n,) for n in range(5)], Format.XLSX, (Column("n", Kind.COUNT),))
    pages = [cells(content, page) for page in (1, 2, 3)]
    assert [[row[0] for row in page[1:]] for page in pages] == [["0", "1"], ["2", "3"], ["4"]]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "xl/worksheets/sheet4.xml" not in archive.namelist()
        assert "Journal (3)" in archive.read("xl/workbook.xml").decode()


def test_an_empty_export_still_has_its_head() -> None:
    assert cells(written([], Format.XLSX))[0][0] == "Quand"
    assert written([], Format.CSV).count(b"\r\n") == 1
