"""Letting machines in and out, as who administers the centre: for the first one, and for when no office answers."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg.conninfo import conninfo_to_dict

from recyclique_desktop.central.connection import administering
from recyclique_desktop.central.state import CentreKind, look
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError

_LOGIN = "recyclique_enrol"
_CALLED = (
    "SELECT id, kind, EXISTS (SELECT FROM public.workstations h WHERE h.successor_of = w.id)"
    " FROM public.workstations w WHERE code = %(code)s"
)
_SITES = "SELECT id FROM public.sites WHERE is_active AND (%(name)s::text IS NULL OR name = %(name)s) ORDER BY name"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a connection string leads, and as whom."""

    host: str
    port: int
    database: str
    user: str
    password: str
    ca: str


@dataclass(frozen=True, slots=True)
class Admission:
    """What a newcomer is handed: where the centre is, the login that can only enrol, and the one-time code.

    Attributes:
        ca: Certificate of the authority that this access trusts, PEM text; empty when it names none.
    """

    code: str
    host: str
    port: int
    database: str
    login: str
    password: str
    ca: str = ""


def address_of(dsn: str) -> Address:
    """Read a connection string; what it does not say is what PostgreSQL's own programs would take.

    Raises:
        UserError: ``central.dsn_wrong``, ``central.ca_unreadable``.
    """
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(dsn).items() if value not in {None, ""}}
        port = int(parts.get("port", "5432"))
    except (psycopg.ProgrammingError, ValueError) as error:
        raise UserError("central.dsn_wrong") from error
    user = parts.get("user") or getpass.getuser()
    return Address(
        parts.get("host", "localhost"), port, parts.get("dbname", user), user, parts.get("password", ""),
        _authority(parts.get("sslrootcert", "")),
    )  # fmt: skip


def issue_code(dsn: str, kind: WorkstationKind, minutes: int, site: str | None = None) -> Admission:
    """Make a one-time code for a machine of this kind.

    Args:
        dsn: Of an administrator.
        kind: What the machine will be.
        minutes: How long the code lets in.
        site: Name of the shop; needed only where the centre has several.

    Raises:
        UserError: ``central.which_site``, ``central.<kind>`` for what is no centre of this version, and what
            ``administering`` raises.
    """
    with administering(dsn) as connection:
        _require_centre(connection)
        made = _ask(connection, "SELECT sync.make_code(%s, %s, %s, NULL)", _site(connection, site), kind.value, minutes)
        return _admission(connection, dsn, made)


def issue_code_for(dsn: str, code: str, minutes: int) -> tuple[Admission, WorkstationKind]:
    """Make a one-time code by which this very workstation, whose login is lost, comes back as what it was.

    Args:
        dsn: Of an administrator.
        code: Of the workstation that shall come back.
        minutes: How long the code lets in.

    Returns:
        What it is handed, and what it is.

    Raises:
        UserError: ``device.unknown``, ``device.succeeded``, and as ``issue_code``.
    """
    with administering(dsn) as connection:
        _require_centre(connection)
        found = connection.execute(_CALLED, {"code": code}).fetchone()
        if found is None:
            raise UserError("device.unknown", workstation=code)
        if found[2]:
            raise UserError("device.succeeded", workstation=code)
        made = _ask(connection, "SELECT sync.make_code_for(%s, %s, NULL)", found[0], minutes)
        return _admission(connection, dsn, made), WorkstationKind(found[1])


def _admission(connection: psycopg.Connection[Any], dsn: str, made: str) -> Admission:
    password = _ask(connection, "SELECT sync.enrol_password()")
    info = connection.info
    return Admission(made, info.host, info.port, info.dbname, _LOGIN, password, address_of(dsn).ca)


def has_shop(dsn: str) -> bool:
    """Tell whether the centre has a shop already, which a newcomer joins; an empty one is founded by its first till.

    Raises:
        UserError: As ``issue_code``.
    """
    with administering(dsn) as connection:
        _require_centre(connection)
        return bool(_ask(connection, "SELECT EXISTS (SELECT FROM public.sites)"))


def machines(dsn: str) -> tuple[dict[str, Any], ...]:
    """Return every machine that was ever let in, as the centre's own list says it.

    Raises:
        UserError: As ``issue_code``.
    """
    with administering(dsn) as connection:
        _require_centre(connection)
        return tuple(_ask(connection, "SELECT sync.device_list()"))


def shut_out(dsn: str, code: str) -> UUID:
    """Take its access from the machine of this code and return its workstation; what it sent stays.

    Raises:
        UserError: ``device.unknown``, ``device.revoked``, and as ``issue_code``.
    """
    found = [one for one in machines(dsn) if one["code"] == code.upper()]
    if not found:
        raise UserError("device.unknown", workstation=code)
    if found[0]["revoked_at"] is not None:
        raise UserError("device.revoked", workstation=code)
    workstation = UUID(found[0]["workstation_id"])
    with administering(dsn) as connection:
        _ask(connection, "SELECT sync.shut_out(%s)", workstation)
    return workstation


def _require_centre(connection: psycopg.Connection[Any]) -> None:
    state = look(connection)
    if state.kind is not CentreKind.CURRENT:
        raise state.error


def _site(connection: psycopg.Connection[Any], name: str | None) -> UUID | None:
    """Return the shop that the newcomer joins; none while the centre is empty."""
    found = connection.execute(_SITES, {"name": name}).fetchall()
    if len(found) > 1 or (name is not None and not found):
        raise UserError("central.which_site")
    return UUID(str(found[0][0])) if found else None


def _authority(name: str) -> str:
    """Return the certificate that ``sslrootcert`` names."""
    if name in {"", "system"}:
        return ""
    try:
        return Path(name).read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("central.ca_unreadable", file=name) from error


def _ask(connection: psycopg.Connection[Any], query: LiteralString, *values: object) -> Any:
    row = connection.execute(query, values).fetchone()
    return None if row is None else row[0]
