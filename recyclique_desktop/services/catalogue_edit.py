"""One category at a time: added, renamed, repriced, shown, hidden, archived, restored (``reception-admin.md`` §2).

Categories are archived, never deleted: what was sold under one counts for ever. ``catalogue_place`` moves and orders.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Category, PresetButton
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.category_tree import (
    HIDDEN_ROOT,
    MAX_OFFICIAL_NAME,
    Node,
    Tree,
    clean_name,
    require_not_reserved,
)
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.prices import check_list_prices
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services.shared import change

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class AddCategory:
    """A new category, last of its parent's.

    Attributes:
        price: Least or advised price of one unit; 0 means none.
        clears_parent_prices: The person agreed that the parent, no longer a leaf, loses its prices.
    """

    category_id: UUID
    name: str
    parent_id: UUID | None = None
    price: Cents | None = None
    max_price: Cents | None = None
    official_name: str = ""
    clears_parent_prices: bool = False


@dataclass(frozen=True, slots=True)
class EditCategory:
    """What a category's form says, whole."""

    category_id: UUID
    name: str
    price: Cents | None
    max_price: Cents | None
    official_name: str = ""


@dataclass(frozen=True, slots=True)
class ShowCategory:
    """Whether reception proposes it; the till shows every category that is not archived."""

    category_id: UUID
    visible: bool


@dataclass(frozen=True, slots=True)
class ArchiveCategory:
    category_id: UUID


@dataclass(frozen=True, slots=True)
class RestoreCategory:
    category_id: UUID
    clears_parent_prices: bool = False


def add_category(session: Session, command: AddCategory, actor: Actor, station: Station) -> UUID:
    """Add a category; the same id again is the same category.

    Raises:
        UserError: ``permission.denied``, ``category.*``; ``category.parent_priced`` asks for an agreement.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    if session.get(Category, command.category_id) is not None:
        return command.category_id
    shelf = Shelf(session)
    name = clean_name(command.name)
    require_not_reserved(name)
    parent = shelf.parent(command.parent_id)
    shelf.tree.require_room(command.parent_id)
    shelf.tree.require_free_name(command.parent_id, name)
    made = _new(command, name, shelf, station)
    shelf.take_prices_off(session, parent, station, agreed=command.clears_parent_prices)
    record(session, acts.CATEGORY_CREATED, actor, station)
    session.add(made)
    return made.id


def edit_category(session: Session, command: EditCategory, actor: Actor, station: Station) -> None:
    """Rename and reprice a category; a form that says what is there already writes nothing.

    Raises:
        UserError: ``permission.denied``, ``category.*``.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    shelf = Shelf(session)
    category = shelf.find(command.category_id)
    name = clean_name(command.name)
    require_not_reserved(name)
    shelf.tree.require_free_name(category.parent_id, name, besides=category.id)
    wanted = {"name": name, "official_name": _official(command.official_name), **_prices(command, name)}
    if any(wanted[key] for key in ("price", "max_price")) and shelf.tree.children(category.id):
        raise UserError("category.price_on_parent", name=name)
    if change(session, category, station, **wanted):
        record(session, acts.CATEGORY_CHANGED, actor, station)


def show_category(session: Session, command: ShowCategory, actor: Actor, station: Station) -> None:
    """Show a category at reception, or hide it there.

    Raises:
        UserError: ``permission.denied``, ``category.not_found``, ``category.last_visible``.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    shelf = Shelf(session)
    category = shelf.find(command.category_id)
    if not command.visible and not shelf.is_another_visible(category):
        raise UserError("category.last_visible", name=category.name)
    if change(session, category, station, is_visible=command.visible):
        record(session, acts.CATEGORY_CHANGED, actor, station)


def archive_category(session: Session, command: ArchiveCategory, actor: Actor, station: Station) -> None:
    """Take a category out of the lists; reports and history keep it.

    Raises:
        UserError: ``permission.denied``, ``category.not_found``, ``category.has_children``,
            ``category.has_presets``, ``category.last_visible``.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    shelf = Shelf(session)
    category = shelf.find(command.category_id)
    if is_archived(category):
        return
    below = len(shelf.tree.children(category.id))
    if below:
        raise UserError("category.has_children", name=category.name, count=below)
    buttons = _active_presets(session, category.id)
    if buttons:
        raise UserError("category.has_presets", name=category.name, count=buttons)
    if category.is_visible and not shelf.is_another_visible(category):
        raise UserError("category.last_visible", name=category.name)
    change(session, category, station, deleted_at=station.clock.now())
    record(session, acts.CATEGORY_ARCHIVED, actor, station)


