"""Carrying one table over: judge its rows and values, write down what cannot stay, copy the rest in one statement."""

# ruff: noqa: S608  every name comes from the catalogue of the database and is quoted
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recyclique_desktop.central.adoption.plans import PLANS, Plan
from recyclique_desktop.central.adoption.tables import ARCHIVE, QUARANTINE, REFERENCES, STUBS, TWINS, Reference, Twin

if TYPE_CHECKING:
    import psycopg

    from recyclique_desktop.central.adoption.columns import Shape

PLACES = f"""
CREATE SCHEMA {QUARANTINE};
CREATE TABLE {QUARANTINE}.rows (
    table_name text, row_id text, why text NOT NULL, original text NOT NULL, PRIMARY KEY (table_name, row_id));
CREATE TABLE {QUARANTINE}.cells (
    table_name text, column_name text, row_id text, why text, original text, kept text,
    PRIMARY KEY (table_name, column_name, row_id, why));
CREATE TABLE {ARCHIVE}.review (
    table_name text, column_name text, row_id text, value text, confidence numeric(3,2) NOT NULL, why text NOT NULL,
    seen_at timestamptz, PRIMARY KEY (table_name, column_name, row_id));
CREATE TABLE {ARCHIVE}.adoption (
    "only" boolean PRIMARY KEY DEFAULT true CHECK ("only"), adopted_at timestamptz NOT NULL, report jsonb NOT NULL);
"""
"""Where what could not stay lies with its original text, and what somebody should look at."""


def carry(connection: psycopg.Connection[Any], shape: Shape) -> None:
    """Carry a table over; the tables that it refers to were carried before."""
    _judge_values(connection, shape)
    for reference in REFERENCES:
        if reference.table == shape.name and reference.column in shape.columns:
            _judge_reference(connection, shape, reference)
    for twin in TWINS:
        if twin.table == shape.name and set(twin.columns) <= shape.columns.keys():
            _judge_twins(connection, shape, twin)
    _copy(connection, shape)


def _judge_values(connection: psycopg.Connection[Any], shape: Shape) -> None:
    for column in shape.columns.values():
        earlier: list[str] = []
        for fault in column.faults():
            when = " AND ".join([f"({fault.when})", *(f"({one}) IS NOT TRUE" for one in earlier)])
            if fault.instead is None:
                quarantine(connection, shape, when, fault.why)
            else:
                _note(connection, shape, column.name, f"({fault.instead})::text", when, fault.why)
            earlier.append(fault.when)
        if column.rounded:
            when = " AND ".join([f"({column.rounded})", *(f"({one}) IS NOT TRUE" for one in earlier)])
            _note(connection, shape, column.name, f"({column.raw})::text", when, "rounded")


def _judge_reference(connection: psycopg.Connection[Any], shape: Shape, reference: Reference) -> None:
    column = f'l."{reference.column}"'
    when = f"{column} IS NOT NULL AND NOT EXISTS (SELECT FROM public.{reference.target} t WHERE t.id = {column})"
    if reference.otherwise == "row":
        quarantine(connection, shape, when, "dangling")
    elif reference.otherwise == "null":
        _note(connection, shape, reference.column, "NULL", when, "dangling")
    else:
        missing = f"SELECT DISTINCT {column} AS id FROM {ARCHIVE}.{shape.name} l WHERE {when}"
        review = f"SELECT '{reference.target}', 'id', id::text, NULL, 0, 'stub' FROM ({missing}) m"
        connection.execute(f"INSERT INTO {ARCHIVE}.review {review} ON CONFLICT DO NOTHING".encode())
        connection.execute(f"WITH missing AS ({missing}) {STUBS[reference.target]}".encode())


