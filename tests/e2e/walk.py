"""A walk through every screen with a camera, on a shop copied for each walk."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from recyclique_desktop.app import Means, Program
from recyclique_desktop.data.queries.figures import ExpectedMethod, session_figures
from recyclique_desktop.data.queries.till import open_session_of
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import day_plan
from recyclique_desktop.demo.day import Customer, Till
from recyclique_desktop.demo.story import Stage, play_days, play_receptions
from recyclique_desktop.devices.simulated import SimulatedScale
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.clock import PARIS, SimulatedClock
from recyclique_desktop.domain.enums import PaymentKind, WorkstationKind
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.config import SIMULATED, ScaleConfig
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import MemoryStore
from recyclique_desktop.ui.gestures import Hands
from recyclique_desktop.ui.widgets.ticket import LIT_MS
from tests.ui import checks


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to see the program."""

    name: str
    size: tuple[int, int]
    dark: bool = False
    long_words: bool = False


VARIANTS = (
    Variant("clair-1366x768", (1366, 768)),
    Variant("clair-1024x768", (1024, 768)),
    Variant("clair-1920x1080", (1920, 1080)),
    Variant("sombre-1366x768", (1366, 768), dark=True),
    Variant("sombre-1024x768", (1024, 768), dark=True),
    Variant("long-1366x768", (1366, 768), long_words=True),
    Variant("long-1024x768", (1024, 768), long_words=True),
)


class Shops:
    """One shop, closed and with an open till, copied for each walk."""

    def __init__(self, root: Path) -> None:

        self.root = root
        self.store = MemoryStore()
        self.now = datetime(2026, 11, 20, 11, 26, tzinfo=PARIS)
        closed = Folders(root / "closed", root / "closed" / "config", root / "closed" / "logs")
        closed.create()
        clock = SimulatedClock(self.now.replace(hour=8, minute=40))
        play_days(Stage(closed, self.store, secrets.token_bytes), clock, 1, 7, lambda _sale: None)
        shutil.copytree(root / "closed", root / "open")
        self._sell_all_morning(Folders(root / "open", root / "open" / "config", root / "open" / "logs"))
        self._weigh_yesterday(Folders(root / "reception", root / "reception" / "config", root / "reception" / "logs"))
        self._copies = 0

    def copy_of(self, name: str) -> Path:
        """Return a fresh copy of ``closed`` or ``open``."""
        self._copies += 1
        return shutil.copytree(self.root / name, self.root / f"{name}-{self._copies}")

    def _weigh_yesterday(self, where: Folders) -> None:
        """Make a reception post with a simulated scale, and a day of deposits."""
        where.create()
        clock = SimulatedClock(self.now.replace(hour=8, minute=40))
        stage = Stage(where, self.store, secrets.token_bytes, kind=WorkstationKind.RECEPTION)
        play_receptions(stage, clock, 1, 7, lambda _line: None)
        config = configuration.load(where.data)
        configuration.save(where.data, replace(config, scale=ScaleConfig(profile=SIMULATED)))

    def _sell_all_morning(self, where: Folders) -> None:
        clock = SimulatedClock(self.now.replace(hour=9, minute=2))
        opened = open_workstation(where, self.store, clock, secrets.token_bytes)
        till = Till(opened, clock, lambda _sale: None)
        plan = day_plan(7, 1, self.now.date(), shop.goods(opened.db), len(shop.TEAM))
        till._sign_in(0)
        session_id = till._open(plan.float_amount)
        tiles = shop.tiles(opened.db)
        for ticket in plan.tickets:
            if ticket.at < self.now.time():
                till.wait_until(plan.day, ticket.at)
                Customer(till, session_id, tiles, Basket(opened.station.ids.new())).serve(ticket)
        till._sign_out()
        opened.close()


