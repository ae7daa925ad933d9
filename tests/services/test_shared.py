"""On a joined till, what is the office's to change is refused before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.domain.enums import FiscalRegime, Permission, UserRole, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.services import conflicts, people_edit, shared_settings
from recyclique_desktop.services.people import AddPerson, ChangePin, add_person, change_pin
from recyclique_desktop.services.shared import require_person
from tests.services.joined import join
from tests.services.selling import entries, write
from tests.services.test_catalogue_edit import heads
from tests.services.test_people_edit import emilie, form

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Shop

Act = tuple["Callable[..., object]", object]


def of_the_office(shop: Shop) -> list[Act]:
    """Return every act that only an office may ask the centre for."""
    person = AddPerson(shop.station.ids.new(), "Théo", "Lemaire", UserRole.USER, None, None)
    return [
        (add_person, person),
        (change_pin, ChangePin(emilie(shop), "$new")),
        (people_edit.edit_person, form(shop, emilie(shop), first_name="Emma")),
        (people_edit.deactivate_person, people_edit.DeactivatePerson(emilie(shop))),
        (people_edit.reactivate_person, people_edit.ReactivatePerson(emilie(shop))),
        (people_edit.clear_pin, people_edit.ClearPin(emilie(shop))),
        (people_edit.replace_password, people_edit.ReplacePassword(emilie(shop), "$new")),
        (shared_settings.set_sign_in_minutes, shared_settings.SetSignInMinutes(60)),
        (shared_settings.set_variance_tolerance, shared_settings.SetVarianceTolerance(Cents(100))),
        (shared_settings.set_regime, shared_settings.SetRegime(FiscalRegime.TAXABLE)),
        (conflicts.record_settled, choice(shop)),
    ]


def choice(shop: Shop, table: str = "categories") -> conflicts.SettleConflict:
    return conflicts.SettleConflict(shop.station.ids.new(), table, "price", conflicts.Keep.CENTRE)


@pytest.mark.parametrize("kind", [WorkstationKind.TILL, WorkstationKind.RECEPTION])
def test_a_joined_till_changes_neither_people_nor_settings(shop: Shop, kind: WorkstationKind) -> None:
    acts = of_the_office(shop)
    join(shop, kind)
    before = heads(shop)
    for act, command in acts:
        with pytest.raises(UserError, match=r"shared\.office_only"):
            write(shop, act, command, shop.admin)
    assert heads(shop) == before


def test_a_shop_without_a_centre_is_not_told_to_go_elsewhere(shop: Shop) -> None:
    for act, command in of_the_office(shop):
        write(shop, act, command, shop.admin)


def test_a_choice_between_two_values_leaves_a_numbered_trace(shop: Shop) -> None:
    join(shop, WorkstationKind.OFFICE)
    command = choice(shop)
    write(shop, conflicts.record_settled, command, shop.admin)
    (entry,) = entries(shop, "conflict.settled")
    assert entry["doc"] == {
        "conflict": str(command.conflict_id), "table": "categories", "column": "price", "kept": "centre",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "right"),
    [
        ("categories", Permission.CATALOGUE_MANAGE),
        ("users", Permission.USERS_MANAGE),
        ("groups", Permission.GROUPS_MANAGE),
        ("settings", Permission.SETTINGS_MANAGE),
    ],
)
def test_who_could_not_make_the_change_does_not_choose_either(shop: Shop, table: str, right: Permission) -> None:
    assert conflicts.right_for(table) is right
    with pytest.raises(UserError, match=r"permission\.denied"):
        write(shop, conflicts.record_settled, choice(shop, table), shop.volunteer)


def test_the_program_itself_is_nobody() -> None:
    with pytest.raises(UserError, match=r"signin\.needed"):
        require_person(SYSTEM)
