"""Texts that 1.4.4 garbled itself: UTF-8 taken for the code page of a console (CP850), then written down so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

_PLACES = (("audit_logs", "description"), ("user_status_history", "reason"))
"""Only what the program wrote: what people typed is theirs, and is merely counted."""


def repair(connection: psycopg.Connection[Any]) -> None:
    """Write down, for each garbled text, what it was meant to be."""
    for table, column in _PLACES:
        query = f"SELECT id::text, {column} FROM legacy_144.{table} WHERE {column} ~ '[├┬]'"  # noqa: S608  our names
        found = [(row_id, text, mended(text)) for row_id, text in connection.execute(query.encode())]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO quarantine.cells (table_name, column_name, row_id, why, original, kept)"
                " VALUES (%s, %s, %s, 'garbled', %s, %s)",
                [(table, column, row_id, text, well) for row_id, text, well in found if well != text],
            )


def mended(text: str) -> str:
    """Return what a text was before CP850, or the text itself where that is not how it came about."""
    try:
        return text.encode("cp850").decode("utf-8")
    except UnicodeError:
        return text
