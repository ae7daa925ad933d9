"""A paper sheet of reception, typed into a spreadsheet: every row read, every bad one named, all or nothing.

The columns are those of ``reception-admin.md`` §1.10: ``date,category,poids_kg,destination,notes``, in any order, and
``sortie`` for what left the shop. What people wrote is matched with the price list by name; another spelling needs a
word from a person (``mapping``), and is only ever *proposed* by the lookup.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import Destination
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.lookup import Known, look_up
from recyclique_desktop.domain.reception import check_line, check_notebook_day
from recyclique_desktop.domain.text import folded
from recyclique_desktop.domain.weight import NO_WEIGHT, Grams, parse_kilos
from recyclique_desktop.flows.csv_text import DELIMITERS, decoded, read_bytes
from recyclique_desktop.flows.lookup import families
from recyclique_desktop.services.paper import ImportPaper, PaperImported, PaperLine, import_paper, preview_paper

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from uuid import UUID

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.station import Actor, Station

COLUMNS: Final = ("date", "category", "poids_kg", "destination", "notes", "sortie")
_NEEDED: Final = COLUMNS[:4]
_ALIASES: Final = {
    "jour": "date", "categorie": "category", "poids": "poids_kg", "poidskg": "poids_kg", "kg": "poids_kg",
    "vers": "destination", "note": "notes", "remarque": "notes", "remarques": "notes", "exit": "sortie",
}  # fmt: skip
_PLACES: Final = {
    "magasin": Destination.MAGASIN, "boutique": Destination.MAGASIN, "recyclage": Destination.RECYCLAGE,
    "decheterie": Destination.DECHETERIE, "dechetterie": Destination.DECHETERIE, "dechet": Destination.DECHETERIE,
}  # fmt: skip
_YES: Final = frozenset({"oui", "o", "1", "x", "vrai", "true", "yes"})
_NO: Final = frozenset({"", "non", "n", "0", "faux", "false", "no"})
_FRENCH_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_BETWEEN: Final = " > "
"""Between a root and a category below it, where one name alone is not enough."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row as it is written; what could not be read is nothing."""

    day: date | None
    written: str
    net: Grams | None
    destination: Destination | None
    is_exit: bool
    notes: str


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What became of one row of the file.

    Attributes:
        line: Line of the file where the row begins, 1 being the header.
        read: What would be recorded, or nothing.
        problem: Why it cannot be, or nothing.
        proposed: The category that the lookup thinks of, for a spelling that nobody knows.
    """

    line: int
    row: PaperRow
    read: PaperLine | None = None
    problem: UserError | None = None
    proposed: Known | None = None


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A sheet as it was read."""

    name: str
    sha256: str
    verdicts: tuple[RowVerdict, ...]

    @property
    def problems(self) -> tuple[RowVerdict, ...]:
        """The bad rows."""
        return tuple(one for one in self.verdicts if one.problem is not None)

    @property
    def unknown(self) -> dict[str, Known | None]:
        """The spellings that no category has, each with what is proposed, in the order of the file."""
        return {
            one.row.written: one.proposed
            for one in self.verdicts
            if one.problem is not None and one.problem.code == "paper.category_unknown"
        }

    def command(self) -> ImportPaper:
        """Return what the service is asked.

        Raises:
            UserError: ``import.rows_bad``: nothing is brought in by halves.
        """
        if self.problems:
            raise UserError("import.rows_bad", count=len(self.problems), line=self.problems[0].line)
        return ImportPaper(self.name, self.sha256, tuple(one.read for one in self.verdicts if one.read is not None))


def read_paper(path: Path, known: Sequence[Known], mapping: Mapping[str, str], today: date) -> PaperFile:
    """Read a sheet.

    Args:
        path: The file.
        known: The categories that may be meant, roots and those below them.
        mapping: What people wrote → name of a category, « Racine > Nom » where a name is not enough.
        today: Rows of a later day are refused.

    Raises:
        UserError: ``import.not_found``, ``import.unreadable`` or ``import.columns_missing``.
    """
    return parse_paper(read_bytes(path), path.name, known, mapping, today)


def parse_paper(data: bytes, name: str, known: Sequence[Known], mapping: Mapping[str, str], today: date) -> PaperFile:
    """Read the bytes of a sheet: encoding and delimiter are found out.

    Raises:
        UserError: ``import.unreadable`` or ``import.columns_missing``.
    """
    text, _ = decoded(data, name)
    reading = _Reading(_Names(known, mapping), today)
    try:
        verdicts = tuple(reading.verdict(line, cells) for line, cells in _rows(text, name))
    except csv.Error as error:
        raise UserError("import.unreadable", file=name) from error
    return PaperFile(name, hashlib.sha256(data).hexdigest(), verdicts)


