"""Where a demonstration lives: one folder, and in it one for each workstation and one for the centre."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.files import write_whole
from recyclique_desktop.system.paths import Folders, folders
from recyclique_desktop.system.secrets import FileStore

if TYPE_CHECKING:
    from pathlib import Path

ROOMS: Final = {
    WorkstationKind.TILL: "caisse",
    WorkstationKind.RECEPTION: "reception",
    WorkstationKind.OFFICE: "bureau",
}
"""Names of the folders."""
_OURS, _READY = "demonstration.txt", "pret.txt"
_SAYS = "Magasin inventé de RecyClique Desktop. Ce dossier peut être effacé : la prochaine démonstration le refait.\n"


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one demonstration. Keys lie in it as well: nothing of the machine is touched."""

    root: Path

    @property
    def is_lone_shop(self) -> bool:
        """Whether the folder is itself a workstation's, made by ``recyclique demo-day``: it is shown as it is."""
        return configuration.exists(self.root)

    def folders(self, kind: WorkstationKind) -> Folders:
        """Return the folders of one workstation."""
        home = self.root if self.is_lone_shop else self.root / ROOMS[kind]
        return Folders(home, home / "config", home / "logs")

    def store(self, kind: WorkstationKind) -> FileStore:
        """Return the keys of one workstation."""
        return FileStore(self.folders(kind).config)

    def claim(self) -> None:
        """Make the folder this demonstration's own, unless it is already.

        Raises:
            UserError: ``demo.real_shop``, ``demo.not_empty``: something else lives there; ``folder.unwritable``.
        """
        if self.is_lone_shop:
            if not (self.root / "config" / "keys.json").exists():
                raise UserError("demo.real_shop", folder=str(self.root))
            return
        if (self.root / _OURS).exists():
            return
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            if any(self.root.iterdir()):
                raise UserError("demo.not_empty", folder=str(self.root))
            write_whole(self.root / _OURS, _SAYS.encode())
        except OSError as error:
            raise UserError("folder.unwritable", folder=str(self.root)) from error

    def is_ready(self, kind: WorkstationKind) -> bool:
        """Tell whether a workstation was made to its end."""
        return self.is_lone_shop or (self.folders(kind).data / _READY).exists()

    def set_ready(self, kind: WorkstationKind) -> None:
        """Note that a workstation was made to its end."""
        write_whole(self.folders(kind).data / _READY, b"1\n")

    def remove(self) -> None:
        """Take the whole demonstration away; only a folder that was claimed."""
        if (self.root / _OURS).exists():
            shutil.rmtree(self.root, ignore_errors=True)

    def clear(self, kind: WorkstationKind) -> None:
        """Take away what a cut making of this workstation left; only in a folder that was claimed."""
        if not (self.root / _OURS).exists():
            raise ValueError("not a demonstration's folder")
        shutil.rmtree(self.folders(kind).data, ignore_errors=True)


def usual_place() -> Place:
    """Return the place of a demonstration that names no folder: beside the data of a real shop, never in it."""
    data = folders().data
    return Place(data.with_name(f"{data.name}-demonstration"))
