"""The adoption, step by step, in one transaction: whatever fails, the database is exactly what it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from recyclique_desktop.central.adoption import base, findings, garbled, knowing, names, seeds, verifying
from recyclique_desktop.central.adoption.carrying import PLACES, carry
from recyclique_desktop.central.adoption.columns import Shape, shape_of
from recyclique_desktop.central.adoption.dump import dump
from recyclique_desktop.central.adoption.report import AdoptionReport, report_of
from recyclique_desktop.central.adoption.tables import ARCHIVE, MAIL_TABLES
from recyclique_desktop.central.connection import administering, migrating
from recyclique_desktop.central.making import found as give_epoch
from recyclique_desktop.central.state import CentreKind, look
from recyclique_desktop.data import migrate
from recyclique_desktop.domain.enums import FiscalRegime
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import psycopg
    from sqlalchemy import Connection

BASELINE = "0001"
WHOLE = "0003"
"""The schema with every table and without any trigger: rows carried over are no changes of anybody's."""
OnStep = Callable[[str], None]
_RANKS = "SELECT table_name FROM sync.registry ORDER BY rank"
_REPORT = f"SELECT report FROM {ARCHIVE}.adoption"  # noqa: S608  our own name
_KEEP = f"INSERT INTO {ARCHIVE}.adoption (adopted_at, report) VALUES (clock_timestamp(), %s)"  # noqa: S608
_SERIAL = (
    "SELECT setval(pg_get_serial_sequence('public.{0}', 'id'), greatest((SELECT max(id) FROM public.{0}), 1),"
    " EXISTS (SELECT FROM public.{0}))"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What who adopts asks for.

    Attributes:
        now: Names the dump.
        dump: A file or a folder for it; none for the folder of work.
        dry_run: Do everything, verify, report, and keep nothing.
        regime: VAT position that every site begins with; 1.4.4 knows none, and no till opens without.
    """

    now: datetime
    dump: Path | None = None
    dry_run: bool = False
    regime: FiscalRegime = FiscalRegime.EXEMPT_261_7_1


def adopt(dsn: str, wish: Wish, on_step: OnStep = lambda _step: None) -> AdoptionReport:
    """Make a centre of a database of 1.4.4, with every row of it; a second call changes nothing.

    Args:
        dsn: Of an administrator, who may create schemas and roles.
        wish: How.
        on_step: Told each step before it is done.

    Raises:
        UserError: ``adopt.*``, ``central.*``: nothing was changed.
    """
    with administering(dsn) as connection:
        state = look(connection)
        if state.kind is CentreKind.CURRENT:
            return _of_that_day(connection)
        base.recognise(connection, state)
    with migrating(dsn) as connection:
        with connection.begin() as transaction:
            report = _Adoption(dsn, wish, on_step, connection).run()
            if wish.dry_run:
                transaction.rollback()
        if not wish.dry_run:
            _raw(connection).execute("ANALYZE")
            _raw(connection).commit()
    return report


def _of_that_day(connection: psycopg.Connection[Any]) -> AdoptionReport:
    """Return the report of a database that was adopted before.

    Raises:
        UserError: ``adopt.ours``: it is a centre that never was 1.4.4's.
    """
    there = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (f"{ARCHIVE}.adoption",)).fetchone()
    row = connection.execute(_REPORT.encode()).fetchone() if there == (True,) else None
    if row is None:
        raise UserError("adopt.ours")
    return report_of(row[0])


@dataclass(frozen=True, slots=True)
class _Adoption:
    """One adoption under way."""

    dsn: str
    wish: Wish
    on_step: OnStep
    connection: Connection

    def run(self) -> AdoptionReport:
        raw = _raw(self.connection)
        self.on_step("hold")
        raw.execute("SET LOCAL search_path TO public")
        found = base.recognise(raw, look(raw))
        base.hold(raw, found)
        self.on_step("dump")
        dumped = "" if self.wish.dry_run else dump(self.dsn, self.wish.dump, self.wish.now, found.state.server)
        self.on_step("set-aside")
        base.set_aside(raw, found)
        self.on_step("schema")
        migrate.upgrade_centre_within(self.connection, BASELINE)
        notes = base.normalised(raw, found)
        migrate.upgrade_centre_within(self.connection, WHOLE)
        raw.execute(PLACES.encode())
        shapes = self._carry(raw, found)
        self.on_step("seed")
        seeds.seed(raw)
        self.on_step("functions")
        migrate.upgrade_centre_within(self.connection, "head")
        give_epoch(raw, altered=True)
        base.give_back_rights(raw, found)
        report = self._proven(raw, found, notes, shapes)
        report = replace(report, dump=dumped, dry_run=self.wish.dry_run)
        raw.execute(_KEEP.encode(), (Jsonb(report.data(), dumps=json.dumps),))
        self.on_step("commit")
        return report

    def _carry(self, raw: psycopg.Connection[Any], found: base.Found) -> list[Shape]:
        self.on_step("learn")
        raw.execute("SELECT set_config('adopt.regime', %s, true)", (self.wish.regime.value,))
        knowing.learn_sessions(raw)
        names.order_categories(raw)
        garbled.repair(raw)
        before = {"poste_reception": knowing.learn_posts, "sale_items": knowing.learn_categories}
        shapes = []
        for table in _in_order(raw, found):
            self.on_step(f"carry {table}")
            if table in before:
                before[table](raw)
            shapes.append(shape_of(raw, table))
            carry(raw, shapes[-1])
            raw.execute(f'ANALYZE public."{table}"'.encode())
            if table in MAIL_TABLES:
                raw.execute(_SERIAL.format(table).encode())
        return shapes

    def _proven(
        self, raw: psycopg.Connection[Any], found: base.Found, notes: tuple[str, ...], shapes: list[Shape]
    ) -> AdoptionReport:
        self.on_step("verify")
        counts = tuple(verifying.counted(raw, shape) for shape in shapes)
        for shape in shapes:
            verifying.require_equal_values(raw, shape)
        totals = tuple(total for shape in shapes for total in verifying.totals(raw, shape))
        self.on_step("report")
        return AdoptionReport(
            database=raw.info.dbname,
            variant=base.variant(found, notes),
            server=found.state.server,
            others=tuple(name for name in found.state.others if name.removeprefix("public.") not in MAIL_TABLES),
            normalised=notes,
            tables=tuple(sorted(counts, key=lambda one: one.table)),
            totals=totals,
            changes=findings.changes(raw),
            removals=findings.removals(raw),
            explicit=findings.explicit(raw),
            oddities=findings.oddities(raw),
            to_review=findings.write_review(raw),
        )


def _in_order(raw: psycopg.Connection[Any], found: base.Found) -> list[str]:
    """Return the tables of 1.4.4, parents before children; those that never travel come last."""
    ranked = [row[0] for row in raw.execute(_RANKS)]
    known = [name for name in ranked if name in found.tables]
    return known + sorted(set(found.tables) - set(known))


def _raw(connection: Connection) -> psycopg.Connection[Any]:
    raw: Any = connection.connection.driver_connection
    return raw  # type: ignore[no-any-return]
