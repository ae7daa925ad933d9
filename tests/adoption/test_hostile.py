"""A base that no application writes and that a living server holds all the same: taken over in one piece."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from recyclique_desktop.central import adoption
from recyclique_desktop.central.adoption import AdoptionReport, knowing
from recyclique_desktop.central.adoption.garbled import mended
from recyclique_desktop.central.adoption.names import judge
from tests.adoption.conftest import TRIAL, WISH, Living, dumping, whole
from tests.central import description, rows
from tests.postgres import CentralDatabase, Databases

pytestmark = pytest.mark.postgres

UNTIED = """
DO $$ DECLARE k record; BEGIN
    FOR k IN SELECT conname, conrelid::regclass AS place FROM pg_constraint
        WHERE contype IN ('f', 'u') AND connamespace = 'public'::regnamespace
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', k.place, k.conname); END LOOP;
END $$;
DROP INDEX ix_users_username, ix_categories_name, ix_settings_key, ix_groups_name;
"""
FIRST = "(SELECT id FROM {0} ORDER BY id LIMIT 1)"
HARM = f"""
UPDATE sales SET total_amount = 'NaN' WHERE id IN (SELECT id FROM sales ORDER BY id LIMIT 1);
UPDATE sales SET total_amount = 'Infinity' WHERE id IN (SELECT id FROM sales ORDER BY id OFFSET 1 LIMIT 1);
UPDATE sales SET total_amount = 1e15 WHERE id IN (SELECT id FROM sales ORDER BY id OFFSET 2 LIMIT 1);
UPDATE sales SET total_amount = -12.5 WHERE id IN (SELECT id FROM sales ORDER BY id OFFSET 3 LIMIT 1);
UPDATE sales SET donation = '-Infinity' WHERE id IN (SELECT id FROM sales ORDER BY id OFFSET 4 LIMIT 1);
UPDATE sales SET payment_method = 'chqes', note = 'Cafetière cassÃ©e'
    WHERE id IN (SELECT id FROM sales ORDER BY id OFFSET 5 LIMIT 1);
UPDATE sales SET payment_method = 'free' WHERE id IN (SELECT id FROM sales ORDER BY id OFFSET 6 LIMIT 1);
UPDATE sales SET created_at = 'infinity', sale_date = '0099-03-02 08:00+00'
    WHERE id IN (SELECT id FROM sales ORDER BY id OFFSET 7 LIMIT 1);
UPDATE sales SET operator_id = '{UUID(int=1, version=4)}'
    WHERE id IN (SELECT id FROM sales ORDER BY id OFFSET 8 LIMIT 1);
UPDATE sales SET cash_session_id = '{UUID(int=2, version=4)}'
    WHERE id IN (SELECT id FROM sales ORDER BY id OFFSET 9 LIMIT 1);
UPDATE sale_items SET weight = 'NaN' WHERE id IN (SELECT id FROM sale_items ORDER BY id DESC LIMIT 1);
UPDATE sale_items SET preset_id = '{UUID(int=3, version=4)}', category = ''
    WHERE id IN (SELECT id FROM sale_items ORDER BY id DESC OFFSET 1 LIMIT 1);
UPDATE payment_transactions SET payment_method = 'Espèces' WHERE id IN (
    SELECT id FROM payment_transactions ORDER BY id DESC LIMIT 1);
UPDATE payment_transactions SET payment_method = 'coquillages' WHERE id IN (
    SELECT id FROM payment_transactions ORDER BY id DESC OFFSET 1 LIMIT 1);
UPDATE cash_sessions SET status = 'OPEN', closed_at = NULL, register_id = {FIRST.format("cash_registers")};
UPDATE cash_sessions SET current_amount = 'NaN', variance = 'Infinity', opened_at = '-infinity'
    WHERE id = {FIRST.format("cash_sessions")};
UPDATE cash_sessions SET site_id = '{UUID(int=4, version=4)}', register_id = '{UUID(int=5, version=4)}'
    WHERE id IN (SELECT id FROM cash_sessions ORDER BY id DESC LIMIT 1);
UPDATE users SET hashed_password = '', hashed_pin = '', site_id = '{UUID(int=6, version=4)}'
    WHERE username = 'benevole2';
