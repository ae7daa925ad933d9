"""One program at a time writes in a data folder. The system drops the lock when a program dies, even killed."""

from __future__ import annotations

import os
import sys
from typing import IO, TYPE_CHECKING, Self

from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_FILE_NAME = "instance.lock"


class InstanceLock:
    """Held by the window and by writing commands; reading commands do without.

    Args:
        data: The data folder, which must exist.
    """

    def __init__(self, data: Path) -> None:
        self._path = data / _FILE_NAME
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            UserError: ``instance.running`` with the ``pid`` of the other program (0 when it did not say);
                ``folder.unwritable``.
        """
        file = self._open()
        if not _try_lock(file):
            pid = _read_pid(file)
            file.close()
            raise UserError("instance.running", pid=pid)
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back; the file stays, as removing it would let two programs hold two locks."""
        if self._file is not None:
            _unlock(self._file)
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _open(self) -> IO[str]:
        try:
            return self._path.open("a+", encoding="ascii")
        except OSError as error:
            raise UserError("folder.unwritable", folder=str(self._path.parent)) from error


def _read_pid(file: IO[str]) -> int:
    file.seek(0)
    text = file.read().strip()
    return int(text) if text.isdecimal() else 0


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """Windows locks bytes, and nobody may read a locked one: take one far past the pid."""

    def _try_lock(file: IO[str]) -> bool:
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[str]) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
