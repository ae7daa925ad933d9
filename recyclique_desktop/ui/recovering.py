"""The key is missing: the recovery sheet may bring it back."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.ui.bridges import MainThreadBridge
    from recyclique_desktop.ui.login.recovery_screen import RecoveryScreen
    from recyclique_desktop.ui.main_window import MainWindow
    from recyclique_desktop.ui.means import Means

_PATIENCE_S: Final = 10


class Recovering(QObject):
    """Asks for the words of the sheet, and opens the workstation with them.

    Args:
        means: Tells what the workstation is opened with now.
        stop: Lets go of what is open.
        start: Opens it anew.
    """

    def __init__(
        self,
        window: MainWindow,
        bridge: MainThreadBridge,
        means: Callable[[], Means],
        stop: Callable[[], None],
        start: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._means = means
        self._stop = stop
        self._start = start
        self._thread: threading.Thread | None = None

    def ask(self) -> None:
        """Show the page that asks for the words."""
        from recyclique_desktop.ui.login.recovery_screen import RecoveryScreen  # noqa: PLC0415  rare

        screen = RecoveryScreen()
        self._window.replace(screen)
        screen.given.connect(partial(self._recover, screen))
        screen.abandoned.connect(self._start)
        self._window.go(screen.name)

    def wait(self) -> None:
        """Let what is under way end."""
        if self._thread is not None:
            self._thread.join(_PATIENCE_S)
            self._thread = None

    def _recover(self, screen: RecoveryScreen, words: tuple[str, ...]) -> None:
        self._stop()
        self._thread = threading.Thread(target=self._put_back, args=(screen, words), name="db", daemon=True)
        self._thread.start()

    def _put_back(self, screen: RecoveryScreen, words: tuple[str, ...]) -> None:
        from recyclique_desktop.flows.recover import Ground, recover  # noqa: PLC0415  rare
        from recyclique_desktop.system.lock import InstanceLock  # noqa: PLC0415

        means = self._means()
        try:
            with InstanceLock(means.folders.data):
                recover(Ground(means.folders, means.store, means.clock, means.random_bytes), words)
        except UserError as error:
            self._bridge.post(partial(screen.show_refusal, error))
        except BaseException as error:  # noqa: BLE001  a bug of any kind must reach the main thread, not die here
            self._bridge.post(partial(_raise, error))
        else:
            self._bridge.post(self._start)


def _raise(error: BaseException) -> None:
    raise error
