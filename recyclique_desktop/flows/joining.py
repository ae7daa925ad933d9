"""What somebody who joins a centre holds in hand: a file, its text, or an address and a code read out loud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system import code_file
from recyclique_desktop.system.code_file import CodeFile

if TYPE_CHECKING:
    from pathlib import Path

PORT = 5432
DATABASE = "recyclique"
LOGIN = "recyclique_enrol"
"""The account that can only enrol; the same at every centre."""
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class TypedAccess:
    """An access that was typed rather than handed over as a file.

    Attributes:
        password: Of the account that can only enrol; the same for everybody who joins this centre.
    """

    host: str
    port: str
    database: str
    password: str
    code: str


def from_file(path: Path) -> CodeFile:
    """Read an access file.

    Raises:
        UserError: ``code_file.unreadable``.
    """
    return code_file.read(path)


def from_text(text: str) -> CodeFile:
    """Read the text of an access file.

    Raises:
        UserError: ``code_file.text_wrong``.
    """
    try:
        return CodeFile.model_validate_json(text.strip())
    except ValidationError as error:
        raise UserError("code_file.text_wrong") from error


def from_fields(typed: TypedAccess) -> CodeFile:
    """Put typed parts together.

    Raises:
        UserError: ``code_file.host_missing``, ``code_file.port_wrong``, ``code_file.password_missing``,
            ``code_file.code_wrong``.
    """
    host, port = typed.host.strip(), typed.port.strip() or str(PORT)
    if not host:
        raise UserError("code_file.host_missing")
    if not (port.isascii() and port.isdecimal() and 0 < int(port) <= 65535):
        raise UserError("code_file.port_wrong")
    if not typed.password.strip():
        raise UserError("code_file.password_missing")
    return CodeFile(
        host=host,
        port=int(port),
        database=typed.database.strip() or DATABASE,
        login=LOGIN,
        password=typed.password.strip(),
        code=clean_code(typed.code),
    )


def clean_code(text: str) -> str:
    """Return a one-time code as it is printed: ``K7QM-4TXB``.

    Raises:
        UserError: ``code_file.code_short`` with how many characters are missing, ``code_file.code_wrong``.
    """
    bare = "".join(c for c in text.upper() if not c.isspace() and c not in "-–")
    if any(c not in CODE_LETTERS for c in bare) or len(bare) > CODE_LENGTH:
        raise UserError("code_file.code_wrong")
    if len(bare) < CODE_LENGTH:
        raise UserError("code_file.code_short", missing=CODE_LENGTH - len(bare))
    return f"{bare[:4]}-{bare[4:]}"


def is_near(host: str) -> bool:
    """Tell whether a centre at this address is on this very computer: nobody can listen on the way."""
    from recyclique_desktop.wire.place import Place  # noqa: PLC0415  heavy: a shop alone never loads it

    return Place(host, PORT, DATABASE, LOGIN).is_near


def fingerprint_words(fingerprint: str) -> str:
    """Return the beginning of a fingerprint as people compare it: « 3F A2 91 0C »."""
    return " ".join(fingerprint[at : at + 2].upper() for at in range(0, 8, 2))