@dataclass
class Walk:
    """One walk through every screen."""

    variant: Variant
    folder: Path
    shops: Shops
    real_x: bool
    wrong: list[str] = field(default_factory=list)

    def whole(self) -> None:
        """Photograph everything."""
        with self.running("closed") as hands:
            self._before_opening(hands)
        with self.running("open") as hands:
            self._selling(hands)
            self._closing(hands)
        with self.running("reception") as hands:
            self._weighing(hands)
        self._first_run()
        self._failing()

    def _before_opening(self, hands: Photographer) -> None:
        hands.take("01a-connexion-arrivee")
        hands.type("e25")
        hands.take("01-connexion")
        hands.type("81")
        hands.key("enter")
        hands.take("01c-connexion-code-faux")
        hands.tap("people_other")
        hands.take("01d-connexion-mot-de-passe")
        hands.tap("people_1")
        hands.type("2580")
        hands.key("enter")
        hands.take("02b-accueil-caisse-fermee")
        hands.key("enter")
        hands.take("03b-ouverture-rien-compte")
        hands.type("p")
        for pieces in ("", "1", "2", "4", "5", "5", "6", "5", "8"):
            hands.type(pieces)
            hands.key("enter")
        hands.type("4")
        hands.take("03-ouverture-fond")

    def _selling(self, hands: Photographer) -> None:
        hands.type("e2580")
        hands.key("enter")
        hands.take("02-accueil-caisse")
        hands.key("enter")
        for letters, weight in (("fa", "1,24"), ("ua", "1,86"), ("ia", "2,1"), ("da", ",48")):
            hands.type(letters + weight)
            hands.key("enter", "enter")
        hands.take("04-vente-categorie")
        hands.type("f")
        hands.take("04a-vente-sous-categorie")
        hands.type("a1,18")
        hands.take("05-vente-poids")
        hands.key("enter")
        hands.take("05b-vente-prix")
        hands.key("enter", "enter")
        hands.type("50")
        hands.take("06-paiement")
        hands.key("enter")
        hands.take("06b-apres-paiement")

    def _closing(self, hands: Photographer) -> None:
        hands.tap("header_back")
        hands.tap("close_till")
        hands.take("07a-fermeture-compter")
        for one in hands.expected():
            if one.kind is PaymentKind.CASH:
                hands.type(_typed(one.expected - 200))
            elif one.count:
                hands.key("enter")
                hands.type(str(one.count))
                hands.key("enter")
                hands.type(_typed(one.expected))
        hands.key("f12")
        hands.tap("reason_wrong_change")
        hands.tap("closing_comment_edit")
        hands.type("Rendu 12,00 au lieu de 10,00 sur le ticket 0042")
        hands.take("07-fermeture-comptage")
        hands.tap("closing_foot_primary")
        hands.take("07b-fermeture-question", whole_screen=True)
        hands.tap("away_foot_primary")
        hands.take("07c-caisse-fermee")

    def _weighing(self, hands: Photographer) -> None:
        hands.type("e2580")
        hands.key("enter")
        hands.take("08a-reception-accueil")
        hands.key("enter")
        hands.take("08b-reception-nouveau-depot")
        lines = (("ua", 8250, ""), ("ra", 14_000, "down"), ("fa", 3480, ""), ("ai", 21_300, "down down"))
        for letters, grams, keys in lines:
            hands.put(grams)
            hands.type(letters)
            hands.key(*keys.split(), "enter")
        hands.type("ya4,9=")
        hands.key("enter")
        hands.put(13_900)
        hands.key("right")
        QTest.qWait(LIT_MS)  # only the newest line is lit where somebody weighs
        hands.take("08c-reception-categories")
        hands.type("d")
        hands.type("a")
        hands.take("08-reception-pesee")
        hands.key("enter")
        hands.type("ua960")
        hands.key("enter")
        hands.take("08d-reception-poids-inhabituel")
        hands.key("escape", "escape", "escape")
        hands.scroll_to("deposit_line_1")  # above the newest ones, where long words make lines tall
        hands.tap("deposit_line_1")
        hands.take("08e-reception-modifier")
        hands.tap("deposit_line_1_bin")
        hands.take("08f-reception-retire")
        hands.unplug()
        hands.take("08g-reception-balance-debranchee")
        hands.tap("deposit_describe")
        hands.take("08h-reception-provenance", whole_screen=True)
        hands.key("escape")
        hands.tap("deposit_finish")
        hands.take("08i-reception-terminer", whole_screen=True)
        hands.tap("deposit_finish_dialog_confirm")
        hands.take("08j-reception-termine")

    def _first_run(self) -> None:

        with self._program(self.shops.root / f"new-{self.variant.name}", MemoryStore()) as hands:
            hands.take("12a-premier-demarrage-poste")
            hands.key("enter")
            hands.tap("run_way_join")
            hands.take("12-premier-demarrage")
            hands.key("enter")
            hands.tap("access_way_1")
            hands.type("192.168.1.20")
            hands.tap("access_code_edit")
            hands.type("K7QM-4T")
            hands.key("tab")
            hands.take("12b-premier-demarrage-centre")
            hands.tap("run_back")
            hands.tap("run_way_alone")
            hands.key("enter")
            hands.type("La Clique")
            hands.key("tab")
            hands.type("12345")
            hands.key("enter")
            hands.take("12f-premier-demarrage-magasin")
            for _ in range(5):
                hands.key("backspace")
            hands.key("enter")
            hands.take("12c-premier-demarrage-categories")
            hands.key("enter")
            for text in ("Aïcha", "Morel", "9630", "Ressourcerie.1"):
                hands.type(text)
                hands.key("tab")
            hands.take("12d-premier-demarrage-personnes")
            hands.tap("run_add_person")
            hands.tap("run_next")
            hands.take("12e-feuille-de-secours")

    def _failing(self) -> None:

        with self._program(self.shops.copy_of("closed"), MemoryStore()) as hands:
            hands.take("00-cle-introuvable")

    @contextmanager
    def running(self, name: str) -> Iterator[Photographer]:
        """Open the program on a copy of a shop."""
        with self._program(self.shops.copy_of(name), self.shops.store) as hands:
            yield hands

    @contextmanager
    def _program(self, data: Path, store: MemoryStore) -> Iterator[Photographer]:

        where = Folders(data, data / "config", data / "logs")
        program = Program(Means(where, store, SimulatedClock(self.shops.now), debounce_ms=0))
        if self.real_x:
            program.window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        program.window.resize(*self.variant.size)
        program.window.show()
        program.window.activateWindow()
        program.start()
        hands = Photographer(program, self)
        hands.settle()
        try:
            yield hands
        finally:
            program.stop()
            program.window.close()
            program.window.deleteLater()


