"""Files that people's spreadsheets wrote: their bytes, their encoding, what separates their columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 5_000_000
"""Lists that people type are a few kilobytes; anything longer is another file."""
DELIMITERS: Final = ",;\t"
_ENCODINGS: Final = ("utf-8-sig", "cp1252")
_NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        UserError: ``import.not_found`` or ``import.unreadable``.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError("import.unreadable", file=path.name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UserError("import.not_found", file=path.name) from error
    except OSError as error:
        raise UserError("import.unreadable", file=path.name) from error


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """Return the text and its encoding: ``utf-8``, ``cp1252`` or ``utf-16``; one BOM or more is no text.

    Raises:
        UserError: ``import.unreadable``.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NOT_TEXT.search(text):
            return text.lstrip("\ufeff"), encoding.removesuffix("-sig")
    raise UserError("import.unreadable", file=name)
