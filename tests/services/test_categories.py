"""The price list: brought in to the cent, twice without a change, and never emptied by a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Category
from recyclique_desktop.data.queries.catalogue import Tile, catalogue
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.category_tree import HIDDEN_ROOT
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.categories import (
    CategoryRow,
    ImportCategories,
    ImportReport,
    import_categories,
    preview_import,
)
from tests.known import ROWS
from tests.services.selling import count, entries, read, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Shop


def row(root: str, name: str | None = None, price: int | None = None, most: int | None = None) -> CategoryRow:
    return CategoryRow(root, name, None if price is None else Cents(price), None if most is None else Cents(most))


SAME = tuple(row(*values) for values in ROWS)


def bring(shop: Shop, *rows: CategoryRow) -> ImportReport:
    report: ImportReport = write(shop, import_categories, ImportCategories(rows), shop.admin)
    return report


def found(shop: Shop, root: str, name: str | None = None) -> Category:
    with shop.db.reading() as session:
        top = session.scalars(select(Category).where(Category.name == root, Category.parent_id.is_(None))).one()
        if name is None:
            return top
        return session.scalars(select(Category).where(Category.name == name, Category.parent_id == top.id)).one()


def change(shop: Shop, root: str, name: str | None, how: Callable[[Category], None]) -> None:
    category_id = found(shop, root, name).id
    with shop.db.writing() as session:
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station)
        how(session.get_one(Category, category_id))


def refused(shop: Shop, *rows: CategoryRow) -> UserError:
    before = read(shop, count, "categories")
    with pytest.raises(UserError) as caught:
        bring(shop, *rows)
    assert read(shop, count, "categories") == before
    return caught.value


def test_a_second_import_changes_nothing_and_writes_nothing(shop: Shop) -> None:
    shop.clock.advance(timedelta(days=1))
    before = read(shop, count, "journal")
    assert bring(shop, *SAME) == ImportReport(created=0, updated=0, unchanged=12, roots=5, rows=7)
    assert read(shop, count, "journal") == before


def test_one_import_is_one_entry_that_counts_what_it_did(shop: Shop) -> None:
    (payload,) = entries(shop, "categories.imported")
    assert payload["doc"] == {"created": 12, "updated": 0, "rows": 7}
    assert len(payload["rows"]) == 12
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust).findings == []


def test_a_sub_category_may_be_named_like_its_root(shop: Shop) -> None:
    child = found(shop, "Jouets", "Jouets")
    assert child.parent_id == found(shop, "Jouets").id
    assert (child.price, child.max_price) == (50, 1000)


def test_the_order_of_the_file_is_the_order_of_the_till(shop: Shop) -> None:
    turned = tuple(reversed(SAME))
    bring(shop, *turned)
    roots: tuple[Tile, ...] = read(shop, catalogue)
    assert [root.label for root in roots] == list(dict.fromkeys(one.root for one in turned))
    dishes = next(root for root in roots if root.label.startswith("Vaisselle"))
    assert [child.label for child in dishes.children] == ["Verre", "Casserole"]
    assert found(shop, "Jouets").display_order_entry == found(shop, "Jouets").display_order == 3


def test_a_new_price_is_taken_and_an_empty_cell_clears_none(shop: Shop) -> None:
    report = bring(shop, row("Livres & Médias", "CD", 150))
    cd = found(shop, "Livres & Médias", "CD")
    assert (cd.price, cd.max_price) == (150, 300)
    assert report.updated >= 1
    bring(shop, row("Livres & Médias", "CD"))
    assert found(shop, "Livres & Médias", "CD").price == 150


def test_categories_missing_from_the_file_stay(shop: Shop) -> None:
    bring(shop, row("Jardin", "Outil", 200))
    assert found(shop, "Livres & Médias", "Livre").price == 100
    assert found(shop, "Livres & Médias", "Livre").deleted_at is None


def test_an_archived_category_of_the_same_path_comes_back(shop: Shop) -> None:
    now = shop.clock.now()
    change(shop, "Livres & Médias", "CD", lambda category: setattr(category, "deleted_at", now))
    before = found(shop, "Livres & Médias", "CD").id
    bring(shop, *SAME)
    after = found(shop, "Livres & Médias", "CD")
    assert (after.id, after.deleted_at) == (before, None)


def test_a_name_that_differs_by_case_or_accents_is_the_same_category_set_right(shop: Shop) -> None:
    before = found(shop, "Livres & Médias", "Livre").id
    bring(shop, row("LIVRES & MEDIAS", "livre", 120))
    assert found(shop, "LIVRES & MEDIAS", "livre").id == before


def test_decomposed_accents_and_stray_spaces_do_not_make_a_twin(shop: Shop) -> None:
    report = bring(shop, row("  Livres  &  Me\u0301dias ", "Livre ", 100))
    assert report.created == 0


def test_a_root_may_be_sold_itself_while_nothing_is_below_it(shop: Shop) -> None:
    bring(shop, row("Cartes", None, 50, 100))
    assert (found(shop, "Cartes").price, found(shop, "Cartes").max_price) == (50, 100)


def test_a_root_that_gets_children_loses_its_price_in_the_same_entry(shop: Shop) -> None:
    bring(shop, row("Cartes", None, 50))
    report = bring(shop, row("Cartes", "Postales", 20))
    assert found(shop, "Cartes").price is None
    assert (report.created, report.updated) == (1, 1)


def test_a_price_on_a_root_with_children_is_refused(shop: Shop) -> None:
    error = refused(shop, row("Livres & Médias", None, 50))
    assert (error.code, error.params) == ("category.price_on_parent", {"name": "Livres & Médias"})


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row("Livres & Médias", "CD", 400), "category.max_below_min"),
        (row("Livres & Médias", "Neuf", 400, 300), "category.max_below_min"),
        (row("Livres & Médias", "Neuf", -1), "category.price_out_of_range"),
        (row(" ", "Neuf", 1), "category.name_missing"),
        (row("Livres & Médias", "x" * 81, 1), "category.name_length"),
        (row(HIDDEN_ROOT, "Neuf", 1), "category.reserved_name"),
        (row(HIDDEN_ROOT.upper()), "category.reserved_name"),
    ],
)
def test_one_bad_row_brings_nothing_in(shop: Shop, bad: CategoryRow, code: str) -> None:
    assert refused(shop, row("Jardin", "Outil", 200), bad).code == code


def test_nothing_to_import_is_said(shop: Shop) -> None:
    assert refused(shop).code == "import.empty"


def test_more_than_one_entry_can_hold_is_refused_whole(shop: Shop) -> None:
    rows = tuple(row("Grand", f"Chose {n}", 100) for n in range(500))
    error = refused(shop, *rows)
    assert (error.code, error.params) == ("import.too_many", {"rows": 501, "most": 500})
    assert bring(shop, *rows[:499]).created == 500


def test_a_volunteer_does_not_change_the_price_list(shop: Shop) -> None:
    for act in (import_categories, preview_import):
        with pytest.raises(UserError) as caught:
            write(shop, act, ImportCategories(SAME))
        assert caught.value.code == "permission.denied"


def test_a_preview_says_the_same_and_writes_nothing(shop: Shop) -> None:
    rows = (*SAME, row("Jardin", "Outil", 200), replace(SAME[0], price=Cents(350)))
    before = read(shop, count, "journal")
    with shop.db.reading() as session:
        seen = preview_import(session, ImportCategories(rows), shop.admin, shop.station)
    assert read(shop, count, "journal") == before
    assert found(shop, SAME[0].root, SAME[0].name).price == 300
    assert bring(shop, *rows) == seen
    assert (seen.created, seen.updated) == (2, 1)