def _rests(program: Program) -> bool:
    current = program.window.current
    if current is None or current.name == "starting":
        return False
    if current.name == "first_run":
        return bool(getattr(current, "pending", 0) == 0)
    return current.name == "failure" or program.is_idle


class Photographer(Hands):
    """Hands with a camera."""

    def __init__(self, program: Program, walk: Walk) -> None:
        super().__init__(program.window, lambda: _rests(program))
        self.program = program
        self._walk = walk

    def expected(self) -> tuple[ExpectedMethod, ...]:
        """Return what the drawer should hold."""
        opened = self.program.opened
        assert opened is not None
        with opened.db.reading() as session:
            found = open_session_of(session, opened.station)
            assert found is not None
            return session_figures(session, found.session_id).expected

    def scroll_to(self, name: str) -> None:
        """Bring a part of a list into sight, as a finger does."""
        part = self.find(QWidget, name)
        above = part.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        assert above is not None
        above.ensureWidgetVisible(part, 0, 0)

    @property
    def _scale(self) -> SimulatedScale:
        context = self.program.context
        assert context is not None
        assert context.scale is not None
        assert isinstance(context.scale.scale, SimulatedScale)
        return context.scale.scale

    def put(self, grams: int) -> None:
        """Put goods on the scale."""
        self._scale.put(Grams(grams))
        self.settle()

    def unplug(self) -> None:
        """Pull the scale's cable."""
        self._scale.unplug()
        self.settle()

    def take(self, name: str, *, whole_screen: bool = False) -> None:
        """Take one picture, and note what does not fit."""

        self.settle()
        file = self._walk.folder / f"{name}.png"
        if self._walk.real_x:
            place = self.window.geometry()
            self.window.screen().grabWindow(0, place.x(), place.y(), place.width(), place.height()).save(str(file))
        else:
            shown = QApplication.activeModalWidget() if whole_screen else None
            (shown or self.window).grab().save(str(file))
        dialog = QApplication.activeModalWidget()
        checked = (checks.cut_texts, checks.small_targets, checks.nameless, checks.crowded)
        found = (
            checks.wrong_with(self.window, *self._walk.variant.size)
            if dialog is None
            else [sentence for check in checked for sentence in check(dialog)]
        )
        self._walk.wrong += [f"{name}: {sentence}" for sentence in found]


def _typed(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"
