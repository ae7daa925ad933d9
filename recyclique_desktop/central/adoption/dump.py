"""A dump of the whole database, made by PostgreSQL's own program, that ``pg_restore`` brings back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from datetime import datetime


def dump(dsn: str, wanted: Path | None, now: datetime, server: int) -> str:
    """Dump the database into a file, unless the program is not here and nobody asked for one.

    Args:
        dsn: Of the administrator.
        wanted: A file, or a folder that takes a file named after the database and the day; none for the folder of work.
        now: Names the file.
        server: Major version of PostgreSQL; an older program cannot read it.

    Returns:
        The file, or nothing where ``pg_dump`` is missing or too old: the copy in the database stands for it.

    Raises:
        UserError: ``adopt.dump_failed``: the program is missing though a file was asked for, is too old, the disk is
            full, or there is such a file already; nothing was changed.
    """
    program = usable(server)
    if program is None:
        if wanted is not None:
            raise UserError("adopt.dump_failed", why="pg_dump")
        return ""
    file = _place(dsn, wanted, now)
    if file.exists():
        raise UserError("adopt.dump_failed", why=file.name[:60])
    parts = {name: str(value) for name, value in conninfo_to_dict(dsn).items() if value is not None}
    password = parts.pop("password", None)
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    part = file.with_name(f"{file.name}.part")
    command = [
        program,
        "--format=custom",
        f"--file={part}",
        "--lock-wait-timeout=10s",
        f"--dbname={make_conninfo(**parts)}",
    ]
    try:
        part.touch(mode=0o600)
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603  found on PATH
        part.replace(file)
    except (OSError, subprocess.CalledProcessError) as error:
        part.unlink(missing_ok=True)
        said = getattr(error, "stderr", None) or str(error)
        raise UserError("adopt.dump_failed", why=said.strip().splitlines()[-1][:60] if said.strip() else "?") from error
    return str(file)


def usable(server: int) -> str | None:
    """Return the program that can dump a server of this major version, if it is here."""
    program = shutil.which("pg_dump")
    return program if program is not None and _version(program) >= server else None


def _version(program: str) -> int:
    """Return the major version of the program; 0 where it does not say."""
    said = subprocess.run([program, "--version"], check=False, capture_output=True, text=True)  # noqa: S603  found on PATH
    found = re.search(r"\b(\d+)(\.|devel|beta|rc)", said.stdout)
    return int(found[1]) if found else 0


def _place(dsn: str, wanted: Path | None, now: datetime) -> Path:
    name = f"recyclique-1.4.4-{conninfo_to_dict(dsn).get('dbname') or 'base'}-{now:%Y%m%d-%H%M%S}.dump"
    place = Path.cwd() if wanted is None else wanted
    return place / name if place.is_dir() else place
