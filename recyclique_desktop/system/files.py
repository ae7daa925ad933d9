"""Small files that must be whole or absent: written beside, flushed to the disk, then put in place."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from recyclique_desktop.domain.errors import UserError

PRIVATE = 0o600
"""Only the owner reads and writes."""


def write_whole(path: Path, content: bytes, *, mode: int = PRIVATE) -> None:
    """Replace ``path`` by ``content`` so that a cut leaves the old file or the new one, never a part.

    Raises:
        UserError: ``folder.unwritable`` when the folder refuses it, the disk being full included.
    """
    try:
        _replace(path, content, mode)
    except OSError as error:
        raise UserError("folder.unwritable", folder=str(path.parent)) from error


def _replace(path: Path, content: bytes, mode: int) -> None:
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(mode)
        Path(beside).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make the new name itself last; Windows cannot open folders and does not need it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
