"""Where categories stand: below which parent, and in which order at the till and at reception."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from recyclique_desktop.data.capture import record
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services.catalogue_edit import Shelf
from recyclique_desktop.services.shared import change

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station


class Order(StrEnum):
    """The two orders a category has; the value is its column."""

    TILL = "display_order"
    RECEPTION = "display_order_entry"


@dataclass(frozen=True, slots=True)
class MoveCategory:
    """Put a category, with all that is below it, below another parent."""

    category_id: UUID
    parent_id: UUID | None
    clears_parent_prices: bool = False


@dataclass(frozen=True, slots=True)
class OrderCategories:
    """All categories directly below a parent, in the order wished."""

    parent_id: UUID | None
    category_ids: tuple[UUID, ...]
    order: Order = Order.TILL


def move_category(session: Session, command: MoveCategory, actor: Actor, station: Station) -> None:
    """Put a category below another parent, last of its own.

    Raises:
        UserError: ``permission.denied``, ``category.circle``, ``category.too_deep`` (what is below it counts too),
            ``category.name_taken``, ``category.parent_archived``, ``category.parent_priced``.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    shelf = Shelf(session)
    category = shelf.find(command.category_id)
    if category.parent_id == command.parent_id:
        return
    parent = shelf.parent(command.parent_id)
    shelf.tree.require_no_circle(category.id, command.parent_id)
    shelf.tree.require_room(command.parent_id, shelf.tree.height(category.id))
    shelf.tree.require_free_name(command.parent_id, category.name, besides=category.id)
    shelf.take_prices_off(session, parent, station, agreed=command.clears_parent_prices)
    place = shelf.last_place(command.parent_id)
    change(session, category, station, parent_id=command.parent_id, display_order=place, display_order_entry=place)
    record(session, acts.CATEGORY_MOVED, actor, station)


def order_categories(session: Session, command: OrderCategories, actor: Actor, station: Station) -> None:
    """Number the categories below a parent from 1 on; only those whose number changes are written.

    Raises:
        UserError: ``permission.denied``; ``category.order_stale`` when the list is not the one that is there.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    shelf = Shelf(session)
    there = [node.id for node in shelf.tree.children(command.parent_id)]
    if sorted(command.category_ids) != sorted(there):
        raise UserError("category.order_stale")
    changed = [
        change(session, shelf.find(category_id), station, **{command.order.value: place})
        for place, category_id in enumerate(command.category_ids, start=1)
    ]
    if any(changed):
        record(session, acts.CATEGORIES_ORDERED, actor, station, doc={"order": command.order.value})
