"""Plays the three sounds with the player of the system, on a thread of its own that no screen waits for."""

from __future__ import annotations

import contextlib
import logging
import queue
import shutil
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from recyclique_desktop.devices.sound import LOUDEST, Silence

if TYPE_CHECKING:
    import tempfile
    from collections.abc import Callable

    from recyclique_desktop.devices.sound import Cue, Sounds

    Play = Callable[[Path], None]

_WAITING: Final = 2
"""Sounds that may wait; further ones are dropped: a late sound is a wrong sound."""
_PATIENCE_S: Final = 3.0
_log = logging.getLogger(__name__)


class PlayedSounds(Silence):
    """Plays the files of a folder with the player of this machine, on the thread ``dev-sound``.

    Args:
        folder: The three files, 16-bit mono.
        player: Plays one file and returns when it is over.
        volume: 0 to 100.
        keeper: Writes the volume down for the next start.
    """

    def __init__(self, folder: Path, player: Play, volume: int, keeper: Callable[[int], None] | None = None) -> None:
        super().__init__(volume, keeper)
        self._folder = folder
        self._player = player
        self._waiting: queue.Queue[Cue | None] = queue.Queue(_WAITING)
        self._thread: threading.Thread | None = None
        self._softer: tempfile.TemporaryDirectory[str] | None = None

    def play(self, cue: Cue) -> None:
        """Let a cue be heard; where two wait already it is dropped."""
        if not self._volume:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="dev-sound", daemon=True)
            self._thread.start()
        try:
            self._waiting.put_nowait(cue)
        except queue.Full:
            _log.debug("a sound came too late: %s", cue)

    def stop(self) -> None:
        """End the thread; what still waits is not heard."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        with contextlib.suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
        self._waiting.put(None)
        thread.join(_PATIENCE_S)
        if self._softer is not None:
            self._softer.cleanup()
            self._softer = None

    def _run(self) -> None:
        while (cue := self._waiting.get()) is not None:
            try:
                self._player(self._file_of(cue, self._volume))
            except Exception as error:  # noqa: BLE001  whatever a sound system does, the sale goes on
                _log.warning("a sound could not be played: %s", type(error).__name__)

    def _file_of(self, cue: Cue, volume: int) -> Path:
        """Return the file of a cue at a volume; softer ones are made once."""
        whole = self._folder / f"{cue.value}.wav"
        if volume >= LOUDEST:
            return whole
        if self._softer is None:
            import tempfile  # noqa: PLC0415  heavy: on its own thread, at the first sound

            self._softer = tempfile.TemporaryDirectory(prefix="recyclique-", ignore_cleanup_errors=True)
        softer = Path(self._softer.name) / f"{cue.value}-{volume}.wav"
        if not softer.exists():
            _soften(whole, softer, volume)
        return softer


def sounds_of(folder: Path, volume: int, keeper: Callable[[int], None] | None = None) -> Sounds:
    """Return the sounds of this machine; silence where it has no player.

    Args:
        folder: Where the three files are.
        volume: 0 to 100.
        keeper: Writes the volume down for the next start.
    """
    player = _windows_player() if sys.platform == "win32" else _command_player()
    return Silence(volume, keeper) if player is None else PlayedSounds(folder, player, volume, keeper)


def _command_player() -> Play | None:
    """Return what plays a file with the sound system's own command, the first there is."""
    for name, *options in (("paplay",), ("aplay", "-q")):
        command = shutil.which(name)
        if command is not None:
            return _Command((command, *options))
    return None


class _Command:
    """Runs a command on a file; one that hangs is ended."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command

    def __call__(self, file: Path) -> None:
        import subprocess  # noqa: PLC0415  heavy: on its own thread, at the first sound

        nothing = subprocess.DEVNULL
        subprocess.run(  # noqa: S603  a player of the system, and a file of ours
            (*self._command, str(file)), stdin=nothing, stdout=nothing, stderr=nothing, timeout=_PATIENCE_S, check=False
        )


def _windows_player() -> Play | None:
    try:
        import winsound  # noqa: PLC0415  on Windows only
    except ImportError:
        return None
    return lambda file: winsound.PlaySound(str(file), winsound.SND_FILENAME)  # type: ignore[attr-defined]


def _soften(source: Path, target: Path, volume: int) -> None:
    """Write a file again at a part of its loudness."""
    import array  # noqa: PLC0415  on its own thread, at the first sound
    import wave  # noqa: PLC0415

    with wave.open(str(source), "rb") as whole:
        settings, frames = whole.getparams(), whole.readframes(whole.getnframes())
    samples = array.array("h", frames)
    softer = array.array("h", (sample * volume // LOUDEST for sample in samples))
    with wave.open(str(target), "wb") as written:
        written.setparams(settings)
        written.writeframes(softer.tobytes())
