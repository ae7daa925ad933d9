"""``recyclique compare``: this workstation and its centre, row by row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from recyclique_desktop.cli.centre import add_dsn
from recyclique_desktop.cli.outcome import Exit, Outcome
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import tr, trn

if TYPE_CHECKING:
    import argparse

    from recyclique_desktop.cli.parser import Commands
    from recyclique_desktop.flows.compare import Comparison, RowDifference, TableComparison
    from recyclique_desktop.flows.workstation import OpenWorkstation

_SHOWN = 20


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("compare", run, summary=tr("comparer ce poste et le centre, ligne par ligne"))
    add_dsn(parser, required=False)


def run(arguments: argparse.Namespace) -> Outcome:
    """Compare; a difference is a breach."""
    from recyclique_desktop.cli import desk  # noqa: PLC0415  heavy
    from recyclique_desktop.flows.compare import compare  # noqa: PLC0415
    from recyclique_desktop.system.secrets import choose_store  # noqa: PLC0415

    with desk.reading(arguments) as workstation:
        there = workstation if arguments.dsn is None else _through(workstation, arguments.dsn)
        found = compare(there, choose_store(workstation.folders))
    return Outcome(_text(found), _data(found), Exit.SUCCESS if found.is_same else Exit.BREACH)


def _through(workstation: OpenWorkstation, dsn: str) -> OpenWorkstation:
    """Return the workstation with the centre at another address; its login stays its own."""
    from recyclique_desktop.central.admission import address_of  # noqa: PLC0415  heavy

    centre = workstation.config.centre
    if centre is None:
        raise UserError("centre.none")
    at = address_of(dsn)
    moved = centre.changed(host=at.host, port=at.port, database=at.database)
    return replace(workstation, config=workstation.config.changed(centre=moved))


def _data(found: Comparison) -> dict[str, Any]:
    return {
        "equal": found.is_same,
        "rows": found.rows,
        "waiting": found.waiting,
        "wishes": found.wishes,
        "aside": found.aside,
        "first_difference": _difference_data(found.first) if found.first else None,
        "tables": [_table_data(one) for one in found.tables],
    }


def _table_data(one: TableComparison) -> dict[str, Any]:
    from recyclique_desktop.domain.money import Cents, to_decimal  # noqa: PLC0415  what --help does not need

    euros = [None if cents is None else to_decimal(Cents(cents)) for cents in (one.cents_here, one.cents_there)]
    return {
        "table": one.table, "equal": one.is_same, "rows_here": one.rows_here, "rows_there": one.rows_there,
        "money_here": euros[0], "money_there": euros[1], "digest_here": one.digest_here,
        "digest_there": one.digest_there, "differences": [_difference_data(row) for row in one.differences],
    }  # fmt: skip


def _difference_data(row: RowDifference) -> dict[str, Any]:
    return {
        "table": row.table, "id": row.row_id, "column": row.column, "here": row.here, "there": row.there,
        "missing": row.missing,
    }  # fmt: skip


def _text(found: Comparison) -> str:
    lines = []
    if found.is_same:
        lines.append(tr("Ce poste et le centre disent la même chose : {n:number} lignes comparées.", n=found.rows))
    else:
        different = [one for one in found.tables if not one.is_same]
        lines.append(trn("{n} table diffère.", "{n} tables diffèrent.", len(different)))
        lines += [_table_text(one) for one in different]
        rows = [row for one in different for row in one.differences]
        lines += [_row_text(row) for row in rows[:_SHOWN]]
    lines += _reasons(found)
    return "\n".join(lines)


def _table_text(one: TableComparison) -> str:
    if one.rows_here != one.rows_there:
        return tr("✗ {table} : {here:number} lignes ici, {there:number} au centre",
                  table=one.table, here=one.rows_here, there=one.rows_there)  # fmt: skip
    return tr("✗ {table} : {n:number} lignes, contenu différent", table=one.table, n=one.rows_here)


def _row_text(row: RowDifference) -> str:
    if row.missing == "here":
        return tr("  {table} {id} : manque ici", table=row.table, id=row.row_id)
    if row.missing:
        return tr("  {table} {id} : manque au centre", table=row.table, id=row.row_id)
    return tr("  {table} {id} {column} : {here} ici, {there} au centre",
              table=row.table, id=row.row_id, column=row.column, here=row.here, there=row.there)  # fmt: skip


def _reasons(found: Comparison) -> list[str]:
    reasons = []
    if found.waiting:
        reasons.append(trn("{n} acte est encore à envoyer.", "{n} actes sont encore à envoyer.", found.waiting))
    if found.wishes:
        reasons.append(trn("{n} modification attend la réponse du centre.",
                           "{n} modifications attendent la réponse du centre.", found.wishes))  # fmt: skip
    if found.aside:
        reasons.append(trn("{n} entrée reçue n’a pas pu être écrite ici.",
                           "{n} entrées reçues n’ont pas pu être écrites ici.", found.aside))  # fmt: skip
    return reasons
