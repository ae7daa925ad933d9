"""The simulator's shop with real workstations: real files and services, beside a centre in memory or a real one."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from recyclique_desktop.sync.simulate.schedule import Played, play

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEMORY = Path("/dev/shm")  # noqa: S108  only a place to be quick; every file lies in a folder of our own


@contextmanager
def playing(layer: str, dsn: str | None = None) -> Iterator[Callable[[int], Played]]:
    """Give what plays one schedule with real workstations.

    Args:
        layer: ``sqlite``, or ``postgres`` for a real centre too.
        dsn: Of an administrator of a PostgreSQL server to use; without one, a server is started.

    Raises:
        UserError: ``demo.no_postgres``, ``demo.centre_failed``.
    """
    with tempfile.TemporaryDirectory(prefix="recyclique-", dir=MEMORY if MEMORY.is_dir() else None) as name:
        if layer == "sqlite":
            from recyclique_desktop.demo.rehearsal.tills import TillScene, furnished  # noqa: PLC0415

            yield partial(_play, partial(TillScene, furnished(Path(name))))
            return
        from recyclique_desktop.demo.rehearsal.postgres import stage  # noqa: PLC0415

        with stage(Path(name), dsn) as scene:
            yield partial(_play, scene)


def _play(make: Callable[..., object], seed: int) -> Played:
    return play(seed, make=make)  # type: ignore[arg-type]
