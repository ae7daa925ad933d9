"""Categories and buttons as who edits them sees them: archived ones too, with what waits for the centre's answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.models import Category, PresetButton
from recyclique_desktop.data.queries.admin_edits import WaitingEdit, waiting_edits
from recyclique_desktop.domain.category_tree import HIDDEN_ROOT

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import ButtonType
    from recyclique_desktop.domain.money import Cents


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category and where it stands.

    Attributes:
        level: 1 for a root.
        children: How many categories that are not archived stand directly below.
        waiting: What was changed here and not yet answered by the centre.
    """

    id: UUID
    parent_id: UUID | None
    level: int
    name: str
    official_name: str
    price: Cents | None
    max_price: Cents | None
    is_visible: bool
    is_archived: bool
    children: int
    waiting: tuple[WaitingEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class PresetLine:
    """A button of the price step.

    Attributes:
        category_id: Nothing for a button that goes with any category.
    """

    id: UUID
    name: str
    button_type: ButtonType
    price: Cents
    category_id: UUID | None
    category_name: str
    is_archived: bool
    waiting: tuple[WaitingEdit, ...] = ()


def category_lines(session: Session, *, by_reception: bool = False) -> tuple[CategoryLine, ...]:
    """Return every category, each followed by what is below it, in the till's order or in reception's."""
    place = Category.display_order_entry if by_reception else Category.display_order
    below: dict[UUID | None, list[Category]] = {}
    for row in session.scalars(select(Category).order_by(place, Category.name)):
        if row.parent_id is not None or row.name != HIDDEN_ROOT:
            below.setdefault(row.parent_id, []).append(row)
    waiting = waiting_edits(session, "categories")
    found: list[CategoryLine] = []
    _walk(below, None, 1, waiting, found)
    return tuple(found)


def preset_lines(session: Session) -> tuple[PresetLine, ...]:
    """Return every button in the till's order, archived ones last."""
    query = (
        select(PresetButton, Category.name, Category.parent_id)
        .join(Category, Category.id == PresetButton.category_id)
        .order_by(PresetButton.is_active.desc(), PresetButton.sort_order, PresetButton.name)
    )
    waiting = waiting_edits(session, "preset_buttons")
    return tuple(
        PresetLine(
            id=row.id,
            name=row.name,
            button_type=row.button_type,
            price=row.preset_price,
            category_id=None if name == HIDDEN_ROOT and parent_id is None else row.category_id,
            category_name="" if name == HIDDEN_ROOT and parent_id is None else name,
            is_archived=not row.is_active,
            waiting=waiting.get(str(row.id), ()),
        )
        for row, name, parent_id in session.execute(query)
    )


def _walk(
    below: dict[UUID | None, list[Category]],
    parent_id: UUID | None,
    level: int,
    waiting: dict[str, tuple[WaitingEdit, ...]],
    found: list[CategoryLine],
) -> None:
    for row in below.get(parent_id, []):
        children = [child for child in below.get(row.id, []) if child.is_active and child.deleted_at is None]
        found.append(
            CategoryLine(
                id=row.id,
                parent_id=parent_id,
                level=level,
                name=row.name,
                official_name=row.official_name or "",
                price=row.price,
                max_price=row.max_price,
                is_visible=row.is_visible,
                is_archived=row.deleted_at is not None or not row.is_active,
                children=len(children),
                waiting=waiting.get(str(row.id), ()),
            )
        )
        _walk(below, row.id, level + 1, waiting, found)
