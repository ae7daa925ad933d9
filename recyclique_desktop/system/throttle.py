"""How often each person mistyped a PIN on this workstation, kept beside the keys.

Not in the data folder: a restored backup must not give five new tries (``decisions.md``, *People and secrets*).
The rule itself is ``domain.lockout``; here is only the file: ``{"v": 1, "people": {id: {…}}}``.
"""

from __future__ import annotations

import json
import logging
import threading
from typing import TYPE_CHECKING, TypedDict

from recyclique_desktop.domain.clock import from_iso_utc, iso_utc
from recyclique_desktop.domain.lockout import Lockout
from recyclique_desktop.system.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

_VERSION = 1
_log = logging.getLogger(__name__)


class _Kept(TypedDict):
    """One person in the file; ``locked_until`` is ISO-8601 UTC."""

    failures: int
    locked_until: str | None
    locks: int


class ThrottleStore:
    """The counters of one workstation.

    Args:
        folder: The configuration folder.
        installation_id: Keeps the counters of two workstations on one computer apart.
    """

    def __init__(self, folder: Path, installation_id: UUID) -> None:
        self._path = folder / f"throttle-{installation_id}.json"
        self._gate = threading.Lock()

    def load(self, user_id: UUID) -> Lockout:
        """Return where a person stands; a person never seen has all tries left."""
        with self._gate:
            return _thawed(self._read().get(str(user_id)))

    def update(self, user_id: UUID, change: Callable[[Lockout], Lockout]) -> Lockout:
        """Apply ``change`` to where a person stands, write it, return it. Two threads never lose a failure.

        Raises:
            UserError: ``folder.unwritable``: a failure that cannot be counted must not be a free try.
        """
        with self._gate:
            people = self._read()
            after = change(_thawed(people.get(str(user_id))))
            people[str(user_id)] = _frozen(after)
            self._write(people)
        return after

    def _read(self) -> dict[str, _Kept]:
        try:
            kept = json.loads(self._path.read_bytes())
            people: dict[str, _Kept] = kept["people"]
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError):
            _log.warning("throttle file was unreadable; counting starts anew")
            return {}
        return people

    def _write(self, people: dict[str, _Kept]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(self._path, json.dumps({"v": _VERSION, "people": people}, sort_keys=True).encode("ascii"))


def _thawed(kept: _Kept | None) -> Lockout:
    if kept is None:
        return Lockout()
    until = kept["locked_until"]
    return Lockout(kept["failures"], from_iso_utc(until) if until else None, kept["locks"])


def _frozen(state: Lockout) -> _Kept:
    until = iso_utc(state.locked_until) if state.locked_until else None
    return {"failures": state.failures, "locked_until": until, "locks": state.locks}
