"""Categories edited one by one: nothing is lost, no price without a leaf, nothing written for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import Category
from recyclique_desktop.data.queries.catalogue import catalogue
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.enums import ButtonType
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services import catalogue_edit as edit
from recyclique_desktop.services.catalogue_place import MoveCategory, Order, OrderCategories, move_category
from recyclique_desktop.services.catalogue_place import order_categories as order
from recyclique_desktop.services.presets import AddPreset, PresetForm, add_preset
from tests.services.selling import entries, read, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Shop


def named(shop: Shop, name: str, root: str | None = None) -> Category:
    """Return the category of that name; a root unless its root is told."""
    with shop.db.reading() as session:
        query = select(Category).where(Category.name == name)
        if root is None:
            return session.scalars(query.where(Category.parent_id.is_(None))).one()
        top = select(Category.id).where(Category.name == root, Category.parent_id.is_(None)).scalar_subquery()
        return session.scalars(query.where(Category.parent_id == top)).one()


def livre(shop: Shop) -> Category:
    return named(shop, "Livre", "Livres & Médias")


def add(shop: Shop, name: str, parent: UUID | None = None, **more: object) -> UUID:
    command = edit.AddCategory(shop.station.ids.new(), name, parent, **more)  # type: ignore[arg-type]
    made: UUID = write(shop, edit.add_category, command, shop.admin)
    return made


def refused(shop: Shop, act: Callable[..., object], command: object) -> UserError:
    """Return how a command was refused, and that it left no entry."""
    before = heads(shop)
    with pytest.raises(UserError) as caught:
        write(shop, act, command, shop.admin)
    assert heads(shop) == before
    return caught.value


def heads(shop: Shop) -> list[tuple[object, ...]]:
    with shop.db.connection() as connection:
        sql = "SELECT stream_id, max(seq) FROM journal GROUP BY stream_id ORDER BY stream_id"
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def labels(shop: Shop) -> list[str]:
    return [tile.label for tile in read(shop, catalogue)]


def test_a_new_category_is_sold_at_once_last_of_its_shelf(shop: Shop) -> None:
    parent = named(shop, "Livres & Médias").id
    made = add(shop, "  Bande   dessinée ", parent, price=Cents(200), max_price=Cents(500), official_name="BD")
    root = next(tile for tile in read(shop, catalogue) if tile.id == parent)
    last = root.children[-1]
    assert (last.id, last.label, last.price, last.max_price) == (made, "Bande dessinée", 200, 500)
    (entry,) = entries(shop, "category.created")
    assert [(row["table"], row["op"], row["set"]["price"]) for row in entry["rows"]] == [("categories", "I", "2.00")]
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_adding_twice_adds_one(shop: Shop) -> None:
    command = edit.AddCategory(shop.station.ids.new(), "Neuf")
    assert write(shop, edit.add_category, command, shop.admin) == write(shop, edit.add_category, command, shop.admin)
    assert labels(shop).count("Neuf") == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [(" ", "category.name_missing"), ("x" * 81, "category.name_length"), ("jouets", "category.name_taken"),
     ("Toutes Catégories", "category.reserved_name")],
)  # fmt: skip
def test_a_bad_name_changes_nothing(shop: Shop, name: str, code: str) -> None:
    assert refused(shop, edit.add_category, edit.AddCategory(shop.station.ids.new(), name)).code == code
    form = edit.EditCategory(named(shop, "Livres & Médias").id, name, None, None)
    assert refused(shop, edit.edit_category, form).code == code


def test_the_same_name_may_stand_below_two_parents(shop: Shop) -> None:
    made = add(shop, "Livre", named(shop, "Jouets").id)
    assert made != livre(shop).id


@pytest.mark.parametrize(("price", "most"), [(-1, None), (10_000_000, None), (500, 300)])
def test_an_impossible_price_is_refused_with_the_name(shop: Shop, price: int, most: int | None) -> None:
    highest = None if most is None else Cents(most)
    error = refused(shop, edit.edit_category, edit.EditCategory(livre(shop).id, "Livre", Cents(price), highest))
    assert error.code in {"category.price_out_of_range", "category.max_below_min"}
    assert error.params["name"] == "Livre"


def test_a_zero_price_is_no_price(shop: Shop) -> None:
    write(shop, edit.edit_category, edit.EditCategory(livre(shop).id, "Livre", Cents(0), Cents(0)), shop.admin)
    assert (livre(shop).price, livre(shop).max_price) == (None, None)


def test_a_change_keeps_old_and_new_and_leaves_the_version_to_the_centre(shop: Shop) -> None:
    shop.clock.advance(timedelta(hours=1))
    command = edit.EditCategory(livre(shop).id, "Livre de poche", Cents(150), None, "Livres imprimés")
    write(shop, edit.edit_category, command, shop.admin)
    found = named(shop, "Livre de poche", "Livres & Médias")
    assert (found.price, found.official_name, found.row_version) == (150, "Livres imprimés", 1)
    assert found.updated_at == shop.clock.now()
    ((row,),) = [entry["rows"] for entry in entries(shop, "category.changed")]
    assert row["set"]["name"] == ["Livre", "Livre de poche"]
    assert row["set"]["price"] == ["1.00", "1.50"]


def test_a_form_that_says_what_is_there_writes_nothing(shop: Shop) -> None:
    before = heads(shop)
    write(shop, edit.edit_category, edit.EditCategory(livre(shop).id, "Livre", Cents(100), None), shop.admin)
    write(shop, edit.show_category, edit.ShowCategory(livre(shop).id, visible=True), shop.admin)
    assert heads(shop) == before


def test_a_category_with_others_below_takes_no_price(shop: Shop) -> None:
    form = edit.EditCategory(named(shop, "Livres & Médias").id, "Livres & Médias", Cents(100), None)
    assert refused(shop, edit.edit_category, form).code == "category.price_on_parent"


def test_a_priced_leaf_becomes_a_parent_only_once_somebody_agreed_to_lose_its_price(shop: Shop) -> None:
    parent = livre(shop).id
    command = edit.AddCategory(shop.station.ids.new(), "Roman", parent, Cents(300))
    error = refused(shop, edit.add_category, command)
    assert (error.code, error.params["name"], error.params["amount"]) == ("category.parent_priced", "Livre", 100)
    write(shop, edit.add_category, replace(command, clears_parent_prices=True), shop.admin)
    assert livre(shop).price is None
    (entry,) = entries(shop, "category.created")
    assert len(entry["rows"]) == 2, "both in one entry: nobody ever sees half of it"


def test_a_sixth_level_is_refused(shop: Shop) -> None:
    parent: UUID | None = None
    for level in range(5):
        parent = add(shop, f"Niveau {level}", parent)
    command = edit.AddCategory(shop.station.ids.new(), "Trop", parent)
    assert refused(shop, edit.add_category, command).code == "category.too_deep"


def test_hidden_at_reception_is_still_sold(shop: Shop) -> None:
    write(shop, edit.show_category, edit.ShowCategory(livre(shop).id, visible=False), shop.admin)
    assert not livre(shop).is_visible
    assert "Livre" in [child.label for tile in read(shop, catalogue) for child in tile.children]


def test_reception_never_loses_its_last_category(shop: Shop) -> None:
    with shop.db.reading() as session:
        ids = list(session.scalars(select(Category.id).where(Category.is_visible)))
    for category_id in ids[:-1]:
        write(shop, edit.show_category, edit.ShowCategory(category_id, visible=False), shop.admin)
    error = refused(shop, edit.show_category, edit.ShowCategory(ids[-1], visible=False))
    assert error.code == "category.last_visible"


def test_an_archived_category_leaves_the_till_and_keeps_its_row(shop: Shop) -> None:
    gone = livre(shop).id
    write(shop, edit.archive_category, edit.ArchiveCategory(gone), shop.admin)
    write(shop, edit.archive_category, edit.ArchiveCategory(gone), shop.admin)
    assert "Livre" not in [child.label for tile in read(shop, catalogue) for child in tile.children]
    assert livre(shop).deleted_at == shop.clock.now()
    assert len(entries(shop, "category.archived")) == 1


def test_a_full_shelf_is_not_archived(shop: Shop) -> None:
    error = refused(shop, edit.archive_category, edit.ArchiveCategory(named(shop, "Livres & Médias").id))
    assert (error.code, error.params["count"]) == ("category.has_children", 2)


def test_a_category_with_a_button_is_not_archived_under_it(shop: Shop) -> None:
    form = PresetForm(shop.station.ids.new(), "Sac", ButtonType.DONATION, Cents(200), livre(shop).id)
    write(shop, add_preset, AddPreset(form), shop.admin)
    assert refused(shop, edit.archive_category, edit.ArchiveCategory(livre(shop).id)).code == "category.has_presets"


def test_an_archived_name_says_that_it_can_be_restored(shop: Shop) -> None:
    gone = livre(shop)
    write(shop, edit.archive_category, edit.ArchiveCategory(gone.id), shop.admin)
    again = edit.AddCategory(shop.station.ids.new(), "LIVRE", gone.parent_id)
    assert refused(shop, edit.add_category, again).code == "category.name_archived"
    write(shop, edit.restore_category, edit.RestoreCategory(gone.id), shop.admin)
    write(shop, edit.restore_category, edit.RestoreCategory(gone.id), shop.admin)
    assert livre(shop).deleted_at is None
    assert len(entries(shop, "category.restored")) == 1


def test_nothing_is_restored_below_what_is_archived(shop: Shop) -> None:
    root = named(shop, "Jouets")
    child = named(shop, "Jouets", "Jouets")
    for one in (child, root):
        write(shop, edit.archive_category, edit.ArchiveCategory(one.id), shop.admin)
    error = refused(shop, edit.restore_category, edit.RestoreCategory(child.id))
    assert (error.code, error.params["name"]) == ("category.parent_archived", "Jouets")
    command = edit.AddCategory(shop.station.ids.new(), "Neuf", root.id)
    assert refused(shop, edit.add_category, command).code == "category.parent_archived"


def test_restoring_below_a_parent_that_got_a_price_asks_first(shop: Shop) -> None:
    root, child = named(shop, "Jouets"), named(shop, "Jouets", "Jouets")
    write(shop, edit.archive_category, edit.ArchiveCategory(child.id), shop.admin)
    write(shop, edit.edit_category, edit.EditCategory(root.id, "Jouets", Cents(100), None), shop.admin)
    command = edit.RestoreCategory(child.id)
    assert refused(shop, edit.restore_category, command).code == "category.parent_priced"
    write(shop, edit.restore_category, replace(command, clears_parent_prices=True), shop.admin)
    assert named(shop, "Jouets").price is None


def test_a_branch_moves_whole_to_the_end_of_its_new_shelf(shop: Shop) -> None:
    media, toys = named(shop, "Livres & Médias"), named(shop, "Jouets")
    write(shop, move_category, MoveCategory(media.id, toys.id), shop.admin)
    assert "Livres & Médias" not in labels(shop)
    shelf = next(tile for tile in read(shop, catalogue) if tile.label == "Jouets")
    assert [child.label for child in shelf.children] == ["Jouets", "Livres & Médias"]
    assert [child.label for child in shelf.children[-1].children] == ["Livre", "CD"]
    before = heads(shop)
    write(shop, move_category, MoveCategory(media.id, toys.id), shop.admin)
    assert heads(shop) == before


def test_no_move_makes_a_circle_or_a_sixth_level_or_a_second_name(shop: Shop) -> None:
    media = named(shop, "Livres & Médias")
    for parent in (media.id, livre(shop).id):
        assert refused(shop, move_category, MoveCategory(media.id, parent)).code == "category.circle"
    deep: UUID | None = None
    for level in range(4):
        deep = add(shop, f"Niveau {level}", deep)
    assert refused(shop, move_category, MoveCategory(media.id, deep)).code == "category.too_deep"
    add(shop, "Livre")
    assert refused(shop, move_category, MoveCategory(livre(shop).id, None)).code == "category.name_taken"


def test_moving_below_a_priced_leaf_asks_first(shop: Shop) -> None:
    command = MoveCategory(named(shop, "CD", "Livres & Médias").id, livre(shop).id)
    assert refused(shop, move_category, command).code == "category.parent_priced"
    write(shop, move_category, replace(command, clears_parent_prices=True), shop.admin)
    assert livre(shop).price is None


def test_the_till_follows_the_order_that_was_set_and_reception_keeps_its_own(shop: Shop) -> None:
    ids = [tile.id for tile in read(shop, catalogue)]
    write(shop, order, OrderCategories(None, (ids[-1], *ids[:-1])), shop.admin)
    assert [tile.id for tile in read(shop, catalogue)] == [ids[-1], *ids[:-1]]
    write(shop, order, OrderCategories(None, tuple(reversed(ids)), Order.RECEPTION), shop.admin)
    assert [tile.id for tile in read(shop, catalogue)] == [ids[-1], *ids[:-1]]
    with shop.db.reading() as session:
        query = select(Category.id).where(Category.id.in_(ids)).order_by(Category.display_order_entry)
        assert list(session.scalars(query)) == list(reversed(ids))


def test_an_order_that_moves_nothing_writes_nothing_and_a_stale_one_is_refused(shop: Shop) -> None:
    ids = tuple(tile.id for tile in read(shop, catalogue))
    before = heads(shop)
    write(shop, order, OrderCategories(None, ids), shop.admin)
    assert heads(shop) == before
    for wrong in (ids[1:], (*ids, ids[0]), (*ids[1:], shop.station.ids.new())):
        assert refused(shop, order, OrderCategories(None, wrong)).code == "category.order_stale"


def test_a_volunteer_edits_no_category(shop: Shop) -> None:
    target = livre(shop).id
    acts: list[tuple[Callable[..., object], object]] = [
        (edit.add_category, edit.AddCategory(shop.station.ids.new(), "Neuf")),
        (edit.edit_category, edit.EditCategory(target, "X", None, None)),
        (edit.show_category, edit.ShowCategory(target, visible=False)),
        (edit.archive_category, edit.ArchiveCategory(target)),
        (edit.restore_category, edit.RestoreCategory(target)),
        (move_category, MoveCategory(target, None)),
        (order, OrderCategories(None, ())),
    ]
    for act, command in acts:
        with pytest.raises(UserError, match=r"permission\.denied"):
            write(shop, act, command, shop.volunteer)


def test_what_does_not_exist_and_the_hidden_root_are_not_edited(shop: Shop) -> None:
    for target in (shop.station.ids.new(), named(shop, "Toutes catégories").id):
        error = refused(shop, edit.edit_category, edit.EditCategory(target, "X", None, None))
        assert error.code == "category.not_found"