def _judge_twins(connection: psycopg.Connection[Any], shape: Shape, twin: Twin) -> None:
    keys = ", ".join(f'"{name}"' for name in twin.columns)
    moment = "created_at" if "created_at" in shape.columns else shape.key[0]
    order = f'{moment} {"DESC" if twin.otherwise == "row" else "ASC"} NULLS LAST, "{shape.key[0]}"'
    filled = " AND ".join(f'"{name}" IS NOT NULL' for name in twin.columns) if twin.otherwise != "row" else "true"
    later = (
        f'SELECT ranked."{shape.key[0]}" FROM (SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY {order}) AS n'
        f" FROM {ARCHIVE}.{shape.name} WHERE {filled}) ranked WHERE ranked.n > 1"
    )
    when = f'l."{shape.key[0]}" IN ({later})'
    if twin.otherwise == "row":
        quarantine(connection, shape, when, "twin")
        return
    column = twin.columns[0]
    kept = "NULL" if twin.otherwise == "null" else f"l.\"{column}\" || ' (doublon ' || right({shape.row_id}, 12) || ')'"
    _note(connection, shape, column, kept, when, "twin")


def quarantine(connection: psycopg.Connection[Any], shape: Shape, when: str, why: str) -> None:
    """Set rows aside, each with its original text."""
    connection.execute(
        f"INSERT INTO {QUARANTINE}.rows SELECT '{shape.name}', {shape.row_id}, '{why}', row_to_json(l)::text"
        f" FROM {ARCHIVE}.{shape.name} l WHERE {when} ON CONFLICT DO NOTHING".encode()
    )


def _note(  # noqa: PLR0917  as a row of the table reads
    connection: psycopg.Connection[Any], shape: Shape, column: str, kept: str, when: str, why: str
) -> None:
    connection.execute(
        f"INSERT INTO {QUARANTINE}.cells (table_name, column_name, row_id, why, original, kept)"
        f" SELECT '{shape.name}', '{column}', {shape.row_id}, '{why}', l.\"{column}\"::text, {kept}"
        f" FROM {ARCHIVE}.{shape.name} l WHERE {when}".encode()
    )


def _copy(connection: psycopg.Connection[Any], shape: Shape) -> None:
    plan = PLANS.get(shape.name, Plan())
    values = {name: column.value(shape.columns) for name, column in shape.columns.items()}
    joins = [plan.joins]
    for n, column in enumerate(_looked_up(connection, shape)):
        kind = shape.columns[column].becomes
        values[column] = f"CASE WHEN o{n}.row_id IS NOT NULL THEN o{n}.kept::{kind} ELSE {values[column]} END"
        joins.append(
            f"LEFT JOIN {QUARANTINE}.cells o{n} ON o{n}.table_name = '{shape.name}' AND o{n}.column_name = '{column}'"
            f" AND o{n}.why IN ('dangling', 'twin', 'circle', 'garbled') AND o{n}.row_id = {shape.row_id}"
        )
    for name, extra in plan.extras.items():
        values[name] = extra
        for other in shape.columns:
            if f"{{{other}}}" in values[name]:
                values[name] = values[name].replace(f"{{{other}}}", f"({values[other]})")
    names = ", ".join(f'"{name}"' for name in values)
    connection.execute(
        f"INSERT INTO public.{shape.name} ({names}) SELECT {', '.join(values.values())}"
        f" FROM {ARCHIVE}.{shape.name} l {' '.join(joins)}{_sound(connection, shape)}".encode()
    )


def _looked_up(connection: psycopg.Connection[Any], shape: Shape) -> list[str]:
    """Return the columns whose new value is written down row by row."""
    query = (
        f"SELECT DISTINCT column_name FROM {QUARANTINE}.cells WHERE table_name = %s"
        " AND why IN ('dangling', 'twin', 'circle', 'garbled') ORDER BY 1"
    )
    return [row[0] for row in connection.execute(query.encode(), (shape.name,))]


def _sound(connection: psycopg.Connection[Any], shape: Shape) -> str:
    """Return the condition that leaves quarantined rows behind, where there are any."""
    found = connection.execute(
        f"SELECT EXISTS (SELECT FROM {QUARANTINE}.rows WHERE table_name = %s)".encode(), (shape.name,)
    ).fetchone()
    if found != (True,):
        return ""
    return f" WHERE {shape.row_id} NOT IN (SELECT row_id FROM {QUARANTINE}.rows WHERE table_name = '{shape.name}')"
