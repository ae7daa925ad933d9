"""How a value of 1.4.4 becomes ours, column by column, as SQL: what it is, when it cannot be, what stands instead.

Money and weight: the float is read at its fifteen significant digits, as PostgreSQL turns it into a decimal, and the
half goes away from zero. What the nearest float of the result does not give back is listed as ``rounded``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recyclique_desktop.central.adoption.tables import (
    ARCHIVE,
    FILLED,
    INSTEAD,
    LIMITS,
    LONG_AGO,
    SHARED_MOMENTS,
    WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import psycopg

_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = a.atttypid),
    (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum)
FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_KEY = """
SELECT array_agg(a.attname::text ORDER BY k.place)
FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k(number, place), pg_attribute a
WHERE i.indrelid = %s::regclass AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.number
"""
_DECIMAL = re.compile(r"numeric\((\d+),(\d+)\)")
_TEXT = re.compile(r"character varying\((\d+)\)")


@dataclass(frozen=True, slots=True)
class Fault:
    """Values that cannot stay: when, what stands instead (nothing: the row goes), and the word for it."""

    when: str
    instead: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column on both sides."""

    table: str
    name: str
    was: str
    becomes: str
    is_needed: bool
    was_needed: bool
    default: str | None
    labels: tuple[str, ...]

    @property
    def old(self) -> str:
        """The value as it was."""
        return f'l."{self.name}"'

    @property
    def decimals(self) -> tuple[int, int] | None:
        """Precision and scale, where the value is euros or kilograms."""
        found = _DECIMAL.fullmatch(self.becomes)
        return (int(found[1]), int(found[2])) if found else None

    @property
    def raw(self) -> str:
        """The value in its new form, before it is judged; NULL for a word that is none."""
        words = WORDS.get((self.table, self.name))
        if words:
            return _spoken(self.old, words)
        if self.labels:
            return _labelled(self.old, self.labels)
        if self.decimals:
            return f"round({self.old}::numeric, {self.decimals[1]})"
        if self.becomes == "timestamp with time zone" and "without" in self.was:
            return f"{self.old} AT TIME ZONE 'UTC'"
        if self.becomes == "jsonb" and self.was == "json":
            return f"CASE WHEN NOT {_unsound(self.old)} THEN {self.old}::text::jsonb END"
        return self.old if self.was == self.becomes else f"{self.old}::{_unbound(self.becomes)}"

    def faults(self) -> list[Fault]:
        """Return what cannot stay, most telling first."""
        found = [fault for fault in (self._no_number(), self._no_moment(), self._no_word()) if fault]
        if self.becomes in {"json", "jsonb"} and self.was == "json":
            found.append(Fault(_unsound(self.old), "NULL" if not self.is_needed else "'{}'::jsonb", "json"))
        length = _TEXT.fullmatch(self.becomes)
        if length and self.was != self.becomes and (self.table, self.name) not in WORDS:
            found.append(
                Fault(f"char_length({self.old}::text) > {length[1]}", f"left({self.old}::text, {length[1]})", "length")
            )
        if self.is_needed and not self.was_needed and not self.filling({}):
            found.append(Fault(f"{self.old} IS NULL", None, "empty"))
        limit = LIMITS.get((self.table, self.name))
        if limit:
            found.append(Fault(limit[0].format(value=self.old), limit[1].format(value=self.old), "limit"))
        return found

    @property
    def rounded(self) -> str | None:
        """When a float changes by becoming exact; nothing where it was exact before."""
        if not self.decimals or self.was != "double precision":
            return None
        return f"({self.raw})::double precision <> {self.old}"

    def value(self, columns: Mapping[str, Column]) -> str:
        """Return the value that is written: judged, and filled where nothing was said."""
        written = self.judged
        filling = self.filling(columns)
        written = f"coalesce({written}, {filling})" if filling else written
        return f"({written})::{self.becomes}" if self.labels else written

    @property
    def judged(self) -> str:
        """The value with what cannot stay replaced."""
        cases = "".join(f" WHEN {fault.when} THEN {fault.instead}" for fault in self.faults() if fault.instead)
        return f"CASE{cases} ELSE {self.raw} END" if cases else self.raw

    def filling(self, columns: Mapping[str, Column]) -> str | None:
        """Return what is written where nothing was said."""
        known = FILLED.get((self.table, self.name))
        if known:
            names = re.findall(r"{(\w+)}", known)
            return known.format(**{name: columns[name].judged for name in names if name in columns})
        if self.is_needed:
            return None if self.was_needed else self.default or INSTEAD.get((self.table, self.name))
        if self.name not in SHARED_MOMENTS or self.becomes != "timestamp with time zone":
            return None
        others = [columns[name].judged for name in SHARED_MOMENTS if name in columns and name != self.name]
        return f"coalesce({', '.join([*others, LONG_AGO])})"

    def _no_number(self) -> Fault | None:
        instead = INSTEAD.get((self.table, self.name), None if self.is_needed else "NULL")
        if self.decimals:
            most = 10 ** (self.decimals[0] - self.decimals[1])
            return Fault(f"abs({self.raw}) >= {most}", instead, "number")
        if self.becomes == "double precision":
            return Fault(f"{self.old} IN ('NaN', 'Infinity', '-Infinity')", instead, "number")
        return None

    def _no_moment(self) -> Fault | None:
        if self.becomes != "timestamp with time zone":
            return None
        when = f"NOT ({self.old} >= '0001-01-02' AND {self.old} < '9999-12-31')"
        return Fault(when, LONG_AGO if self.is_needed else "NULL", "moment")

    def _no_word(self) -> Fault | None:
        if not self.labels and (self.table, self.name) not in WORDS:
            return None
        instead = INSTEAD.get((self.table, self.name), None if self.is_needed else "NULL")
        return Fault(f"{self.old} IS NOT NULL AND {self.raw} IS NULL", instead, "label")