def restore_category(session: Session, command: RestoreCategory, actor: Actor, station: Station) -> None:
    """Bring an archived category back to its place.

    Raises:
        UserError: ``permission.denied``, ``category.not_found``, ``category.parent_archived``,
            ``category.parent_priced``, ``category.name_taken``.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    shelf = Shelf(session)
    category = shelf.find(command.category_id)
    if not is_archived(category):
        return
    parent = shelf.parent(category.parent_id)
    shelf.tree.require_free_name(category.parent_id, category.name, besides=category.id)
    shelf.take_prices_off(session, parent, station, agreed=command.clears_parent_prices)
    change(session, category, station, deleted_at=None, is_active=True)
    record(session, acts.CATEGORY_RESTORED, actor, station)


class Shelf:
    """Every category as one act finds it, the hidden root left out."""

    def __init__(self, session: Session) -> None:
        rows = session.scalars(select(Category))
        self._rows = {row.id: row for row in rows if not is_hidden_root(row)}
        self.tree = Tree(Node(row.id, row.parent_id, row.name, is_archived(row)) for row in self._rows.values())

    def find(self, category_id: UUID) -> Category:
        """Return a category.

        Raises:
            UserError: ``category.not_found``.
        """
        found = self._rows.get(category_id)
        if found is None:
            raise UserError("category.not_found")
        return found

    def parent(self, parent_id: UUID | None) -> Category | None:
        """Return the category that another one is put below; none for a root.

        Raises:
            UserError: ``category.not_found``, ``category.parent_archived``.
        """
        if parent_id is None:
            return None
        parent = self.find(parent_id)
        if is_archived(parent):
            raise UserError("category.parent_archived", name=parent.name)
        return parent

    def last_place(self, parent_id: UUID | None) -> int:
        """Return the place after the last one below a parent, the same at the till and at reception."""
        siblings = [self._rows[node.id] for node in self.tree.children(parent_id)]
        return 1 + max((max(row.display_order, row.display_order_entry) for row in siblings), default=0)

    def is_another_visible(self, category: Category) -> bool:
        """Tell whether reception would still have a category without this one."""
        others = (row for row in self._rows.values() if row.id != category.id)
        return any(row.is_visible and not is_archived(row) for row in others)

    @staticmethod
    def take_prices_off(session: Session, parent: Category | None, station: Station, *, agreed: bool) -> None:
        """Clear the prices of a parent that stops being a leaf, if the person agreed (``cash.md`` CAT-3).

        Raises:
            UserError: ``category.parent_priced``: ask her, then send the command again.
        """
        if parent is None or not (parent.price or parent.max_price):
            return
        if not agreed:
            raise UserError("category.parent_priced", name=parent.name, amount=parent.price or parent.max_price)
        change(session, parent, station, price=None, max_price=None)


def is_archived(category: Category) -> bool:
    """Tell whether a category is out of the lists: archived, or switched off by 1.4.4."""
    return category.deleted_at is not None or not category.is_active


def is_hidden_root(category: Category) -> bool:
    """Tell whether a category is the root that buttons for any category point at."""
    return category.parent_id is None and category.name == HIDDEN_ROOT


def _new(command: AddCategory, name: str, shelf: Shelf, station: Station) -> Category:
    now = station.clock.now()
    place = shelf.last_place(command.parent_id)
    return Category(
        id=command.category_id,
        name=name,
        official_name=_official(command.official_name),
        parent_id=command.parent_id,
        is_active=True,
        is_visible=True,
        display_order=place,
        display_order_entry=place,
        created_at=now,
        updated_at=now,
        **_prices(command, name),
    )


def _prices(command: AddCategory | EditCategory, name: str) -> dict[str, Any]:
    """Return the prices to keep: 0 is none."""
    try:
        check_list_prices(command.price, command.max_price)
    except UserError as error:
        raise UserError(error.code, **error.params, name=name) from error
    return {"price": command.price or None, "max_price": command.max_price or None}


def _official(text: str) -> str | None:
    name = nfc(" ".join(text.split()))
    if len(name) > MAX_OFFICIAL_NAME:
        raise UserError("category.name_length", name=name[:MAX_OFFICIAL_NAME], most=MAX_OFFICIAL_NAME)
    return name or None


def _active_presets(session: Session, category_id: UUID) -> int:
    query = select(func.count()).where(PresetButton.category_id == category_id, PresetButton.is_active)
    return session.scalar(query) or 0
