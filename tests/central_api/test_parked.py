"""What cannot be applied is kept, named, and tried again: no fact is ever refused, none stands in the way of others."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import JournalClass
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.wire import Kind, WireError
from tests.central_api.cheques import sell_for_cheque
from tests.central_api.compared import here, there
from tests.central_api.conftest import unsent
from tests.central_api.journals import Journal, Writer, header_of
from tests.central_api.machines import Machine, admin
from tests.conftest import Shop
from tests.known import SITE, STREAM, WORKSTATION
from tests.services.selling import open_till

pytestmark = pytest.mark.postgres
NOW = "2026-09-17T08:00:00.000000Z"
Row = dict[str, Any]


def writer_after(shop: Shop, till: Machine, signer: Ed25519Signer) -> Writer:
    """Push everything there is; return who writes what follows."""
    journal = unsent(shop, till)
    receipt = till.push(journal)
    return Writer(STREAM, signer, receipt["last_seq"], bytes.fromhex(receipt["last_hash"]))


@pytest.fixture
def writer(shop: Shop, till: Machine, signer: Ed25519Signer) -> Writer:
    """Writes what follows a day's beginning: a till opened, one ticket sold."""
    open_till(shop).sell()
    return writer_after(shop, till, signer)


def inserted(table: str, values: Row, row_id: UUID | None = None) -> Row:
    fact = {"site_id": str(SITE), "workstation_id": str(WORKSTATION), "created_at": NOW}
    return {"table": table, "op": "I", "id": str(row_id or uuid4()), "set": fact | values}


def sale_row(session: str, row_id: UUID | None = None, **more: Any) -> Row:
    values = {
        "cash_session_id": session, "total_amount": "3.00", "donation": "0.00", "kind": "sale", "number": "C01-000099",
        "pricing_mode": "itemized", "waived_amount": "0.00", "sale_date": NOW, "recorded_at": NOW,
    }  # fmt: skip
    return inserted("sales", values | more, row_id)


def movement(session: str, row_id: UUID | None = None, **more: Any) -> Row:
    return inserted("cash_movements", {"session_id": session, "kind": "out", "amount": "-5.00"} | more, row_id)


def session_of(shop: Shop) -> str:
    return next(iter(here(shop.db, "cash_sessions")))


def payload(*rows: Row, **more: Any) -> Row:
    return {"v": 1, "rows": list(rows), **more}


def causes(till: Machine) -> list[tuple[int, str]]:
    with till.base.connect() as connection:
        query = "SELECT seq, cause FROM sync.parked WHERE settled_at IS NULL ORDER BY seq"
        return [(int(seq), str(cause)) for seq, cause in connection.execute(query)]


def test_rt15_what_stands_between_good_entries_does_not_hold_them_up(shop: Shop, till: Machine, writer: Writer) -> None:
    session, seq = session_of(shop), writer.after
    good, bad = movement(session), movement(session, workstation_id=str(uuid4()))
    receipt = till.push(writer.journal([payload(good), payload(bad), payload(movement(session))]))
    assert (receipt["outcome"], receipt["stored"], receipt["parked"]) == ("ok", 3, 1)
    assert causes(till) == [(seq + 2, "other_workstation")]
    assert len(there(till, "cash_movements")) == 2
    assert till.hello()["parked"] == 1


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ({"table": "unheard_of", "op": "I", "id": "x", "set": {}}, "unknown_table"),
        ({"table": "categories", "op": "I", "id": str(uuid4()), "set": {"name": "Intruse"}}, "not_a_fact"),
        ({"table": "pg_class", "op": "U", "id": "x", "set": {}}, "unknown_table"),
        ({"table": "audit_logs", "op": "U", "id": "x", "set": {}}, "unknown_table"),
        ({"table": "cash_movements", "op": "I", "id": str(uuid4()), "set": {"kind": "out"}}, "other_workstation"),
    ],
)
def test_a_row_that_no_workstation_may_write_is_not_written(
    till: Machine, writer: Writer, row: Row, cause: str
) -> None:
    assert till.push(writer.journal([payload(row)]))["parked"] == 1
    assert [found for _, found in causes(till)] == [cause]


