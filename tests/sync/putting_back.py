"""A centre, or a till, put back to what it was: a copy takes the place of what there is."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from psycopg import sql

from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.system.paths import Folders
from tests.postgres import CentralDatabase
from tests.sync.real import Post


@dataclass(frozen=True)
class CentreCopy:
    """A copy of a centre, as a backup that is read back makes it."""

    centre: CentralDatabase
    name: str

    @classmethod
    def of(cls, centre: CentralDatabase) -> CentreCopy:
        name = f"copy_{uuid4().hex[:12]}"
        hang_up(centre)
        centre.server.make(name, centre.name)
        return cls(centre, name)

    def put_back(self) -> None:
        """Let the copy take the place of the centre; every machine finds it at the same address."""
        hang_up(self.centre)
        place, copy = sql.Identifier(self.centre.name), sql.Identifier(self.name)
        with self.centre.server.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(place))
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(copy, place))


def hang_up(centre: CentralDatabase) -> None:
    """End every connection to the centre."""
    with centre.server.connect() as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (centre.name,))


def copied(post: Post, folder: Path) -> Post:
    """Copy a disk as it is now: the file, and the keys beside it."""
    post.opened.db.checkpoint()
    folders = Folders(folder / "data", folder / "config", folder / "logs")
    shutil.copytree(post.folders.data, folders.data)
    folders.create()
    opened = open_workstation(folders, post.store, post.clock, post.chance.randbytes)
    return Post(folders, post.store, post.clock, post.chance, opened)
