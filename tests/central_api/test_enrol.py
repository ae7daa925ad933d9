"""Letting machines in: one code, one machine, a login that can do nothing but call, and the way out again."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from recyclique_desktop.wire import Kind, Line, WireError, scram_verifier
from tests.central_api.conftest import unsent
from tests.central_api.machines import (
    KEY,
    Machine,
    admin,
    enrol,
    gate,
    make_code,
    place_of,
    wish,
)
from tests.conftest import Shop
from tests.known import SITE, WORKSTATION
from tests.postgres import CentralDatabase
from tests.services.selling import open_till

pytestmark = pytest.mark.postgres
Newcomer = Callable[..., Machine]


def refusal(act: Callable[[], Any]) -> tuple[Kind, str | None, str]:
    with pytest.raises(WireError) as refused:
        act()
    return refused.value.kind, refused.value.sqlstate, refused.value.detail


def test_a_shop_that_joins_keeps_its_name_its_code_and_its_stream(till: Machine) -> None:
    assert till.answer["kind"] == "till"
    assert till.workstation == WORKSTATION
    hello = till.hello()
    assert hello["site_id"] == str(SITE)
    assert (hello["last_seq"], hello["revoked"], hello["min_protocol"], hello["max_protocol"]) == (0, False, 1, 1)


def test_each_newcomer_gets_the_next_code_of_its_kind(newcomer: Newcomer) -> None:
    codes = [newcomer(kind).answer["code"] for kind in ("till", "till", "reception", "office")]
    assert codes == ["C02", "C03", "R01", "B01"]


def test_a_code_that_a_workstation_printed_before_is_kept_unless_taken(newcomer: Newcomer) -> None:
    assert newcomer("till", code="C07").answer["code"] == "C07"
    assert newcomer("till", code="C01").answer["code"] == "C08"
    assert newcomer("till", code="'; drop").answer["code"] == "C09"


def test_a_code_is_the_same_however_it_is_typed(till: Machine) -> None:
    code = make_code(till.base, "till", SITE)
    machine = enrol(till.base, f" {code.lower().replace('-', ' ')} ", uuid4())
    machine.line.close()
    assert machine.answer["code"] == "C02"


def test_a_code_lets_one_machine_in(till: Machine, newcomer: Newcomer) -> None:
    code = make_code(till.base, "till", SITE)
    enrol(till.base, code, uuid4()).line.close()
    assert refusal(lambda: enrol(till.base, code, uuid4())) == (Kind.REFUSED, "RQ401", "used")


def test_the_same_machine_is_answered_again_when_the_answer_was_lost(till: Machine) -> None:
    code, stream = make_code(till.base, "till", SITE), uuid4()
    first = enrol(till.base, code, stream)
    first.line.close()
    second = enrol(till.base, code, stream)
    assert second.answer == first.answer
    assert second.hello()["last_seq"] == 0
    second.line.close()
    assert refusal(first.hello)[0] is Kind.AUTH  # the password of the answer that was lost
    assert refusal(lambda: enrol(till.base, code, stream, b"k" * 32)) == (Kind.REFUSED, "RQ401", "used")


def test_an_old_code_and_a_wrong_one_let_nobody_in(till: Machine) -> None:
    code = make_code(till.base, "till", SITE)
    admin(till.base, "UPDATE sync.enrolment_codes SET expires_at = now() - interval '1 s' WHERE used_at IS NULL")
    assert refusal(lambda: enrol(till.base, code, uuid4())) == (Kind.REFUSED, "RQ401", "expired")
    assert refusal(lambda: enrol(till.base, "AAAA-AAAA", uuid4())) == (Kind.REFUSED, "RQ401", "unknown")


def test_ten_wrong_codes_close_the_door_for_a_while(till: Machine) -> None:
    code = make_code(till.base, "till", SITE)
    for _ in range(10):
        assert refusal(lambda: enrol(till.base, "AAAA-AAAA", uuid4()))[1:] == ("RQ401", "unknown")
    assert refusal(lambda: enrol(till.base, code, uuid4())) == (Kind.REFUSED, "RQ409", "paused")
    admin(till.base, "SELECT setval('sync.enrolment_closed_until', 0)")
    enrol(till.base, code, uuid4()).line.close()


def test_a_right_code_forgets_the_wrong_ones(till: Machine) -> None:
    for _ in range(2):
        for _ in range(9):
            refusal(lambda: enrol(till.base, "AAAA-AAAA", uuid4()))
        enrol(till.base, make_code(till.base, "till", SITE), uuid4()).line.close()


def test_codes_cannot_be_read_back_from_the_database(till: Machine) -> None:
    code = make_code(till.base, "till", SITE)
    with till.base.connect() as connection:
        rows = connection.execute("SELECT c::text FROM sync.enrolment_codes c").fetchall()
    assert all(code not in row[0] and code.replace("-", "") not in row[0] for row in rows)


@pytest.mark.parametrize(
    ("change", "state", "detail"),
    [
        ({"protocol": 2}, "RQ426", "newer"),
        ({"protocol": 0}, "RQ426", "older"),
        ({"name": ""}, "RQ400", "wish"),
        ({"workstation_id": WORKSTATION}, "RQ409", "enrolled"),
        ({"replaces": uuid4()}, "RQ409", "replaces"),
    ],
)
def test_a_wish_that_cannot_be_granted_uses_no_code_up(
    till: Machine, change: dict[str, Any], state: str, detail: str
) -> None:
    code = make_code(till.base, "till", SITE)
    assert refusal(lambda: enrol(till.base, code, uuid4(), **change))[1:] == (state, detail)
    enrol(till.base, code, uuid4()).line.close()


def test_a_password_in_clear_is_not_taken_for_a_verifier(till: Machine) -> None:
    line = gate(till.base)
    code = make_code(till.base, "till", SITE)
    for verifier in ("secret", "SCRAM-SHA-256$4096:x'; DROP ROLE y;--", "md5" + "0" * 32):
        with pytest.raises(WireError) as refused:
            line.call("enrol", code, wish(uuid4()), KEY, verifier)
        assert (refused.value.sqlstate, refused.value.detail) == ("RQ400", "verifier")
    line.close()


def test_the_login_for_newcomers_can_do_nothing_else(till: Machine) -> None:
    line = gate(till.base)
    for function, values in (("hello", (uuid4(), 0, b"", 1, "", "")), ("devices", ()), ("issue_code", ("till", 5))):
        with pytest.raises(WireError) as refused:
            line.call(function, *values)
        assert refused.value.sqlstate == "42501", function
    line.close()


def test_a_machine_takes_the_place_of_another_whose_till_is_closed(
    shop: Shop, till: Machine, newcomer: Newcomer
) -> None:
    open_till(shop)
    till.push(unsent(shop, till))
    code = make_code(till.base, "till", SITE)
    assert refusal(lambda: enrol(till.base, code, uuid4(), replaces=WORKSTATION))[1:] == ("RQ409", "session_open")
    admin(till.base, "UPDATE cash_sessions SET status = 'CLOSED'")
    successor = enrol(till.base, code, uuid4(), replaces=WORKSTATION)
    assert successor.answer["code"] == "C02"
    assert refusal(till.hello)[0] in {Kind.REVOKED, Kind.ABSENT}
    row = admin(till.base, "SELECT to_jsonb(w) FROM workstations w WHERE id = %s", successor.workstation)
    assert row["successor_of"] == str(WORKSTATION)
    successor.line.close()


def test_a_revoked_machine_is_out_at_once_and_what_it_sent_stays(shop: Shop, till: Machine, office: Machine) -> None:
    open_till(shop).sell()
    till.push(unsent(shop, till))
    assert office.call("revoke", till.workstation) == {"revoked": str(till.workstation)}
    kinds = [refusal(till.hello)[0] for _ in range(2)]
    assert kinds[0] in {Kind.ABSENT, Kind.REVOKED}  # its connection was cut
    assert kinds[1] is Kind.REVOKED
    assert admin(till.base, "SELECT count(*) FROM sales") == 1
    listed = {one["workstation_id"]: one for one in office.call("devices")}
    assert listed[str(till.workstation)]["revoked_at"] is not None


def test_a_revoked_machine_that_holds_a_connection_is_refused_by_each_function(till: Machine, office: Machine) -> None:
    till.hello()
    admin(till.base, "UPDATE sync.devices SET revoked_at = now() WHERE workstation_id = %s", till.workstation)
    for act in (
        till.hello,
        till.pull,
        lambda: till.call("bootstrap_begin"),
        lambda: till.call("digest", "sales"),
        lambda: till.call("fetch", "sales", ["x"]),
        lambda: till.call("hash_at", till.stream, 1),
        lambda: till.call("watermark"),
    ):
        assert refusal(act)[:2] == (Kind.REVOKED, "RQ403")


def test_an_office_cannot_lock_itself_out(office: Machine) -> None:
    assert refusal(lambda: office.call("revoke", office.workstation)) == (Kind.REFUSED, "RQ409", "self")
    assert refusal(lambda: office.call("revoke", uuid4())) == (Kind.REFUSED, "RQ409", "unknown")


def test_a_till_of_another_centre_on_the_same_server_is_a_stranger_here(till: Machine, databases: Any) -> None:
    elsewhere: CentralDatabase = databases.centre()
    line = Line(place_of(elsewhere, till.role), till.password)
    with pytest.raises(WireError) as refused:
        line.call("hello", till.stream, 0, b"", 1, "0002", "0.1.0")
    assert (refused.value.kind, refused.value.detail) == (Kind.REVOKED, "unknown")
    line.close()


def test_the_centre_never_learns_the_password(till: Machine) -> None:
    stored = admin(till.base, "SELECT rolpassword FROM pg_authid WHERE rolname = %s", till.role)
    assert stored.startswith("SCRAM-SHA-256$4096:")
    assert till.password not in stored


def test_our_verifier_is_the_one_that_postgresql_makes(till: Machine) -> None:
    salt = secrets.token_bytes(16)
    made = psycopg.pq.PGconn.encrypt_password  # the driver's own, with a salt of its own choosing
    with till.base.connect() as connection:
        theirs = made(connection.pgconn, b"secret", b"x", b"scram-sha-256").decode()
    import base64  # noqa: PLC0415

    their_salt = base64.b64decode(theirs.split("$")[1].split(":")[1])
    assert scram_verifier("secret", their_salt) == theirs
    assert scram_verifier("secret", salt) != theirs


def test_a_workstation_that_comes_is_told_to_the_others(till: Machine, newcomer: Newcomer) -> None:
    import json  # noqa: PLC0415

    before = till.hello()["streams"][till.centre_stream]
    other = newcomer("reception")
    came = list(till.pull({UUID(till.centre_stream): before}))
    assert [json.loads(row[2])["act"] for row in came] == ["workstation.enrolled"]
    rows = json.loads(came[0][3])["rows"]
    assert [(row["table"], row["op"], row["id"]) for row in rows] == [("workstations", "I", str(other.workstation))]
    assert rows[0]["set"]["code"] == "R01"
    assert rows[0]["set"]["public_key"] == KEY.hex()
