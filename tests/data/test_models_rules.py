"""Rules that the file itself keeps, whoever writes into it; rows of 1.4.4, which had none of them, still fit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import DatabaseError

from recyclique_desktop.data import models
from recyclique_desktop.data.db import Database
from tests.data.filled import Rows, fill
from tests.known import KEY

TABLES = models.Base.metadata.tables
NOBODY = UUID(int=0xDEAD)
Changes = dict[str, Any]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Iterator[tuple[Connection, Rows]]:
    """A file with two rows in every table; each test takes its own row back."""
    path = tmp_path_factory.mktemp("rules") / "full.sqlite"
    shutil.copyfile(empty_file, path)
    database = Database.open(path, KEY)
    with database.connection() as connection:
        yield connection, fill(connection)
    database.close()


def one_more(full: tuple[Connection, Rows], table: str, changes: Changes) -> None:
    """Insert a copy of the table's first row under another id and number, with ``changes``, and take it back."""
    connection, rows = full
    row = dict(rows[table][0])
    row |= {name: value for name, value in (("id", UUID(int=0xBEEF)), ("number", "C01-999999")) if name in row}
    row |= changes
    try:
        connection.execute(insert(TABLES[table]).values({TABLES[table].c[name]: row[name] for name in row}))
    finally:
        connection.rollback()


OWN_ROWS: list[tuple[str, Changes, str]] = [
    ("cash_sessions", {"number": None, "status": "CLOSED"}, "own_complete"),
    ("cash_sessions", {"initial_amount": -1, "status": "CLOSED"}, "float_positive"),
    ("cash_sessions", {"status": "CLOSED", "closed_at": None}, "closed_whole"),
    ("sales", {"number": None}, "own_complete"),
    ("sales", {"total_amount": -1}, "sign"),
    ("sales", {"kind": "reversal"}, "reversal_points_back"),
    ("sale_items", {"quantity": 0}, "sign"),
    ("sale_items", {"quantity": -1}, "sign"),
    ("sale_items", {"weight": -1}, "sign"),
    ("sale_items", {"category_label": None}, "own_complete"),
    ("payment_transactions", {"tendered": 1051}, "tendered_less_change"),
    ("payment_transactions", {"change": -1, "tendered": 1049}, "change_positive"),
    ("payment_transactions", {"method_code": None}, "own_complete"),
    ("ligne_depot", {"poids_kg": 0}, "poids_positive"),
    ("ligne_depot", {"poids_kg": -5}, "poids_positive"),
    ("ligne_depot", {"is_exit": True, "destination": "MAGASIN"}, "exit_leaves_shop"),
    ("ligne_depot", {"line_no": None}, "own_complete"),
    ("poste_reception", {"business_date": None}, "own_complete"),
    ("ticket_depot", {"business_date": None}, "own_complete"),
]
EVERY_ROW: list[tuple[str, Changes, str]] = [
    ("categories", {"name": "x", "price": 200, "max_price": 100}, "price_range"),
    ("categories", {"name": "x", "price": -1}, "price_positive"),
    ("categories", {"name": "x", "parent_id": UUID(int=0xBEEF)}, "not_own_parent"),
    ("preset_buttons", {"code": "x", "preset_price": -1}, "preset_price_positive"),
    ("sites", {"siret": "123"}, "siret_digits"),
    ("tares", {"label": "x", "grams": 0}, "grams_positive"),
    ("cash_movements", {"amount": 0}, "amount_moves"),
    ("cash_counts", {"quantity": -1}, "quantity_positive"),
    ("closures", {"session_id": None, "kind": "session"}, "session_known"),
    ("prints", {"copy_number": 0}, "copy_counted"),
]


def refused(full: tuple[Connection, Rows], table: str, changes: Changes) -> str:
    with pytest.raises(DatabaseError) as refusal:
        one_more(full, table, changes)
    return str(refusal.value.orig)


@pytest.mark.parametrize(("table", "changes", "rule"), OWN_ROWS + EVERY_ROW)
def test_a_row_that_cannot_be_true_is_refused(
    full: tuple[Connection, Rows], table: str, changes: Changes, rule: str
) -> None:
    assert refused(full, table, changes).endswith(f"ck_{table}_{rule}")


