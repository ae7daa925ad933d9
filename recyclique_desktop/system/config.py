"""``workstation.toml``: what a workstation is, kept in its data folder beside the database. No secret in it.

Read by hand, not by a validation library: this file is read at every start, and that library alone would cost a
till ten megabytes and a sixth of a second (ADR 0008).
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import MISSING, asdict, dataclass, fields, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.ids import TRAINING_CODE, is_of_training
from recyclique_desktop.system.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "workstation.toml"
FORMAT = 1
"""Version of this file's shape. A later program reads every earlier one."""

_HEAD = "# RecyClique Desktop : ce poste. Fichier écrit par le programme ; aucune clé ici.\n"


class _Section:
    """A frozen dataclass whose every field is checked when it is made.

    Attributes:
        PATTERNS: What the text of a field must match entirely.
    """

    PATTERNS: dict[str, str] = {}  # noqa: RUF012  a constant of each class

    def __post_init__(self) -> None:
        for name, pattern in self.PATTERNS.items():
            if re.fullmatch(pattern, str(getattr(self, name))) is None:
                raise ValueError(f"{name} is not as it should be")

    def changed(self, **values: Any) -> Self:
        """Return a copy with other values."""
        return replace(self, **values)  # type: ignore[type-var]


_SOME = r"(?s).+"
_PORT = r"[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreConfig(_Section):
    """How this workstation reaches its centre; the password of ``role`` lies in the key store.

    Attributes:
        host: Name or address, or the folder of a socket.
        sslmode: ``verify-full``, unless the centre is on this very machine.
        ca: File of the authority that the centre's certificate comes from; empty for the system's own.
        role: The login that enrolment made for this workstation alone.
    """

    host: str
    port: int = 5432
    database: str
    sslmode: str = "verify-full"
    ca: str = ""
    role: str


SIMULATED = "simulated"
"""Profile of a scale without a cable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleConfig(_Section):
    """The scale plugged into this workstation.

    Attributes:
        port: ``/dev/serial/by-id/…`` (it survives replugging), ``COM3``, ``socket://address:port``.
        profile: How it speaks: the name of a file of ``resources/scales`` or of the data folder's ``scales``; or
            ``simulated``, which wants no port.
        baud: The speed it is set to; 0 for that of its profile.
        framing: Likewise ``8N1``, ``7E1``…; empty for that of its profile.
    """

    port: str = ""
    profile: str
    baud: int = 0
    framing: str = ""

    @property
    def is_simulated(self) -> bool:
        """Whether there is no cable."""
        return self.profile == SIMULATED

    def __post_init__(self) -> None:
        _Section.__post_init__(self)
        if not self.port and not self.is_simulated:
            raise ValueError("port is not as it should be")


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundConfig(_Section):
    """The sounds of this workstation.

    Attributes:
        volume: 0 (muted) to 100.
    """

    volume: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkstationConfig(_Section):
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
        scale: The scale plugged in here, if any.
        sound: How loud it sounds here; nothing while nobody changed it.
    """

    format: int = FORMAT
    installation_id: UUID
    workstation_id: UUID
    site_id: UUID
    stream_id: UUID
    centre_stream_id: UUID
    code: str
    kind: WorkstationKind
    key_id: str
    recovery_public_key: str = ""
    sealed_database_key: str = ""
    zone: str = "Europe/Paris"
    language: str = "fr"
    centre: CentreConfig | None = None
    scale: ScaleConfig | None = None
    sound: SoundConfig | None = None

    @property
    def is_training(self) -> bool:
        """Whether people practise here: nothing of this folder counts, and nothing of it ever leaves."""
        return is_of_training(self.code)

    @property
    def keeps_centre_stream(self) -> bool:
        """Whether shared rows are this workstation's to change: it works alone, and not for practice."""
        return self.centre is None and not self.is_training

    def __post_init__(self) -> None:
        _Section.__post_init__(self)
        if self.is_training and self.centre is not None:
            raise ValueError("a training has no centre")


CentreConfig.PATTERNS = {
    "host": _SOME,
    "port": _PORT,
    "database": _SOME,
    "sslmode": "disable|prefer|require|verify-ca|verify-full",
    "role": _SOME,
}
ScaleConfig.PATTERNS = {"profile": "[a-z0-9-]+", "baud": "[0-9]{1,6}", "framing": "([5-8][NEO][12])?"}
SoundConfig.PATTERNS = {"volume": "[0-9]|[1-9][0-9]|100"}
WorkstationConfig.PATTERNS = {
    "format": str(FORMAT),
    "code": f"[A-Z][0-9]{{2}}[a-z]?|{TRAINING_CODE}",
    "key_id": _SOME,
    "recovery_public_key": "([0-9a-f]{64})?",
    "sealed_database_key": "([0-9a-f]{2})*",
    "language": "fr|en",
}


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
        return from_toml(path.read_bytes().decode("utf-8"))
    except FileNotFoundError as error:
        raise UserError("config.missing", folder=str(data)) from error
    except (OSError, ValueError) as error:
        raise UserError("config.unreadable", file=str(path)) from error


def save(data: Path, config: WorkstationConfig) -> None:
    """Write the configuration, whole or not at all.

    Raises:
        UserError: ``folder.unwritable``.
    """
    write_whole(data / FILE_NAME, to_toml(config).encode("utf-8"))


def from_toml(text: str) -> WorkstationConfig:
    """Read the text of the file.

    Raises:
        ValueError: A field is missing, unknown, of another type, or not as it should be.
    """
    told = tomllib.loads(text)
    for name, section in _SECTIONS.items():
        if name in told:
            told[name] = section(**_typed(section, told[name]))
    return WorkstationConfig(**_typed(WorkstationConfig, told))


def to_toml(config: WorkstationConfig) -> str:
    """Return the text of the file: one ``name = value`` per field, then the sections that there are."""
    values = {field.name: getattr(config, field.name) for field in fields(config) if field.name not in _SECTIONS}
    there = {name: section for name in _SECTIONS if (section := getattr(config, name)) is not None}
    sections = "".join(f"\n[{name}]\n{_lines(asdict(section))}" for name, section in there.items())
    return _HEAD + _lines(values) + sections


_SECTIONS: dict[str, type[_Section]] = {"centre": CentreConfig, "scale": ScaleConfig, "sound": SoundConfig}
_READERS = {"UUID": UUID, "WorkstationKind": WorkstationKind}


def _typed(section: type[_Section], told: Any) -> dict[str, Any]:
    """Return the values of a section with the types of its fields."""
    known = {field.name: str(field.type) for field in fields(section)}  # type: ignore[arg-type]
    if not isinstance(told, dict):
        raise ValueError(f"{told!r} is no section")  # noqa: TRY004  one kind of error for a damaged file
    typed = {}
    for name, value in told.items():
        if name not in known:
            raise ValueError(f"{name} is unknown")
        kind = known[name]
        if type(value).__name__ != kind and kind not in _READERS and not isinstance(value, _Section):
            raise ValueError(f"{name} is not {kind}")
        typed[name] = _READERS[kind](value) if kind in _READERS else value
    missing = {field.name for field in fields(section) if field.default is MISSING} - set(typed)  # type: ignore[arg-type]
    if missing:
        raise ValueError(f"{', '.join(sorted(missing))} missing")
    return typed


def _lines(values: dict[str, Any]) -> str:
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values.items())


def _toml(value: object) -> str:
    """Write a value: a JSON string is a TOML basic string, but for DEL, which TOML wants escaped."""
    plain = value.value if isinstance(value, Enum) else value if isinstance(value, int) else str(value)
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
