"""The demonstration: its shop in a folder of its own, and a day played through the real screens.

Without a display, people are shown what a display would have shown: photographs, the session report, the journal's
check. ``app`` brings the window; here are the place, the gestures and the evidence.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from recyclique_desktop.data.queries import reports, till
from recyclique_desktop.data.queries.catalogue import Tile, catalogue
from recyclique_desktop.data.queries.figures import SessionFigures, session_figures
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import day_plan, next_open_day
from recyclique_desktop.demo.plan import CASH, Abandoned, Article, DayPlan, Paid, Ticket
from recyclique_desktop.demo.story import Stage, play_days
from recyclique_desktop.domain.clock import PARIS, SimulatedClock, business_date
from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.text import folded
from recyclique_desktop.flows.close_day import report_text
from recyclique_desktop.flows.verify import Verdict, verify_workstation
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.system import config
from recyclique_desktop.system.messages import sentence, tr, trn
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import FileStore
from recyclique_desktop.ui.caisse.entry import letter_of

if TYPE_CHECKING:
    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.flows.workstation import OpenWorkstation, RandomBytes
    from recyclique_desktop.ui.gestures import Hands

SEED: Final = 7
MORNING: Final = datetime(2026, 11, 20, 8, 40, tzinfo=PARIS)
"""A Friday: the day that is played off-screen. The day before it is played by the services."""
GESTURE: Final = timedelta(seconds=8)
PHOTOGRAPHS, REPORT, CHECK, DATA = "photographies", "rapport-de-session.txt", "verification.txt", "magasin"
_HALF_EURO: Final = 50


def place_of(data_dir: Path | None) -> Folders:
    """Return the folders of the demonstration, all in one: nothing of the machine is touched.

    Raises:
        UserError: ``demo.real_shop`` when the folder holds a workstation whose keys are not in it.
    """
    root = Path(tempfile.mkdtemp(prefix="recyclique-demo-")) if data_dir is None else data_dir.absolute()
    if config.exists(root) and not (root / "config" / "keys.json").exists():
        raise UserError("demo.real_shop", folder=str(root))
    return Folders(root, root / "config", root / "logs")


def prepare(folders: Folders, clock: Clock, random_bytes: RandomBytes) -> FileStore:
    """Make the demonstration's shop, with a day behind it, unless it is there already; return its keys."""
    folders.create()
    store = FileStore(folders.config)
    if not config.exists(folders.data):
        play_days(Stage(folders, store, random_bytes), clock, 1, SEED, lambda _sale: None)
    return store


def codes() -> str:
    """Return the invented people's codes, for the foot of the sign-in page."""
    people = (*shop.TEAM, shop.ADMINISTRATOR)
    return tr("Démonstration : {codes}", codes=" · ".join(f"{one.first_name} {one.pin}" for one in people))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is left of a day that was played.

    Attributes:
        is_good: The journal is whole, and every customer of the plan was served at its price.
        lines: The summary, for who started the demonstration.
    """

    is_good: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a day is played off-screen, and when.

    Attributes:
        evidence: Folder that gets photographs, report and check.
    """

    folders: Folders
    store: FileStore
    clock: SimulatedClock
    evidence: Path

    @property
    def photographs(self) -> Path:
        """Folder of the photographs."""
        return self.evidence / PHOTOGRAPHS


def set_up(data_dir: Path | None, evidence: Path | None, random_bytes: RandomBytes) -> Scene:
    """Make or find the shop, and choose the morning after its last day.

    Args:
        data_dir: Folder of the shop; by default, one beside the evidence.
        evidence: Folder of the evidence; by default, a new one.
        random_bytes: Makes keys and ids.
    """
    folder = evidence or (data_dir / "demonstration" if data_dir else Path(tempfile.mkdtemp(prefix="recyclique-demo-")))
    where = place_of(data_dir or folder / DATA)
    clock = SimulatedClock(MORNING)
    store = prepare(where, clock, random_bytes)
    opened = open_workstation(where, store, clock, random_bytes)
    with opened.db.reading() as session:
        last_id = reports.last_session(session)
        last = reports.session_report_data(session, last_id).opened_at if last_id else MORNING
    opened.close()
    day = next_open_day(business_date(last, PARIS))
    clock.jump(datetime.combine(day, MORNING.timetz()))
    scene = Scene(where, store, clock, folder.absolute())
    scene.photographs.mkdir(parents=True, exist_ok=True)
    return scene


