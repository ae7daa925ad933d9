"""Rows of this file as payloads write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from recyclique_desktop.data.journal_form import stored_to_journal
from recyclique_desktop.data.models import Base
from recyclique_desktop.data.requests import row_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from recyclique_desktop.sync.tables import Form

Rows: TypeAlias = "dict[str, dict[str, Any]]"
"""Rows of one table in journal form, keys included, by their id as one text."""


def key_of(form: Form, row: Mapping[str, Any]) -> str:
    """Return a row's id as one text."""
    return row_key(id_of(form, row))


def id_of(form: Form, row: Mapping[str, Any]) -> Any:
    """Return a row's id as payloads write it."""
    parts = [row[one.name] for one in form.key]
    return parts[0] if len(parts) == 1 else parts


def stored_rows(connection: Connection, form: Form) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of a table in journal form, keys included, without what is empty."""
    columns = list(Base.metadata.tables[form.name].columns)
    listed = ", ".join(f'"{column.name}"' for column in columns)
    for raw in connection.exec_driver_sql(f'SELECT {listed} FROM "{form.name}"'):  # noqa: S608  names of our own models
        values = {
            column.name: stored_to_journal(column.type, value) for column, value in zip(columns, raw, strict=True)
        }
        row = {name: value for name, value in values.items() if value is not None}
        yield key_of(form, row), row