@pytest.mark.parametrize(("table", "changes", "rule"), OWN_ROWS)
def test_the_same_row_of_1_4_4_is_kept(full: tuple[Connection, Rows], table: str, changes: Changes, rule: str) -> None:
    one_more(full, table, changes | {"workstation_id": None})


def test_a_reversal_may_be_negative(full: tuple[Connection, Rows]) -> None:
    _, rows = full
    first = rows["sales"][0]["id"]
    one_more(full, "sales", {"kind": "reversal", "corrects_id": first, "total_amount": -500, "donation": -100})
    one_more(full, "sale_items", {"quantity": -1, "weight": -280, "total_price": -50})
    one_more(full, "payment_transactions", {"amount": -50, "tendered": 0, "change": 0})


def test_an_unweighed_object_can_be_sold(full: tuple[Connection, Rows]) -> None:
    one_more(full, "sale_items", {"weight": 0})


@pytest.mark.parametrize(
    ("other", "is_refused"),
    [
        ({"operator_id": 1}, True),
        ({"register_id": 1}, True),
        ({"operator_id": 1, "register_id": 1}, False),
        ({"status": "CLOSED"}, False),
        ({"session_type": "deferred"}, False),
        ({"workstation_id": 1}, False),
    ],
)
def test_a_register_and_a_person_hold_one_open_till_each(
    full: tuple[Connection, Rows], other: Changes, is_refused: bool
) -> None:
    connection, rows = full
    ids = {"operator_id": "users", "register_id": "cash_registers", "workstation_id": "workstations"}
    first = rows["cash_sessions"][0] | {name: rows[table][0]["id"] for name, table in ids.items()}
    first |= {"status": "OPEN", "session_type": "real", "id": NOBODY, "number": "C01-999998"}
    connection.execute(insert(TABLES["cash_sessions"]).values(first))
    second = first | {"id": UUID(int=0xBEEF), "number": "C01-999999"}
    second |= {name: rows[ids[name]][value]["id"] if name in ids else value for name, value in other.items()}
    if is_refused:
        assert "cash_sessions" in refused(full, "cash_sessions", second)
    else:
        one_more(full, "cash_sessions", second)


def test_a_number_is_given_once_in_a_journal_yet_the_tickets_of_two_copies_of_a_disk_are_both_kept(
    full: tuple[Connection, Rows],
) -> None:
    _, rows = full
    first = rows["journal"][0]
    said = {name: first[name] for name in ("stream_id", "series", "number")}
    assert "journal" in refused(full, "journal", {**said, "seq": first["seq"] + 1000})
    one_more(full, "sales", {"number": rows["sales"][0]["number"]})


def test_a_sub_category_may_be_named_like_its_root(full: tuple[Connection, Rows]) -> None:
    _, rows = full
    root = rows["categories"][0]
    assert root["parent_id"] is None
    one_more(full, "categories", {"name": root["name"], "parent_id": root["id"]})
    assert "categories.name" in refused(full, "categories", {"name": root["name"], "parent_id": None})
    child = rows["categories"][1]
    assert "categories.name" in refused(full, "categories", {"name": child["name"], "parent_id": child["parent_id"]})


def test_one_value_for_all_sites_is_one_row(full: tuple[Connection, Rows]) -> None:
    connection, rows = full
    everywhere = rows["admin_settings"][0] | {"site_id": None}
    connection.execute(insert(TABLES["admin_settings"]).values(everywhere | {"id": NOBODY}))
    assert "UNIQUE" in refused(full, "admin_settings", everywhere)


def test_a_word_outside_its_list_is_refused_by_the_file(full: tuple[Connection, Rows]) -> None:
    connection, _ = full
    with pytest.raises(DatabaseError, match="ck_users_role_known"):
        connection.exec_driver_sql("UPDATE users SET role = 'manager'")
    connection.rollback()


def test_a_fact_without_its_parent_is_refused_at_commit_not_before(full: tuple[Connection, Rows]) -> None:
    connection, rows = full
    orphan = rows["sale_items"][0] | {"id": NOBODY, "sale_id": NOBODY}
    connection.execute(insert(TABLES["sale_items"]).values(orphan))
    try:
        with pytest.raises(DatabaseError, match="FOREIGN KEY"):
            connection.commit()
    finally:
        connection.rollback()
        connection.connection.rollback()  # a refused COMMIT leaves SQLite's own transaction open
