"""The table of rights is what services do: every act, every role, every permission, alone and joined."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.domain.enums import Permission, UserRole, WorkstationKind
from recyclique_desktop.domain.permissions import DESCRIPTIONS, OVERRIDABLE
from recyclique_desktop.domain.station import Actor, Approval
from recyclique_desktop.services import rights
from recyclique_desktop.services.rights import RIGHTS
from tests.services import matrix
from tests.services.joined import join

if TYPE_CHECKING:
    from tests.conftest import Shop

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"


def test_no_act_is_without_a_line_and_no_line_without_an_act() -> None:
    assert sorted(RIGHTS) == sorted(matrix.public_services())


def test_the_page_says_what_the_table_says() -> None:
    assert PAGE.read_text("utf-8") == rights.document()


def test_every_permission_is_in_words_and_the_names_of_1_4_4_are_kept() -> None:
    assert set(DESCRIPTIONS) == set(Permission)
    assert {right.value for right in Permission} >= {
        "caisse.access", "caisse.virtual.access", "caisse.deferred.access", "reception.access", "admin.users.manage",
        "admin.groups.manage", "reports.view", "reports.export",
    }  # fmt: skip


def test_everybody_may_do_on_a_workstation_alone_what_the_table_says(shop: Shop) -> None:
    found = list(matrix.trials(shop.db, shop.station))
    matrix.require_as_written(found)
    assert {trial.act for trial in found} == set(RIGHTS)
    assert len(found) > len(RIGHTS) * len(Permission)


@pytest.mark.parametrize("kind", [WorkstationKind.TILL, WorkstationKind.OFFICE])
def test_everybody_may_do_on_a_joined_workstation_what_the_table_says(shop: Shop, kind: WorkstationKind) -> None:
    join(shop, kind)
    found = list(matrix.trials(shop.db, shop.station, is_office=kind is WorkstationKind.OFFICE))
    matrix.require_as_written(found)


def test_a_managers_word_lets_pass_what_the_table_lends_and_nothing_else(shop: Shop) -> None:
    passed = {}
    for act, rule in RIGHTS.items():
        lacking = frozenset(Permission) - {rule.permission}
        for lent in sorted(OVERRIDABLE):
            word = Approval(shop.station.ids.new(), lent, shop.admin, shop.clock.now())
            actor = Actor(matrix.NOBODY, "op-x", "X", UserRole.USER, lacking, word)
            (trial,) = matrix.trials(shop.db, shop.station, [actor], only=act, is_about_oneself=False)
            if rule.permission is not None and rule.role is None:
                passed[act, lent] = trial.passed
    lent_by = {(act, rule.lent) for act, rule in RIGHTS.items() if rule.lent and rule.lent is rule.permission}
    assert {place for place, is_passed in passed.items() if is_passed} == lent_by
    assert len(lent_by) > 3


def test_a_trial_leaves_nothing_behind(shop: Shop) -> None:
    with shop.db.reading() as session:
        before = session.connection().exec_driver_sql("SELECT count(*), max(seq) FROM journal").one()
    list(matrix.trials(shop.db, shop.station))
    with shop.db.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*), max(seq) FROM journal").one() == before
