"""History read: every act is found again, by whoever looks for it, and nothing of another day comes with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from recyclique_desktop.data.queries.audit import AuditFilter, AuditLine, AuditPage, audit_lines, audit_page, kinds_seen
from recyclique_desktop.data.queries.audit_places import changes_of
from recyclique_desktop.domain.clock import PARIS
from recyclique_desktop.services import people, people_edit, shared_settings
from tests.services.selling import open_till, read, write
from tests.services.test_people_edit import boss, emilie, form

if TYPE_CHECKING:
    from tests.conftest import Shop

ALL = AuditFilter()


def page(shop: Shop, wanted: AuditFilter = ALL, **more: Any) -> AuditPage:
    with shop.db.reading() as session:
        return audit_page(session, wanted, PARIS, **more)


def lines(shop: Shop, wanted: AuditFilter = ALL) -> tuple[AuditLine, ...]:
    return page(shop, wanted).lines


def old_row(shop: Shop, **values: Any) -> None:
    """Write a row as 1.4.4 left them: no entry behind it."""
    told = {
        "timestamp": "2025-10-04T08:00:00.000000Z", "action_type": "db_import", "actor_username": "Zoé.Été",
        "description": "Import de base de données", "details_json": '{"file":"dump_été.sql"}', **values,
    }  # fmt: skip
    names = ", ".join(told)
    marks = ", ".join("?" * len(told))
    with shop.db.connection() as connection:
        sql = f"INSERT INTO audit_logs (id, {names}) VALUES (?, {marks})"
        connection.exec_driver_sql(sql, (uuid4().bytes, *told.values()))
        connection.commit()


def test_the_last_act_is_on_top_even_within_one_second(shop: Shop) -> None:
    till = open_till(shop)
    till.sell()
    till.sell()
    kinds = [line.kind for line in lines(shop)]
    assert kinds[:3] == ["sale_completed", "sale_completed", "session_opened"]
    numbers = [line.target_name for line in lines(shop)[:2]]
    assert numbers == ["C01-000002", "C01-000001"]


def test_a_manager_would_not_learn_who_sold_what_where(shop: Shop) -> None:
    open_till(shop).sell()
    line = lines(shop)[0]
    assert (line.actor, line.place, line.target_type) == ("Émilie R.", "C01", "sales")
    assert line.written is not None
    assert line.written.number == "T-000001"


@pytest.mark.parametrize("part", ["émilie", "EMIL", "robert", "milie r"])
def test_a_person_would_not_be_found_by_part_of_her_name(shop: Shop, part: str) -> None:
    open_till(shop)
    found = lines(shop, AuditFilter(actor=part))
    assert {line.actor for line in found} == {"Émilie R."}
    assert len(found) == 1


def test_somebody_whom_1_4_4_only_named_is_found_too(shop: Shop) -> None:
    old_row(shop)
    assert [line.kind for line in lines(shop, AuditFilter(actor="zoe.ete"))] == ["db_import"]


@pytest.mark.parametrize("words", ["DUMP_ETE", "importation", "base de donnees", "Base de Données", "dump_été.sql"])
def test_words_are_found_in_description_and_details_whatever_their_accents(shop: Shop, words: str) -> None:
    old_row(shop)
    old_row(shop, description="Autre chose", details_json='{"file":"dumpXété.sql"}')
    found = lines(shop, AuditFilter(words=words))
    assert len(found) == (0 if words == "importation" else 1)


@pytest.mark.parametrize("words", ["100%", "a\\b"])
def test_a_sign_of_the_search_itself_would_match_everything(shop: Shop, words: str) -> None:
    old_row(shop, description=f"exactement {words} ici")
    old_row(shop, description="1000 ab")
    assert [line.description for line in lines(shop, AuditFilter(words=words))] == [f"exactement {words} ici"]


def test_a_day_is_the_shops_own_from_midnight_to_midnight(shop: Shop) -> None:
    old_row(shop, timestamp="2025-10-03T21:59:59.000000Z")
    old_row(shop, timestamp="2025-10-03T22:00:00.000000Z")
    old_row(shop, timestamp="2025-10-04T21:59:59.000000Z")
    old_row(shop, timestamp="2025-10-04T22:00:00.000000Z")
    found = lines(shop, AuditFilter(since=date(2025, 10, 4), until=date(2025, 10, 4)))
    assert [line.at.hour for line in found] == [21, 22]


def test_filters_limit_together(shop: Shop) -> None:
    till = open_till(shop)
    till.sell()
    wanted = AuditFilter(kinds=frozenset({"sale_completed", "session_opened"}), target="sales", actor="emilie")
    assert [line.kind for line in lines(shop, wanted)] == ["sale_completed"]
    assert lines(shop, replace(wanted, actor="aicha")) == ()


def test_every_row_is_on_one_page_and_counted_once(shop: Shop) -> None:
    till = open_till(shop)
    for _ in range(7):
        till.sell()
    total = page(shop).total
    seen = [line.id for offset in range(0, total, 3) for line in page(shop, offset=offset, limit=3).lines]
    assert len(seen) == len(set(seen)) == total
    with shop.db.reading() as session:
        assert [line.id for line in audit_lines(session, ALL, PARIS)] == seen


def test_a_page_never_holds_more_than_a_hundred_rows(shop: Shop) -> None:
    for n in range(120):
        old_row(shop, description=str(n))
    assert len(page(shop, limit=10_000).lines) == 100


def test_a_code_in_the_details_is_read_as_a_name(shop: Shop) -> None:
    write(shop, people.unlock, people.Unlock(emilie(shop)), shop.admin)
    assert lines(shop)[0].details == {"operator": "Émilie R."}


def test_what_a_setting_was_and_became_can_be_read(shop: Shop) -> None:
    write(shop, shared_settings.set_sign_in_minutes, shared_settings.SetSignInMinutes(30), shop.admin)
    line = lines(shop)[0]
    assert (line.details["old"], line.details["new"]) == ("480", "30")


def test_what_a_row_was_and_became_can_be_read_but_nothing_private(shop: Shop) -> None:
    name = form(shop, emilie(shop), first_name="Emma", site_id=None)
    write(shop, people_edit.edit_person, name, shop.admin)
    line = lines(shop)[0]
    assert line.written is not None
    changed = read(shop, changes_of, line.written)
    assert [(one.table, one.column, one.new) for one in changed] == [("users", "site_id", None)]


def test_the_target_of_an_act_on_a_person_is_named(shop: Shop) -> None:
    write(shop, people_edit.clear_pin, people_edit.ClearPin(emilie(shop)), shop.admin)
    line = lines(shop)[0]
    assert (line.kind, line.target_name, line.actor) == ("pin_reset", "Émilie R.", "Aïcha M.")
    assert boss(shop) != emilie(shop)


def test_a_row_of_1_4_4_with_a_kind_that_nobody_knows_stays_readable(shop: Shop) -> None:
    old_row(shop, action_type="SETTING_UPDATED", description=None, details_json=None, actor_username=None)
    line = lines(shop, AuditFilter(kinds=frozenset({"SETTING_UPDATED"})))[0]
    assert (line.actor, line.description, line.details, line.written) == ("", "", {}, None)
    assert "SETTING_UPDATED" in read(shop, kinds_seen)


def test_an_act_of_the_program_itself_is_its_own(shop: Shop) -> None:
    first = page(shop, AuditFilter(kinds=frozenset({"workstation_initialised"}))).lines[0]
    assert first.actor == "RecyClique"
    assert first.at < shop.clock.now() + timedelta(seconds=1)
