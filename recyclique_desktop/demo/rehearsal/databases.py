"""Databases of a rehearsal on one PostgreSQL server: copied, put back, and thrown away, with their rights."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from recyclique_desktop.central.connection import administering

_RIGHTS = """
    SELECT format('GRANT %s ON DATABASE %I TO %s', a.privilege_type, %s::text,
        CASE WHEN r.rolname IS NULL THEN 'PUBLIC' ELSE quote_ident(r.rolname) END)
    FROM pg_database d, aclexplode(d.datacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE d.datname = %s AND a.grantee <> d.datdba""".replace(
    "format('GRANT %s ON DATABASE %I TO %s'", "format('GRANT %%s ON DATABASE %%I TO %%s'"
)
_HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@dataclass(frozen=True, slots=True)
class Server:
    """A server where this rehearsal may make databases.

    Attributes:
        dsn: Of an administrator, as an address (``postgresql://…``).
        is_ours: Whether it was started for the rehearsal: then even its processes may be killed.
    """

    dsn: str
    is_ours: bool

    def at(self, name: str) -> str:
        """Return the administrator's way to one database."""
        parts = urlsplit(self.dsn)
        return urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, parts.fragment))

    def ask(self, name: str | None, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement as the administrator and return its rows."""
        with administering(self.dsn if name is None else self.at(name)) as connection:
            cursor = connection.execute(query.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def make(self) -> str:
        """Make an empty database and return its name."""
        name = f"rehearsal_{secrets.token_hex(6)}"
        self.ask(None, f'CREATE DATABASE "{name}" TEMPLATE template0')
        return name

    def copy(self, source: str, name: str | None = None) -> str:
        """Copy a database with the rights on it, under a new name or one that is free."""
        made = name or f"rehearsal_{secrets.token_hex(6)}"
        self.ask(None, _HANG_UP, source)
        self.ask(None, f'CREATE DATABASE "{made}" TEMPLATE "{source}"')
        self.ask(None, f'REVOKE ALL ON DATABASE "{made}" FROM PUBLIC')
        for (grant,) in self.ask(None, _RIGHTS, made, source):
            self.ask(None, grant)
        return made

    def drop(self, name: str) -> None:
        """Throw a database away, whoever is connected."""
        self.ask(None, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