def test_amounts_that_are_no_amounts_are_parked_with_postgresqls_own_cause(
    shop: Shop, till: Machine, writer: Writer
) -> None:
    session = session_of(shop)
    till.push(
        writer.journal([payload(movement(session, amount="five")), payload(movement(session, amount="99999999999.00"))])
    )
    assert [cause for _, cause in causes(till)] == ["22P02", "22003"]


def test_rt13_the_same_id_with_other_content_is_looked_at_by_a_person(
    shop: Shop, till: Machine, writer: Writer
) -> None:
    session, row_id = session_of(shop), uuid4()
    till.push(writer.journal([payload(movement(session, row_id)), payload(movement(session, row_id))]))
    assert causes(till) == []  # the same content: a clone sent it again
    till.push(writer.journal([payload(movement(session, row_id, amount="-6.00"))]))
    assert [cause for _, cause in causes(till)] == ["row_exists"]
    assert there(till, "cash_movements")[str(row_id)]["amount"] == "-5.00"


def test_a_change_of_a_row_that_looked_otherwise_is_not_made(shop: Shop, till: Machine, writer: Writer) -> None:
    session = session_of(shop)
    change = {"table": "cash_sessions", "op": "U", "id": session, "set": {"current_step": ["EXIT", "ENTRY"]}}
    till.push(writer.journal([payload(change)]))
    assert [cause for _, cause in causes(till)] == ["old_differs"]
    assert there(till, "cash_sessions")[session]["current_step"] == "SALE"


def test_a_row_of_another_workstation_is_not_changed(
    shop: Shop, till: Machine, writer: Writer, newcomer: Any, signer: Ed25519Signer
) -> None:
    session, other = session_of(shop), newcomer("till")
    change = {"table": "cash_sessions", "op": "U", "id": session, "set": {"current_step": ["SALE", "EXIT"]}}
    written = Writer(other.stream, signer).journal([payload(change)])
    assert other.push(written)["parked"] == 1
    assert [cause for _, cause in causes(till)] == ["other_workstation"]


def test_a_fact_is_never_removed_but_a_line_of_an_open_ticket(till: Machine, writer: Writer) -> None:
    poste, ticket, line = uuid4(), uuid4(), uuid4()
    user = next(iter(there(till, "users")))
    rows = (
        inserted("poste_reception", {"opened_by_user_id": user, "opened_at": NOW, "status": "opened"}, poste),
        inserted("ticket_depot", {"poste_id": str(poste), "benevole_user_id": user, "status": "opened"}, ticket),
        inserted("ligne_depot", _weighing(till, ticket), line),
    )
    gone = {"table": "ligne_depot", "op": "D", "id": str(line)}
    assert till.push(writer.journal([payload(*rows), payload(gone), payload(gone)]))["parked"] == 0
    assert there(till, "ligne_depot") == {}
    closed = {"table": "ticket_depot", "op": "U", "id": str(ticket), "set": {"status": ["opened", "closed"]}}
    again = inserted("ligne_depot", _weighing(till, ticket), line)
    till.push(
        writer.journal(
            [
                payload(again),
                payload(closed),
                payload(gone),
                payload({**gone, "table": "ticket_depot", "id": str(ticket)}),
            ]
        )
    )
    assert [cause for _, cause in causes(till)] == ["parent_closed", "never_removed"]
    assert list(there(till, "ligne_depot")) == [str(line)]


def _weighing(till: Machine, ticket: UUID) -> Row:
    category = next(iter(there(till, "categories")))
    return {"ticket_id": str(ticket), "category_id": category, "poids_kg": "1.250", "destination": "MAGASIN"}