def read_mapping(path: Path) -> dict[str, str]:
    """Read what spellings mean: two columns, what is written and the category.

    Raises:
        UserError: ``import.not_found``, ``import.unreadable`` or ``paper.mapping_columns``.
    """
    text, _ = decoded(read_bytes(path), path.name)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text)) if any(map(str.strip, row))]
    if any(len(row) < 2 for row in rows):
        raise UserError("paper.mapping_columns", file=path.name)
    return {row[0].strip(): row[1].strip() for row in rows[1:]}


def bring_in(db: Database, file: PaperFile, actor: Actor, station: Station, *, dry_run: bool = False) -> PaperImported:
    """Bring a sheet in: all of it, or nothing.

    Raises:
        UserError: ``import.rows_bad``, or what ``import_paper`` refuses.
    """
    command = file.command()
    if dry_run:
        with db.reading() as session:
            return preview_paper(session, command, actor, station)
    with db.writing() as session:
        return import_paper(session, command, actor, station)


class _Names:
    """What people wrote, and the category it means."""

    def __init__(self, known: Sequence[Known], mapping: Mapping[str, str]) -> None:
        self._known = known
        self._mapping = {folded(written): name for written, name in mapping.items()}
        self._by_name: dict[str, list[Known]] = {}
        for one in known:
            for name in (one.name, _BETWEEN.join((*one.above, one.name))):
                self._by_name.setdefault(folded(name), []).append(one)

    def find(self, written: str) -> Known:
        """Return the one category of that name.

        Raises:
            UserError: ``paper.category_unknown`` or ``paper.category_twice``.
        """
        name = self._mapping.get(folded(written), written)
        found = {one.id: one for one in self._by_name.get(folded(name), [])}
        deepest = max((len(one.above) for one in found.values()), default=0)
        meant = [one for one in found.values() if len(one.above) == deepest]
        if not meant:
            raise UserError("paper.category_unknown", name=name)
        if len(meant) > 1:
            raise UserError("paper.category_twice", name=name)
        return meant[0]

    def propose(self, written: str) -> Known | None:
        """Return what was probably meant."""
        found = look_up(written, self._known, families(), most=1)
        return found[0].known if found else None


class _Reading:
    """Reads rows one by one; the first thing that is wrong with a row is what is said of it."""

    def __init__(self, names: _Names, today: date) -> None:
        self._names = names
        self._today = today

    def verdict(self, line: int, cells: Mapping[str, str]) -> RowVerdict:
        """Return what becomes of a row."""
        row = PaperRow(None, cells["category"], None, None, is_exit=False, notes=cells.get("notes", ""))
        verdict = RowVerdict(line, row)
        try:
            row = replace(row, day=self._day(cells["date"]))
            row = replace(row, net=parse_kilos(cells["poids_kg"]))
            row = replace(row, destination=_place(cells["destination"]), is_exit=_is_exit(cells.get("sortie", "")))
            verdict = RowVerdict(line, row)
            return replace(verdict, read=self._line(row))
        except UserError as problem:
            proposed = self._names.propose(row.written) if problem.code == "paper.category_unknown" else None
            return RowVerdict(line, row, None, problem, proposed)

    def _day(self, written: str) -> date:
        day = _date(written)
        check_notebook_day(day, self._today)
        return day

    def _line(self, row: PaperRow) -> PaperLine | None:
        if row.day is None or row.net is None or row.destination is None:
            return None
        check_line(row.net, NO_WEIGHT, row.destination, is_exit=row.is_exit)
        if not row.written:
            raise UserError("paper.category_missing")
        category_id: UUID = self._names.find(row.written).id
        return PaperLine(row.day, category_id, row.net, row.destination, row.is_exit, row.notes)


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    places = _places(next(reader, []))
    missing = [column for column in _NEEDED if column not in places]
    if missing:
        raise UserError("import.columns_missing", columns=", ".join(missing), file=name)
    line = reader.line_num + 1
    for cells in reader:
        begins, line = line, reader.line_num + 1
        if any(cell.strip() for cell in cells):
            yield begins, {column: _cell(cells, place) for column, place in places.items()}


def _delimiter(text: str) -> str:
    first = text.split("\n", maxsplit=1)[0]
    return max(DELIMITERS, key=first.count)


def _places(titles: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, title in enumerate(titles):
        bare = re.sub(r"[^a-z]", "", folded(title))
        column = _ALIASES.get(bare, folded(title).strip())
        if column in COLUMNS:
            places.setdefault(column, place)
    return places


def _cell(cells: Sequence[str], place: int) -> str:
    return " ".join(cells[place].split()) if place < len(cells) else ""


def _date(written: str) -> date:
    french = _FRENCH_DAY.fullmatch(written)
    try:
        if french is not None:
            return date(int(french[3]), int(french[2]), int(french[1]))
        return date.fromisoformat(written)
    except ValueError as error:
        raise UserError("paper.date", text=written) from error


def _place(written: str) -> Destination:
    found = _PLACES.get(folded(written))
    if found is None:
        raise UserError("paper.destination", text=written)
    return found


def _is_exit(written: str) -> bool:
    said = folded(written)
    if said not in _YES | _NO:
        raise UserError("paper.exit", text=written)
    return said in _YES
