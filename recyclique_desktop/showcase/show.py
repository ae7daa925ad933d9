"""The demonstration where nobody looks: each workstation in turn is played in the real window, then all is checked."""

from __future__ import annotations

import secrets
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from recyclique_desktop.demo import postgres, shop
from recyclique_desktop.demo.backstage import codes, guided
from recyclique_desktop.demo.centre import FOLDER
from recyclique_desktop.demo.chance import day_plan
from recyclique_desktop.demo.clock import PresentClock
from recyclique_desktop.demo.deposit_chance import reception_plan
from recyclique_desktop.demo.place import ROOMS, Place
from recyclique_desktop.demo.troupe import SEED, Means, Troupe, assembled
from recyclique_desktop.domain.clock import PARIS, business_date
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.showcase import evidence, lost, office
from recyclique_desktop.showcase.evidence import Finding
from recyclique_desktop.showcase.player import Player, sign_in
from recyclique_desktop.showcase.weigher import Weigher
from recyclique_desktop.system.clock import standing_still
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.gestures import LostError
from recyclique_desktop.ui.guide.band import lead
from recyclique_desktop.ui.means import Means as WindowMeans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from recyclique_desktop.ui.gestures import Hands
    from recyclique_desktop.ui.program import Program

PHOTOGRAPHS, DATA = "photographies", "magasin"
_ONE_IN: Final = 4
"""A quiet day: nobody waits long for the pictures."""


class Window(Protocol):
    """Opens the window on a workstation for as long as the block lasts."""

    def __call__(self, means: WindowMeans) -> AbstractContextManager[tuple[Program, Hands]]: ...


