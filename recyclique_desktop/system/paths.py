"""Where files are: what ships with the program, and the folders it may write in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from recyclique_desktop.domain.errors import UserError

CONFIG_VARIABLE = "RECYCLIQUE_CONFIG_DIR"
_APP = "recyclique"
_PACKAGE = Path(__file__).resolve().parents[1]
_SHIPPED = _PACKAGE / "_shipped"


@dataclass(frozen=True, slots=True)
class Folders:
    """The three folders of one workstation.

    Attributes:
        data: Database, ``workstation.toml``, copies made before a migration. What a backup takes.
        config: Keys (where there is no keyring) and throttles. What a backup must *not* bring back.
        logs: Text files for whoever repairs the program.
    """

    data: Path
    config: Path
    logs: Path

    def create(self) -> None:
        """Make the missing ones, readable by their owner alone.

        Raises:
            UserError: ``folder.unwritable`` when one cannot be made or written in.
        """
        for folder in (self.data, self.config, self.logs):
            _make_private(folder)


def folders(data_dir: Path | None = None) -> Folders:
    """Return the folders of a workstation; nothing is created.

    Args:
        data_dir: Chosen by a person (``--data-dir``), else the platform's user data folder. A chosen folder holds
            its own logs too.
    """
    named = os.environ.get(CONFIG_VARIABLE)
    config = Path(named) if named else platformdirs.user_config_path(_APP, appauthor=False)
    if data_dir is None:
        data = platformdirs.user_data_path(_APP, appauthor=False)
        return Folders(data, config, platformdirs.user_log_path(_APP, appauthor=False))
    return Folders(data_dir.absolute(), config.absolute(), data_dir.absolute() / "logs")


def resource(relative: str) -> Path:
    """Return the path of a file under ``resources/``, from a checkout and from an installed wheel alike."""
    return _shipped_folder("resources") / relative


def migrations() -> Path:
    """Return the folder that holds the migration histories (``local/``, later ``central/``)."""
    return _shipped_folder("alembic")


def _shipped_folder(name: str) -> Path:
    installed = _SHIPPED / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UserError("folder.unwritable", folder=str(folder)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UserError("folder.unwritable", folder=str(folder))
