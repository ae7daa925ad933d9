"""What the back office reads: all but the hidden root, each wish beside the centre's value, rounds in order."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.data.queries.admin_catalogue import category_lines, preset_lines
from recyclique_desktop.data.queries.admin_edits import row_names, waiting_edits
from recyclique_desktop.data.queries.admin_people import person_lines, site_lines, team_lines
from recyclique_desktop.data.queries.admin_settings import kind_of, shop_settings
from recyclique_desktop.data.queries.admin_sync import (
    last_rounds,
    lost_wishes,
    outgoing,
    who_made,
)
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.enums import FiscalRegime, WorkstationKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services import catalogue_edit, shared_settings
from recyclique_desktop.services.people_edit import DeactivatePerson, deactivate_person
from tests.known import CENTRE_STREAM, STREAM
from tests.services.joined import join
from tests.services.selling import open_till, read, write
from tests.services.test_catalogue_edit import add, livre, named

if TYPE_CHECKING:
    from tests.conftest import Shop


def test_the_tree_is_read_in_order_with_its_archive_and_without_the_hidden_root(shop: Shop) -> None:
    write(shop, catalogue_edit.archive_category, catalogue_edit.ArchiveCategory(livre(shop).id), shop.admin)
    found = read(shop, category_lines)
    media = next(at for at, line in enumerate(found) if line.name == "Livres & Médias")
    assert [(line.name, line.level, line.is_archived) for line in found[media : media + 3]] == [
        ("Livres & Médias", 1, False), ("Livre", 2, True), ("CD", 2, False),
    ]  # fmt: skip
    assert found[media].children == 1, "what is archived is no child"
    assert "Toutes catégories" not in {line.name for line in found}


def test_buttons_name_their_category_and_say_nothing_of_the_hidden_root(shop: Shop) -> None:
    assert [(line.name, line.category_name, line.category_id) for line in read(shop, preset_lines)][:2] == [
        ("Don 0 €", "", None), ("Don -18 ans", "", None),
    ]  # fmt: skip


def test_people_are_read_active_first_with_their_teams(shop: Shop) -> None:
    assert shop.volunteer.user_id is not None
    write(shop, deactivate_person, DeactivatePerson(shop.volunteer.user_id), shop.admin)
    found = read(shop, person_lines)
    assert [(line.name, line.is_active, line.group_names) for line in found] == [
        ("Aïcha M.", True, ()), ("Émilie Robert", False, ("Bénévole caisse",)),
    ]  # fmt: skip
    teams = read(shop, team_lines)
    assert [team.name for team in teams][:3] == ["Bénévole caisse", "Bénévole réception", "Auditeur (lecture seule)"]
    assert [team.permissions for team in teams][:2] == [("caisse.access",), ("reception.access",)]
    assert [site.name for site in read(shop, site_lines)] == ["La Clique"]


def test_a_wish_stands_beside_the_centres_value_until_it_is_answered(shop: Shop) -> None:
    target = livre(shop)
    join(shop, WorkstationKind.TILL)
    edit = catalogue_edit.EditCategory(target.id, "Bouquin", Cents(200), None)
    write(shop, catalogue_edit.edit_category, edit, shop.admin)
    made = add(shop, "Neuf")
    waiting = read(shop, waiting_edits, "categories")
    assert {edit.column: (edit.old, edit.new, edit.is_new) for edit in waiting[str(target.id)]} == {
        "name": ("Livre", "Bouquin", False), "price": ("1.00", "2.00", False),
    }  # fmt: skip
    assert all(edit.is_new for edit in waiting[str(made)])
    line = next(line for line in read(shop, category_lines) if line.id == target.id)
    assert (line.name, len(line.waiting)) == ("Bouquin", 2)


def test_the_settings_say_what_holds_since_when_and_what_waits(shop: Shop) -> None:
    found = read(shop, shop_settings, shop.station)
    assert (found.sign_in_minutes, found.variance_tolerance, found.regime) == (480, 5, FiscalRegime.EXEMPT_261_7_1)
    assert found.regime_since == shop.clock.now().date()
    join(shop, WorkstationKind.OFFICE)
    write(shop, shared_settings.set_sign_in_minutes, shared_settings.SetSignInMinutes(60), shop.admin)
    write(shop, shared_settings.set_regime, shared_settings.SetRegime(FiscalRegime.TAXABLE), shop.admin)
    found = read(shop, shop_settings, shop.station)
    assert {key: edit.old for key, edit in found.waiting.items()} == {
        "token_expiration_minutes": "480", "fiscal_regime": "exempt_261_7_1",
    }  # fmt: skip
    assert read(shop, kind_of, shop.station) is WorkstationKind.OFFICE


def test_a_shared_row_is_called_what_people_call_it(shop: Shop) -> None:
    assert shop.admin.user_id is not None
    category, user = str(livre(shop).id), str(shop.admin.user_id)
    assert read(shop, row_names, "categories", [category, "nonsense"]) == {category: "Livre"}
    assert read(shop, row_names, "users", [user]) == {user: "Aïcha M."}
    assert read(shop, row_names, "user_groups", ['["a","b"]']) == {}


def seq_now(shop: Shop) -> int:
    with shop.db.connection() as connection:
        sql = "SELECT max(seq) FROM journal WHERE stream_id = ?"
        return int(connection.exec_driver_sql(sql, (STREAM.bytes,)).scalar_one())


def test_what_waits_to_be_sent_is_named_and_counted_without_its_personal_parts(shop: Shop) -> None:
    till = open_till(shop)
    acked = seq_now(shop)
    till.sell(("cash", 1200), price=1200)
    join(shop, WorkstationKind.TILL)
    command = catalogue_edit.EditCategory(livre(shop).id, "Livre", Cents(150), None)
    write(shop, catalogue_edit.edit_category, command, shop.admin)
    found = read(shop, outgoing, STREAM, acked, 10)
    assert [(one.label, one.number, one.name, one.amount) for one in found] == [
        ("Vente enregistrée", "C01-000001", "", 1200), ("Catégorie modifiée", "", "Livre", None),
    ]  # fmt: skip
    assert len(read(shop, outgoing, STREAM, acked, 1)) == 1
    assert read(shop, outgoing, STREAM, seq_now(shop), 10) == ()


def log(shop: Shop, kind: str, started: datetime, seconds: int, **more: Any) -> None:
    """Write a row as the exchange does."""
    told = {"status": "success", "pushed": 0, "pulled": 0, "parked": 0, "bytes": 0, "cause": None, "repeats": 1, **more}
    ended = iso_utc(started + timedelta(seconds=seconds))
    with shop.db.connection() as connection:
        connection.exec_driver_sql(
            "INSERT INTO sync_logs (id, sync_type, status, created_at, started_at, finished_at, pushed, pulled, parked,"
            " bytes, cause, repeats) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (shop.station.ids.new().bytes, kind, told["status"], ended, iso_utc(started), ended, told["pushed"],
             told["pulled"], told["parked"], told["bytes"], told["cause"], told["repeats"]),
        )  # fmt: skip
        connection.commit()


def test_a_round_is_one_line_and_a_failure_says_when_it_was_mended(shop: Shop) -> None:
    start = shop.clock.now()
    log(shop, "push", start, 1, pushed=9)
    log(shop, "round", start + timedelta(minutes=5), 2, status="error", cause="absent", repeats=3)
    log(shop, "push", start + timedelta(minutes=10), 1, pushed=14)
    log(shop, "pull", start + timedelta(minutes=10), 2, pulled=2)
    found = read(shop, last_rounds, 5)
    assert [(line.pushed, line.pulled, line.cause, line.repeats, line.tenths) for line in found] == [
        (14, 2, None, 1, 20), (0, 0, "absent", 3, 20), (9, 0, None, 1, 10),
    ]  # fmt: skip
    assert found[1].mended_at == start + timedelta(minutes=10, seconds=2)
    assert len(read(shop, last_rounds, 1)) == 1


def test_a_failure_that_lasts_says_so(shop: Shop) -> None:
    log(shop, "round", shop.clock.now(), 2, status="error", cause="absent")
    (line,) = read(shop, last_rounds, 5)
    assert (line.cause, line.mended_at) == ("absent", None)


def answer(shop: Shop, entry_id: UUID, refused: dict[str, Any]) -> None:
    """Write an entry of the centre's stream that answers a wish, as pulling does."""
    payload = json.dumps({"v": 1, "rows": [], "answers": str(entry_id), "refused": refused}, ensure_ascii=False)
    with shop.db.connection() as connection:
        sql = "SELECT max(seq) FROM journal WHERE stream_id = ?"
        seq = int(connection.exec_driver_sql(sql, (CENTRE_STREAM.bytes,)).scalar_one()) + 1
        connection.exec_driver_sql(
            "INSERT INTO journal (stream_id, seq, entry_id, tx, header, payload, hash, class, act, hlc, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 'operational', 'centre.answered', 1, ?)",
            (CENTRE_STREAM.bytes, seq, shop.station.ids.new().bytes, entry_id.bytes, b"{}", payload.encode(),
             bytes(32), iso_utc(shop.clock.now())),
        )  # fmt: skip
        connection.commit()


