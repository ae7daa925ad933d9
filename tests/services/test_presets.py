"""The buttons of the price step: what volunteers learned stays where it was, under the name it had."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import Category, PresetButton
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.enums import ButtonType
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services import presets
from recyclique_desktop.services.catalogue_edit import ArchiveCategory, archive_category
from tests.services.selling import entries, write
from tests.services.test_catalogue_edit import heads, livre, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Shop


def form(shop: Shop, name: str = "Sac à 2 €", price: int = 200, **more: object) -> presets.PresetForm:
    made = presets.PresetForm(shop.station.ids.new(), name, ButtonType.DONATION, Cents(price))
    return replace(made, **more)  # type: ignore[arg-type]


def add(shop: Shop, said: presets.PresetForm) -> PresetButton:
    write(shop, presets.add_preset, presets.AddPreset(said), shop.admin)
    return found(shop, said)


def found(shop: Shop, said: presets.PresetForm) -> PresetButton:
    with shop.db.reading() as session:
        return session.get_one(PresetButton, said.preset_id)


def shown(shop: Shop) -> list[str]:
    with shop.db.reading() as session:
        query = select(PresetButton.name).where(PresetButton.is_active).order_by(PresetButton.sort_order)
        return list(session.scalars(query))


def test_a_new_button_comes_last_with_a_code_of_its_own(shop: Shop) -> None:
    said = form(shop)
    made = add(shop, said)
    assert shown(shop)[-1] == "Sac à 2 €"
    assert (made.preset_price, made.button_type, made.is_active) == (200, ButtonType.DONATION, True)
    assert made.row_version == 1, "the centre's to raise"
    assert made.code == f"SAC_A_2_{said.preset_id.hex[-8:]}"
    assert add(shop, said).code == made.code
    assert len(entries(shop, "preset.created")) == 1
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_a_button_for_any_category_points_at_the_hidden_root(shop: Shop) -> None:
    made = add(shop, form(shop))
    with shop.db.reading() as session:
        assert session.get_one(Category, made.category_id).name == "Toutes catégories"
    assert add(shop, form(shop, "Poche", category_id=livre(shop).id)).category_id == livre(shop).id


def test_renaming_a_button_keeps_the_code_that_tickets_name(shop: Shop) -> None:
    said = form(shop)
    before = add(shop, said)
    changed = replace(said, name="Grand sac", price=Cents(300))
    write(shop, presets.edit_preset, presets.EditPreset(changed), shop.admin)
    after = found(shop, said)
    assert (after.name, after.preset_price, after.code) == ("Grand sac", 300, before.code)
    ((row,),) = [entry["rows"] for entry in entries(shop, "preset.changed")]
    assert row["set"]["preset_price"] == ["2.00", "3.00"]
    unchanged = heads(shop)
    write(shop, presets.edit_preset, presets.EditPreset(changed), shop.admin)
    assert heads(shop) == unchanged


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "preset.name_missing"),
        ({"name": "x" * 41}, "preset.name_length"),
        ({"name": "DON 0 €"}, "preset.name_taken"),
        ({"price": Cents(-1)}, "preset.price_out_of_range"),
        ({"price": Cents(1_000_000)}, "preset.price_out_of_range"),
        ({"button_type": ButtonType.RECYCLING}, "preset.exit_priced"),
    ],
)
def test_a_bad_form_changes_nothing(shop: Shop, change: dict[str, object], code: str) -> None:
    assert refused(shop, presets.add_preset, presets.AddPreset(form(shop, **change))).code == code  # type: ignore[arg-type]
    said = form(shop, "Autre")
    add(shop, said)
    bad = replace(said, **change)  # type: ignore[arg-type]
    assert refused(shop, presets.edit_preset, presets.EditPreset(bad)).code == code


def test_a_button_of_no_category_is_refused(shop: Shop) -> None:
    said = form(shop, category_id=shop.station.ids.new())
    assert refused(shop, presets.add_preset, presets.AddPreset(said)).code == "category.not_found"


def test_the_till_follows_the_order_that_was_set(shop: Shop) -> None:
    with shop.db.reading() as session:
        ids = list(session.scalars(select(PresetButton.id).order_by(PresetButton.sort_order)))
    write(shop, presets.order_presets, presets.OrderPresets(tuple(reversed(ids))), shop.admin)
    assert shown(shop) == ["Déchèterie", "Recyclage", "Don -18 ans", "Don 0 €"]
    before = heads(shop)
    write(shop, presets.order_presets, presets.OrderPresets(tuple(reversed(ids))), shop.admin)
    assert heads(shop) == before
    assert refused(shop, presets.order_presets, presets.OrderPresets(tuple(ids[1:]))).code == "preset.order_stale"


def test_an_archived_button_leaves_the_till_keeps_its_row_and_comes_back(shop: Shop) -> None:
    said = form(shop)
    add(shop, said)
    for _ in range(2):
        write(shop, presets.archive_preset, presets.ArchivePreset(said.preset_id), shop.admin)
    assert "Sac à 2 €" not in shown(shop)
    assert found(shop, said).code
    for _ in range(2):
        write(shop, presets.restore_preset, presets.RestorePreset(said.preset_id), shop.admin)
    assert "Sac à 2 €" in shown(shop)
    assert (len(entries(shop, "preset.archived")), len(entries(shop, "preset.restored"))) == (1, 1)


def test_a_button_comes_back_neither_twice_nor_without_its_category(shop: Shop) -> None:
    said, again = form(shop, category_id=livre(shop).id), form(shop)
    add(shop, said)
    write(shop, presets.archive_preset, presets.ArchivePreset(said.preset_id), shop.admin)
    add(shop, again)
    command = presets.RestorePreset(said.preset_id)
    assert refused(shop, presets.restore_preset, command).code == "preset.name_taken"
    write(shop, presets.archive_preset, presets.ArchivePreset(again.preset_id), shop.admin)
    write(shop, archive_category, ArchiveCategory(livre(shop).id), shop.admin)
    assert refused(shop, presets.restore_preset, command).code == "preset.category_archived"


def test_a_volunteer_edits_no_button_and_nobody_one_that_is_not_there(shop: Shop) -> None:
    said = form(shop)
    acts: list[tuple[Callable[..., object], object]] = [
        (presets.add_preset, presets.AddPreset(said)),
        (presets.edit_preset, presets.EditPreset(said)),
        (presets.order_presets, presets.OrderPresets(())),
        (presets.archive_preset, presets.ArchivePreset(said.preset_id)),
        (presets.restore_preset, presets.RestorePreset(said.preset_id)),
    ]
    for act, command in acts:
        with pytest.raises(UserError, match=r"permission\.denied"):
            write(shop, act, command, shop.volunteer)
    for act, command in (acts[1], *acts[3:]):
        assert refused(shop, act, command).code == "preset.not_found"
