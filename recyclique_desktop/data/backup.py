"""Copies of the file: one before each migration, verified, the newest kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from recyclique_desktop.data.db import Database

KEPT = 7


def copy_before_migration(database: Database, folder: Path, now: datetime, schema: str) -> Path:
    """Write a verified copy of the file before its schema changes.

    Args:
        database: The open file.
        folder: Where copies go; made when missing. The newest ``KEPT`` stay.
        now: Part of the name.
        schema: Revision the file has now; part of the name.

    Returns:
        The copy. It opens with the same key.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"avant-{schema}-{now:%Y%m%dT%H%M%S}.sqlite"
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    database.copy_to(part)
    part.replace(target)
    for old in sorted(folder.glob("avant-*.sqlite"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        old.unlink()
    return target
