"""Two people at two windows and a real centre: joining, changing, wishing, disagreeing, choosing, with a camera.

``python -m tests.e2e.centre_walk DIR [--docs]``
A shop that works alone is handed over by a button; an office joins it at its first run; a price changed there is on the
till's tiles; a price wished at the till is at the office; both change one price while the network is away, and the
office chooses. Every step is a key or a touch. Returns 0 when every picture fits.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from recyclique_desktop.app import new_application
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows.recovery_sheet import make_sheet
from recyclique_desktop.sync.status import Light, Status
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.code_file import CodeFile
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import MemoryStore
from recyclique_desktop.ui import theme
from recyclique_desktop.ui.means import Means
from recyclique_desktop.ui.program import Program
from recyclique_desktop.ui.widgets.tiles import Tile
from tests.e2e.photographs import DOCS
from tests.machines import lone_centre
from tests.postgres import CentralDatabase
from tests.proxy import Proxy
from tests.sync import real
from tests.ui import checks
from tests.ui.driver import Hands

_PATIENCE_MS = 30_000
_OF_THE_GUIDE = "17-deux-valeurs-au-poste"
_ANSWERED = frozenset({Light.UP_TO_DATE, Light.ATTENTION})


@dataclass
class Album:
    """Where pictures go, and what does not fit."""

    folder: Path
    wrong: list[str] = field(default_factory=list)
    taken: int = 0


class Desk(Hands):
    """Hands at one of the windows."""

    def __init__(self, means: Means, album: Album) -> None:
        self.program = Program(means)
        super().__init__(self.program.window, self._rests)
        self._album = album
        self.program.window.resize(*checks.DESIGN)
        self.program.window.show()
        self.program.start()
        self.turn_to()

    @property
    def page(self) -> str:
        current = self.program.window.current
        return current.name if current is not None else ""

    @property
    def status(self) -> Status:
        link = self.program.link
        assert link is not None
        return link.exchange.status

    def turn_to(self) -> None:
        """Take this window's keyboard."""
        self.program.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.program.window, _PATIENCE_MS)
        self.settle()

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for what the exchange brings."""
        waited = 0
        while not is_so():
            QTest.qWait(20)
            waited += 20
            assert waited < _PATIENCE_MS, f"never came on {self.page}: {self.said()}"
        self.settle()

    def up_to_date(self) -> None:
        """Ask for rounds until the centre answered and nothing waits."""
        link = self.program.link
        assert link is not None
        before = self.status.last_contact
        link.exchange.hurry()
        self.until(lambda: self.status.last_contact != before)
        self.until(lambda: self.status.light in _ANSWERED and not self.status.is_busy)

    def take(self, name: str) -> None:
        """Take one picture, and note what does not fit."""
        self.settle()
        wrong = checks.wrong_with(self.program.window, *checks.DESIGN)
        self.settle()
        self.program.window.grab().save(str(self._album.folder / f"{name}.png"))
        self._album.wrong += [f"{name}: {words}" for words in wrong]
        self._album.taken += 1

    def row(self, words: str) -> str:
        """Return the name of the row that says these words."""
        return next(
            one.objectName()
            for one in self.window.findChildren(QWidget)
            if one.isVisible() and "_list_" in one.objectName() and words in one.accessibleName()
        )

    def write_in(self, name: str, text: str) -> None:
        edit = self.find(QLineEdit, name)
        edit.setFocus()
        edit.selectAll()
        self.type(text)

    def to_price_of(self, root: str, name: str) -> None:
        """Open a category of the list, from home."""
        self.tap("office_manage" if self.shows("office_manage") else "manage")
        self.tap(self.row(root))
        self.tap(self.row(name))

    def knows(self, category: str) -> bool:
        """Tell whether the file of this window has a category of that name."""
        opened = self.program.opened
        assert opened is not None
        with opened.db.reading() as session:
            query = "SELECT count(*) FROM categories WHERE name = ?"
            return bool(session.connection().exec_driver_sql(query, (category,)).scalar_one())

    def tiles(self) -> set[str]:
        return {one.accessibleName() for one in self.window.findChildren(Tile) if one.isVisible()}

    def stop(self) -> None:
        QTest.qWait(5)
        self.program.stop()
        self.program.window.close()
        self.program.window.deleteLater()
        QTest.qWait(1)

    def _rests(self) -> bool:
        if self.page == "first_run":
            return bool(getattr(self.program.window.current, "pending", 0) == 0)
        return self.page == "failure" or (self.program.is_idle and self.page != "starting")


class Walk:
    """The whole walk, in the order in which a shop lives it."""

    def __init__(self, folder: Path, album: Album, base: CentralDatabase, proxy: Proxy) -> None:
        self._folder, self._album, self._base, self._proxy = folder, album, base, proxy
        self._clock = SimulatedClock(SystemClock().now())

    def whole(self) -> None:
        """Photograph everything."""
        till = self._alone()
        try:
            self._hand_over(till)
            office = self._join(till)
            try:
                self._change_at_the_office(till, office)
                self._wish_at_the_till(till, office)
                self._disagree(till, office)
                self._look_around(till, office)
            finally:
                office.stop()
        finally:
            till.stop()

    def _alone(self) -> Desk:
        post = real.alone(self._folder / "one", self._clock)
        make_sheet(post.opened, post.store, "La Clique", "C01 Caisse 1", random.Random(5).randbytes)
        post.opened.close()
        chance = random.Random(9).randbytes
        return Desk(Means(post.folders, post.store, SystemClock(), chance, debounce_ms=0), self._album)

    def _access(self, kind: WorkstationKind) -> CodeFile:
        return real.code_for(self._base, kind, self._proxy.port)

    def _paste(self, hands: Desk, kind: WorkstationKind) -> None:
        QApplication.clipboard().setText(self._access(kind).model_dump_json())
        hands.tap("access_paste")

    def _hand_over(self, till: Desk) -> None:
        till.type("a2580")
        till.key("enter")
        till.take("01-accueil-poste-seul")
        till.tap("header_pill")
        till.take("02-synchronisation-poste-seul")
        till.key("enter")
        till.take("03-relier-ce-poste")
        self._paste(till, WorkstationKind.TILL)
        till.take("04-relier-acces-colle")
        till.tap("join_go")
        till.until(lambda: till.status.light is Light.UP_TO_DATE)
        till.take("05-tout-est-au-centre")
        till.tap("header_back")

    def _join(self, till: Desk) -> Desk:
        del till
        place = self._folder / "two"
        folders = Folders(place / "data", place / "config", place / "logs")
        office = Desk(
            Means(folders, MemoryStore(), SystemClock(), random.Random(3).randbytes, debounce_ms=0), self._album
        )
        office.write_in("run_register_edit", "Bureau")
        office.tap("run_next")
        office.take("06-premier-demarrage-seul-ou-relie")
        office.tap("run_way_join")
        office.key("enter")
        self._paste(office, WorkstationKind.OFFICE)
        office.take("07-premier-demarrage-acces")
        office.tap("run_next")
        office.take("08-feuille-de-secours")
        office.tap("run_sheet_kept")
        office.tap("run_next")
        office.until(lambda: office.page == "sign_in")
        office.until(lambda: office.status.light is Light.UP_TO_DATE)
        office.take("09-connexion-bureau")
        office.type("a2580")
        office.key("enter")
        office.take("10-accueil-bureau")
        return office

    def _change_at_the_office(self, till: Desk, office: Desk) -> None:
        office.to_price_of("Livres & Médias", "Livre,")
        office.take("11-categorie-au-bureau")
        office.write_in("category_name_edit", "Album")
        office.key("enter")
        office.up_to_date()
        office.take("12-categorie-enregistree")
        office.tap("header_back")
        till.turn_to()
        till.key("enter")
        till.type("t50")
        till.key("enter")
        till.up_to_date()
        till.until(lambda: till.knows("Album"))
        QTest.qWait(500)  # the page reads again what arrived
        till.settle()
        till.type("z")
        till.until(lambda: any("Album" in name for name in till.tiles()))
        till.take("13-vente-nouveau-nom")
        till.key("escape")
        till.tap("header_back")

    def _wish_at_the_till(self, till: Desk, office: Desk) -> None:
        till.to_price_of("Livres & Médias", "Album,")
        self._proxy.cut()
        till.write_in("category_price_edit", "1,50")
        till.key("enter")
        till.until(lambda: till.status.light is Light.OFFLINE)
        till.take("14-demande-a-envoyer")
        self._proxy.heal()
        till.up_to_date()
        till.take("15-demande-repondue")
        office.turn_to()
        office.up_to_date()
        office.to_price_of("Livres & Médias", "Album,")
        office.take("16-prix-demande-vu-au-bureau")

    def _disagree(self, till: Desk, office: Desk) -> None:
        self._proxy.cut()
        office.write_in("category_price_edit", "2")
        office.key("enter")
        till.turn_to()
        till.write_in("category_price_edit", "3")
        till.key("enter")
        self._proxy.heal()
        office.up_to_date()
        till.up_to_date()
        till.until(lambda: till.status.conflicts == 1)
        till.tap("header_pill")
        till.take("17-deux-valeurs-au-poste")
        till.tap("sync_problems_detail")
        till.take("18-deux-valeurs-detail-au-poste")
        office.turn_to()
        office.up_to_date()
        office.tap("header_pill")
        office.take("19-synchronisation-au-bureau")
        office.tap("sync_problems_detail")
        office.until(lambda: office.shows("keep_here"))
        office.take("20-choisir-au-bureau")
        office.tap("keep_here")
        office.take("21-choix-fait")
        till.turn_to()
        till.up_to_date()
        till.take("22-plus-rien-a-regarder")

    def _look_around(self, till: Desk, office: Desk) -> None:
        office.turn_to()
        for place in ("categories", "people", "settings", "sync"):
            office.tap(f"nav_{place}")
            office.take(f"23-bureau-{place}")
        till.tap("header_back")
        till.turn_to()
        for place in ("categories", "people", "settings", "sync"):
            till.tap(f"nav_{place}")
            till.take(f"24-caisse-{place}")


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--docs", action="store_true", help="renew the guide's picture too")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "" if os.environ.get("DISPLAY") else "offscreen")
    theme.reduce_animations(new_application(), reduced=True)
    album = Album(asked.folder)
    with (
        tempfile.TemporaryDirectory(prefix="recyclique-walk-") as folder,
        lone_centre() as base,
        Proxy(base.host, base.port) as proxy,
    ):
        Walk(Path(folder), album, base, proxy).whole()
    if asked.docs:
        shutil.copyfile(asked.folder / f"{_OF_THE_GUIDE}.png", DOCS / "11-synchronisation.png")
    print("\n".join([*album.wrong, f"{album.taken} photographs in {album.folder}, {len(album.wrong)} remarks."]))
    return 1 if album.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
