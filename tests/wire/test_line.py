"""The line to the centre: every call ends by its deadline, every failure has its name."""

from __future__ import annotations

import dataclasses
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from recyclique_desktop.wire import Kind, Line, Place, WireError
from recyclique_desktop.wire.failures import of_call
from tests.central_api.machines import Machine, admin, another
from tests.postgres import CentralDatabase
from tests.proxy import Proxy

pytestmark = pytest.mark.postgres
_NAP = "CREATE FUNCTION recyclique_api_v1.nap(float8) RETURNS void LANGUAGE sql AS 'SELECT pg_sleep($1)'"
_COUNTED = """
CREATE TABLE recyclique_api_v1.counts (n int);
CREATE FUNCTION recyclique_api_v1.counted() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS
    'INSERT INTO recyclique_api_v1.counts VALUES (1); SELECT count(*) FROM recyclique_api_v1.counts';
GRANT EXECUTE ON FUNCTION recyclique_api_v1.counted() TO PUBLIC
"""
LATE_S = 0.1
"""How much later than its deadline a call may return (``sync.md`` §6)."""


@pytest.fixture
def machine(centre: CentralDatabase) -> Iterator[Machine]:
    admin(centre, "INSERT INTO sites (id, name, is_active) VALUES (gen_random_uuid(), 'Magasin', true)")
    made = another(centre, "till")
    yield made
    made.line.close()


@pytest.fixture
def proxy(centre: CentralDatabase) -> Iterator[Proxy]:
    with Proxy(centre.host, centre.port) as between:
        yield between


@pytest.fixture
def line(machine: Machine, proxy: Proxy) -> Iterator[Line]:
    """The machine's line, through a proxy."""
    place = Place("127.0.0.1", proxy.port, machine.base.name, machine.role)
    made = Line(place, machine.password, "recyclique C01")
    yield made
    made.close()


def hello(line: Line, machine: Machine, deadline_s: float = 5.0) -> Any:
    return line.call("hello", machine.stream, 0, b"", 1, "0002", "0.1.0", deadline_s=deadline_s)


def failure(act: Callable[[], Any]) -> WireError:
    with pytest.raises(WireError) as failed:
        act()
    return failed.value


def lateness(act: Callable[[], Any], deadline_s: float, kind: Kind, tries: int = 3) -> float:
    """Return by how much a failing call missed its deadline, at best of ``tries``: this machine may be busy."""
    found = []
    for _ in range(tries):
        begun = time.monotonic()
        assert failure(act).kind is kind
        found.append(time.monotonic() - begun - deadline_s)
    return min(found)


def test_a_call_answers_and_the_connection_stays(line: Line, machine: Machine) -> None:
    assert hello(line, machine)["last_seq"] == 0
    assert line.is_open
    assert hello(line, machine)["last_seq"] == 0
    name = admin(machine.base, "SELECT application_name FROM pg_stat_activity WHERE usename = %s", machine.role)
    assert name == "recyclique C01"


