"""``workstation.toml``: what a workstation is, kept in its data folder beside the database. No secret in it."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "workstation.toml"
FORMAT = 1
"""Version of this file's shape. A later program reads every earlier one."""

_HEAD = "# RecyClique Desktop : ce poste. Fichier écrit par le programme ; aucune clé ici.\n"


class CentreConfig(BaseModel):
    """How this workstation reaches its centre; the password of ``role`` lies in the key store.

    Attributes:
        host: Name or address, or the folder of a socket.
        sslmode: ``verify-full``, unless the centre is on this very machine.
        ca: File of the authority that the centre's certificate comes from; empty for the system's own.
        role: The login that enrolment made for this workstation alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field(min_length=1)
    port: int = Field(default=5432, ge=1, le=65535)
    database: str = Field(min_length=1)
    sslmode: str = Field(default="verify-full", pattern=r"^(disable|prefer|require|verify-ca|verify-full)$")
    ca: str = ""
    role: str = Field(min_length=1)


class WorkstationConfig(BaseModel):
    """Identity of a workstation, made at first run.

    Attributes:
        installation_id: Names this folder's secrets in the keyring; another folder has another one.
        stream_id: Journal of this workstation, one per life of the database file (``sync.md``, *Words*).
        centre_stream_id: The centre's stream: kept here by a workstation alone, pulled once it has joined.
        code: First part of every number people read, e.g. ``C01``.
        key_id: Names the signing key in entry headers.
        recovery_public_key: X25519, 32 bytes in hexadecimal; its private half is on the « feuille de secours ».
        sealed_database_key: The database key sealed to it, in hexadecimal; empty while the sheet was not made.
        zone: IANA name of the site's time zone.
        language: Of the messages: ``fr`` or ``en``.
        centre: Where the centre is, once it is joined; a workstation alone has none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = Field(default=FORMAT, ge=1, le=FORMAT)
    installation_id: UUID
    workstation_id: UUID
    site_id: UUID
    stream_id: UUID
    centre_stream_id: UUID
    code: str = Field(pattern=r"^[A-Z][0-9]{2}[a-z]?$")
    kind: WorkstationKind
    key_id: str = Field(min_length=1)
    recovery_public_key: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    sealed_database_key: str = Field(default="", pattern=r"^([0-9a-f]{2})*$")
    zone: str = "Europe/Paris"
    language: str = Field(default="fr", pattern=r"^(fr|en)$")
    centre: CentreConfig | None = None


def exists(data: Path) -> bool:
    """Tell whether the data folder already belongs to a workstation."""
    return (data / FILE_NAME).exists()


def load(data: Path) -> WorkstationConfig:
    """Read the configuration of the workstation in folder ``data``.

    Raises:
        UserError: ``config.missing``; ``config.unreadable`` when the file is damaged or from a later program.
    """
    path = data / FILE_NAME
    try:
        text = path.read_bytes().decode("utf-8")
        return WorkstationConfig.model_validate(tomllib.loads(text))
    except FileNotFoundError as error:
        raise UserError("config.missing", folder=str(data)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise UserError("config.unreadable", file=str(path)) from error


def save(data: Path, config: WorkstationConfig) -> None:
    """Write the configuration, whole or not at all.

    Raises:
        UserError: ``folder.unwritable``.
    """
    write_whole(data / FILE_NAME, to_toml(config).encode("utf-8"))


def to_toml(config: WorkstationConfig) -> str:
    """Return the text of the file: one ``name = value`` per field, then the section of the centre."""
    fields = config.model_dump(mode="json", exclude={"centre"})
    if config.centre is None:
        return _HEAD + _lines(fields)
    return f"{_HEAD}{_lines(fields)}\n[centre]\n{_lines(config.centre.model_dump(mode='json'))}"


def _lines(fields: dict[str, str | int]) -> str:
    return "".join(f"{name} = {_toml(value)}\n" for name, value in fields.items())


def _toml(value: str | int) -> str:
    """Write a value: a JSON string is a TOML basic string, but for DEL, which TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
