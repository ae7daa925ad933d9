"""A name the centre gives to a row and that another row holds here: a wish, or a row that is renamed next.

The centre keeps names unique, so whatever stands in the way here will not keep its name: it gets « (2) », as the
centre does with a wish for a taken name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection

    from recyclique_desktop.sync.tables import Form

_MOST = 99


def write_past(
    connection: Connection, form: Form, key: tuple[Any, ...], changes: Mapping[str, Any], write: Callable[[], None]
) -> None:
    """Write a row; when another holds its name, that one gives way first.

    Args:
        connection: In a transaction.
        form: The row's table.
        key: The row's key, as the file holds it.
        changes: What ``write`` puts into the row, as the file holds it.
        write: Raises ``IntegrityError`` while the name is taken.

    Raises:
        IntegrityError: No renaming helps.
    """
    try:
        with connection.begin_nested():
            write()
    except IntegrityError:
        if not _give_way(connection, form, key, changes, write):
            raise


def _give_way(
    connection: Connection, form: Form, key: tuple[Any, ...], changes: Mapping[str, Any], write: Callable[[], None]
) -> bool:
    for other, column in list(_in_the_way(connection, form, key, changes)):
        try:
            with connection.begin_nested():
                _rename(connection, form, other, column)
                write()
        except IntegrityError:
            continue
        return True
    return False


def _in_the_way(
    connection: Connection, form: Form, key: tuple[Any, ...], changes: Mapping[str, Any]
) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Yield the rows that hold one of the row's unique names, with the column that would have to change."""
    wanted = {**_present(connection, form, key), **changes}
    keys = ", ".join(f'"{one.name}"' for one in form.key)
    for columns in form.unique:
        words = [name for name in columns if isinstance(wanted.get(name), str)]
        if not words:
            continue
        same = " AND ".join(f'"{name}" IS ?' for name in columns)
        sql = f'SELECT {keys} FROM "{form.name}" WHERE {same} AND NOT ({form.where_key})'  # noqa: S608
        for row in connection.exec_driver_sql(sql, (*(wanted.get(name) for name in columns), *key)):
            yield tuple(row), words[-1]


def _present(connection: Connection, form: Form, key: tuple[Any, ...]) -> dict[str, Any]:
    names = sorted({name for columns in form.unique for name in columns})
    if not names:
        return {}
    listed = ", ".join(f'"{name}"' for name in names)
    sql = f'SELECT {listed} FROM "{form.name}" WHERE {form.where_key}'  # noqa: S608
    row = connection.exec_driver_sql(sql, key).one_or_none()
    return {} if row is None else dict(zip(names, row, strict=True))


def _rename(connection: Connection, form: Form, key: tuple[Any, ...], column: str) -> None:
    """Add the first « (n) » that is free.

    Raises:
        IntegrityError: None is.
    """
    sql = f'UPDATE "{form.name}" SET "{column}" = "{column}" || ? WHERE {form.where_key}'  # noqa: S608
    for n in range(2, _MOST):
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(sql, (f" ({n})", *key))
        except IntegrityError:
            continue
        return
    connection.exec_driver_sql(sql, (f" ({_MOST})", *key))
