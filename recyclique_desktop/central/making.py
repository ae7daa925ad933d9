"""Making a centre of a database: its schema, its roles and functions, its epoch and its own stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recyclique_desktop.central.connection import administering, migrating
from recyclique_desktop.central.state import OLDEST_SERVER, CentreKind, CentreState, look
from recyclique_desktop.data import migrate
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.permissions import DESCRIPTIONS, permission_id

if TYPE_CHECKING:
    from uuid import UUID

    import psycopg

_CENTRE = """
INSERT INTO sync.centre (epoch, stream_id, made_at)
VALUES (gen_random_uuid(), gen_random_uuid(), clock_timestamp())
ON CONFLICT ("only") DO NOTHING
"""
_STREAM = """
INSERT INTO sync.streams (stream_id, epoch, last_seq, last_hash, created_at)
SELECT stream_id, epoch, 0, decode(repeat('00', 32), 'hex'), made_at FROM sync.centre
ON CONFLICT (stream_id) DO NOTHING
"""
_FINGERPRINT = "UPDATE sync.centre SET fingerprint = sync.fingerprint() WHERE fingerprint IS NULL OR %s"
_PERMISSION = """
INSERT INTO public.permissions (id, name, description, created_at, updated_at)
SELECT %(id)s, %(name)s::varchar, %(words)s, now(), now()
WHERE EXISTS (SELECT FROM sync.devices)
    AND NOT EXISTS (SELECT FROM public.permissions WHERE name = %(name)s::varchar)
ON CONFLICT (id) DO NOTHING
"""
_FRESH = frozenset({CentreKind.EMPTY, CentreKind.OLDER, CentreKind.CURRENT})


@dataclass(frozen=True, slots=True)
class CentreReport:
    """What making a centre did.

    Attributes:
        before: What the database was.
        schema: What it is now.
        migrated: The schemas it went through, oldest first; empty when there was nothing to do.
        epoch: Changes when a centre is restored.
        stream_id: The centre's own stream.
    """

    before: CentreState
    schema: str
    migrated: tuple[str, ...]
    epoch: UUID
    stream_id: UUID


def init(dsn: str) -> CentreReport:
    """Make a centre of an empty database, or bring an older one up to date; a second call changes nothing.

    Args:
        dsn: Of an administrator, who may create schemas and roles.

    Raises:
        UserError: ``central.<kind>`` for a database that must not be touched, ``central.server_too_old``, or what
            ``administering`` raises. The whole migration is one transaction: nothing was changed.
    """
    with administering(dsn) as connection:
        before = look(connection)
    if before.server < OLDEST_SERVER:
        raise UserError("central.server_too_old", found=before.server, wanted=OLDEST_SERVER)
    if before.kind not in _FRESH:
        raise before.error
    steps = tuple(schema for schema in migrate.known("central") if before.schema is None or schema > before.schema)
    if steps:
        with migrating(dsn) as connection:
            migrate.upgrade_centre(connection)
    with administering(dsn) as connection:
        epoch, stream_id = found(connection, altered=bool(steps))
        complete_permissions(connection)
    return CentreReport(before, migrate.head("central"), steps, epoch, stream_id)


def complete_permissions(connection: psycopg.Connection[Any]) -> None:
    """Bring the permissions of a newer program to a centre in use; the first workstation brings them to another.

    Their ids follow from their names, as on workstations: an office may have asked for the same ones already.
    """
    for right, words in DESCRIPTIONS.items():
        connection.execute(_PERMISSION, {"id": permission_id(right), "name": right.value, "words": words})


def declare_restored(dsn: str) -> UUID:
    """Say that this centre was put back from a backup: a new life begins before anybody asks, and is returned.

    Workstations find it out by themselves; said at once, nothing of the lost life mixes with what is done meanwhile.

    Raises:
        UserError: ``central.*``: it is no centre of this version.
    """
    with administering(dsn) as connection:
        state = look(connection)
        if state.kind is not CentreKind.CURRENT:
            raise state.error
        row = connection.execute("SELECT sync.begin_life(NULL, '{}')").fetchone()
    if row is None:
        raise RuntimeError("no life began")
    epoch: UUID = row[0]
    return epoch


def found(connection: psycopg.Connection[Any], *, altered: bool = False) -> tuple[UUID, UUID]:
    """Give a migrated database its epoch and its own stream, if it has none yet, and return both.

    Args:
        connection: An administrator's.
        altered: Its functions were just changed by us: what they are now is what they should be.
    """
    with connection.transaction():
        connection.execute(_CENTRE)
        connection.execute(_STREAM)
        connection.execute(_FINGERPRINT, (altered,))
        row = connection.execute("SELECT epoch, stream_id FROM sync.centre").fetchone()
    if row is None:
        raise RuntimeError("sync.centre stays empty")
    return row[0], row[1]