def test_a_missing_shared_row_becomes_an_inactive_stub(shop: Shop, till: Machine, writer: Writer) -> None:
    session, seller, category, preset = session_of(shop), uuid4(), uuid4(), uuid4()
    sale = sale_row(session, operator_id=str(seller))
    item = inserted("sale_items", {
        "sale_id": sale["id"], "category": str(category), "category_id": str(category), "preset_id": str(preset),
        "quantity": 1, "unit_price": "3.00", "total_price": "3.00", "weight": "0.000", "weight_source": "none",
    })  # fmt: skip
    receipt = till.push(writer.journal([payload(sale, item)]))
    assert receipt["parked"] == 0, causes(till)
    user, found = there(till, "users"), there(till, "categories")[str(category)]
    assert str(seller) not in user or user[str(seller)]["is_active"] is False
    stub = admin(till.base, "SELECT to_jsonb(u) FROM users u WHERE id = %s", seller)
    assert (stub["is_active"], stub["role"], stub["status"]) == (False, "user", "pending")
    assert (found["is_active"], found["is_visible"]) == (False, False)
    assert there(till, "preset_buttons")[str(preset)]["is_active"] is False
    kinds = {str(seller), str(category), str(preset)}
    rows = [row for entry in till.pull() for row in json.loads(entry[3] or b"{}").get("rows", ())]
    came = [row for row in rows if isinstance(row["id"], str) and row["id"] in kinds]
    assert {row["table"] for row in came} == {"users", "categories", "preset_buttons"}  # the others hear of it


def test_rt16_a_missing_session_does_not_park_its_sale(till: Machine, writer: Writer) -> None:
    assert till.push(writer.journal([payload(sale_row(str(uuid4())))]))["parked"] == 0


def test_what_waits_for_a_row_is_applied_when_the_row_comes(shop: Shop, till: Machine, writer: Writer) -> None:
    row_id, session = uuid4(), session_of(shop)
    admin(till.base, "DROP TRIGGER recyclique_final ON cash_movements")  # stands for a fact that may change
    early = {"table": "cash_movements", "op": "U", "id": str(row_id), "set": {"amount": ["-5.00", "-7.00"]}}
    assert till.push(writer.journal([payload(early)]))["parked"] == 1
    waiting = admin(till.base, "SELECT cause || ' ' || waits_for_table || ' ' || waits_for_id FROM sync.parked")
    assert waiting == f"missing_row cash_movements {row_id}"
    assert till.push(writer.journal([payload(movement(session, row_id))]))["parked"] == 0
    assert causes(till) == []
    assert there(till, "cash_movements")[str(row_id)]["amount"] == "-7.00"


def test_what_depends_on_a_parked_entry_waits_under_its_cause_and_follows_it(
    shop: Shop, till: Machine, office: Machine, writer: Writer
) -> None:
    row_id, seq = uuid4(), writer.after
    admin(till.base, "DROP TRIGGER recyclique_final ON cash_movements")  # stands for a fact that may change
    broken = movement(session_of(shop), row_id, kind="far too long for its column")
    change = {"table": "cash_movements", "op": "U", "id": str(row_id), "set": {"amount": ["-5.00", "-7.00"]}}
    more = {"table": "cash_movements", "op": "U", "id": str(row_id), "set": {"amount": ["-7.00", "-8.00"]}}
    assert till.push(writer.journal([payload(broken), payload(change), payload(more)]))["parked"] == 3
    assert causes(till) == [(seq + 1, "22001"), (seq + 2, "22001"), (seq + 3, "22001")]
    assert office.call("retry", STREAM, seq + 1) == {"applied": False, "parked": 3}
    admin(till.base, "ALTER TABLE cash_movements ALTER COLUMN kind TYPE varchar(64)")
    assert office.call("retry", STREAM, seq + 1) == {"applied": True, "parked": 0}
    assert there(till, "cash_movements")[str(row_id)]["amount"] == "-8.00"
    assert admin(till.base, "SELECT count(*) FROM sync.ledger WHERE status <> 'applied'") == 0


def test_an_office_sees_what_is_parked_and_why(shop: Shop, till: Machine, office: Machine, writer: Writer) -> None:
    till.push(writer.journal([payload(movement(session_of(shop), amount="five"))], act=acts.SETTING_CHANGED))
    (found,) = office.call("parked")
    assert (found["workstation"], found["label"], found["cause"]) == ("C01", "Réglage changé", "22P02")
    assert "five" in found["detail"]
    assert office.hello()["parked"] == 0  # its own


def test_an_unknown_column_is_kept_for_the_day_the_centre_knows_it(shop: Shop, till: Machine, writer: Writer) -> None:
    row = movement(session_of(shop), colour="red")
    entries = writer.journal([payload(row), payload(movement(session_of(shop)))], schema_version="9999")
    receipt = till.push(entries)
    assert (receipt["stored"], receipt["parked"]) == (2, 0)
    assert len(there(till, "cash_movements")) == 2
    query = "SELECT array_agg(cause ORDER BY seq) FROM (SELECT * FROM sync.ledger ORDER BY seq DESC LIMIT 2) AS last"
    assert admin(till.base, query) == ["newer", None]
    assert "colour" in admin(till.base, "SELECT convert_from(payload, 'UTF8') FROM sync.ledger WHERE cause = 'newer'")


