"""The file that is carried to a new machine: where the centre is, how to trust it, the one-time code that lets in."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)


class CodeFile(BaseModel):
    """What lets one machine in, once.

    Attributes:
        host: Name or address of the centre's server; a folder for a socket of this machine.
        ca: Certificate of the authority that the server's own must be signed by, PEM text; empty where the system's
            authorities do, or on this machine.
        login: Account that can only enrol.
        code: Eight letters and digits, ``K7QM-4TXB``.
        kind: What the machine will be, as far as is known here: the centre knows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = Field(default=1, ge=1, le=1)
    host: str = Field(min_length=1)
    port: int = Field(ge=1, le=65535)
    database: str = Field(min_length=1)
    ca: str = ""
    login: str = Field(min_length=1)
    password: str = Field(min_length=1)
    code: str = Field(min_length=1)
    kind: WorkstationKind | None = None

    @property
    def ca_fingerprint(self) -> str:
        """SHA-256 of the authority's certificate in hexadecimal, as ``openssl`` says it but for the colons."""
        found = _PEM.search(self.ca)
        return hashlib.sha256(base64.b64decode(found[1])).hexdigest() if found else ""


def write(path: Path, content: CodeFile) -> None:
    """Write the file, for its owner alone.

    Raises:
        UserError: ``folder.unwritable``.
    """
    write_whole(path, content.model_dump_json(indent=2).encode("utf-8"))


def read(path: Path) -> CodeFile:
    """Read the file.

    Raises:
        UserError: ``code_file.unreadable``.
    """
    try:
        return CodeFile.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise UserError("code_file.unreadable", file=str(path)) from error
