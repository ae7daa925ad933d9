"""The price list: brought in from a file, never emptied by one (``reception-admin.md`` §2.8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models.catalogue import Category
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.category_tree import clean_name, require_not_reserved
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.journal import MAX_ROWS
from recyclique_desktop.domain.prices import check_list_prices
from recyclique_desktop.domain.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One row of a price list: a root, or a category directly below one.

    Attributes:
        name: The category below ``root``, or none when the row speaks of the root itself.
        price: Least or advised price of one unit; none leaves what is there.
        max_price: Most; none leaves what is there.
    """

    root: str
    name: str | None = None
    price: Cents | None = None
    max_price: Cents | None = None


@dataclass(frozen=True, slots=True)
class ImportCategories:
    rows: tuple[CategoryRow, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do: ``created + updated + unchanged`` categories, roots among them.

    Attributes:
        roots: Different roots in the file.
        rows: Rows in the file.
    """

    created: int
    updated: int
    unchanged: int
    roots: int
    rows: int


def import_categories(session: Session, command: ImportCategories, actor: Actor, station: Station) -> ImportReport:
    """Bring a price list in: create, update and take out of the archive, never remove. A second run writes nothing.

    Raises:
        UserError: ``permission.denied``, ``import.empty``, ``import.too_many``, ``category.*``.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    work = _planned(session, command, station)
    report = work.report(command)
    changed = report.created + report.updated
    if changed > MAX_ROWS:
        raise UserError("import.too_many", rows=changed, most=MAX_ROWS)
    if changed:
        details = {"created": report.created, "updated": report.updated, "rows": report.rows}
        record(session, acts.CATEGORIES_IMPORTED, actor, station, doc=details)
        session.add_all(work.of(_Fate.CREATED))
    return report


def preview_import(session: Session, command: ImportCategories, actor: Actor, station: Station) -> ImportReport:
    """Say what ``import_categories`` would do. Give it a reading session: nothing is written.

    Raises:
        UserError: As ``import_categories``.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    return _planned(session, command, station).report(command)


def _planned(session: Session, command: ImportCategories, station: Station) -> _Import:
    if not command.rows:
        raise UserError("import.empty")
    work = _Import(_Tree(session.scalars(select(Category))), station)
    for row in command.rows:
        work.take(row)
    return work


class _Tree:
    """The categories there are, found by parent and name: as written first, then without case and accents."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._exact: dict[tuple[UUID | None, str], Category] = {}
        self._folded: dict[tuple[UUID | None, str], Category] = {}
        self._parents: set[UUID] = set()
        for category in categories:
            self.add(category)

    def add(self, category: Category) -> None:
        self._exact[category.parent_id, category.name] = category
        self._folded.setdefault((category.parent_id, folded(category.name)), category)
        if category.parent_id is not None:
            self._parents.add(category.parent_id)

    def find(self, parent: Category | None, name: str) -> Category | None:
        parent_id = parent.id if parent else None
        return self._exact.get((parent_id, name)) or self._folded.get((parent_id, folded(name)))

    def has_children(self, category: Category) -> bool:
        return category.id in self._parents


class _Fate(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    KEPT = "kept"


@dataclass(slots=True)
class _Import:
    """One import under way: what becomes of each category the file names."""

    tree: _Tree
    station: Station
    _met: dict[UUID, Category] = field(default_factory=dict)
    _fates: dict[UUID, _Fate] = field(default_factory=dict)
    _places: dict[UUID | None, int] = field(default_factory=dict)

    def take(self, row: CategoryRow) -> None:
        """Bring one row in: its root, then the category below it, if it names one."""
        root_name = clean_name(row.root)
        require_not_reserved(root_name)
        if row.name is None:
            self._root_with_prices(root_name, row)
            return
        root = self._category(None, root_name)
        # A category with others below it carries no price (``cash.md`` CAT-3).
        self._change(root, {"price": None, "max_price": None})
        self._category(root, clean_name(row.name), row)

    def of(self, fate: _Fate) -> list[Category]:
        """Return the categories of that fate, in the order of the file."""
        return [category for category_id, category in self._met.items() if self._fates[category_id] is fate]

    def report(self, command: ImportCategories) -> ImportReport:
        return ImportReport(
            created=len(self.of(_Fate.CREATED)),
            updated=len(self.of(_Fate.UPDATED)),
            unchanged=len(self.of(_Fate.KEPT)),
            roots=len({folded(clean_name(row.root)) for row in command.rows}),
            rows=len(command.rows),
        )

    def _root_with_prices(self, name: str, row: CategoryRow) -> None:
        found = self.tree.find(None, name)
        if found is not None and self.tree.has_children(found) and (row.price or row.max_price):
            raise UserError("category.price_on_parent", name=name)
        self._category(None, name, row)

    def _category(self, parent: Category | None, name: str, row: CategoryRow | None = None) -> Category:
        """Find or make a category; ``row`` carries its prices, and an empty one leaves what is there."""
        found = self.tree.find(parent, name)
        wanted: dict[str, object] = {"name": name, "deleted_at": None, "is_active": True, **_prices(row)}
        if found is None or found.id not in self._met:
            wanted |= self._place(parent)
        if found is None:
            return self._create(parent, wanted)
        self._change(found, wanted)
        return found

    def _create(self, parent: Category | None, wanted: dict[str, object]) -> Category:
        now = self.station.clock.now()
        made = Category(
            id=self.station.ids.new(),
            parent_id=parent.id if parent else None,
            created_at=now,
            updated_at=now,
            **{"price": None, "max_price": None, **wanted},
        )
        _check_prices(made)
        self._met[made.id] = made
        self._fates[made.id] = _Fate.CREATED
        self.tree.add(made)
        return made

    def _change(self, category: Category, wanted: dict[str, object]) -> None:
        self._met.setdefault(category.id, category)
        different = {name: value for name, value in wanted.items() if getattr(category, name) != value}
        for name, value in different.items():
            setattr(category, name, value)
        if different:
            _check_prices(category)
            category.updated_at = self.station.clock.now()
        before = self._fates.get(category.id, _Fate.KEPT)
        self._fates[category.id] = _Fate.UPDATED if different and before is _Fate.KEPT else before

    def _place(self, parent: Category | None) -> dict[str, object]:
        """Return the next place below ``parent``: the order of the file, at the till and at reception."""
        key = parent.id if parent else None
        self._places[key] = self._places.get(key, 0) + 1
        return {"display_order": self._places[key], "display_order_entry": self._places[key]}


def _prices(row: CategoryRow | None) -> dict[str, object]:
    """Return the prices that a row gives; an empty cell never clears one (``reception-admin.md`` 2.8.4)."""
    given = {} if row is None else {"price": row.price, "max_price": row.max_price}
    return {name: value for name, value in given.items() if value is not None}


def _check_prices(category: Category) -> None:
    try:
        check_list_prices(category.price, category.max_price)
    except UserError as error:
        raise UserError(error.code, **error.params, name=category.name) from error
