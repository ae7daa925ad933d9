"""What the functions of the centre know of the models is what the models say, to the last column."""

from __future__ import annotations

import pytest
from psycopg.rows import dict_row

from recyclique_desktop.central import registry
from recyclique_desktop.data.shape import shapes
from recyclique_desktop.domain import acts
from tests.postgres import CentralDatabase

TOLD = {row["table_name"]: row for row in registry.tables()}


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        ("sync.registry ORDER BY rank", registry.tables()),
        ('sync.acts ORDER BY name COLLATE "C"', registry.known_acts()),
    ],
)
def test_a_centre_knows_every_table_column_and_act(centre: CentralDatabase, table: str, wanted: object) -> None:
    with centre.connect() as connection:
        found = connection.cursor(row_factory=dict_row).execute(f"SELECT * FROM {table}".encode()).fetchall()
    assert found == wanted, "freeze it again: python -m recyclique_desktop.central.registry"


def test_what_a_workstation_journals_is_what_the_centre_is_told() -> None:
    journaled = {name: shape for name, shape in shapes().items() if shape.is_synced}
    assert TOLD.keys() == journaled.keys()
    for name, shape in journaled.items():
        columns = TOLD[name]["columns"]
        assert [column.name for column in shape.key] == TOLD[name]["key"]
        told = {column for column, facts in columns.items() if not facts["derived"]} - set(TOLD[name]["key"])
        assert told == {column.name for column in shape.columns}
        assert {
            column for column, facts in columns.items() if facts["private"] and not facts["derived"]
        } == shape.private


def test_parents_come_before_their_children() -> None:
    ranks = {name: row["rank"] for name, row in TOLD.items()}
    for parent, child in (
        ("sites", "users"), ("users", "cash_sessions"), ("cash_sessions", "sales"), ("sales", "sale_items"),
        ("categories", "preset_buttons"), ("poste_reception", "ticket_depot"), ("ticket_depot", "ligne_depot"),
        ("groups", "user_groups"), ("workstations", "closures"),
    ):  # fmt: skip
        assert ranks[parent] < ranks[child]


def test_only_links_and_lines_of_open_tickets_can_go_away() -> None:
    assert {name for name, row in TOLD.items() if row["deletable"]} == {
        "group_permissions",
        "user_groups",
        "ligne_depot",
    }


def test_every_act_has_its_label_for_the_audit() -> None:
    assert {row["name"] for row in registry.known_acts()} == set(acts.BY_NAME)
    assert all(row["label"] and row["audit"] for row in registry.known_acts())


def test_every_way_of_writing_a_value_is_named() -> None:
    kinds = {facts["kind"] for row in TOLD.values() for facts in row["columns"].values()}
    assert kinds == set(registry.KINDS.values())
