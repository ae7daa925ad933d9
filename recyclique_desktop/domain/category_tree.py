"""The tree of categories on paper (``reception-admin.md`` §2): five levels, no circle, a name once below a parent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import folded, nfc

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

MAX_DEPTH = 5
MAX_NAME = 80
MAX_OFFICIAL_NAME = 255
HIDDEN_ROOT = "Toutes catégories"
"""The seeded root that buttons for any category point at; neither sold nor edited."""


@dataclass(frozen=True, slots=True)
class Node:
    """A category's place.

    Attributes:
        is_archived: Taken out of the lists; its name stays taken.
    """

    id: UUID
    parent_id: UUID | None
    name: str
    is_archived: bool = False


class Tree:
    """Every category there is, archived ones included."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._nodes = {node.id: node for node in nodes}
        self._below: dict[UUID | None, list[Node]] = {}
        for node in self._nodes.values():
            self._below.setdefault(node.parent_id, []).append(node)

    def children(self, parent_id: UUID | None) -> tuple[Node, ...]:
        """Return the categories directly below that are not archived."""
        return tuple(node for node in self._below.get(parent_id, ()) if not node.is_archived)

    def level(self, node_id: UUID | None) -> int:
        """Return how deep a category lies: 1 for a root, 0 for none."""
        return len(self._line(node_id))

    def height(self, node_id: UUID) -> int:
        """Return how many levels a category and what is below it take, archived ones included; 1 for a leaf."""
        seen, rows, height = {node_id}, [node_id], 0
        while rows:
            height += 1
            rows = [child.id for row in rows for child in self._below.get(row, ()) if child.id not in seen]
            seen.update(rows)
        return height

    def require_room(self, parent_id: UUID | None, height: int = 1) -> None:
        """Refuse to put ``height`` levels below a parent when that makes more than five.

        Raises:
            UserError: ``category.too_deep``.
        """
        if self.level(parent_id) + height > MAX_DEPTH:
            raise UserError("category.too_deep", most=MAX_DEPTH)

    def require_no_circle(self, node_id: UUID, parent_id: UUID | None) -> None:
        """Refuse to put a category below itself, or below one of its own.

        Raises:
            UserError: ``category.circle``.
        """
        if node_id in self._line(parent_id):
            raise UserError("category.circle", name=self._nodes[node_id].name)

    def require_free_name(self, parent_id: UUID | None, name: str, besides: UUID | None = None) -> None:
        """Refuse a name that another category below the same parent has, case and accents aside.

        Raises:
            UserError: ``category.name_taken``, or ``category.name_archived`` when that one is archived.
        """
        for node in self._below.get(parent_id, ()):
            if node.id != besides and folded(node.name) == folded(name):
                raise UserError("category.name_archived" if node.is_archived else "category.name_taken", name=node.name)

    def _line(self, node_id: UUID | None) -> list[UUID]:
        """Return a category and those above it, lowest first; a circle that 1.4.4 allowed ends the walk."""
        line: list[UUID] = []
        while node_id is not None and node_id in self._nodes and node_id not in line:
            line.append(node_id)
            node_id = self._nodes[node_id].parent_id
        return line


def clean_name(text: str) -> str:
    """Return a name as it is kept: trimmed, single spaces, 1 to 80 characters.

    Raises:
        UserError: ``category.name_missing`` or ``category.name_length``.
    """
    name = nfc(" ".join(text.split()))
    if not name:
        raise UserError("category.name_missing")
    if len(name) > MAX_NAME:
        raise UserError("category.name_length", name=name[:MAX_NAME], most=MAX_NAME)
    return name


def require_not_reserved(name: str) -> None:
    """Refuse the name of the hidden root.

    Raises:
        UserError: ``category.reserved_name``.
    """
    if folded(name) == folded(HIDDEN_ROOT):
        raise UserError("category.reserved_name", name=name)
