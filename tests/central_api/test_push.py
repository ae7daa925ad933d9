"""Pushing a journal: what the till wrote is at the centre, each thing once, whatever the line did to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Series
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.services.people import SignedIn, record_sign_in
from tests.central_api.compared import SYNCED, here, there
from tests.central_api.conftest import unsent
from tests.central_api.journals import Journal, Writer, header_of, journal_of
from tests.central_api.machines import Machine, admin
from tests.conftest import Shop
from tests.known import MORNING, STREAM
from tests.services.selling import Till, open_till, write

pytestmark = pytest.mark.postgres


@pytest.fixture
def day(shop: Shop, till: Machine) -> Till:
    """An open till that sold four tickets: cash, two payments, a cheque with a donation, a weighed line."""
    write(shop, record_sign_in, SignedIn(shop.station.ids.new(), shop.volunteer.user_id or uuid4(), "pin", MORNING))
    opened = open_till(shop)
    opened.sell()
    opened.sell(("cash", 200), ("check", 100))
    opened.sell(("check", 500), donation=200)
    opened.sell(price=1250, grams=850)
    return opened


def ok(receipt: dict[str, Any], stored: int, *, already: int = 0, parked: int = 0) -> None:
    found = (receipt["outcome"], receipt["stored"], receipt["already"], receipt["parked"])
    assert found == ("ok", stored, already, parked), receipt


def test_every_row_that_the_till_wrote_is_at_the_centre(shop: Shop, till: Machine, office: Machine, day: Till) -> None:
    journal = unsent(shop, till)
    ok(till.push(journal), len(journal))
    for table in SYNCED:
        mine, theirs = here(shop.db, table), there(office, table)
        if table == "workstations":
            theirs.pop(str(office.workstation))
        assert theirs == mine, table


def test_what_1_4_4_reads_of_a_session_is_the_same_at_the_centre(shop: Shop, till: Machine, day: Till) -> None:
    till.push(unsent(shop, till))
    mine = here(shop.db, "cash_sessions")[str(day.session_id)]
    theirs = there(till, "cash_sessions")[str(day.session_id)]
    derived = ("total_sales", "total_items", "current_amount", "last_activity")
    assert {name: theirs[name] for name in derived} == {name: mine[name] for name in derived}
    assert mine["total_sales"] == "21.50"


def test_the_history_of_acts_is_the_same_on_both_sides(shop: Shop, till: Machine, day: Till) -> None:
    till.push(unsent(shop, till))
    mine = here(shop.db, "audit_logs")
    rows = admin(till.base, "SELECT jsonb_object_agg(id, to_jsonb(a) - 'timestamp') FROM audit_logs a")
    theirs = {row_id: {name: value for name, value in row.items() if value is not None} for row_id, row in rows.items()}
    for row in mine.values():
        row.pop("timestamp")
    assert theirs == mine


def test_rt10_a_lost_acknowledgement_makes_no_second_sale(shop: Shop, till: Machine, day: Till) -> None:
    journal = unsent(shop, till)
    ok(till.push(journal), len(journal))
    ok(till.push(journal), 0, already=len(journal))
    assert len(there(till, "sales")) == 4


def test_the_centre_logs_once_what_it_took_in(shop: Shop, till: Machine, day: Till) -> None:
    journal = unsent(shop, till)
    till.push(journal.first(3))
    till.push(journal)
    till.push(journal)
    logged = admin(
        till.base,
        "SELECT jsonb_agg(jsonb_build_array(sync_type, status, pushed, records_count, parked, device_id, bytes > 0,"
        " started_at <= finished_at) ORDER BY created_at) FROM sync_logs",
    )
    rest, here_too = len(journal) - 3, [str(till.workstation), True, True]
    assert logged == [["push", "success", 3, 3, 0, *here_too], ["push", "success", rest, rest, 0, *here_too]]


def test_a_batch_that_overlaps_stores_what_is_new(shop: Shop, till: Machine, day: Till) -> None:
    journal = unsent(shop, till)
    ok(till.push(journal.first(3)), 3)
    receipt = till.push(journal)
    ok(receipt, len(journal) - 3, already=3)
    assert receipt["last_seq"] == len(journal)
    assert receipt["last_hash"] == journal.last.hash.hex()


def test_a_hole_is_named_and_nothing_is_stored(shop: Shop, till: Machine, day: Till) -> None:
    journal = unsent(shop, till)
    till.push(journal.first(2))
    receipt = till.push(journal.part(4, len(journal)))
    assert (receipt["outcome"], receipt["last_seq"], receipt["stored"]) == ("gap", 2, 0)


def test_entries_one_by_one_make_the_same_centre_as_all_at_once(shop: Shop, till: Machine, day: Till) -> None:
    for entry in unsent(shop, till).batches(1):
        ok(till.push(entry), 1)
    for table in ("sales", "sale_items", "payment_transactions", "cash_sessions", "user_sessions", "login_history"):
        assert there(till, table) == here(shop.db, table), table


def test_two_histories_of_one_stream_are_a_fork(shop: Shop, till: Machine, signer: Ed25519Signer, day: Till) -> None:
    journal = unsent(shop, till)
    till.push(journal.first(4))
    other = Writer(STREAM, signer, 3, journal.entries[2].hash)
    forked = Journal(STREAM, (*journal.entries[:3], *other.journal([plain()]).entries))
    receipt = till.push(forked)
    assert (receipt["outcome"], receipt["common"], receipt["last_seq"]) == ("fork", 3, 4)
    follows = Writer(STREAM, signer, 4, bytes(32)).journal([plain()])
    assert till.push(follows)["outcome"] == "fork"


def test_the_place_of_a_fork_is_found_by_asking_for_hashes(shop: Shop, till: Machine, day: Till) -> None:
    journal = unsent(shop, till)
    till.push(journal)
    for seq in (1, 4, len(journal)):
        assert till.call("hash_at", STREAM, seq)["hash"] == journal.entries[seq - 1].hash.hex()
        assert till.hello(seq)["hash_at"] == journal.entries[seq - 1].hash.hex()
    assert till.call("hash_at", STREAM, len(journal) + 1)["hash"] is None


@pytest.mark.parametrize("part", ["payload", "header", "hash", "signature"])
def test_rt17_a_changed_byte_stops_the_batch_before_it(shop: Shop, till: Machine, day: Till, part: str) -> None:
    journal = unsent(shop, till)
    arrays = [list(array) for array in journal.arrays()]
    place = ("header", "payload", "hash", "signature").index(part)
    arrays[place][4] = (arrays[place][4] or b"")[:-1] + b" "
    if part == "signature":
        arrays[place][4] = b"short"
    receipt = till.call("push", STREAM, 1, *arrays)
    assert (receipt["outcome"], receipt["stored"], receipt["last_seq"]) == ("bad", 4, 4)


def test_an_entry_whose_moment_cannot_be_read_is_kept_and_looked_at(till: Machine, signer: Ed25519Signer) -> None:
    written = Writer(STREAM, signer).journal([plain()], at="the other day", series=Series.TECHNICAL, number=1)
    ok(till.push(written), 1, parked=1)


def test_another_machine_cannot_push_into_this_stream(
    shop: Shop, till: Machine, newcomer: Callable[..., Machine], day: Till
) -> None:
    stranger = newcomer("till")
    with pytest.raises(Exception, match="stream of another machine") as refused:
        stranger.push(unsent(shop, till))
    assert refused.value.sqlstate == "RQ403"  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="stream of another machine"):
        stranger.call("hello", STREAM, 0, b"", 1, "0002", "0.1.0")


def test_nobody_pushes_into_the_stream_of_the_centre(till: Machine, signer: Ed25519Signer) -> None:
    centre = Writer(_centre(till), signer).journal([plain()])
    with pytest.raises(Exception, match="stream of another machine"):
        till.push(centre)


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (lambda arrays: arrays[0].pop(), "shape"),
        (lambda arrays: arrays[1].__setitem__(0, b"x" * 300_000), "size"),
        (lambda arrays: arrays[0].__setitem__(0, b"x" * 9_000), "size"),
        (lambda arrays: [array.extend(array * 200) for array in arrays], "shape"),
    ],
)
def test_a_batch_that_is_too_big_is_refused_before_it_is_read(
    shop: Shop, till: Machine, day: Till, change: Any, detail: str
) -> None:
    arrays = [list(array) for array in unsent(shop, till).arrays()]
    change(arrays)
    with pytest.raises(Exception, match="bad batch") as refused:
        till.call("push", STREAM, 1, *arrays)
    assert (refused.value.sqlstate, refused.value.detail) == ("RQ400", detail)  # type: ignore[attr-defined]


def test_rt48_the_losing_branch_of_a_clone_is_kept_byte_for_byte(
    shop: Shop, till: Machine, signer: Ed25519Signer, day: Till
) -> None:
    journal = unsent(shop, till)
    fork = len(journal) - 1
    winner = Writer(STREAM, signer, fork, journal.entries[fork - 1].hash).journal([plain(), plain()])
    till.push(journal.first(fork))
    ok(till.push(winner), 2)
    branch = uuid4()
    lost = journal.part(fork + 1, len(journal))
    ok(till.push(lost, branch, STREAM, fork), 1)
    ok(till.push(lost, branch, STREAM, fork), 0, already=1)
    goes_on = Writer(branch, signer, len(journal), journal.last.hash).journal([plain()])
    ok(till.push(goes_on), 1)
    assert len(there(till, "sales")) == 4
    with pytest.raises(Exception, match="branched elsewhere"):
        till.push(goes_on, branch, STREAM, fork - 1)


def test_a_branch_leaves_only_from_what_the_centre_has_of_this_machine(
    shop: Shop, till: Machine, signer: Ed25519Signer, day: Till
) -> None:
    journal = unsent(shop, till)
    till.push(journal.first(2))
    lost = journal.part(4, len(journal))
    for parent, seq in ((STREAM, 3), (uuid4(), 0), (_centre(till), 0)):
        with pytest.raises(Exception, match="no such place to branch from"):
            till.push(lost, uuid4(), parent, seq)


def test_an_entry_in_two_streams_counts_once(shop: Shop, till: Machine, signer: Ed25519Signer, day: Till) -> None:
    journal = unsent(shop, till)
    till.push(journal)
    branch = uuid4()
    again = header_of(journal.last)
    copied = Writer(branch, signer, 4, journal.entries[3].hash)
    payload, taken = journal.last.payload, {"entry_id": again["entry_id"], "tx": again["tx"]}
    twin = copied.raw(payload, act=acts.SALE_COMPLETED, **taken)
    receipt = till.push(Journal(branch, (twin,), 4), branch, STREAM, 4)
    ok(receipt, 1)
    assert (
        admin(till.base, "SELECT status || ' ' || cause FROM sync.ledger WHERE stream_id = %s", branch)
        == "stored known"
    )
    forged = copied.raw(b'{"rows":[],"v":1}', act=acts.SALE_COMPLETED, **taken)
    ok(till.push(Journal(branch, (forged,), 5)), 1, parked=1)
    assert admin(till.base, "SELECT cause FROM sync.parked") == "entry_id_taken"


def plain() -> dict[str, Any]:
    return {"v": 1, "rows": []}


def _centre(machine: Machine) -> Any:
    from uuid import UUID  # noqa: PLC0415

    return UUID(machine.hello()["centre_stream"])


def test_what_was_pushed_is_what_the_centre_keeps(shop: Shop, till: Machine, office: Machine, day: Till) -> None:
    journal = unsent(shop, till)
    till.push(journal)
    kept = [row[2:] for row in office.pull() if row[0] == STREAM]
    assert kept == [(e.header, e.payload, e.hash, e.signature) for e in journal_of(shop.db, STREAM).entries]
