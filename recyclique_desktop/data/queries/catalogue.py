"""The categories as the till and the reception post show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from recyclique_desktop.data.models import Category
from recyclique_desktop.domain.lookup import Known

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.money import Cents

SHORT_LABEL = 24
"""Characters that fit a narrow tile on one line."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A category to choose.

    Attributes:
        label: Its whole name.
        short_label: As much of it as fits a narrow tile, cut between words.
        price: Least or advised price of one unit; none on a category with children.
        children: Categories below, in display order.
    """

    id: UUID
    label: str
    short_label: str
    price: Cents | None
    max_price: Cents | None
    children: tuple[Tile, ...] = ()


class _Row(NamedTuple):
    id: UUID
    parent_id: UUID | None
    name: str
    price: Cents | None
    max_price: Cents | None


def catalogue(session: Session) -> tuple[Tile, ...]:
    """Return the roots that are sold, in display order, each with what is below it (``cash.md`` CAT-1, CAT-2)."""
    return _tree(session, _USED.order_by(Category.display_order, Category.name))


def reception_catalogue(session: Session) -> tuple[Tile, ...]:
    """Return the roots that reception proposes, in its own order; a category whose children are all hidden has none.

    What is hidden is hidden with all that is below it (``reception-admin.md`` §2.4).
    """
    return _tree(session, _USED.where(Category.is_visible).order_by(Category.display_order_entry, Category.name))


def known_categories(session: Session, *, visible_only: bool = False) -> tuple[Known, ...]:
    """Return every category in use, in display order, parents before children, as the lookup wants them.

    Args:
        session: A reading session.
        visible_only: Leave out what reception hides, with all that is below it.
    """
    query = select(Category).where(Category.is_active, Category.deleted_at.is_(None))
    if visible_only:
        query = query.where(Category.is_visible)
    below: dict[UUID | None, list[Category]] = {}
    for one in session.scalars(query.order_by(Category.display_order_entry, Category.name)):
        below.setdefault(one.parent_id, []).append(one)
    return tuple(_known(below, None, ()))


def _known(below: dict[UUID | None, list[Category]], parent_id: UUID | None, above: tuple[str, ...]) -> Iterator[Known]:
    for one in below.get(parent_id, []):
        yield Known(one.id, one.name, above, one.official_name or "")
        yield from _known(below, one.id, (*above, one.name))


_USED = select(Category.id, Category.parent_id, Category.name, Category.price, Category.max_price).where(
    Category.is_active, Category.deleted_at.is_(None)
)


def _tree(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[Tile, ...]:
    below: dict[UUID | None, list[_Row]] = {}
    for row in session.execute(query):
        below.setdefault(row.parent_id, []).append(_Row(*row))
    return _tiles(below, None)


def _tiles(below: dict[UUID | None, list[_Row]], parent_id: UUID | None) -> tuple[Tile, ...]:
    return tuple(
        Tile(row.id, row.name, short_label(row.name), row.price, row.max_price, _tiles(below, row.id))
        for row in below.get(parent_id, [])
    )


def short_label(name: str) -> str:
    """Return as many whole words of ``name`` as fit, without a dangling « & », « / » or « – »."""
    if len(name) <= SHORT_LABEL:
        return name
    kept = ""
    for word in name.split():
        longer = f"{kept} {word}".strip()
        if len(longer) > SHORT_LABEL:
            break
        kept = longer
    return kept.rstrip(" &/–,-") or name[:SHORT_LABEL]
