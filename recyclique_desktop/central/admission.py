"""Letting machines in and out, as who administers the centre: for the first one, and for when no office answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString
from uuid import UUID

from psycopg.conninfo import conninfo_to_dict

from recyclique_desktop.central.connection import administering
from recyclique_desktop.central.state import CentreKind, look
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    import psycopg

    from recyclique_desktop.domain.enums import WorkstationKind

_LOGIN = "recyclique_enrol"
_SITES = "SELECT id FROM public.sites WHERE is_active AND (%(name)s::text IS NULL OR name = %(name)s) ORDER BY name"


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
        password = _ask(connection, "SELECT sync.enrol_password()")
        host, port = connection.info.host, connection.info.port
        database = connection.info.dbname
    return Admission(made, host, port, database, _LOGIN, password, _authority(dsn))


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


def _authority(dsn: str) -> str:
    """Return the certificate that ``sslrootcert`` names.

    Raises:
        UserError: ``central.ca_unreadable``.
    """
    name = conninfo_to_dict(dsn).get("sslrootcert")
    if not name or name == "system":
        return ""
    try:
        return Path(str(name)).read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("central.ca_unreadable", file=str(name)) from error


def _ask(connection: psycopg.Connection[Any], query: LiteralString, *values: object) -> Any:
    row = connection.execute(query, values).fetchone()
    return None if row is None else row[0]
