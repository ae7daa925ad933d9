"""The centre of the demonstration: a PostgreSQL of its own beside the demonstration's data, made into a centre."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from recyclique_desktop import central
from recyclique_desktop.demo.postgres import Server, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "centre"


@contextmanager
def running_centre(data: Path) -> Iterator[Server]:
    """Run the centre that belongs to the demonstration of folder ``data``; it ends with the block.

    Args:
        data: The demonstration's data folder; the centre lies in a folder inside it.

    Raises:
        UserError: ``demo.no_postgres``, ``demo.centre_failed``, and what making a centre refuses.
    """
    with running_server(data / FOLDER) as server:
        central.init(server.dsn)
        yield server