UPDATE users SET username = 'benevole4' WHERE username = 'benevole5';
UPDATE users SET email = 'meme@exemple.fr' WHERE username IN ('benevole3', 'benevole4', 'benevole6');
UPDATE categories c SET parent_id = d.id FROM categories d WHERE c.name = 'Jouets' AND d.name = 'Peluche';
UPDATE categories SET parent_id = id WHERE name = 'Textiles';
UPDATE categories SET parent_id = '{UUID(int=7, version=4)}' WHERE name = 'Livre';
UPDATE categories SET name = ' casserole ' WHERE name = 'Verre';
UPDATE categories SET name = 'Puzzle' WHERE name = 'Manteau';
UPDATE categories SET parent_id = NULL WHERE name = 'Puzzle';
UPDATE categories SET price = 'NaN', max_price = 2 WHERE name = 'CD';
UPDATE categories SET price = 9, max_price = 3 WHERE name = 'Bouilloire';
UPDATE preset_buttons SET preset_price = -1 WHERE name = 'Benne';
UPDATE preset_buttons SET category_id = '{UUID(int=8, version=4)}' WHERE name <> 'Benne';
UPDATE settings SET key = 'cle_0' WHERE key = 'cle_1';
UPDATE sites SET configuration = '{{"nom": "nul\\u0000"}}' WHERE name = 'Annexe';
UPDATE admin_settings SET site_id = NULL;
UPDATE poste_reception SET status = 'open', closed_at = NULL WHERE id = {FIRST.format("poste_reception")};
UPDATE poste_reception SET opened_by_user_id = '{UUID(int=9, version=4)}' WHERE id = {FIRST.format("poste_reception")};
UPDATE ligne_depot SET poids_kg = 'NaN' WHERE id = {FIRST.format("ligne_depot")};
UPDATE ligne_depot SET ticket_id = '{UUID(int=10, version=4)}' WHERE id IN (
    SELECT id FROM ligne_depot ORDER BY id DESC LIMIT 1);
UPDATE ligne_depot SET category_id = '{UUID(int=11, version=4)}' WHERE id IN (
    SELECT id FROM ligne_depot ORDER BY id DESC OFFSET 1 LIMIT 1);