def play(scene: Scene, hands: Hands, opened: OpenWorkstation) -> Evidence:
    """Play the day on the screens, then gather the evidence."""
    today = business_date(scene.clock.now(), PARIS)
    busy = day_plan(SEED, today.toordinal(), today, shop.goods(opened.db), len(shop.TEAM))
    plan = replace(busy, tickets=busy.tickets[::2])  # a quiet day: nobody waits long for the pictures
    Player(hands, scene.clock, opened, scene.photographs).play(plan)
    gathered = gather(opened, plan, scene.evidence)
    gestures = tr("{keys} touches du clavier, {taps} appuis du doigt.", keys=hands.keys, taps=hands.taps)
    pictures = sum(1 for _ in scene.photographs.glob("*.png"))
    left = tr(
        "Dans {folder} : {count} photographies, le rapport de session, la vérification du journal.",
        folder=str(scene.evidence),
        count=pictures,
    )
    return Evidence(gathered.is_good, (*gathered.lines, gestures, left))


@dataclass(slots=True)
class Player:
    """Plays a plan with keys and touches on the real screens: one ticket by keys, the next by touch.

    Args:
        hands: At the window, which shows the sign-in page.
        opened: Read to know what the drawer should hold; the screens alone write.
        photographs: Folder that gets a picture of each screen.
    """

    hands: Hands
    clock: SimulatedClock
    opened: OpenWorkstation
    photographs: Path
    by_touch: bool = False
    _taken: set[str] = field(default_factory=set)
    _roots: tuple[Tile, ...] = ()

    def play(self, plan: DayPlan) -> None:
        """Work through one day, from the code to the closed till."""
        with self.opened.db.reading() as session:
            self._roots = catalogue(session)
        self._wait_until(plan, plan.opens)
        self._photograph("01-connexion")
        holder = plan.shifts[0].volunteer
        self._sign_in(holder)
        self._open(plan)
        for ticket in plan.tickets:
            self._wait_until(plan, ticket.at)
            if plan.volunteer_at(ticket.at) != holder:
                holder = plan.volunteer_at(ticket.at)
                self.hands.tap("header_lock")
                self._sign_in(holder)
            self._serve(ticket)
            self.by_touch = not self.by_touch
        self._wait_until(plan, plan.closes)
        self._close(plan)

    def _wait_until(self, plan: DayPlan, at: time) -> None:
        self.clock.jump(max(self.clock.now(), datetime.combine(plan.day, at, PARIS)))

    def _photograph(self, name: str) -> None:
        """Take one picture of each screen."""
        if name not in self._taken:
            self._taken.add(name)
            self.hands.photograph(self.photographs / f"{name}.png")

    def _sign_in(self, volunteer: int) -> None:
        person = shop.TEAM[volunteer]
        self.hands.type(folded(person.first_name)[0] + person.pin)
        self.hands.key("enter")

    def _open(self, plan: DayPlan) -> None:
        self._photograph("02-accueil-caisse")
        self.hands.key("enter")
        self.hands.type(_typed(plan.float_amount))
        self._photograph("03-ouverture-fond")
        self.hands.key("enter")

    def _serve(self, ticket: Ticket) -> None:
        self._photograph("04-vente")
        for gesture in ticket.gestures:
            self.clock.advance(GESTURE)
            if isinstance(gesture, Article):
                self._line(gesture)
            else:
                self.hands.key("delete")
        self._photograph("04-vente-ticket")
        self.clock.advance(GESTURE)
        if isinstance(ticket.outcome, Abandoned):
            self.hands.tap("sale_abandon")
            self.hands.tap("sale_abandon_dialog_confirm")
        else:
            self._pay(ticket.outcome)
            self._photograph("06b-apres-paiement")

    def _line(self, article: Article) -> None:
        self._choose(article.path)
        self._number(article.weight_typed)
        self._photograph("05-vente-poids")
        self._confirm()
        if article.quantity > 1:
            self._press("sale_change_quantity", "*")
            self._number(str(article.quantity))
            self._confirm()
        if article.price_typed:
            self._number(article.price_typed)
        self._photograph("05b-vente-prix")
        self._confirm()

    def _choose(self, path: tuple[str, ...]) -> None:
        tiles = self._roots
        for level, label in enumerate(path):
            place = next(at for at, tile in enumerate(tiles) if tile.label == label)
            self._press(f"sale_below_{place}" if level else f"sale_tile_{place}", letter_of(place).lower())
            tiles = tiles[place].children

    def _pay(self, paid: Paid) -> None:
        self._press("sale_foot_primary", "\r")
        for _ in range(paid.donation // _HALF_EURO):
            self._press("payment_donate_half", "d")
        for turn, handed in enumerate(paid.handed):
            if turn:
                self._press("payment_another", "+")
            self.hands.tap(f"payment_method_{handed.method_code}")
            self._number(_typed(handed.amount), keypad="payment_keypad")
            if handed.reference:
                self.hands.tap("payment_reference")
                self.hands.type(handed.reference)
                self.hands.key("enter")
        if paid.leaves_change:
            self._press("payment_donate_change", "m")
        self._photograph("06-paiement" if paid.handed[0].method_code == CASH else "06-paiement-cheque")
        self._press("payment_foot_primary", "\r")

    def _close(self, plan: DayPlan) -> None:
        self.hands.tap("header_back")
        self._photograph("02-accueil-caisse-soir")
        self.hands.tap("close_till")
        self._count(plan.drawer_error)
        self._photograph("07-fermeture-comptage")
        self.hands.key("f12")
        if plan.comment:
            self.hands.tap("closing_comment_edit")
            self.hands.type(plan.comment)
        self._photograph("07-fermeture-comparaison")
        self.hands.tap("closing_foot_primary")
        self.hands.tap("close_dialog_confirm")
        self._photograph("07-fermeture-rapport")
        self.hands.key("enter")
        self.hands.tap("header_lock")

    def _count(self, error: Cents) -> None:
        for one in self._figures().expected:
            if one.kind is PaymentKind.CASH:
                self._count_box(f"count_{one.method_code}_amount", _typed(Cents(max(0, one.expected + error))))
            elif one.count:
                if one.kind is PaymentKind.CHECK:
                    self._count_box(f"count_{one.method_code}_pieces", str(one.count))
                self._count_box(f"count_{one.method_code}_amount", _typed(one.expected))

    def _count_box(self, name: str, text: str) -> None:
        self.hands.tap(name)
        self._number(text, keypad="closing_keypad")

    def _figures(self) -> SessionFigures:
        with self.opened.db.reading() as session:
            found = till.open_session_of(session, self.opened.station)
            if found is None:
                raise LookupError("no session is open")
            return session_figures(session, found.session_id)

    def _press(self, name: str, key: str) -> None:
        """Do one thing by its key or by a touch."""
        if self.by_touch:
            self.hands.tap(name)
        elif key == "\r":
            self.hands.key("enter")
        else:
            self.hands.type(key)

    def _number(self, text: str, *, keypad: str = "sale_keypad") -> None:
        if self.by_touch:
            self.hands.tap_number(keypad, text)
        else:
            self.hands.type(text)

    def _confirm(self) -> None:
        self._press("sale_confirm", "\r")


def _typed(amount: Cents) -> str:
    """Write an amount as fingers do: ``12,50``."""
    return f"{amount // 100},{amount % 100:02d}"


def gather(opened: OpenWorkstation, plan: DayPlan, folder: Path) -> Evidence:
    """Check the records, leave the report and the check in ``folder``, and sum up."""
    with opened.db.reading() as session:
        last = reports.last_session(session)
        if last is None:
            raise LookupError("no session was closed")
        figures = session_figures(session, last)
    (folder / REPORT).write_text(report_text(opened.db, last), encoding="utf-8")
    verdict = verify_workstation(opened, full=True)
    (folder / CHECK).write_text(_told(verdict), encoding="utf-8")
    paid = [ticket for ticket in plan.tickets if isinstance(ticket.outcome, Paid)]
    as_planned = (figures.tickets, figures.sales_total) == (len(paid), sum(ticket.total for ticket in paid))
    return Evidence(verdict.is_sound and as_planned, (*_day(figures, as_planned=as_planned), _told(verdict).strip()))


def _day(figures: SessionFigures, *, as_planned: bool) -> tuple[str, ...]:
    told = tr(
        "{tickets} tickets, {sales:euros} de ventes, {gifts:euros} de dons, {weight:kilos1} sortis.",
        tickets=figures.tickets,
        sales=figures.sales_total,
        gifts=figures.donations,
        weight=figures.weight_out,
    )
    return (told,) if as_planned else (told, tr("Ce n’est pas ce que la journée prévoyait : un geste s’est perdu."))


def _told(verdict: Verdict) -> str:
    report = verdict.report
    checked = tr(
        "Journal vérifié : {entries:number} entrées, {signatures:number} signatures, {rows:number} lignes comparées.",
        entries=report.entries,
        signatures=report.signatures,
        rows=report.rows,
    )
    found = [f"{one.where} : {sentence(one.code)} {one.detail}".rstrip() for one in report.findings]
    state = trn("{n} anomalie.", "{n} anomalies.", report.total) if report.total else tr("Tout est intact.")
    return "\n".join([checked, state, *found]) + "\n"
