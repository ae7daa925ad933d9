"""A price list from a file: read as people's spreadsheets write it, every bad row named, all or nothing.

The format is ``reception-admin.md`` §2.8.1: root, sub-category, least price, most price; any order of columns.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from recyclique_desktop.domain.category_tree import MAX_NAME
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents, parse_euros
from recyclique_desktop.domain.prices import check_list_prices
from recyclique_desktop.domain.text import folded
from recyclique_desktop.flows.csv_text import DELIMITERS, decoded, read_bytes
from recyclique_desktop.services.categories import (
    CategoryRow,
    ImportCategories,
    ImportReport,
    import_categories,
    preview_import,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.station import Actor, Station

COLUMNS = ("Catégorie racine", "Sous-catégorie", "Prix minimum (€)", "Prix maximum (€)")
_WANTED = ("categorieracine", "souscategorie", "prixminimum", "prixmaximum")
_ALIASES = {"racine": "categorieracine", "prixmin": "prixminimum", "prixmax": "prixmaximum"}


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What became of one row of the file.

    Attributes:
        line: Line of the file where the row begins, 1 being the header.
        row: What was read, or nothing.
        problem: Why it cannot be brought in, or nothing.
    """

    line: int
    row: CategoryRow | None
    problem: UserError | None = None


@dataclass(frozen=True, slots=True)
class CategoryFile:
    """A price list as it was read.

    Attributes:
        encoding: ``utf-8``, ``cp1252`` or ``utf-16``.
        delimiter: What separates its columns.
    """

    verdicts: tuple[RowVerdict, ...]
    encoding: str
    delimiter: str

    @property
    def rows(self) -> tuple[CategoryRow, ...]:
        """The good rows, in the order of the file."""
        return tuple(v.row for v in self.verdicts if v.row is not None and v.problem is None)

    @property
    def problems(self) -> tuple[RowVerdict, ...]:
        """The bad rows."""
        return tuple(verdict for verdict in self.verdicts if verdict.problem is not None)


def read_categories(path: Path) -> CategoryFile:
    """Read a price list.

    Raises:
        UserError: ``import.not_found``, ``import.unreadable`` or ``import.columns_missing``.
    """
    return parse_categories(read_bytes(path), path.name)


def parse_categories(data: bytes, name: str = "") -> CategoryFile:
    """Read the bytes of a price list: encoding and delimiter are found out.

    Raises:
        UserError: ``import.unreadable`` or ``import.columns_missing``.
    """
    text, encoding = decoded(data, name)
    try:
        delimiter, places = _header(text, name)
        return CategoryFile(tuple(_verdicts(text, delimiter, places)), encoding, delimiter)
    except csv.Error as error:
        raise UserError("import.unreadable", file=name) from error


def import_file(
    db: Database, path: Path, actor: Actor, station: Station, *, dry_run: bool = False
) -> tuple[CategoryFile, ImportReport]:
    """Bring a price list in: all of it, or nothing when a row is bad.

    Args:
        db: The workstation's file.
        path: The price list.
        actor: Who imports.
        station: Where.
        dry_run: Only say what would be done.

    Raises:
        UserError: ``import.*``, ``category.*`` or ``permission.denied``; ``import.rows_bad`` names the first bad line.
    """
    file = read_categories(path)
    if file.problems:
        raise UserError("import.rows_bad", count=len(file.problems), line=file.problems[0].line)
    command = ImportCategories(file.rows)
    if dry_run:
        with db.reading() as session:
            return file, preview_import(session, command, actor, station)
    with db.writing() as session:
        return file, import_categories(session, command, actor, station)


def _header(text: str, name: str) -> tuple[str, dict[str, int]]:
    """Return the delimiter that finds most columns, and where each column is."""
    found = {delimiter: _places(text, delimiter) for delimiter in DELIMITERS}
    delimiter = max(found, key=lambda one: len(found[one]))
    places = found[delimiter]
    missing = [label for label, key in zip(COLUMNS, _WANTED, strict=True) if key not in places]
    if missing:
        raise UserError("import.columns_missing", columns=", ".join(missing), file=name)
    return delimiter, places


def _places(text: str, delimiter: str) -> dict[str, int]:
    first = next(_csv(text, delimiter), [])
    places: dict[str, int] = {}
    for place, title in enumerate(first):
        key = re.sub(r"[^a-z]", "", folded(title))
        key = _ALIASES.get(key, key)
        if key in _WANTED:
            places.setdefault(key, place)
    return places


def _csv(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _verdicts(text: str, delimiter: str, places: dict[str, int]) -> Iterator[RowVerdict]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    next(reader)
    seen: dict[tuple[str, str], int] = {}
    line = reader.line_num + 1
    parents = _parents(text, delimiter, places)
    for cells in reader:
        begins, line = line, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        yield _against_others(_verdict(begins, cells, places), seen, parents)


def _verdict(line: int, cells: list[str], places: dict[str, int]) -> RowVerdict:
    root, name, low, high = (_cell(cells, places[key]) for key in _WANTED)
    row = CategoryRow(root, name or None)
    try:
        _check_names(root, name)
        row = replace(row, price=_price(low), max_price=_price(high))
        check_list_prices(row.price, row.max_price)
    except UserError as problem:
        return RowVerdict(line, row, problem)
    return RowVerdict(line, row)


def _against_others(verdict: RowVerdict, seen: dict[tuple[str, str], int], parents: set[str]) -> RowVerdict:
    """Refuse a row that an earlier line already gave, and a price on a root that has sub-categories."""
    row = verdict.row
    if row is None or verdict.problem is not None:
        return verdict
    key = folded(row.root), folded(row.name or "")
    first = seen.setdefault(key, verdict.line)
    if first != verdict.line:
        return replace(verdict, problem=UserError("import.row_twice", line=first))
    if row.name is None and key[0] in parents and (row.price or row.max_price):
        return replace(verdict, problem=UserError("category.price_on_parent", name=row.root))
    return verdict


def _parents(text: str, delimiter: str, places: dict[str, int]) -> set[str]:
    """Return the roots that have sub-categories in this file."""
    rows = list(_csv(text, delimiter))[1:]
    return {folded(_cell(cells, places["categorieracine"])) for cells in rows if _cell(cells, places["souscategorie"])}


def _cell(cells: list[str], place: int) -> str:
    return " ".join(cells[place].split()) if place < len(cells) else ""


def _check_names(root: str, name: str) -> None:
    if not root:
        raise UserError("import.row_root_missing")
    for text in (root, name):
        if len(text) > MAX_NAME:
            raise UserError("category.name_length", name=text[:MAX_NAME], most=MAX_NAME)


def _price(text: str) -> Cents | None:
    return parse_euros(text) if text else None
