"""At the centre too, what a workstation sold stays what it was (F-08, F-13): no SQL changes it, whoever connects."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from recyclique_desktop.domain.enums import CashMovementKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.flows.periods import close_due_periods
from recyclique_desktop.services import cash_moves
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.services.sale_corrections import CorrectSaleLine, correct_sale_line
from tests.central_api.conftest import unsent
from tests.central_api.machines import Machine, admin
from tests.services.selling import as_leader, open_till, tile

if TYPE_CHECKING:
    from tests.conftest import Shop

pytestmark = pytest.mark.postgres
MONEY = ("sales", "sale_items", "payment_transactions", "cash_movements", "cash_counts", "closures")
WORDS = {"sales": {"note", "updated_at"}, "sale_items": {"notes"}, "payment_transactions": {"reference"},
         "cash_movements": {"reason"}}  # fmt: skip
"""What may still change: personal words, which may be erased, and what follows from other rows."""
_OTHER = {
    "uuid": "gen_random_uuid()", "jsonb": "'{{}}'", "boolean": "NOT {0}", "date": "{0} - 1", "integer": "{0} + 1",
    "numeric": "{0} + 0.01", "timestamp with time zone": "{0} - interval '1 day'", "character varying": "{0} || 'x'",
    "text": "{0} || 'x'",
}  # fmt: skip


@pytest.fixture
def sold(shop: Shop, till: Machine) -> str:
    """A day with everything in it, closed and pushed; the ticket's number."""
    opened = open_till(as_leader(shop))
    ticket = opened.sell(("cash", 1000), price=900, donation=100, grams=960_000)
    moved = cash_moves.MoveCash(shop.station.ids.new(), opened.session_id, CashMovementKind.IN, Cents(100), "monnaie")
    opened.write(cash_moves.move_cash, moved)
    _, pan = tile(shop, "Casserole")
    fixed = CorrectSaleLine(ticket.sale_id, 1, pan.id, 960, None, "", "g pris pour kg")  # type: ignore[arg-type]
    opened.write(correct_sale_line, fixed)
    opened.write(close_session, CloseSession(opened.session_id, (MethodCount("cash", Cents(6100), None),)))
    shop.clock.advance(timedelta(days=1))
    close_due_periods(shop.db, shop.station)
    receipt = till.push(unsent(shop, till))
    assert receipt["parked"] == 0
    return ticket.number


def columns(till: Machine, table: str) -> list[tuple[str, str]]:
    with till.base.connect() as connection:
        rows = connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s",
            (table,),
        ).fetchall()
    return [(name, kind) for name, kind in rows if name not in WORDS.get(table, set())]


def content(till: Machine) -> dict[str, Any]:
    return {
        table: admin(till.base, f"SELECT jsonb_agg(to_jsonb(t) ORDER BY t.id) FROM {table} t")
        for table in (*MONEY, "cash_sessions")
    }


def refused(till: Machine, statement: str) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation, match="RecyClique Desktop"):
        admin(till.base, statement)


def test_f08_sql_changes_no_column_of_money_at_the_centre(sold: str, till: Machine) -> None:
    before = content(till)
    tried = 0
    for table in MONEY:
        assert before[table], table
        for name, kind in columns(till, table):
            other = _OTHER.get(kind, "(SELECT e FROM unnest(enum_range({0})) AS x(e) WHERE e <> {0} LIMIT 1)")
            one = f"SELECT id FROM {table} WHERE {name} IS NOT NULL LIMIT 1"
            if admin(till.base, one) is None:
                continue
            refused(till, f"UPDATE {table} SET {name} = {other.format(name)} WHERE id = ({one})")
            tried += 1
        refused(till, f"DELETE FROM {table}")
        refused(till, f"TRUNCATE {table} CASCADE")
    assert tried > 55
    assert content(till) == before
    assert sold == "C01-000001"


def test_f13_no_session_of_a_workstation_is_deleted_at_the_centre(sold: str, till: Machine) -> None:
    refused(till, "DELETE FROM cash_sessions")
    assert admin(till.base, "SELECT count(*) FROM cash_sessions") == 1


def test_words_about_somebody_may_still_be_erased_at_the_centre(sold: str, till: Machine) -> None:
    admin(till.base, "UPDATE sales SET note = NULL")
    admin(till.base, "UPDATE payment_transactions SET reference = NULL")
    assert admin(till.base, "SELECT count(*) FROM sales WHERE note IS NOT NULL") == 0
    assert admin(till.base, "SELECT count(*) FROM payment_transactions WHERE reference IS NOT NULL") == 0


def test_1_4_4_goes_on_changing_the_tickets_it_wrote_itself(sold: str, till: Machine) -> None:
    session = admin(till.base, "SELECT id FROM cash_sessions LIMIT 1")
    admin(
        till.base,
        "INSERT INTO sales"
        " (id, cash_session_id, total_amount, donation, created_at, updated_at, sale_date, recorded_at)"
        " VALUES (gen_random_uuid(), %s, 5, 0, now(), now(), now(), now())",
        session,
    )
    admin(till.base, "UPDATE sales SET total_amount = 6 WHERE workstation_id IS NULL")
    assert admin(till.base, "SELECT total_amount::text FROM sales WHERE workstation_id IS NULL") == "6.00"


def test_a_corrected_weight_reads_the_same_at_the_centre_as_here(sold: str, till: Machine) -> None:
    assert admin(till.base, "SELECT weight::text FROM sale_items") == "960.000"
    assert admin(till.base, "SELECT weight::text FROM v_sale_items") == "0.960"