@dataclass(frozen=True, slots=True)
class Show:
    """One demonstration without a display.

    Attributes:
        evidence: Folder that gets photographs, reports and checks.
        is_kept: Whether the shop itself stays, when all is sound: one in a folder that somebody named does.
        parts: The workstations that are played, in order; every one there is, when nothing is asked.
        window: Opens the window.
        say: Says a line to who started it.
        check: Called all the time; may raise to stop everything.
    """

    place: Place
    evidence: Path
    is_kept: bool
    parts: tuple[WorkstationKind, ...]
    window: Window
    say: Callable[[str], None]
    check: Callable[[], None]

    def run(self) -> bool:
        """Play it, leave the evidence, and tell whether everything is sound.

        Raises:
            UserError: As ``assembled``; ``demo.no_postgres`` when a workstation asked for wants a centre;
                ``demo.lost`` when a screen does not show what it should.
        """
        clock = PresentClock()
        with assembled(Means(self.place, clock, secrets.token_bytes, self.say, self.check)) as troupe:
            self._require(troupe)
            self.photographs.mkdir(parents=True, exist_ok=True)
            findings = [self._played(troupe, kind, clock) for kind in troupe.kinds if kind in self.parts]
            findings += self._checked(troupe)
        is_good = all(one.is_good for one in findings)
        if is_good and not self.is_kept:
            self._forget(has_centre=troupe.dsn is not None)
        for line in (*(line for one in findings for line in one.lines), self._left()):
            self.say(line)
        return is_good

    def _forget(self, *, has_centre: bool) -> None:
        if has_centre:
            postgres.remove(self.place.root / FOLDER)
        self.place.remove()

    @property
    def photographs(self) -> Path:
        """Folder of the photographs."""
        return self.evidence / PHOTOGRAPHS

    def _require(self, troupe: Troupe) -> None:
        if troupe.absence is None:
            return
        if not set(self.parts) & set(troupe.kinds):
            raise troupe.absence
        self.say(sentence(troupe.absence))

    def _played(self, troupe: Troupe, kind: WorkstationKind, clock: PresentClock) -> Finding:
        """Play one workstation in the window, while the others work without one."""
        self.check()
        self.say(tr("À l’écran : {name}.", name=ROOMS[kind]))
        place = self.place
        means = WindowMeans(
            place.folders(kind), place.store(kind), clock, demo_hint=codes(), debounce_ms=0, stopwatch=standing_still
        )
        troupe.bring_on(kind)
        troupe.mend(kind, clock)
        try:
            with self.window(means) as (program, hands):
                if (who := guided(kind)) is not None:
                    lead(program.window, *who)
                with lost.shown(hands, self.photographs):
                    return self._acts(troupe, kind, program, hands)
        finally:
            troupe.take_off(kind)

    def _acts(self, troupe: Troupe, kind: WorkstationKind, program: Program, hands: Hands) -> Finding:
        found, clock = Finding(is_good=True, lines=()), PresentClock()
        if kind is WorkstationKind.TILL:
            found = self._day(clock, program, hands)
        elif kind is WorkstationKind.RECEPTION:
            found = self._morning(clock, program, hands)
        elif kind is WorkstationKind.OFFICE:
            office.look(hands, self.photographs)
        if troupe.dsn is not None:
            self._exchange(kind, program, hands)
        gestures = tr("{keys} touches du clavier, {taps} appuis du doigt.", keys=hands.keys, taps=hands.taps)
        return Finding(found.is_good, (*found.lines, f"{ROOMS[kind]} : {gestures}"))

    def _day(self, clock: PresentClock, program: Program, hands: Hands) -> Finding:
        opened = program.opened
        if opened is None:
            raise LostError("the workstation did not open")
        today = business_date(clock.now(), PARIS)
        busy = day_plan(SEED, today.toordinal(), today, shop.goods(opened.db), len(shop.TEAM))
        plan = replace(busy, tickets=busy.tickets[::_ONE_IN])
        Player(hands, clock, opened, self.photographs).play(plan)
        return evidence.of_day(opened, plan, self.evidence / ROOMS[WorkstationKind.TILL])

    def _morning(self, clock: PresentClock, program: Program, hands: Hands) -> Finding:
        opened = program.opened
        if opened is None:
            raise LostError("the workstation did not open")
        today = business_date(clock.now(), PARIS)
        plan = reception_plan(SEED, today.toordinal(), today, shop.goods(opened.db), len(shop.TEAM))
        is_good = Weigher(hands, opened, self.photographs).play(plan)
        return evidence.of_morning(opened, today, is_good=is_good)

    def _exchange(self, kind: WorkstationKind, program: Program, hands: Hands) -> None:
        """Look at the synchronisation page, once all is sent."""
        if not hands.shows("people"):
            hands.tap("header_lock")
        sign_in(hands, shop.ADMINISTRATOR)
        office.wait_until_up_to_date(program, hands)
        hands.tap("header_pill")
        hands.photograph(self.photographs / f"11-synchronisation-{ROOMS[kind]}.png")
        hands.tap("header_lock")

    def _checked(self, troupe: Troupe) -> Iterator[Finding]:
        """Let everything arrive, then check every workstation and the centre."""
        self.check()
        self.say(tr("Chaque poste finit d’échanger, puis tout est vérifié."))
        if not troupe.exchange_until_calm():
            yield Finding(is_good=False, lines=(tr("Les postes n’ont pas fini d’échanger avec le centre."),))
        for kind in troupe.kinds:
            yield evidence.of_workstation(troupe, kind, self.evidence / ROOMS[kind])
        if troupe.dsn is not None:
            yield evidence.of_centre(troupe.dsn, self.evidence / evidence.CENTRE)

    def _left(self) -> str:
        pictures = sum(1 for _ in self.photographs.glob("*.png"))
        return tr(
            "Dans {folder} : {count} photographies, rapport de session, vérifications, comparaisons, SyncLog.",
            folder=str(self.evidence), count=pictures,
        )  # fmt: skip


def folders_of(data_dir: Path | None, asked: Path | None) -> tuple[Place, Path]:
    """Return where the demonstration lives and where its evidence goes, when nobody looks: by default, a new folder."""
    if asked is None and data_dir is not None:
        asked = data_dir / "preuves" if not Place(data_dir).is_lone_shop else data_dir / "demonstration"
    folder = (asked or Path(tempfile.mkdtemp(prefix="recyclique-demo-"))).absolute()
    return Place((data_dir or folder / DATA).absolute()), folder
