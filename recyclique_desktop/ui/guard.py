"""Who may work here, minute by minute: the padlock, the lock by itself, the end of a sign-in, a right taken away.

The screen that was open waits as it was under « Qui êtes-vous ? »: whoever may go on with it finds the same line
half-typed. What answers late meanwhile is done under the name of who began it, and opens its page afterwards.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from recyclique_desktop.data.queries.people import own_standing
from recyclique_desktop.data.queries.settings import lock_minutes
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.locking import KEYS, Mood, standing
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.services.people import SignOut, sign_out
from recyclique_desktop.services.sign_ins import EndSignIn, LockScreen, end_sign_in, lock_screen
from recyclique_desktop.ui.context import Person
from recyclique_desktop.ui.stillness import Stillness
from recyclique_desktop.ui.widgets.lock_notice import LockNotice

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.data.queries.people import OwnStanding
    from recyclique_desktop.domain.enums import WorkstationKind
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.main_window import MainWindow

_SECOND_MS: Final = 1000
_RIGHTS: Final = frozenset({"users", "user_groups", "groups", "group_permissions", "permissions"})
_GOES_ON: Final = {
    "sale": Permission.CAISSE, "payment": Permission.CAISSE, "weighing": Permission.RECEPTION,
}  # fmt: skip
"""Pages that another person goes on with, and what she must be allowed for it."""


class Guard(QObject):
    """Watches over one open workstation.

    Args:
        kind: Of the workstation: each has its own patience.
        stopwatch: Measures how long nobody touched anything.
        fail: Shows what could not be written.
    """

    def __init__(
        self,
        window: MainWindow,
        context: AppContext,
        kind: WorkstationKind,
        stopwatch: Callable[[], float],
        fail: Callable[[UserError], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self._kind = kind
        self._fail = fail
        self._patience = timedelta(minutes=KEYS[kind].default)
        self._stillness = Stillness(window, stopwatch)
        self._notice = LockNotice(window.header)
        self._left: Person | None = None
        self._is_swap = False
        self._later: tuple[str, dict[str, object]] | None = None
        self._missed: frozenset[str] = frozenset()
        self._seconds = QTimer(self)
        self._seconds.setInterval(_SECOND_MS)
        self._connect()

    def _connect(self) -> None:
        self._seconds.timeout.connect(self.look)
        self._stillness.touched.connect(self._on_touched)
        self._window.locked.connect(self._on_padlock)
        self._window.swap_asked.connect(self._on_swap)
        self._context.presence.changed.connect(self._on_presence)

    def stop(self) -> None:
        """Watch no more: the workstation is closed, or another one opens in this window."""
        self._seconds.stop()
        self._stillness.stop()
        self._notice.hide()
        self._notice.deleteLater()
        self._window.locked.disconnect(self._on_padlock)
        self._window.swap_asked.disconnect(self._on_swap)
        self._context.presence.changed.disconnect(self._on_presence)
        if self._window.is_covered:
            self._window.drop_cover()
        self.deleteLater()

    # what the program asks

    def holds_back(self, name: str, arrival: dict[str, object]) -> bool:
        """Tell whether a page must wait: nobody is there, or the screen is locked and shows it afterwards."""
        if name == "sign_in":
            return False
        presence = self._context.presence
        if presence.person is not None and presence.is_locked:
            self._later = name, arrival
        return presence.person is None or presence.is_locked

    def go_on(self) -> None:
        """Somebody proved who she is: the screen behind opens to her if it is hers to go on with, home if not."""
        person, before = self._context.presence.person, self._left
        screen, later, missed = self._window.covered, self._later, self._missed
        self._left, self._later, self._missed = None, None, frozenset()
        if person is None or screen is None or before is None:
            self._context.go("home")
            return
        right = _GOES_ON.get(screen.name)
        is_hers = person.actor.user_id == before.actor.user_id
        if not is_hers and (right is None or not person.actor.may(right)):
            self._window.drop_cover()
            self._context.go("home")
            return
        self._window.uncover()
        if self._is_swap:
            self._stillness.ignore_enter()
        if missed:
            screen.refresh(missed)
        if later is not None:
            self._context.go(later[0], **later[1])

    def hear(self, tables: frozenset[str]) -> None:
        """Rows of these tables came from the centre: is who works here still welcome, and what may she do now?"""
        if self._window.is_covered:
            self._missed |= tables
        person = self._context.presence.person
        if tables & _RIGHTS and person is not None and person.actor.user_id is not None:
            user_id = person.actor.user_id
            self._context.tasks.read(
                lambda session: own_standing(session, user_id),
                lambda found: self._on_standing(person, found),
                self._fail,
            )

    def look(self) -> None:
        """Look at the two clocks; the timer does it each second."""
        person = self._context.presence.person
        if person is None or self._context.presence.is_locked:
            return
        now = self._context.station.clock.now()
        stands = standing(self._stillness.length, self._patience, now, person.expires_at)
        if stands.mood is Mood.OVER:
            self._end(person, "expired")
        elif stands.mood is Mood.LOCKED:
            self._lock(person)
        elif stands.mood is Mood.NOTICE:
            self._notice.show_left(stands.left)
        else:
            self._notice.hide()

    # what happens

    def _on_presence(self) -> None:
        presence = self._context.presence
        self._notice.hide()
        if presence.person is None or presence.is_locked:
            self._seconds.stop()
            return
        self._stillness.touch()
        self._seconds.start()
        self._context.tasks.read(
            lambda session: lock_minutes(session, self._kind, self._context.station.site_id),
            self._on_patience,
            lambda _error: None,
        )

    def _on_patience(self, minutes: int) -> None:
        self._patience = timedelta(minutes=minutes)

    def _on_touched(self) -> None:
        self._notice.hide()

    def _on_padlock(self) -> None:
        """The person leaves; the running ticket stays, and the next one finds it where it was."""
        presence = self._context.presence
        person = presence.person
        if person is None or presence.is_locked:
            if not presence.is_locked:
                self._window.go("sign_in")
            return
        current = self._window.current
        resumes = current is not None and current.name in _GOES_ON
        self._write(lambda session: sign_out(session, SignOut(person.session_id), person.actor, self._context.station))
        self._window.go("sign_in", **({"resume": True} if resumes else {}))
        presence.leave()

    def _on_swap(self) -> None:
        """F9: the next person types her code and goes on in the middle of the line."""
        presence = self._context.presence
        if presence.person is not None and not presence.is_locked:
            self._lock(presence.person, "swap")

    def _lock(self, person: Person, why: str = "locked") -> None:
        station = self._context.station
        command = LockScreen(person.session_id)
        self._write(lambda session: lock_screen(session, command, person.actor, station))
        self._cover(person, why)

    def _end(self, person: Person, cause: str) -> None:
        station = self._context.station
        command = EndSignIn(person.session_id, cause)
        self._write(lambda session: end_sign_in(session, command, SYSTEM, station))
        self._cover(person, cause)

    def _cover(self, person: Person, why: str) -> None:
        self._notice.hide()
        self._left = person
        self._is_swap = why == "swap"
        self._context.presence.lock()
        if self._window.is_covered:
            return
        self._window.cover("sign_in", behind=person.session_id, why=why, user_id=person.actor.user_id)

    def _on_standing(self, before: Person, found: OwnStanding) -> None:
        presence = self._context.presence
        person = presence.person
        if person is None or person.session_id != before.session_id:
            return  # somebody else works here by now
        if found.actor is None or (person.mark and found.mark != person.mark):
            self._end(person, "revoked")
        elif not presence.is_locked and found.actor != person.actor:
            presence.enter(Person(found.actor, person.session_id, person.expires_at, person.mark))

    def _write(self, op: Callable[..., object]) -> None:
        self._context.tasks.write(op, lambda _result: None, self._fail)
