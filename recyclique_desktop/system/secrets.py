"""Where keys are kept: the session's keyring, else one private file in the configuration folder.

Values are raw bytes; names are made by ``secret_name``. Nothing here is ever logged or shown.
"""

from __future__ import annotations

import json
import logging
import os
import stat
from typing import TYPE_CHECKING, Protocol

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.files import PRIVATE, write_whole
from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from recyclique_desktop.system.paths import Folders

DATABASE = "database"
"""The 32 bytes that open the database file."""
SIGNING = "signing"
"""The 32 bytes of the Ed25519 key that signs the journal."""
CENTRE = "centre"
"""The password of this workstation's login at the centre, ASCII."""
ADMIN_SETTINGS = "admin_settings"
"""The key of ``admin_settings``, as 1.4.4 derives it; in the keyrings of offices only."""

_SERVICE = "RecyClique Desktop"
_PROBE = "probe"
_log = logging.getLogger(__name__)


def secret_name(installation_id: UUID, what: str) -> str:
    """Return the name of a secret, e.g. ``"0190…:database"``: two folders on one computer never share one."""
    return f"{installation_id}:{what}"


class SecretStore(Protocol):
    """Keeps small secrets under a name."""

    @property
    def where(self) -> str:
        """Where the secrets lie, in words for the screen."""

    def get(self, name: str) -> bytes:
        """Return a secret; ``UserError`` ``secret.missing`` when there is none."""

    def set(self, name: str, value: bytes) -> None:
        """Keep a secret, replacing the one of the same name."""

    def delete(self, name: str) -> None:
        """Forget a secret; no complaint when there is none."""


class MemoryStore:
    """Keeps secrets until the program ends: tests, demonstrations."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    @property
    def where(self) -> str:
        return tr("en mémoire, jusqu’à la fin du programme")

    def get(self, name: str) -> bytes:
        try:
            return self._kept[name]
        except KeyError as error:
            raise UserError("secret.missing", where=self.where) from error

    def set(self, name: str, value: bytes) -> None:
        self._kept[name] = value

    def delete(self, name: str) -> None:
        self._kept.pop(name, None)


class FileStore:
    """One file that only its owner can read, in the configuration folder.

    Args:
        folder: The configuration folder, never the data folder: a copied database must not carry its key along.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "keys.json"

    @property
    def where(self) -> str:
        return tr("dans le fichier privé {file}", file=str(self._path))

    def get(self, name: str) -> bytes:
        try:
            return bytes.fromhex(self._read()[name])
        except KeyError as error:
            raise UserError("secret.missing", where=self.where) from error

    def set(self, name: str, value: bytes) -> None:
        self._write({**self._read(), name: value.hex()})

    def delete(self, name: str) -> None:
        kept = self._read()
        if kept.pop(name, None) is not None:
            self._write(kept)

    def _read(self) -> dict[str, str]:
        try:
            self._narrow()
            kept: dict[str, str] = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise UserError("secret.unreadable", file=str(self._path)) from error
        return kept

    def _narrow(self) -> None:
        """Take back the rights others were given on the file, and say so in the log."""
        if os.name != "nt" and stat.S_IMODE(self._path.stat().st_mode) & 0o077:
            _log.warning("key file was readable by others; its rights were narrowed")
            self._path.chmod(PRIVATE)

    def _write(self, kept: dict[str, str]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(self._path, json.dumps(kept, sort_keys=True).encode("ascii"))


class KeyringStore:
    """The keyring of the session (Secret Service, KWallet, Windows, macOS).

    Secrets are written in hexadecimal: Windows limits their length and wants text.
    """

    @property
    def where(self) -> str:
        return tr("dans le trousseau de votre session")

    def get(self, name: str) -> bytes:
        import keyring  # noqa: PLC0415  a tenth of a second that a start with a key file does not pay
        from keyring.errors import KeyringError, NoKeyringError  # noqa: PLC0415

        try:
            value = keyring.get_password(_SERVICE, name)
        except NoKeyringError:
            value = None
        except KeyringError as error:
            raise UserError("secret.locked") from error
        if value is None:
            raise UserError("secret.missing", where=self.where)
        return bytes.fromhex(value)

    def set(self, name: str, value: bytes) -> None:
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            keyring.set_password(_SERVICE, name, value.hex())
        except KeyringError as error:
            raise UserError("secret.locked") from error

    def delete(self, name: str) -> None:
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError, NoKeyringError, PasswordDeleteError  # noqa: PLC0415

        try:
            keyring.delete_password(_SERVICE, name)
        except (PasswordDeleteError, NoKeyringError):
            return
        except KeyringError as error:
            raise UserError("secret.locked") from error


class ChosenStore:
    """Writes where a probe came back, reads from both places.

    The file is read first: it costs nothing, and a session opened without its keyring (a remote shell) still
    finds what it holds.
    """

    def __init__(self, file: SecretStore, keyring: SecretStore) -> None:
        self._file = file
        self._keyring = keyring
        self._chosen: SecretStore | None = None

    @property
    def where(self) -> str:
        return self._writer().where

    def get(self, name: str) -> bytes:
        try:
            return self._file.get(name)
        except UserError as error:
            if error.code != "secret.missing":
                raise
        return self._keyring.get(name)

    def set(self, name: str, value: bytes) -> None:
        """Keep a secret and read it back: a keyring that forgets is found out before it matters."""
        writer = self._writer()
        writer.set(name, value)
        if writer.get(name) != value:
            raise UserError("secret.locked")
        if writer is self._keyring:
            self._file.delete(name)

    def delete(self, name: str) -> None:
        self._file.delete(name)
        self._keyring.delete(name)

    def _writer(self) -> SecretStore:
        if self._chosen is None:
            self._chosen = self._keyring if _comes_back(self._keyring) else self._file
        return self._chosen


def choose_store(folders: Folders, keyring: SecretStore | None = None) -> SecretStore:
    """Return the store of a workstation: its keyring when a probe written there comes back, else a private file.

    The probe waits for the first write (or for ``where``); reading never needs it.
    """
    return ChosenStore(FileStore(folders.config), keyring or KeyringStore())


def _comes_back(store: SecretStore) -> bool:
    try:
        store.set(_PROBE, b"\x2a")
        same = store.get(_PROBE) == b"\x2a"
        store.delete(_PROBE)
    except UserError:
        return False
    return same