def test_an_unknown_act_and_an_unknown_version_are_kept(shop: Shop, till: Machine, writer: Writer) -> None:
    unheard = acts.Act("drawer.sung", "Chant", JournalClass.OPERATIONAL, None, acts.SETTING_CHANGED.audit)
    row = movement(session_of(shop))
    assert till.push(writer.journal([payload(row)], act=unheard))["parked"] == 0
    assert row["id"] in there(till, "cash_movements")
    till.push(writer.journal([{"v": 99, "stanzas": []}]))
    till.push(Journal(STREAM, (writer.raw(b"not json"),), writer.after - 1))
    till.push(Journal(STREAM, (writer.raw(b'{"v":1,"rows":[],"doc":{"x":"\\u0000"}}'),), writer.after - 1))
    assert [cause for _, cause in causes(till)] == ["unknown_version", "unreadable", "unreadable"]


def test_a_personal_payload_that_was_erased_is_no_tampering(shop: Shop, till: Machine, signer: Ed25519Signer) -> None:
    sell_for_cheque(open_till(shop), "CHQ 12")
    journal = unsent(shop, till)
    place = next(i for i, e in enumerate(journal.entries) if header_of(e)["class"] == "personal")
    arrays = [list(array) for array in journal.arrays()]
    arrays[1][place] = b""
    receipt = till.call("push", STREAM, 1, *arrays)
    assert (receipt["outcome"], receipt["stored"], receipt["parked"]) == ("ok", len(journal), 0)


def test_personal_columns_that_come_in_a_later_batch_are_written(shop: Shop, till: Machine) -> None:
    sell_for_cheque(open_till(shop), "CHQ 12")
    for entry in unsent(shop, till).batches(1):
        assert till.push(entry)["parked"] == 0
    (paid,) = there(till, "payment_transactions").values()
    assert paid["reference"] == "CHQ 12"


def test_what_was_taken_in_cannot_be_changed_by_anybody(till: Machine, writer: Writer) -> None:
    for statement in (
        "DELETE FROM sync.ledger",
        "TRUNCATE sync.entry_ids",
        "UPDATE sync.ledger SET payload = 'x'",
        "UPDATE sync.ledger SET seq = seq + 1000",
        "UPDATE sync.entry_ids SET seq = 1",
        "UPDATE sync.centre_entries SET header = 'x'",
        "UPDATE sync.centre_entries SET payload = '' WHERE seq = 1",
        "DELETE FROM sync.centre_entries",
        "SET session_replication_role = replica; DELETE FROM sync.ledger",
    ):
        with pytest.raises(Exception, match="ne fait que s'allonger"):
            admin(till.base, statement)


def test_a_failing_disk_is_no_reason_to_park(shop: Shop, till: Machine, writer: Writer) -> None:
    admin(
        till.base,
        """
        CREATE FUNCTION public.full() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'no space'; END$$""",
    )
    admin(till.base, "CREATE TRIGGER full_disk BEFORE INSERT ON cash_movements EXECUTE FUNCTION public.full()")
    entries = writer.journal([payload(movement(session_of(shop)))])
    with pytest.raises(WireError) as failed:
        till.push(entries)
    assert (failed.value.kind, failed.value.sqlstate) == (Kind.FULL, "53100")
    admin(till.base, "DROP TRIGGER full_disk ON cash_movements")
    assert till.push(entries)["stored"] == 1


def test_an_entry_says_what_it_wrote_about_whom(shop: Shop, till: Machine, writer: Writer) -> None:
    row = movement(session_of(shop))
    till.push(
        writer.journal(
            [payload(row)],
            act=acts.SESSION_RESUMED,
            actor=shop.volunteer.operator_code,
            series=acts.SESSION_RESUMED.series,
            number=77,
        )
    )
    actor = admin(till.base, "SELECT actor_id::text FROM audit_logs WHERE action_type = 'session_resumed'")
    assert actor == str(shop.volunteer.user_id)