@dataclass(frozen=True, slots=True)
class Shape:
    """One table of 1.4.4: the columns that both sides know, and its key."""

    name: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]

    @property
    def row_id(self) -> str:
        """SQL of the key of row ``l`` as text."""
        return " || '/' || ".join(f'l."{name}"::text' for name in self.key)

    @property
    def same(self) -> str:
        """SQL of ``l`` and ``p`` being the same row before and after."""
        return " AND ".join(f'p."{name}" = l."{name}"' for name in self.key)


def shape_of(connection: psycopg.Connection[Any], table: str) -> Shape:
    """Return the columns of a table that was set aside and made anew."""
    before = {row[0]: row for row in connection.execute(_COLUMNS, (f'{ARCHIVE}."{table}"',))}
    columns = {}
    for name, kind, needed, labels, default in connection.execute(_COLUMNS, (f'public."{table}"',)).fetchall():
        if name in before:
            columns[name] = Column(
                table, name, before[name][1], kind, needed, before[name][2], default, tuple(labels or ())
            )  # fmt: skip
    key = connection.execute(_KEY, (f'public."{table}"',)).fetchone()
    return Shape(table, columns, tuple(key[0]) if key else ())


def _labelled(old: str, labels: tuple[str, ...]) -> str:
    """Read a label by its value or by its name: case, dash and underscore aside, as both histories wrote them."""
    cases = " ".join(f"WHEN '{_bare(label)}' THEN '{label}'" for label in labels)
    return f"CASE lower(replace({old}::text, '_', '-')) {cases} END"


def _spoken(old: str, words: Mapping[str, tuple[str, ...]]) -> str:
    cases = " ".join(f"WHEN '{word}' THEN '{label}'" for label, known in words.items() for word in known)
    return f"CASE lower(btrim({old}::text)) {cases} END"


def _bare(label: str) -> str:
    return label.lower().replace("_", "-")


def _unbound(kind: str) -> str:
    return "varchar" if _TEXT.fullmatch(kind) else kind


def _unsound(old: str) -> str:
    return f"coalesce({old}::text LIKE '%\\\\u0000%', false)"