UPDATE deposits SET weight = 'NaN', confidence_score = 'NaN';
UPDATE legacy_category_mapping_cache SET confidence = 1e9;
UPDATE user_status_history SET user_id = '{UUID(int=12, version=4)}' WHERE id = {FIRST.format("user_status_history")};
"""


@pytest.fixture(scope="module")
def hostile(
    living: Living, tmp_path_factory: pytest.TempPathFactory
) -> tuple[CentralDatabase, dict[str, int], AdoptionReport, AdoptionReport]:
    database = living.base(sales=60, lines=80)
    with database.connect() as connection:
        connection.execute(UNTIED)
        connection.execute(HARM.encode())
        before = {
            name: connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchall()[0][0] for name in rows.TABLES
        }
    trial = adoption.adopt(database.dsn, TRIAL)
    return (
        database,
        before,
        trial,
        adoption.adopt(database.dsn, replace(WISH, dump=dumping(database.server, tmp_path_factory.mktemp("dump")))),
    )


def ask(database: CentralDatabase, query: str) -> list[tuple[Any, ...]]:
    with database.connect() as connection:
        return connection.execute(query.encode()).fetchall()


Hostile = tuple[CentralDatabase, dict[str, int], AdoptionReport, AdoptionReport]


def test_every_row_of_a_hostile_base_is_kept_or_lies_aside_with_its_text(hostile: Hostile) -> None:
    database, before, trial, report = hostile
    assert {one.table: one.before for one in report.tables} == before
    assert report.rows == report.kept + report.quarantined
    why = {(one.table, one.why): one.count for one in report.removals}
    assert why["sales", "number"] == 3
    assert why["sales", "dangling"] == 1
    assert why["ligne_depot", "number"] == why["ligne_depot", "dangling"] == 1
    assert why["preset_buttons", "dangling"] == why["admin_settings", "twin"] == 1
    assert {(table, reason) for table, reason in why if table in {"sale_items", "payment_transactions"}} == {
        ("sale_items", "dangling"),
        ("payment_transactions", "dangling"),
    }
    texts = [
        json.loads(row[0]) for row in ask(database, "SELECT original FROM quarantine.rows WHERE table_name = 'sales'")
    ]
    assert {str(text["total_amount"]) for text in texts} >= {"NaN", "Infinity", str(1e15)}
    assert trial == replace(report, dump="", dry_run=True)


def test_a_hostile_base_ends_with_the_same_schema(hostile: Hostile, databases: Databases) -> None:
    with databases.centre().connect() as connection:
        assert whole(hostile[0])[0] == description.describe(connection)


CHANGED = {
    ("sales", "donation", "number"): "-Infinity",
    ("sales", "payment_method", "label"): "chqes",
    ("sales", "created_at", "moment"): "infinity",
    ("sale_items", "weight", "number"): "NaN",
    ("payment_transactions", "payment_method", "label"): "coquillages",
    ("cash_sessions", "current_amount", "number"): "NaN",
    ("cash_sessions", "variance", "number"): "Infinity",
    ("cash_sessions", "opened_at", "moment"): "-infinity",
    ("users", "username", "twin"): "benevole4",
    ("users", "email", "twin"): "meme@exemple.fr",
    ("users", "site_id", "dangling"): str(UUID(int=6, version=4)),
    ("categories", "name", "twin"): "Puzzle",
    ("categories", "price", "number"): "NaN",
    ("categories", "max_price", "limit"): "3.00",
    ("preset_buttons", "preset_price", "limit"): "-1.00",
    ("settings", "key", "twin"): "cle_0",
    ("sites", "configuration", "json"): '{"nom": "nul\\u0000"}',
    ("legacy_category_mapping_cache", "confidence", "limit"): "1000000000",
    ("deposits", "weight", "number"): "NaN",
}


def test_every_value_that_cannot_stay_lies_aside_as_it_was(hostile: Hostile) -> None:
    found = {(one.table, one.column, one.why): one.example for one in hostile[3].changes}
    assert {place: found.get(place) for place in CHANGED} == CHANGED
    assert {column for table, column, why in found if why == "circle"} == {"parent_id"}
    presets = ask(hostile[0], "SELECT original FROM quarantine.cells WHERE column_name = 'preset_id'")
    assert (str(UUID(int=3, version=4)),) in presets


def test_a_missing_name_never_takes_a_fact_away(hostile: Hostile) -> None:
    database = hostile[0]
    for table, number in (
        ("users", 1),
        ("users", 9),
        ("users", 12),
        ("sites", 4),
        ("cash_registers", 5),
        ("categories", 11),
    ):
        state = ask(database, f"SELECT is_active FROM public.{table} WHERE id = '{UUID(int=number, version=4)}'")
        assert state == [(False,)], (table, number)


def test_what_a_hostile_base_holds_and_keeps_is_said(hostile: Hostile) -> None:
    found = {one.code: one.count for one in hostile[3].oddities}
    assert found["registers-twice-open"] == 1
    assert found["sales-negative"] == 1
    assert found["people-without-hash"] >= 1
    assert found["dates-far"] >= 1
    assert found["names-alike"] >= 1
    assert found["texts-garbled"] == 1
    assert ask(hostile[0], "SELECT note FROM public.sales WHERE note LIKE 'Cafe%'") == [("Cafetière cassÃ©e",)]


def test_circles_of_categories_open_at_one_place_only() -> None:
    a, b, c, d = (UUID(int=n, version=4) for n in range(1, 5))
    notes = list(judge([(a, b, "A"), (b, c, "B"), (c, a, "C"), (d, c, "D")]))
    assert notes == [("parent_id", str(a), "circle", str(b), None)]
    assert list(judge([(a, None, "A"), (b, a, "A")])) == []


def test_garbled_words_are_mended_only_where_that_is_how_they_came_about() -> None:
    assert mended("Mot de passe forcé".encode().decode("cp850")) == "Mot de passe forcé"
    assert mended("Tableau ├ droite │") == "Tableau ├ droite │"


def test_a_lines_text_finds_its_category_only_when_one_alone_fits() -> None:
    livre, twin, lamp = (UUID(int=n, version=4) for n in range(1, 4))
    known = [(livre, "Livre", "Imprimés"), (twin, "  lampe", None), (lamp, "Lampe", None)]
    texts = [
        str(livre).upper(),
        "LIVRE ",
        "imprimes",
        "lampe",
        "bouquins",
        "EEE-6",
        "eee_3",
        str(UUID(int=9, version=4)),
    ]
    found = knowing.meanings(texts, known, [("bouquins", livre)])
    assert [(one.id, one.how) for one in found] == [
        (livre, "id"), (livre, "name"), (livre, "official-name"), (None, "unknown"), (livre, "remembered"),
        (None, "old-code-unknown"), (None, "old-code-unknown"), (None, "id-unknown"),
    ]  # fmt: skip
    assert found[6].label == "EEE-3 · Informatique et télécommunications"
