"""Playing a morning of reception with keys and touches on the real screens of a weighing post."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from recyclique_desktop.data.queries.catalogue import Tile, reception_catalogue
from recyclique_desktop.data.queries.reception import reception_home
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.deposit_plan import Weighing
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import Destination
from recyclique_desktop.domain.reception import Totals, flow_of, is_unusual
from recyclique_desktop.showcase.player import sign_in
from recyclique_desktop.ui.widgets.letters import letter_of

if TYPE_CHECKING:
    from pathlib import Path

    from recyclique_desktop.demo.deposit_plan import ReceptionPlan
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.ui.gestures import Hands

VISITS: Final = 4
_OUT: Final = frozenset({Destination.RECYCLAGE, Destination.DECHETERIE})


@dataclass(slots=True)
class Weigher:
    """Weighs what the first visitors of a day bring: one by keys, the next by touch.

    Args:
        hands: At the window, which shows the sign-in page.
        opened: Read to know the categories and what the day has come to; the screens alone write.
        photographs: Folder that gets a picture of each screen.
    """

    hands: Hands
    opened: OpenWorkstation
    photographs: Path
    by_touch: bool = False
    _roots: tuple[Tile, ...] = ()
    _played: list[Weighing] = field(default_factory=list)

    def play(self, plan: ReceptionPlan) -> bool:
        """Open reception, weigh, close it, and tell whether the day came to what was put on the scale."""
        with self.opened.db.reading() as session:
            self._roots = reception_catalogue(session)
        before = self._today()
        sign_in(self.hands, shop.TEAM[plan.shifts[0].volunteer])
        self._photograph("08-reception-accueil")
        self.hands.key("enter")
        for visit in plan.visits[:VISITS]:
            usual = [one for one in visit.gestures if isinstance(one, Weighing) and not is_unusual(one.gross)]
            for place, weighing in enumerate(usual, 1):
                self._weigh(weighing)
                self._wait_for_lines(place)
            if not usual:
                continue
            self._photograph("08-reception-depot")
            self._press("deposit_finish", "f12")
            self.hands.tap("deposit_finish_dialog_confirm")
            self._wait_for_lines(0)
            self.by_touch = not self.by_touch
        self.hands.tap("header_back")
        self._photograph("08-reception-accueil-midi")
        self.hands.tap("close_post")
        played = Totals.of((flow_of(one.destination, is_exit=one.is_exit), one.gross) for one in self._played)
        return self._today() == _sum(before, played)

    def _wait_for_lines(self, lines: int) -> None:
        self.hands.wait_for(f"a deposit of {lines} weighings", lambda: self.hands.count("deposit_line") == lines)

    def _weigh(self, weighing: Weighing) -> None:
        """Put one thing on the scale: category, weight, in or out, where it goes."""
        self._choose(weighing.path)
        if self.by_touch:
            self.hands.tap_number("weigh_keypad", weighing.weight_typed)
        else:
            self.hands.type(weighing.weight_typed)
        if weighing.is_exit:
            self.hands.tap("weigh_exit")
        if not weighing.is_exit or weighing.destination in _OUT:
            self.hands.tap(f"weigh_to_{weighing.destination.value.lower()}")
        self._photograph("08-reception-pesee")
        self._press("weigh_add", "enter")
        self._played.append(weighing)

    def _choose(self, path: tuple[str, ...]) -> None:
        tiles = self._roots
        for level, label in enumerate(path):
            place = next(at for at, tile in enumerate(tiles) if tile.label == label)
            if self.by_touch:
                self.hands.tap(f"weigh_below_{place}" if level else f"weigh_tile_{place}")
            else:
                self.hands.type(letter_of(place).lower())
            tiles = tiles[place].children

    def _press(self, name: str, key: str) -> None:
        if self.by_touch:
            self.hands.tap(name)
        else:
            self.hands.key(key)

    def _photograph(self, name: str) -> None:
        file = self.photographs / f"{name}.png"
        if not file.exists():
            self.hands.photograph(file)

    def _today(self) -> Totals:
        station = self.opened.station
        with self.opened.db.reading() as session:
            return reception_home(session, station, business_date(station.clock.now(), station.zone)).today


def _sum(one: Totals, other: Totals) -> Totals:
    names = ("shop_in", "recycling_direct", "tip_direct", "shop_out", "lines")
    return Totals(**{name: getattr(one, name) + getattr(other, name) for name in names})
