"""A joined workstation's file still proves itself: its own journal whole, others' as chains, shared rows as told."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from recyclique_desktop.data.verify import Report, verify
from recyclique_desktop.data.verify.head import check_head
from tests.known import CENTRE_STREAM
from tests.services.selling import open_till
from tests.sync.fake_centre import FakeCentre
from tests.sync.shops import OTHER_STREAM, Machine
from tests.sync.test_pull import a_day
from tests.sync.test_shared import PERSON, SECRETS, category, make_category, priced, wish_price

NEW = UUID("0ddddddd-0000-4000-8000-000000000009")


def check(machine: Machine) -> Report:
    trust = replace(machine.shop.trust, joined_as=machine.shop.station.id)
    with machine.db.reading() as session:
        return verify(session.connection(), trust, full=True)


def check_start(machine: Machine) -> Report:
    trust = replace(machine.shop.trust, joined_as=machine.shop.station.id)
    with machine.db.reading() as session:
        return check_head(session.connection(), trust)


@pytest.fixture
def met(till: Machine, other: Machine, fake: FakeCentre) -> Machine:
    """A till that sold, asked, and heard of the other till and of the centre."""
    a_day(till)
    a_day(other)
    open_till(other.shop).sell()
    person = {"table": "users", "op": "I", "id": str(NEW), "set": PERSON}
    fake.change(person, private=[{**person, "set": SECRETS}])
    fake.change(priced(category(till, "CD"), "1.00", "1.20"))
    wish_price(till, 80)
    make_category(till, "Vélos")
    for machine in (till, other, till):
        assert machine.sync().cause is None
    return till


def tampered(machine: Machine, *statements: str) -> set[str]:
    with machine.db.connection() as connection, connection.begin():
        for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount > 0
    return {finding.code for finding in check(machine).findings} - {"verify.trigger"}


def test_an_honest_joined_file_is_never_accused(met: Machine, other: Machine) -> None:
    for machine in (met, other):
        assert check(machine).findings == []
        assert check_start(machine).findings == []


def test_an_office_that_keeps_everything_is_never_accused(met: Machine, other: Machine) -> None:
    other.keep_all = True
    other.restart()
    a_day(met)
    for machine in (met, other):
        machine.sync()
    assert check(other).findings == []


def test_a_stream_that_begins_where_this_file_joined_it_is_a_chain(
    met: Machine,
) -> None:
    with met.db.connection() as connection, connection.begin():
        connection.exec_driver_sql("DROP TRIGGER journal_no_delete")
        connection.exec_driver_sql("DELETE FROM journal WHERE stream_id = ? AND seq < 4", (OTHER_STREAM.bytes,))
    findings = {finding.code for finding in check(met).findings}
    assert findings == {"verify.trigger"}


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE sales SET total_amount = 1 WHERE number = 'C01-000001'", "verify.row_changed"),
        ("DELETE FROM payment_transactions", "verify.row_missing"),
        ("UPDATE categories SET price = 1 WHERE name = 'CD'", "verify.row_changed"),
        ("UPDATE categories SET price = 1 WHERE name = 'Verre'", "verify.row_changed"),
        (f"DELETE FROM users WHERE id = x'{NEW.hex}'", "verify.row_missing"),
        (f"DELETE FROM journal WHERE stream_id = x'{OTHER_STREAM.hex}' AND seq = 3", "verify.hole"),
        (f"UPDATE journal SET hash = zeroblob(32) WHERE stream_id = x'{OTHER_STREAM.hex}' AND seq = 3", "verify.hash"),
        (f"UPDATE journal SET payload = x'7b7d' WHERE stream_id = x'{CENTRE_STREAM.hex}' AND seq = 2",
         "verify.payload"),
        ("DELETE FROM audit_logs", "verify.audit"),
    ],
)  # fmt: skip
def test_each_change_is_named(met: Machine, statement: str, code: str) -> None:
    assert code in tampered(met, statement)


def test_a_ticket_of_our_own_slipped_in_beside_the_journal_is_named(met: Machine) -> None:
    columns = [row[1] for row in met.rows("PRAGMA table_info(sales)") if row[1] not in {"id", "number"}]
    listed = ", ".join(columns)
    sql = (
        f"INSERT INTO sales (id, number, {listed}) SELECT x'{UUID(int=7).hex}', 'C01-000099', {listed} FROM sales"
        " WHERE number = 'C01-000001'"
    )
    assert "verify.row_unknown" in tampered(met, sql)
