"""The categories as the till and the reception post show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from recyclique_desktop.data.models import Category, PresetButton
from recyclique_desktop.domain.category_tree import HIDDEN_ROOT
from recyclique_desktop.domain.enums import ButtonType, SaleKind
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
        official_name: What the regulations call it, if they do.
    """

    id: UUID
    label: str
    short_label: str
    price: Cents | None
    max_price: Cents | None
    children: tuple[Tile, ...] = ()
    official_name: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """A button of the price step (``cash.md`` §2.7).

    Attributes:
        price: Above zero the fixed price of one object; zero for a gift and for a material exit.
        category_id: Of the one category it makes whole lines of; nothing when it goes with any.
    """

    code: str
    label: str
    button_type: ButtonType
    price: Cents
    category_id: UUID | None = None

    @property
    def family(self) -> SaleKind:
        """The kind of ticket that its lines belong to."""
        return SaleKind.DISPOSAL if self.button_type is ButtonType.RECYCLING else SaleKind.SALE


class _Row(NamedTuple):
    id: UUID
    parent_id: UUID | None
    name: str
    price: Cents | None
    max_price: Cents | None
    official_name: str | None


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


def presets(session: Session) -> tuple[Preset, ...]:
    """Return the buttons of the till, in their order; those of a category that is no longer sold are left out."""
    query = (
        select(PresetButton, Category)
        .join(Category, Category.id == PresetButton.category_id)
        .where(PresetButton.is_active, PresetButton.code.is_not(None))
        .order_by(PresetButton.sort_order, PresetButton.name)
    )
    found = ((row, category, _is_any(category)) for row, category in session.execute(query))
    return tuple(
        Preset(row.code or "", row.name, row.button_type, row.preset_price, None if is_any else category.id)
        for row, category, is_any in found
        if is_any or (category.is_active and category.deleted_at is None)
    )


def _is_any(category: Category) -> bool:
    return category.name == HIDDEN_ROOT and category.parent_id is None


def path_to(category_id: UUID, tiles: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """Return a category with those above it, the root first; nothing when it is not among them."""
    for tile in tiles:
        if tile.id == category_id:
            return (tile,)
        if below := path_to(category_id, tile.children):
            return (tile, *below)
    return ()


_USED = select(
    Category.id, Category.parent_id, Category.name, Category.price, Category.max_price, Category.official_name
).where(Category.is_active, Category.deleted_at.is_(None))


def _tree(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[Tile, ...]:
    below: dict[UUID | None, list[_Row]] = {}
    for row in session.execute(query):
        below.setdefault(row.parent_id, []).append(_Row(*row))
    return _tiles(below, None)


def _tiles(below: dict[UUID | None, list[_Row]], parent_id: UUID | None) -> tuple[Tile, ...]:
    return tuple(
        Tile(
            row.id,
            row.name,
            short_label(row.name),
            row.price,
            row.max_price,
            _tiles(below, row.id),
            row.official_name or "",
        )
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
