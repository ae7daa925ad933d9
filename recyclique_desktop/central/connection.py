"""Connections of an administrator, with what goes wrong said in words."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

CONNECT_TIMEOUT_S = 5
_NO_DATABASE = re.compile(
    r"FATAL.*(database|base de données) .* (does not exist|n.existe pas)", re.IGNORECASE | re.DOTALL
)
_CODES = {
    "28P01": "central.login_refused",
    "28000": "central.login_refused",
    "3D000": "central.no_database",
    "42501": "central.not_allowed",
    "53100": "central.disk_full",
    "55P03": "adopt.busy",
}


@contextmanager
def administering(dsn: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Connect as the administrator that ``dsn`` names; every statement commits by itself.

    Raises:
        UserError: ``central.unreachable``, ``central.login_refused``, ``central.no_database``,
            ``central.not_allowed``, ``central.disk_full``, ``central.dsn_wrong``.
    """
    with in_words(dsn), _connect(dsn, autocommit=True) as connection:
        yield connection


@contextmanager
def migrating(dsn: str) -> Iterator[Connection]:
    """Connect as ``administering`` does, for Alembic: through SQLAlchemy, outside any transaction."""
    with in_words(dsn):
        engine = create_engine("postgresql+psycopg://", creator=lambda: _connect(dsn), poolclass=NullPool)
        with engine.connect() as connection:
            yield connection


@contextmanager
def in_words(dsn: str) -> Iterator[None]:
    """Turn what PostgreSQL says of a known trouble into its sentence; anything else stays a bug."""
    try:
        yield
    except (psycopg.Error, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        known = _known(dsn, cause) if isinstance(cause, psycopg.Error) else None
        if known is None:
            raise
        raise known from error


def _connect(dsn: str, *, autocommit: bool = False) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(dsn, autocommit=autocommit, connect_timeout=CONNECT_TIMEOUT_S)


def _known(dsn: str, error: psycopg.Error) -> UserError | None:
    try:
        parts = conninfo_to_dict(dsn)
    except psycopg.ProgrammingError:
        return UserError("central.dsn_wrong")
    host, name = str(parts.get("host", "localhost")), str(parts.get("dbname", ""))
    code = _CODES.get(error.sqlstate or "")
    if code is None and error.sqlstate is None and isinstance(error, psycopg.OperationalError):
        code = _refusal(error)
    return UserError(code, host=host, name=name) if code else None


def _refusal(error: psycopg.OperationalError) -> str:
    """Name why a connection failed: the driver hands on the server's words, in its language, without its code."""
    if _NO_DATABASE.search(str(error)):
        return "central.no_database"
    tried = error.pgconn
    if tried is not None and (tried.used_password or tried.needs_password):
        return "central.login_refused"
    return "central.login_refused" if "FATAL" in str(error) else "central.unreachable"
