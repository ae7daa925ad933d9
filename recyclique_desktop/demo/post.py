"""Playing a plan of reception through the services, as the screens would call them, on a clock that moves with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.queries import reception
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.deposit_plan import Gesture, MendLast, ReceptionPlan, Visit, Weighing
from recyclique_desktop.domain.reception import Totals, Weighed
from recyclique_desktop.domain.weight import NO_WEIGHT, Grams
from recyclique_desktop.flows.sign_in import SignedInPerson, sign_in_with_pin, sign_out
from recyclique_desktop.services.reception import (
    AddLine,
    ChangeLine,
    ClosePost,
    CloseTicket,
    OpenPost,
    OpenTicket,
    RemoveLine,
    ResumePost,
    add_line,
    change_line,
    close_post,
    close_ticket,
    open_post,
    open_ticket,
    remove_line,
    resume_post,
)
from recyclique_desktop.system.throttle import ThrottleStore

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from recyclique_desktop.demo.clock import StoryClock
    from recyclique_desktop.flows.workstation import OpenWorkstation

GESTURE = timedelta(seconds=12)
"""How long one gesture takes."""
AFTER_THE_CUT = time(17, 45)


@dataclass(frozen=True, slots=True)
class Written:
    """A line as it stands after a commit; ``net`` is 0 once it is taken off."""

    line_id: UUID
    number: str
    net: Grams


@dataclass(frozen=True, slots=True)
class ReceptionDay:
    """What a post weighed from opening to closing."""

    poste_id: UUID
    day: date
    tickets: int
    totals: Totals


OnLine = Callable[[Written], None]


@dataclass(slots=True)
class Post:
    """One weighing post being worked at.

    Args:
        opened: The workstation, opened with ``clock``.
        clock: Moves with the gestures.
        on_line: Called after the commit of each line that is weighed, mended or taken off.
    """

    opened: OpenWorkstation
    clock: StoryClock
    on_line: OnLine
    _person: SignedInPerson | None = None

    def play(self, plan: ReceptionPlan) -> ReceptionDay:
        """Work through one day, from opening to closing."""
        self.clock.jump(self._moment(plan.day, plan.opens))
        volunteer = plan.shifts[0].volunteer
        self._sign_in(volunteer)
        poste_id = self.act(open_post, OpenPost(self.opened.station.ids.new())).poste_id
        tiles = shop.tiles(self.opened.db)
        for visit in plan.visits:
            self._wait_until(plan.day, visit.at)
            if plan.volunteer_at(visit.at) != volunteer:
                volunteer = plan.volunteer_at(visit.at)
                self._hand_over(volunteer, poste_id)
            Visitor(self, poste_id, {path: tile.id for path, tile in tiles.items()}).serve(visit)
        self._wait_until(plan.day, plan.closes)
        return self._close(poste_id, plan.day)

    def finish_what_was_cut(self) -> tuple[ReceptionDay, ...]:
        """Close the posts that a power cut left open, as a volunteer would the same evening."""
        with self.opened.db.reading() as session:
            left = reception.open_posts(session, self.opened.station)
        return tuple(self._finish(post) for post in reversed(left))

    def act(self, service: Callable[..., Any], command: object) -> Any:
        """Do one thing as the person who is signed in: one transaction."""
        if self._person is None:
            raise RuntimeError("nobody is signed in")
        with self.opened.db.writing() as session:
            return service(session, command, self._person.actor, self.opened.station)

    def _finish(self, post: reception.PostView) -> ReceptionDay:
        day = post.business_date or post.opened_at.astimezone(self.opened.station.zone).date()
        self.clock.jump(self._moment(day, AFTER_THE_CUT))
        self._sign_in(0)
        self.act(resume_post, ResumePost(post.poste_id))
        if post.open_ticket is not None:
            self.act(close_ticket, CloseTicket(post.open_ticket))
        return self._close(post.poste_id, day)

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.opened.station.zone)

    def _wait_until(self, day: date, at: time) -> None:
        self.clock.jump(max(self.clock.now(), self._moment(day, at)))

    def _sign_in(self, volunteer: int) -> None:
        user_id, person = shop.team(self.opened.db)[volunteer]
        vault = ThrottleStore(self.opened.folders.config, self.opened.config.installation_id)
        self._person = sign_in_with_pin(self.opened.db, vault, user_id, person.pin, self.opened.station)

    def _sign_out(self) -> None:
        if self._person is not None:
            sign_out(self.opened.db, self._person, self.opened.station)
        self._person = None

    def _hand_over(self, volunteer: int, poste_id: UUID) -> None:
        self._sign_out()
        self._sign_in(volunteer)
        self.act(resume_post, ResumePost(poste_id))

    def _close(self, poste_id: UUID, day: date) -> ReceptionDay:
        closed = self.act(close_post, ClosePost(poste_id))
        self._sign_out()
        return ReceptionDay(poste_id, day, closed.tickets, closed.totals)


@dataclass(slots=True)
class Visitor:
    """One ticket under way: gestures in, rows out."""

    post: Post
    poste_id: UUID
    categories: dict[tuple[str, ...], UUID]

    def serve(self, visit: Visit) -> None:
        """Go through the gestures of one deposit."""
        ids = self.post.opened.station.ids
        command = OpenTicket(ids.new(), self.poste_id, visit.origin_channel, visit.insee)
        ticket = self.post.act(open_ticket, command)
        lines: list[AddLine] = []
        for gesture in visit.gestures:
            self.post.clock.advance(GESTURE)
            self.post.on_line(self._do(gesture, ticket.ticket_id, ticket.number, lines))
        self.post.clock.advance(GESTURE)
        self.post.act(close_ticket, CloseTicket(ticket.ticket_id))

    def _do(self, gesture: Gesture, ticket_id: UUID, number: str, lines: list[AddLine]) -> Written:
        if isinstance(gesture, Weighing):
            lines.append(self._line(gesture, ticket_id))
            self.post.act(add_line, lines[-1])
            return Written(lines[-1].line_id, number, lines[-1].weighed.net)
        last = lines[-1]
        if isinstance(gesture, MendLast):
            weighed = Weighed(gesture.gross, last.weighed.tare, last.weighed.source)
            mended = ChangeLine(last.line_id, last.category_id, weighed, last.destination, last.is_exit, last.notes)
            self.post.act(change_line, mended)
            return Written(last.line_id, number, weighed.net)
        self.post.act(remove_line, RemoveLine(last.line_id))
        lines.pop()
        return Written(last.line_id, number, NO_WEIGHT)

    def _line(self, weighing: Weighing, ticket_id: UUID) -> AddLine:
        return AddLine(
            line_id=self.post.opened.station.ids.new(),
            ticket_id=ticket_id,
            category_id=self.categories[weighing.path],
            weighed=weighing.weighed,
            destination=weighing.destination,
            is_exit=weighing.is_exit,
            notes=weighing.note,
        )
