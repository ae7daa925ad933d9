"""A demonstration held together behind a window: made, run and ended on one thread, as its server dies with that."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from recyclique_desktop.demo import shop
from recyclique_desktop.demo.troupe import Means, assembled
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.system.messages import sentence, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.domain.errors import UserError

_log = logging.getLogger(__name__)
_PATIENCE_S: Final = 60.0


class Backstage:
    """The thread ``demo``.

    Args:
        means: Of the demonstration; its ``tell`` and ``check`` are not used.
        on_stage: The workstation that the window shows.
    """

    def __init__(self, means: Means, on_stage: WorkstationKind) -> None:
        self._means = means
        self._on_stage = on_stage
        self._tell: Callable[[str], None] = means.tell
        self._ready, self._end = threading.Event(), threading.Event()
        self._absence: UserError | None = None
        self._failure: BaseException | None = None
        self._thread: threading.Thread | None = None

    def prepare(self, tell: Callable[[str], None]) -> str:
        """Wait until everything runs, and return what the sign-in page says at its foot.

        Raises:
            UserError: As ``assembled``; ``demo.no_postgres`` or ``demo.centre_failed`` for a workstation that cannot
                be shown without a centre.
        """
        self._tell = tell
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="demo", daemon=True)
            self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self._join()
            failure, self._failure = self._failure, None
            raise failure
        return f"{sentence(self._absence)} {codes()}" if self._absence else codes()

    def end(self) -> None:
        """Ask for the end, in the middle of the making too, without waiting for it."""
        self._end.set()

    def stop(self) -> None:
        """End everything; the window has let go of its workstation. What fails in it is logged: nobody waits for it."""
        self.end()
        self._join()
        failure, self._failure = self._failure, None
        if failure is not None:
            _log.error("the demonstration did not end well", exc_info=failure)

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join(_PATIENCE_S)
            self._thread = None
            self._ready.clear()

    def _run(self) -> None:
        try:
            with assembled(replace(self._means, tell=self._tell, check=self._check)) as troupe:
                self._absence = troupe.absence
                if self._on_stage not in troupe.kinds and troupe.absence is not None:
                    raise troupe.absence  # noqa: TRY301  the same way out as what assembling refuses
                troupe.bring_on(self._on_stage)
                self._ready.set()
                self._end.wait()
        except _EndedError:
            pass
        except BaseException as error:  # noqa: BLE001  it is raised again where somebody waits
            self._failure = error
        finally:
            self._ready.set()

    def _check(self) -> None:
        if self._end.is_set():
            raise _EndedError


class _EndedError(Exception):
    """The window was closed while the demonstration was being made."""


def guided(kind: WorkstationKind) -> tuple[str, str] | None:
    """Return who is guided through a first sale, by first name and code; nobody where nothing is sold."""
    first = shop.TEAM[0]
    return (first.first_name, first.pin) if kind is WorkstationKind.TILL else None


def codes() -> str:
    """Return the invented people's codes, for the foot of the sign-in page."""
    people = (*shop.TEAM, shop.ADMINISTRATOR)
    return tr("Démonstration : {codes}", codes=" · ".join(f"{one.first_name} {one.pin}" for one in people))
