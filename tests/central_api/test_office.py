"""What offices do for the shop: codes, lists, jobs done once, the journal of a broken till, and the hand-over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.wire import Line, WireError
from tests.central_api.compared import there
from tests.central_api.conftest import unsent
from tests.central_api.journals import Journal, Writer, journals
from tests.central_api.machines import HAND_OVER, Machine, admin, enrol, make_code, place_of
from tests.conftest import Shop
from tests.known import CENTRE_STREAM, STREAM, WORKSTATION
from tests.postgres import CentralDatabase
from tests.services.selling import open_till

pytestmark = pytest.mark.postgres
Newcomer = Callable[..., Machine]


@pytest.mark.parametrize(
    ("function", "values"),
    [
        ("issue_code", ("till", 5)), ("enrol_access", ()), ("devices", ()), ("revoke", (uuid4(),)), ("parked", ()),
        ("retry", (uuid4(), 1)), ("conflicts", ()), ("settle", (uuid4(), "centre")), ("lease", ("mail", "2026-W38", 5)),
        ("log_run", ({"status": "x"},)), ("import_entries", (uuid4(), 1, [b"x"], [b"x"], [b"x"], [b"x"])),
    ],
)  # fmt: skip
def test_a_till_is_no_office(till: Machine, function: str, values: tuple[Any, ...]) -> None:
    with pytest.raises(WireError) as refused:
        till.call(function, *values)
    assert (refused.value.sqlstate, refused.value.detail) == ("RQ403", "kind")


def test_an_office_lets_the_next_machine_in(office: Machine) -> None:
    code = office.call("issue_code", "reception", 30)
    assert len(code) == 9
    access = office.call("enrol_access")
    line = Line(place_of(office.base, access["role"]), access["password"])
    with pytest.raises(WireError, match="does not let in"):
        line.call("enrol", "ZZZZ-ZZZZ", {"protocol": 1}, b"", "")
    line.close()
    machine = enrol(office.base, code, uuid4())
    assert machine.answer["kind"] == "reception"
    machine.line.close()
    with pytest.raises(WireError) as refused:
        office.call("issue_code", "spaceship", 30)
    assert refused.value.sqlstate == "RQ400"


def test_codes_are_hard_to_guess_and_easy_to_read(office: Machine) -> None:
    codes = {office.call("issue_code", "till", 5) for _ in range(50)}
    assert len(codes) == 50
    letters = set("".join(codes)) - {"-"}
    assert len(letters) > 20
    assert not letters & set("IO01")


def test_an_office_sees_every_machine(shop: Shop, till: Machine, office: Machine) -> None:
    till.push(unsent(shop, till))
    listed = {one["code"]: one for one in office.call("devices")}
    assert set(listed) == {"C01", "B01"}
    assert (listed["C01"]["name"], listed["C01"]["kind"], listed["C01"]["parked"]) == ("Caisse 1", "till", 0)
    assert listed["C01"]["last_seq"] == till.hello()["last_seq"] > 0
    assert listed["B01"]["last_seq"] == 0


def test_a_job_of_the_site_is_done_once(office: Machine, newcomer: Newcomer) -> None:
    other = newcomer("office")
    assert office.call("lease", "mail", "2026-W38", 10)["held"] is True
    assert office.call("lease", "mail", "2026-W38", 10)["held"] is True  # again, to hold it longer
    assert other.call("lease", "mail", "2026-W38", 10)["held"] is False
    assert other.call("lease", "mail", "2026-W39", 10)["held"] is True
    admin(office.base, "UPDATE sync.leases SET expires_at = now() - interval '1 s' WHERE period = '2026-W38'")
    assert other.call("lease", "mail", "2026-W38", 10)["held"] is True
    done = True
    assert other.call("lease", "mail", "2026-W38", 10, done)["held"] is True
    admin(office.base, "UPDATE sync.leases SET expires_at = now() - interval '1 s' WHERE period = '2026-W38'")
    assert office.call("lease", "mail", "2026-W38", 10)["held"] is False  # done is done


def test_nothing_may_be_pruned_before_a_backup_that_was_read_back_covers_it(till: Machine, office: Machine) -> None:
    assert till.call("watermark")["streams"] == {}
    office.call("log_run", {"sync_type": "backup", "status": "made", "streams": {str(STREAM): 9}})
    assert till.call("watermark")["streams"] == {}
    office.call("log_run", {"sync_type": "backup", "status": "verified", "streams": {str(STREAM): 7}})
    assert till.call("watermark")["streams"] == {str(STREAM): 7}
    run = {
        "sync_type": "push",
        "status": "success",
        "message": "12 ventes",
        "pushed": 12,
        "started_at": "2026-09-17T08:00:00Z",
    }
    row = office.call("log_run", run)["id"]
    stored = admin(office.base, "SELECT to_jsonb(s) FROM sync_logs s WHERE id = %s", UUID(row))
    assert (stored["message"], stored["pushed"], stored["device_id"]) == ("12 ventes", 12, str(office.workstation))


def test_an_office_brings_in_the_journal_of_a_till_that_broke(shop: Shop, till: Machine, office: Machine) -> None:
    opened = open_till(shop)
    opened.sell()
    till.push(unsent(shop, till))
    opened.sell()
    rest = unsent(shop, till)
    office.call("revoke", WORKSTATION)
    receipt = office.call("import_entries", STREAM, rest.after + 1, *rest.arrays())
    assert (receipt["outcome"], receipt["stored"], receipt["parked"]) == ("ok", len(rest), 0)
    assert len(there(office, "sales")) == 2
    with pytest.raises(WireError, match="no such stream"):
        office.call("import_entries", uuid4(), 1, *rest.arrays())
    with pytest.raises(WireError, match="no such stream"):
        office.call("import_entries", UUID(office.centre_stream), 1, *rest.arrays())


# The hand-over of a shop that worked alone.


@pytest.fixture
def stand_alone(shop: Shop) -> tuple[Journal, Journal]:
    return journals(shop.db, STREAM)


def first(centre: CentralDatabase, stream: UUID = STREAM, workstation: UUID = WORKSTATION) -> Machine:
    return enrol(centre, make_code(centre, "till"), stream, workstation_id=workstation, code="C01", name="Caisse 1")


def hand_over(machine: Machine, journal: Journal) -> Any:
    return machine.call("import_entries", journal.stream, journal.after + 1, *journal.arrays(), HAND_OVER)


def test_the_shop_becomes_the_centre_byte_for_byte(till: Machine, stand_alone: tuple[Journal, Journal]) -> None:
    shared = stand_alone[1]
    assert till.centre_stream == str(CENTRE_STREAM)
    kept = [row for row in till.pull() if str(row[0]) == till.centre_stream]
    assert [(row[2], row[3], row[4]) for row in kept] == [(e.header, e.payload, e.hash) for e in shared.entries]
    assert admin(till.base, "SELECT count(*) FROM sync.pending") == 0
    assert admin(till.base, "SELECT array_agg(DISTINCT row_version) FROM categories") == [1]  # nobody changed them


def test_a_long_hand_over_comes_in_pieces(centre: CentralDatabase, stand_alone: tuple[Journal, Journal]) -> None:
    machine = first(centre)
    for piece in stand_alone[1].batches(1):
        assert hand_over(machine, piece)["outcome"] == "ok"
    assert hand_over(machine, next(stand_alone[1].batches(1)))["outcome"] == "gap"  # all of it is there
    assert machine.hello()["streams"][str(CENTRE_STREAM)] == len(stand_alone[1])
    assert machine.push(stand_alone[0])["outcome"] == "ok"
    machine.line.close()


def test_a_changed_hand_over_is_refused_whole(centre: CentralDatabase, stand_alone: tuple[Journal, Journal]) -> None:
    machine, shared = first(centre), stand_alone[1]
    arrays = [list(array) for array in shared.arrays()]
    arrays[1][2] = (arrays[1][2] or b"").replace(b"Casserole", b"Casserolf")
    receipt = machine.call("import_entries", shared.stream, 1, *arrays, HAND_OVER)
    assert (receipt["outcome"], receipt["stored"]) == ("bad", 0)
    assert admin(centre, "SELECT count(*) FROM sites") == 0
    assert hand_over(machine, shared)["outcome"] == "ok"
    machine.line.close()


def test_a_centre_with_a_life_of_its_own_takes_no_other(
    till: Machine, stand_alone: tuple[Journal, Journal], signer: Ed25519Signer
) -> None:
    other = Writer(uuid4(), signer).journal([{"v": 1, "rows": []}])
    with pytest.raises(WireError) as refused:
        hand_over(till, other)
    assert (refused.value.sqlstate, refused.value.detail) == ("RQ409", "not_empty")
    till.push(stand_alone[0])
    more = Writer(CENTRE_STREAM, signer, len(stand_alone[1]), stand_alone[1].last.hash).journal([{"v": 1, "rows": []}])
    with pytest.raises(WireError) as refused:
        hand_over(till, more)
    assert refused.value.detail == "not_empty"


def test_facts_cannot_be_smuggled_in_with_a_hand_over(centre: CentralDatabase, signer: Ed25519Signer) -> None:
    machine = first(centre)
    row = {"table": "sales", "op": "I", "id": str(uuid4()), "set": {"total_amount": "1.00"}}
    with pytest.raises(WireError) as refused:
        hand_over(machine, Writer(CENTRE_STREAM, signer).journal([{"v": 1, "rows": [row]}]))
    assert "not_shared" in refused.value.message
    machine.line.close()


def test_an_empty_centre_wants_the_shop_before_its_facts(
    centre: CentralDatabase, stand_alone: tuple[Journal, Journal]
) -> None:
    machine = first(centre)
    with pytest.raises(WireError) as refused:
        machine.push(stand_alone[0])
    assert (refused.value.sqlstate, refused.value.detail) == ("RQ409", "empty")
    machine.line.close()


def test_a_second_code_without_a_site_lets_nobody_into_a_filled_centre(till: Machine) -> None:
    with pytest.raises(Exception, match="which site"):
        make_code(till.base, "till")
