"""The tree of categories: a shop cannot lose a branch in a circle, nor find two shelves of one name."""

from __future__ import annotations

from uuid import UUID

import pytest

from recyclique_desktop.domain.category_tree import Node, Tree, clean_name, require_not_reserved
from recyclique_desktop.domain.errors import UserError

IDS = [UUID(int=n) for n in range(1, 8)]
A, B, C, D, E, F, G = IDS
LINE = [Node(one, IDS[at - 1] if at else None, f"N{at}") for at, one in enumerate(IDS[:5])]


def test_levels_count_from_the_root_and_heights_down_to_the_last_leaf() -> None:
    tree = Tree(LINE)
    assert [tree.level(one) for one in (None, A, E)] == [0, 1, 5]
    assert [tree.height(one) for one in (A, D, E)] == [5, 2, 1]


def test_a_sixth_level_is_refused_whether_new_or_moved_with_its_branch() -> None:
    tree = Tree([*LINE, Node(F, None, "F"), Node(G, F, "G")])
    tree.require_room(D)
    tree.require_room(C, tree.height(F))
    for parent, height in ((E, 1), (D, tree.height(F))):
        with pytest.raises(UserError, match=r"category\.too_deep"):
            tree.require_room(parent, height)


@pytest.mark.parametrize("parent", [A, B, E])
def test_a_category_never_goes_below_itself_or_its_own(parent: UUID) -> None:
    with pytest.raises(UserError, match=r"category\.circle"):
        Tree(LINE).require_no_circle(A, parent)


def test_a_category_may_go_up_aside_or_to_the_top() -> None:
    tree = Tree([*LINE, Node(F, None, "F")])
    for parent in (None, A, F):
        tree.require_no_circle(C, parent)


def test_a_circle_left_by_the_old_program_does_not_hang_the_screen() -> None:
    tree = Tree([Node(A, B, "A"), Node(B, A, "B")])
    assert tree.level(A) == 2
    assert tree.height(A) == 2


@pytest.mark.parametrize(("archived", "code"), [(False, "category.name_taken"), (True, "category.name_archived")])
def test_a_name_stands_once_below_a_parent_accents_and_case_aside(archived: bool, code: str) -> None:
    tree = Tree([Node(A, None, "Électro", archived)])
    with pytest.raises(UserError, match=code):
        tree.require_free_name(None, "electro")
    tree.require_free_name(None, "electro", besides=A)
    tree.require_free_name(A, "Électro")


def test_what_is_archived_is_no_child() -> None:
    tree = Tree([Node(A, None, "A"), Node(B, A, "B", is_archived=True), Node(C, A, "C")])
    assert [node.id for node in tree.children(A)] == [C]


@pytest.mark.parametrize(("typed", "kept"), [("  Vaisselle \t de   fête ", "Vaisselle de fête"), ("x" * 80, "x" * 80)])
def test_a_name_is_kept_trimmed(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(("typed", "code"), [(" ", "category.name_missing"), ("x" * 81, "category.name_length")])
def test_a_name_has_one_to_eighty_characters(typed: str, code: str) -> None:
    with pytest.raises(UserError, match=code):
        clean_name(typed)


def test_the_hidden_root_keeps_its_name_for_itself() -> None:
    require_not_reserved("Toutes")
    with pytest.raises(UserError, match=r"category\.reserved_name"):
        require_not_reserved("TOUTES  categories")