def test_a_line_that_rested_for_long_is_made_anew(
    line: Line, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The centre ends a session of which it hears nothing: a machine gone without a word must not keep its place."""
    admin(machine.base, f"ALTER ROLE {machine.role} SET idle_session_timeout = '300ms'")
    hello(line, machine)
    time.sleep(1)
    assert failure(lambda: hello(line, machine)).kind is Kind.ABSENT, "the centre did not end it"
    hello(line, machine)
    monkeypatch.setattr("recyclique_desktop.wire.line.STALE_S", 0.2)
    time.sleep(1)
    assert hello(line, machine)["last_seq"] == 0


def test_a_snapshot_never_goes_on_in_another_connection(
    line: Line, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recyclique_desktop.wire.line.STALE_S", 0.0)
    pid = "SELECT pid FROM pg_stat_activity WHERE usename = %s AND application_name = 'recyclique C01'"
    with line.snapshot():
        line.call("bootstrap_begin")
        before = admin(machine.base, pid, machine.role)
        time.sleep(0.01)
        line.call("bootstrap_begin")
        assert admin(machine.base, pid, machine.role) == before
    hello(line, machine)
    assert admin(machine.base, pid, machine.role) != before, "the patience was not tried"


def test_every_copy_of_a_disk_gets_through_while_the_others_stay_on_the_line(machine: Machine) -> None:
    """Five tills made from one disk by mistake have one login between them; none may be kept out for good."""
    place = Place(machine.base.host, machine.base.port, machine.base.name, machine.role)
    copies = [Line(place, machine.password, "recyclique C01") for _ in range(5)]
    try:
        assert [hello(copy, machine)["last_seq"] for copy in copies] == [0] * 5
        assert all(copy.is_open for copy in copies)
    finally:
        for copy in copies:
            copy.close()


def test_nobody_listens(machine: Machine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        place = Place("127.0.0.1", taken.getsockname()[1], "x", "x")
        assert failure(lambda: hello(Line(place, "x"), machine)).kind is Kind.ABSENT


def test_a_name_that_leads_nowhere(machine: Machine) -> None:
    place = Place("centre.invalid", 5432, "x", "x")
    assert failure(lambda: hello(Line(place, "x"), machine, 2)).kind is Kind.ABSENT


def test_an_address_that_swallows_everything_is_absent_in_time(machine: Machine) -> None:
    """Nothing answers the first packet, as with a cable pulled out."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        fill = [socket.socket() for _ in range(4)]
        for one in fill:
            one.settimeout(0)
            one.connect_ex(("127.0.0.1", port))
        place = Place("127.0.0.1", port, "x", "x")
        late = lateness(lambda: hello(Line(place, "x"), machine, 0.3), 0.3, Kind.ABSENT)
        for one in fill:
            one.close()
    assert late < LATE_S


def test_a_server_that_accepts_and_says_nothing_is_slow_in_time(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        place = Place("127.0.0.1", mute.getsockname()[1], "x", "x")
        assert lateness(lambda: hello(Line(place, "x"), machine, 0.3), 0.3, Kind.SLOW) < LATE_S


def test_a_peer_that_falls_silent_in_a_call_frees_us_in_time(line: Line, machine: Machine, proxy: Proxy) -> None:
    late = []
    for _ in range(3):
        hello(line, machine)
        proxy.faults.is_black = True
        late.append(lateness(lambda: hello(line, machine, 0.3), 0.3, Kind.SLOW, tries=1))
        assert not line.is_open
        proxy.heal()
    assert min(late) < LATE_S
    assert hello(line, machine)["last_seq"] == 0


def test_a_server_that_works_too_long_is_slow_in_time(line: Line, machine: Machine) -> None:
    admin(machine.base, _NAP)
    assert lateness(lambda: line.call("nap", 30.0, deadline_s=0.3), 0.3, Kind.SLOW, tries=2) < LATE_S


def test_calls_that_we_gave_up_do_not_fill_the_few_places_of_a_machine(line: Line, machine: Machine) -> None:
    """The server would go on with each for a minute, and a machine has three connections."""
    admin(machine.base, _NAP)
    for _ in range(3):
        assert failure(lambda: line.call("nap", 30.0, deadline_s=0.2)).kind is Kind.SLOW
    until = time.monotonic() + 10
    while (answer := _try(lambda: hello(line, machine))) is None and time.monotonic() < until:
        time.sleep(0.2)
    assert answer["last_seq"] == 0


def _try(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except WireError as error:
        if error.kind is not Kind.BUSY:
            raise
        return None


def test_a_line_that_is_cut_is_absent_and_comes_back(line: Line, machine: Machine, proxy: Proxy) -> None:
    hello(line, machine)
    proxy.reset()
    assert failure(lambda: hello(line, machine)).kind is Kind.ABSENT
    assert hello(line, machine)["last_seq"] == 0


def test_a_server_that_stops_is_absent(line: Line, machine: Machine) -> None:
    hello(line, machine)
    admin(machine.base, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", machine.role)
    assert failure(lambda: hello(line, machine)).kind is Kind.ABSENT
    assert hello(line, machine)["last_seq"] == 0


def test_another_thread_can_end_a_call(line: Line, machine: Machine, proxy: Proxy) -> None:
    hello(line, machine)
    proxy.faults.is_black = True
    timer = threading.Timer(0.2, line.interrupt)
    timer.start()
    begun = time.monotonic()
    assert failure(lambda: hello(line, machine, 20)).kind is Kind.ABSENT
    assert time.monotonic() - begun < 5
    timer.join()


def test_wrong_passwords_and_closed_logins_are_told_apart(machine: Machine) -> None:
    place = machine.line._place
    assert failure(lambda: hello(Line(place, "wrong"), machine)).kind is Kind.AUTH
    assert failure(lambda: hello(Line(dataclasses.replace(place, role="dev_none"), "x"), machine)).kind is Kind.AUTH
    elsewhere = Line(dataclasses.replace(place, database="none"), machine.password)
    assert failure(lambda: hello(elsewhere, machine)).kind in {Kind.REFUSED, Kind.AUTH}
    admin(machine.base, "SELECT sync.shut_out(%s)", machine.workstation)
    assert failure(lambda: hello(Line(place, machine.password), machine)).kind is Kind.REVOKED


def test_too_many_lines_at_once_is_a_crowd_not_a_refusal(machine: Machine) -> None:
    place = machine.line._place
    lines = [Line(place, machine.password) for _ in range(8)]
    for one in lines:
        one.open()
    assert failure(lambda: Line(place, machine.password).open()).kind is Kind.BUSY
    for one in lines:
        one.close()


def test_a_refusal_keeps_the_line_open_and_carries_its_word(line: Line, machine: Machine) -> None:
    refused = failure(lambda: line.rows("pull", {}, uuid4(), 10, 1000))
    assert (refused.kind, refused.sqlstate, refused.detail) == (Kind.REFUSED, "RQ409", "epoch")
    assert line.is_open


def test_a_centre_without_our_functions_speaks_another_protocol(line: Line, machine: Machine) -> None:
    assert failure(lambda: line.call("not_yet_invented", 1)).kind is Kind.PROTOCOL


def test_one_moment_is_seen_by_every_call_of_a_snapshot(line: Line, machine: Machine) -> None:
    with line.snapshot():
        before = line.call("bootstrap_begin")
        admin(machine.base, "INSERT INTO categories (id, name, is_active) VALUES (gen_random_uuid(), 'A', true)")
        assert line.call("bootstrap_begin") == before
    assert line.call("bootstrap_begin") != before
    with pytest.raises(KeyError), line.snapshot():
        raise KeyError
    assert not line.is_open  # whatever began is over
    assert line.call("bootstrap_begin") != before


def test_nothing_can_be_changed_in_a_snapshot(line: Line, machine: Machine) -> None:
    with pytest.raises(WireError), line.snapshot():
        hello(line, machine)  # notes when it was seen


def test_bytes_travel_as_bytes(line: Line, machine: Machine) -> None:
    admin(
        machine.base,
        """
        CREATE FUNCTION recyclique_api_v1.echo(bytea[]) RETURNS TABLE (size bigint, first bytea, missing boolean)
        LANGUAGE sql AS 'SELECT sum(octet_length(x)), $1[1], $1[2] IS NULL FROM unnest($1) x'""",
    )
    raw = bytes(range(256)) * 40
    assert line.rows("echo", [raw, None, b""]) == [(len(raw), raw, True)]


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("40001", Kind.BUSY), ("40P01", Kind.BUSY), ("55P03", Kind.BUSY), ("53300", Kind.BUSY), ("53100", Kind.FULL),
        ("57014", Kind.SLOW), ("57P03", Kind.ABSENT), ("28000", Kind.AUTH), ("42501", Kind.REFUSED),
        ("42883", Kind.PROTOCOL), ("RQ400", Kind.BUG), ("RQ426", Kind.PROTOCOL), ("23505", Kind.BUG),
        ("58030", Kind.FULL),
    ],
)  # fmt: skip
def test_each_code_says_what_to_do_about_it(line: Line, machine: Machine, state: str, kind: Kind) -> None:
    import psycopg  # noqa: PLC0415

    admin(
        machine.base,
        f"""
        CREATE FUNCTION recyclique_api_v1.fail() RETURNS void LANGUAGE plpgsql AS
        $$BEGIN RAISE EXCEPTION USING ERRCODE = '{state}', MESSAGE = 'no', DETAIL = 'Key (name)=(Zoé)'; END$$""",
    )
    failed = failure(lambda: line.call("fail"))
    assert (failed.kind, failed.sqlstate) == (kind, state)
    assert "Zoé" not in str(failed)  # logs are no place for names
    assert of_call(psycopg.OperationalError("gone")).kind is Kind.ABSENT


def test_hundreds_of_calls_leave_no_thread_behind(line: Line, machine: Machine) -> None:
    hello(line, machine)
    before = threading.active_count()
    for _ in range(100):
        hello(line, machine)
    deadline = time.monotonic() + 5
    while threading.active_count() > before + 1 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert threading.active_count() <= before + 1


def test_a_line_that_breaks_in_mid_greeting_is_no_wrong_password(line: Line, machine: Machine, proxy: Proxy) -> None:
    kinds = set()
    for most in range(40, 3_000, 40):
        line.close()
        proxy.faults.cut_after = most
        try:
            hello(line, machine)
        except WireError as error:
            kinds.add(error.kind)
    assert Kind.ABSENT in kinds
    assert kinds <= {Kind.ABSENT, Kind.SLOW}


def test_what_is_asked_ahead_is_worked_on_meanwhile_and_answers_that_call_alone(line: Line, machine: Machine) -> None:
    admin(machine.base, _COUNTED)
    line.ahead("counted")
    until = time.monotonic() + 10
    while (done := admin(machine.base, "SELECT count(*) FROM recyclique_api_v1.counts")) == 0:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert (done, line.call("counted")) == (1, 1)
    line.ahead("counted")
    assert hello(line, machine)["last_seq"] == 0
    assert line.call("counted") == 3


def test_what_was_asked_ahead_never_keeps_another_call_or_the_end_waiting(line: Line, machine: Machine) -> None:
    admin(machine.base, _NAP)
    begun = time.monotonic()
    line.ahead("nap", 25.0)
    assert failure(lambda: hello(line, machine, 0.3)).kind in {Kind.SLOW, Kind.ABSENT}
    line.ahead("nap", 25.0)
    line.close()
    assert not line.is_open
    assert time.monotonic() - begun < 20.0


def test_a_call_asked_ahead_that_fails_says_so_where_its_answer_is_needed(line: Line, machine: Machine) -> None:
    hello(line, machine)
    line.ahead("hash_at", machine.stream, "no number")
    assert failure(lambda: line.call("hash_at", machine.stream, "no number")).kind is Kind.BUG
    assert hello(line, machine)["last_seq"] == 0
