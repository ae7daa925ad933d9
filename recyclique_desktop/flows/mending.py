"""A workstation whose shared tables are damaged still opens: they are made again, and filled from what is sure.

From the journal first, which holds all of them in a shop that works alone; a joined one asks its centre for the rest at
the next round. The journal and what was sold are read, never written.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from recyclique_desktop.data import mend
from recyclique_desktop.sync import push
from recyclique_desktop.sync.entries import ReadEntry, read
from recyclique_desktop.sync.shared import SharedRows
from recyclique_desktop.sync.tables import form_of
from recyclique_desktop.sync.vocabulary import MENDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from recyclique_desktop.flows.workstation import OpenWorkstation

_ASK_AGAIN = "UPDATE sync_cursors SET epoch = ? WHERE acked > 0 OR pulled = 0 OR stream_id = ?"
_log = logging.getLogger(__name__)


def mend_shared(workstation: OpenWorkstation) -> tuple[str, ...]:
    """Make damaged shared tables again and fill them; return their names, none where all is well.

    Raises:
        UserError: ``storage.*``: the file itself cannot be written or read.
    """
    db, config = workstation.db, workstation.config
    with db.connection() as connection:
        tables = mend.damaged(connection)
        connection.rollback()
        if not tables:
            return ()
        _log.warning("shared tables are made again: %s", ", ".join(tables))
        mend.make_again(connection, tables)
    with db.applying() as connection:
        shared = SharedRows(connection)
        for entry in _entries(connection, workstation):
            _take(shared, entry, frozenset(tables))
        if config.centre is not None:
            connection.exec_driver_sql(_ASK_AGAIN, (MENDED.bytes, config.stream_id.bytes))
    return tables


def _entries(connection: Connection, workstation: OpenWorkstation) -> Iterator[ReadEntry]:
    """Yield what the journal here has of the centre's own stream."""
    stream, first = workstation.config.centre_stream_id, 1
    while entries := push.entries_from(connection, stream, first):
        for entry in entries:
            yield read(entry, None, lambda *_: True)
        first = entries[-1].seq + 1


def _take(shared: SharedRows, entry: ReadEntry, tables: frozenset[str]) -> None:
    for row in entry.rows:
        if row["table"] not in tables:
            continue
        form = form_of(row["table"])
        if row["op"] == "D":
            shared.remove(form, row["id"])
        elif row["op"] == "U":
            shared.update(form, row["id"], {name: pair[1] for name, pair in row["set"].items()})
        elif entry.is_personal:
            shared.update(form, row["id"], row["set"])
        else:
            shared.insert(form, row["id"], row["set"])