def last_entry(shop: Shop) -> UUID:
    with shop.db.connection() as connection:
        sql = "SELECT entry_id FROM journal WHERE stream_id = ? ORDER BY seq DESC LIMIT 1"
        return UUID(bytes=connection.exec_driver_sql(sql, (STREAM.bytes,)).scalar_one())


def test_a_wish_that_lost_is_shown_with_both_values_and_who_wished(shop: Shop) -> None:
    join(shop, WorkstationKind.TILL)
    target = named(shop, "CD", "Livres & Médias")
    command = catalogue_edit.EditCategory(target.id, "CD", Cents(200), Cents(300))
    write(shop, catalogue_edit.edit_category, command, shop.admin)
    wished = last_entry(shop)
    answer(shop, wished, {f"categories/{target.id}/price": "1.50"})
    answer(shop, shop.station.ids.new(), {"categories/x/price": "9.99"})
    (lost,) = read(shop, lost_wishes, CENTRE_STREAM, STREAM, 10)
    assert (lost.table, lost.column, lost.name, lost.centre, lost.here, lost.who) == (
        "categories", "price", "CD", "1.50", "2.00", "Aïcha M.",
    )  # fmt: skip
    assert read(shop, who_made, [wished, shop.station.ids.new()]) == {wished: "Aïcha M."}
