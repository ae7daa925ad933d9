"""What the tests of reception do over and over: open a post, begin a ticket, weigh."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop.data.queries.catalogue import reception_catalogue
from recyclique_desktop.data.queries.reception import TicketView, ticket_view
from recyclique_desktop.domain.enums import Destination, Permission, WeightSource
from recyclique_desktop.domain.reception import Weighed
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.reception import (
    AddLine,
    CloseTicket,
    LineAdded,
    OpenPost,
    OpenTicket,
    PostOpened,
    TicketClosed,
    TicketOpened,
    add_line,
    close_ticket,
    open_post,
    open_ticket,
)
from tests.services.selling import read, write

if TYPE_CHECKING:
    from tests.conftest import Shop


@dataclass(frozen=True)
class Post:
    """An open post of the tests' shop, and the short way to its services."""

    shop: Shop
    poste_id: UUID
    actor: Actor

    def begin(self, origin_channel: str = "", insee: str = "", notes: str = "") -> TicketOpened:
        """Begin a ticket."""
        command = OpenTicket(self.shop.station.ids.new(), self.poste_id, origin_channel, insee, notes)
        opened: TicketOpened = write(self.shop, open_ticket, command, self.actor)
        return opened

    def weigh(
        self, ticket: TicketOpened, kilos: str = "1.000", destination: Destination = Destination.MAGASIN,
        *, is_exit: bool = False, name: str = "Casserole",
    ) -> LineAdded:  # fmt: skip
        """Weigh one thing without a container."""
        command = line(self.shop, ticket.ticket_id, grams(kilos), destination, is_exit=is_exit, name=name)
        added: LineAdded = write(self.shop, add_line, command, self.actor)
        return added

    def finish(self, ticket: TicketOpened) -> TicketClosed:
        """Close a ticket."""
        closed: TicketClosed = write(self.shop, close_ticket, CloseTicket(ticket.ticket_id), self.actor)
        return closed

    def seen(self, ticket: TicketOpened) -> TicketView:
        """Return a ticket as screens see it."""
        view: TicketView = read(self.shop, ticket_view, ticket.ticket_id)
        return view


def weigher(shop: Shop) -> Actor:
    """Return the volunteer as a member of the reception team alone."""
    return replace(shop.volunteer, permissions=frozenset({Permission.RECEPTION}))


def open_reception(shop: Shop, actor: Actor | None = None) -> Post:
    """Open a post."""
    somebody = actor or weigher(shop)
    opened: PostOpened = write(shop, open_post, OpenPost(shop.station.ids.new()), somebody)
    return Post(shop, opened.poste_id, somebody)


def line(
    shop: Shop, ticket_id: UUID, net: int, destination: Destination = Destination.MAGASIN, *, is_exit: bool = False,
    name: str = "Casserole",
) -> AddLine:  # fmt: skip
    """Return the command of one weighing without a container."""
    weighed = Weighed(Grams(net), Grams(0), WeightSource.SCALE)
    return AddLine(shop.station.ids.new(), ticket_id, category(shop, name), weighed, destination, is_exit)


def category(shop: Shop, name: str) -> UUID:
    """Return the category of that name."""
    roots = read(shop, reception_catalogue)
    found: UUID = next(tile.id for root in roots for tile in (root, *root.children) if tile.label == name)
    return found


def grams(kilos: str) -> int:
    """Return ``"3.250"`` in grams."""
    whole, _, rest = kilos.partition(".")
    return int(whole) * 1000 + int(rest.ljust(3, "0"))
