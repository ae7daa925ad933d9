"""« Qui êtes-vous ? »: touch a name, type a code. Five wrong codes lock one person; her password or a manager opens."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from recyclique_desktop.data.queries import people as known_people
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.flows import sign_in
from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.context import Person
from recyclique_desktop.ui.keys import letter_of
from recyclique_desktop.ui.login.password_panel import PasswordPanel
from recyclique_desktop.ui.login.people_grid import PeopleGrid
from recyclique_desktop.ui.login.pin_panel import PinPanel
from recyclique_desktop.ui.login.sign_in_words import REASONS, waiting_behind, words
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.places import BEHIND, OUT_OF_TRAINING
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.geometry import RIGHT_HOME, Layout
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.single import Front, Turned
from recyclique_desktop.ui.widgets.zones import ThreeZones
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.people import PersonTile
    from recyclique_desktop.data.queries.places import Workplace
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.flows.sign_in import SignedInPerson
    from recyclique_desktop.ui.context import AppContext

_MARGIN = 40
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -3, Qt.Key.Key_Down: 3}
_SHOWN: Final = frozenset({"users", "sites", "workstations"})
_Found: TypeAlias = "tuple[tuple[PersonTile, ...], Workplace]"


class SignInPage(Page):
    """People at the left, the code of the chosen one at the right.

    Args:
        context: Of the open workstation.
        demo_hint: The invented people's codes, in a demonstration only.
    """

    name = "sign_in"

    def __init__(self, context: AppContext, demo_hint: str = "") -> None:
        super().__init__(context)
        self._people: dict[UUID, PersonTile] = {}
        self._recent: list[UUID] = []
        self._chosen: UUID | None = None
        self._locked: UUID | None = None
        self._unlocking: UUID | None = None
        self._arrival: dict[str, object] = {}
        self._behind: UUID | None = None
        self._why = ""
        self._who: UUID | None = None
        self._title = Text(tr("Qui êtes-vous ?"), "h1")
        self._advice = FlexText("", "body", "text2")
        self._grid = PeopleGrid("people")
        self._band = MessageBand("sign_in_band", height=104)
        self._place = Text("", "small", "text2")
        self._demo_hint = demo_hint
        self._is_narrow = False
        self._pin = PinPanel()
        self.remembers = (self._pin.remember,)
        self._password = PasswordPanel()
        self._panels = Turned()
        self._zones = self._build()
        self._connect()

    def _build(self) -> ThreeZones:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(_MARGIN, 34, 32, Space.PAGE)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addSpacing(8)
        column.addWidget(self._advice)
        column.addSpacing(18)
        column.addWidget(self._grid, 1)
        column.addSpacing(Space.TINY)
        column.addLayout(self._foot())
        for panel in (self._pin, self._password):
            self._panels.addWidget(panel)
        zones = ThreeZones(None, left, self._panels, right_widths=RIGHT_HOME)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(zones)
        return zones

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(Space.PAGE)
        foot.addWidget(self._band, 1)
        self._place.setContentsMargins(0, 0, 0, 26)
        foot.addWidget(self._place, alignment=Qt.AlignmentFlag.AlignBottom)
        return foot

    def _connect(self) -> None:
        self._grid.picked.connect(self._on_picked)
        self._grid.other.connect(self._on_other)
        self._pin.entered.connect(self._on_pin)
        self._password.entered.connect(self._on_password)
        self._password.by_code.connect(self._on_by_code)
        self._band.acted.connect(self._on_manager)
        self._zones.layout_changed.connect(self._on_layout)
        self._zones.name_zones(right=tr("Code"))
        self._grid.picked.connect(lambda _who: self._zones.bring(Front.RIGHT))

    def header(self) -> HeaderText:
        return HeaderText("RecyClique", back=tr("Quitter l’entraînement") if self.context.is_training else "")

    def enter(self, **arrival: object) -> None:
        """Read who may sign in. What ``arrival`` holds reaches the home page afterwards.

        Over a screen that waits, it says so: ``behind`` is the sign-in there, ``user_id`` whose, ``why`` what happened.
        """
        self._arrival = arrival
        self._behind, self._why, self._who = waiting_behind(arrival)
        self._pin.enters_alone = self._why == "swap"
        self._unlocking = None
        self._pin.clear()
        self._say_idle()
        self._read(self._on_read)

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & _SHOWN and self._is_waiting:
            self._read(self._on_read_again)

    @property
    def _is_waiting(self) -> bool:
        """Whether nobody has begun to enter."""
        return self._panels.currentWidget() is self._pin and self._pin.is_blank

    def _read(self, on_read: Callable[[_Found], None]) -> None:
        station = self.context.station
        self.context.tasks.read(
            lambda session: (known_people.sign_in_tiles(session, station.site_id), workplace(session, station)),
            on_read,
            self._on_refused,
        )

    def leave(self) -> None:
        self._pin.clear()
        self._password.clear()

    def on_back(self) -> None:
        if self.context.is_training and self._is_waiting:
            self.context.go(OUT_OF_TRAINING)
            return
        self._pin.clear()
        self._say_idle()
        if self._chosen is not None:
            self._on_picked(self._chosen)

    @property
    def holds_keys(self) -> bool:
        return self._pin.enters_alone  # the fourth digit of a barcode would be a wrong code

    def handle_key(self, event: QKeyEvent) -> bool:
        panel = self._panels.currentWidget()
        taken = panel.take_key(event) if isinstance(panel, (PinPanel, PasswordPanel)) else False
        self._zones.bring(Front.RIGHT if taken else self._zones.front)
        if taken or isinstance(QApplication.focusWidget(), QLineEdit):
            return taken
        found = self._person_of_key(event)
        if found is not None:
            self._on_picked(found)
        elif event.key() == Qt.Key.Key_Space:
            self._grid.turn_page()
        return found is not None

    def _person_of_key(self, event: QKeyEvent) -> UUID | None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            return self._grid.neighbour(step if abs(step) == 1 else self._grid.columns * (1 if step > 0 else -1))
        letter = letter_of(event)
        return self._grid.starting_with(letter) if letter else None

    def _say_idle(self) -> None:
        title, advice = words(self._why)
        self._title.setText(title)
        self._advice.setText(advice)
        told = REASONS.get(self._why)
        if told is not None:
            self._say(Message(MessageKind.LOOK, tr(told[0]), tr(told[1])))
        elif self._demo_hint:
            self._say(Message(MessageKind.NOTE, self._demo_hint, icon="info"))
        else:
            self._band.clear()
            self._place.setVisible(not self._is_narrow)

    def _say(self, message: Message) -> None:
        """Say something over the whole foot: the name of the place steps aside."""
        self._place.hide()
        self._band.say(message)

    def _on_layout(self, layout: Layout) -> None:
        self._is_narrow = layout.narrow
        self._pin.follow(layout)
        self._password.follow(layout)
        self._place.setVisible(not layout.narrow and self._band.message is None)

    def _on_read_again(self, found: _Found) -> None:
        """People came or left meanwhile; who is chosen stays so, if she is still there."""
        if not self._is_waiting:
            return
        chosen = self._chosen
        self._show_found(found)
        if chosen is not None and chosen in self._people:
            self._on_picked(chosen)
        else:
            self._on_read(found)

    def _on_read(self, found: _Found) -> None:
        self._show_found(found)
        first = self._most_likely()
        if first is not None:
            self._on_picked(first)

    def _show_found(self, found: _Found) -> None:
        tiles, place = found
        self._people = {tile.user_id: tile for tile in tiles}
        self._grid.set_people(tiles)
        shown = tr("{site} · poste {name}", site=place.site_name, name=place.workstation_name)
        self._place.setText(shown)

    def _most_likely(self) -> UUID | None:
        """Return who takes over most often: the last other person who signed in here, else the first of the list.

        Where the screen locked itself, who was at work comes back.
        """
        if self._why in {"locked", "expired"} and self._who in self._people:
            return self._who
        others = [user_id for user_id in (*self._recent[1:], *self._people) if user_id in self._people]
        if self._why == "swap":
            others = [user_id for user_id in others if user_id != self._who] or others
        return next(iter(others), None)

    def _on_picked(self, user_id: UUID) -> None:
        person = self._people[user_id]
        self._chosen = user_id
        self._grid.choose(user_id)
        if person.has_pin:
            self._pin.show_person(person.initials, person.name)
            self._show(self._pin)
        else:
            self._ask_password(person)

    def _on_other(self) -> None:
        self._chosen = None
        self._zones.bring(Front.RIGHT)
        self._grid.choose(None)
        self._show(self._password)
        self._password.show_other()

    def _on_by_code(self) -> None:
        if self._chosen is not None:
            self._on_picked(self._chosen)

    def _ask_password(self, person: PersonTile) -> None:
        self._show(self._password)
        self._password.show_person(person.initials, person.name, has_code=person.has_pin)

    def _show(self, panel: QWidget) -> None:
        self._panels.setCurrentWidget(panel)
        if panel is self._pin:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_pin(self, pin: str) -> None:
        if self._chosen is None:
            return
        self._pin.wait()
        context, user_id, behind = self.context, self._chosen, self._waits
        self.context.tasks.aside(
            lambda: sign_in.sign_in_with_pin(
                context.tasks.db, context.throttle, user_id, pin, context.station, behind=behind
            ),
            self._on_signed_in,
            self._on_pin_refused,
        )

    def _on_password(self, name: str, password: str) -> None:
        self._password.wait()
        self.context.tasks.aside(
            partial(_by_password, self.context, self._chosen, name, password, self._waits),
            self._on_signed_in,
            self._on_password_refused,
        )

    def _on_signed_in(self, person: SignedInPerson) -> None:
        if self._unlocking is not None:
            self._unlock(self._unlocking, person)
            return
        user_id = person.actor.user_id
        if user_id is not None:
            self._recent = [user_id, *(other for other in self._recent if other != user_id)]
        self.context.presence.enter(Person(person.actor, person.session_id, person.expires_at, person.mark))
        self.context.go(BEHIND if self._behind is not None else "home", **self._arrival)

    @property
    def _waits(self) -> UUID | None:
        """The sign-in behind that goes on or ends with the next one; a manager who only opens a lock touches none."""
        return self._behind if self._unlocking is None else None

    def _on_pin_refused(self, error: UserError) -> None:
        if error.code == "signin.pin_wrong":
            self._pin.clear(refusal=sentence(error))
            return
        self._pin.clear()
        self._on_refused(error)
        self._locked = self._chosen
        if self._chosen is not None and error.code in {"signin.locked", "signin.no_pin"}:
            self._ask_password(self._people[self._chosen])

    def _on_password_refused(self, error: UserError) -> None:
        self._password.clear(refusal=sentence(error))

    def _on_refused(self, error: UserError) -> None:
        told = refusal(error)
        button = tr("Débloquer") if error.code == "signin.locked" else ""
        self._say(Message(told.kind, told.title, told.detail, button=button))

    def _on_manager(self) -> None:
        """« Débloquer »: the next code is a manager's, and lets the locked person try again."""
        if self._locked is None:
            return
        self._unlocking = self._locked
        self._band.clear()
        name = self._people[self._locked].name
        self._advice.setText(tr("Pour débloquer {name} : un responsable touche son nom et tape son code.", name=name))

    def _unlock(self, locked: UUID, manager: SignedInPerson) -> None:
        context = self.context
        self._unlocking = None

        def act() -> None:
            try:
                sign_in.unlock(context.tasks.db, context.throttle, locked, manager.actor, context.station)
            finally:
                sign_in.sign_out(context.tasks.db, manager, context.station)

        self.context.tasks.aside(act, partial(self._on_unlocked, locked), self._on_unlock_refused)

    def _on_unlocked(self, locked: UUID, _result: None) -> None:
        self._say_idle()
        self._on_picked(locked)
        said = tr("{name} peut de nouveau essayer son code.", name=self._people[locked].name)
        self._say(Message(MessageKind.GOOD, said))

    def _on_unlock_refused(self, error: UserError) -> None:
        self._say_idle()
        self._pin.clear()
        self._say(refusal(error))


def _by_password(
    context: AppContext, user_id: UUID | None, name: str, password: str, behind: UUID | None
) -> SignedInPerson:
    """Let the chosen person in, or whoever typed a name."""
    db = context.tasks.db
    if user_id is not None:
        with db.reading() as session:
            known = known_people.credentials(session, user_id)
        name = known.username if known is not None else ""
    return sign_in.sign_in_with_password(db, context.throttle, name, password, context.station, behind=behind)
