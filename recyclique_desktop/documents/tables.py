"""The one export room: rows for people, as CSV or as a spreadsheet.

CSV is what French spreadsheets open by a double click: ``;``, a comma in decimals, UTF-8 with its mark once, CRLF
(``reception-admin.md`` 0.7). A spreadsheet holds real numbers and real dates, a head that stays, filters. Neither can
make a program of a text somebody typed: what begins like a formula is kept as text.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any, Final

from recyclique_desktop.domain import money, weight
from recyclique_desktop.domain.clock import PARIS
from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

SEPARATOR: Final = ";"
MOST_ROWS: Final = 1_048_575
"""Rows of one page of a spreadsheet, beside its head; more of them go on another page."""
MOST_SIGNS: Final = 32_767
_NAME_SIGNS: Final = 31
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FONT: Final = {"font_name": "Calibri", "font_size": 11, "valign": "top"}


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class Kind(StrEnum):
    """What a column holds; the cells are our own types: cents, grams, moments with their offset."""

    TEXT = "text"
    MONEY = "money"
    WEIGHT = "weight"
    COUNT = "count"
    MOMENT = "moment"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        width: In signs, for a spreadsheet.
    """

    title: str
    kind: Kind = Kind.TEXT
    width: int = 18


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written; its rows are taken one by one, once.

    Attributes:
        zone: In which moments are written.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    zone: ZoneInfo = PARIS


def write(sheet: Sheet, out: IO[bytes], format_: Format) -> int:
    """Write a table; return how many rows it had."""
    return write_csv(sheet, out) if format_ is Format.CSV else write_xlsx(sheet, out)


def write_csv(sheet: Sheet, out: IO[bytes]) -> int:
    """Write a table as CSV."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerow([column.title for column in sheet.columns])
    count = 0
    for row in sheet.rows:
        cells = zip(sheet.columns, row, strict=True)
        writer.writerow([_said(column.kind, cell, sheet.zone) for column, cell in cells])
        count += 1
    text.flush()
    text.detach()
    return count


def write_xlsx(sheet: Sheet, out: IO[bytes]) -> int:
    """Write a table as a spreadsheet, row by row, however long it is."""
    from xlsxwriter import Workbook  # noqa: PLC0415  heavy, rare

    book = Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    styles = {kind: book.add_format({**_FONT, **_STYLES.get(kind, {})}) for kind in Kind}
    head = book.add_format({**_FONT, "bold": True, "bottom": 1})
    rows, count, place = iter(sheet.rows), 0, 0
    begun: Sequence[Any] | None = None
    while place == 0 or (begun := next(rows, None)) is not None:
        left = rows if begun is None else chain((begun,), rows)
        place += 1
        page = book.add_worksheet(_page_name(sheet.name, place))
        count += _fill(page, sheet, islice(left, MOST_ROWS), styles, head)
    book.close()
    return count


def _page_name(name: str, place: int) -> str:
    more = "" if place == 1 else f" ({place})"
    return " ".join(name.translate(_FORBIDDEN).split())[: _NAME_SIGNS - len(more)] + more


def _fill(page: Any, sheet: Sheet, rows: Iterator[Sequence[Any]], styles: dict[Kind, Any], head: Any) -> int:
    page.freeze_panes(1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.title, head)
    count = 0
    for row in rows:
        count += 1
        for place, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            if cell is not None and cell != "":
                how, value_of = _WRITERS[column.kind]
                getattr(page, how)(count, place, value_of(cell, sheet.zone), styles[column.kind])
    page.autofilter(0, 0, max(count, 1), len(sheet.columns) - 1)
    return count


_STYLES: Final[dict[Kind, dict[str, Any]]] = {
    Kind.MONEY: {"num_format": '#,##0.00" €"'},
    Kind.WEIGHT: {"num_format": '0.000" kg"'},
    Kind.MOMENT: {"num_format": "dd/mm/yyyy hh:mm:ss"},
    Kind.DAY: {"num_format": "dd/mm/yyyy"},
}
_WRITERS: Final[dict[Kind, tuple[str, Callable[[Any, ZoneInfo], Any]]]] = {
    Kind.TEXT: ("write_string", lambda cell, _zone: str(cell)[:MOST_SIGNS]),
    Kind.MONEY: ("write_number", lambda cell, _zone: Decimal(money.to_decimal(cell))),
    Kind.WEIGHT: ("write_number", lambda cell, _zone: Decimal(weight.to_decimal(cell))),
    Kind.COUNT: ("write_number", lambda cell, _zone: cell),
    Kind.MOMENT: ("write_datetime", lambda cell, zone: cell.astimezone(zone).replace(tzinfo=None)),
    Kind.DAY: ("write_datetime", lambda cell, _zone: cell),
}
"""How the library writes a kind of cell, and what it is given."""


def _said(kind: Kind, cell: Any, zone: ZoneInfo) -> str:
    """Return a cell as CSV says it."""
    if cell is None:
        return ""
    return _SAYINGS[kind](cell, zone)


def _harmless(text: str) -> str:
    """Keep a text a text: a spreadsheet would take « =… » for a formula."""
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text


_SAYINGS: Final[dict[Kind, Callable[[Any, ZoneInfo], str]]] = {
    Kind.TEXT: lambda cell, _zone: _harmless(str(cell)),
    Kind.MONEY: lambda cell, _zone: money.to_decimal(cell).replace(".", ","),
    Kind.WEIGHT: lambda cell, _zone: weight.to_decimal(cell).replace(".", ","),
    Kind.COUNT: lambda cell, _zone: str(cell),
    Kind.MOMENT: lambda cell, zone: f"{cell.astimezone(zone):%d/%m/%Y %H:%M:%S}",
    Kind.DAY: lambda cell, _zone: f"{cell:%d/%m/%Y}",
}


def formats() -> tuple[tuple[Format, str], ...]:
    """Return the formats that people choose among, and their words."""
    return (Format.XLSX, tr("Tableur (XLSX)")), (Format.CSV, tr("Texte (CSV)"))
