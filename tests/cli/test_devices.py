"""``recyclique devices``: one code lets one machine in, once; a machine that is out stays out and loses nothing."""

from __future__ import annotations

import stat
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from recyclique_desktop.system import code_file
from recyclique_desktop.wire import WireError
from tests.cli.conftest import JoinedShop
from tests.e2e.certificates import Authority
from tests.faults.place import Done, Place
from tests.machines import let_in
from tests.postgres import CentralDatabase, Databases

pytestmark = pytest.mark.postgres


@pytest.fixture
def here(tmp_path: Path) -> Place:
    """A machine without any workstation: an administrator needs none."""
    return Place(tmp_path)


def _code(here: Place, base: CentralDatabase, *more: str, kind: str = "till") -> Done:
    return here.run("devices", "code", "--kind", kind, "--dsn", base.dsn, "--file", str(here.root / "code.json"), *more)


def test_the_first_code_of_a_centre_comes_from_its_administrator(here: Place, centre: CentralDatabase) -> None:
    done = _code(here, centre, "--json")
    assert done.code == 0, done.out
    carried = code_file.read(Path(done.json["file"]))
    assert carried.kind is not None
    assert (carried.code, carried.kind.value, carried.host, carried.port, carried.database) == (
        done.json["code"], "till", centre.host, centre.port, centre.name,
    )  # fmt: skip
    assert stat.S_IMODE(Path(done.json["file"]).stat().st_mode) == 0o600


def test_the_login_of_a_code_file_can_do_nothing_but_enrol(here: Place, centre: CentralDatabase) -> None:
    carried = code_file.read(Path(_code(here, centre, "--json").json["file"]))
    with centre.connect(carried.login, carried.password) as connection:
        for forbidden in ("TABLE public.sites", "SELECT recyclique_api_v1.devices()", "CREATE TEMP TABLE t (i int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden.encode())


def test_the_password_of_a_code_file_is_never_shown(here: Place, centre: CentralDatabase) -> None:
    shown = _code(here, centre)
    carried = code_file.read(here.root / "code.json")
    assert carried.code in shown.out
    assert carried.password not in shown.out
    assert carried.password not in _code(here, centre, "--json").out


def test_a_person_reads_the_code_its_time_and_what_to_type_on_the_new_machine(
    here: Place, centre: CentralDatabase
) -> None:
    shown = _code(here, centre, "--minutes", "15", kind="office").out
    assert "bureau" in shown
    assert "Valable 15 minutes" in shown
    assert "recyclique enrol --code-file" in shown
    assert "ne vaut que sur cette machine" in shown


def test_the_authority_that_the_administrator_trusts_goes_along(here: Place, centre: CentralDatabase) -> None:
    authority = Authority.new("Centre")
    (here.root / "ca.pem").write_bytes(authority.pem)
    dsn = make_conninfo(centre.dsn, sslrootcert=str(here.root / "ca.pem"), sslmode="prefer")
    file = str(here.root / "code.json")
    done = here.run("devices", "code", "--kind", "till", "--dsn", dsn, "--file", file, "--json")
    assert done.json["ca_fingerprint"] == code_file.read(Path(file)).ca_fingerprint != ""
    absent = make_conninfo(dsn, sslmode="disable", sslrootcert=str(here.root / "absent.pem"))
    refused = here.run("devices", "code", "--kind", "till", "--dsn", absent, "--file", file, "--json")
    assert (refused.code, refused.json["error"]) == (1, "central.ca_unreadable")


def test_a_centre_of_two_shops_asks_which_one(here: Place, centre: CentralDatabase) -> None:
    with let_in(centre, "till"), centre.connect() as connection:
        connection.execute("INSERT INTO sites (id, name, is_active) VALUES (gen_random_uuid(), 'Annexe', true)")
    assert _code(here, centre, "--json").json["error"] == "central.which_site"
    assert _code(here, centre, "--site", "Ailleurs", "--json").json["error"] == "central.which_site"
    assert _code(here, centre, "--site", "Annexe", "--json").code == 0


def test_a_base_that_is_no_centre_gives_no_code(here: Place, databases: Databases) -> None:
    done = _code(here, databases.blank(), "--json")
    assert (done.code, done.json["error"]) == (1, "central.empty")
    assert not (here.root / "code.json").exists()


def test_a_folder_that_refuses_the_file_is_said(here: Place, centre: CentralDatabase) -> None:
    absent = str(here.root / "absent" / "code.json")
    done = here.run("devices", "code", "--kind", "till", "--dsn", centre.dsn, "--file", absent, "--json")
    assert (done.code, done.json["error"]) == (1, "folder.unwritable")


def test_every_machine_let_in_is_listed_with_what_it_sent(here: Place, centre: CentralDatabase) -> None:
    assert here.run("devices", "list", "--dsn", centre.dsn).out.strip() == "Le centre ne connaît encore aucun poste."
    with let_in(centre, "till") as till, let_in(centre, "office"), centre.connect() as connection:
        till.push([{"n": n} for n in range(3)])
        connection.execute("UPDATE sync.devices SET last_seen_at = '2026-11-22 10:15:00+00'")
    listed = here.run("devices", "list", "--dsn", centre.dsn, "--json").json["devices"]
    assert [(one["code"], one["kind"], one["last_seq"]) for one in listed] == [("B01", "office", 0), ("C01", "till", 3)]
    shown = here.run("devices", "list", "--dsn", centre.dsn).out.splitlines()
    assert shown[1].startswith("C01 · caisse · ")
    assert "vu le 22/11/2026 11:15" in shown[1]
    assert "3 entrées reçues" in shown[1]


def test_a_machine_turned_out_is_out_at_once_and_what_it_sent_stays(here: Place, centre: CentralDatabase) -> None:
    with let_in(centre, "till") as till:
        till.push([{"n": 1}])
        done = here.run("devices", "revoke", "c01", "--dsn", centre.dsn, "--json")
        assert (done.code, done.json["revoked"]) == (0, "C01")
        for _ in range(2):  # the connection that stood, and a new one
            with pytest.raises(WireError):
                till.machine.hello()
    with centre.connect() as connection:
        assert connection.execute("SELECT count(*) FROM sync.ledger").fetchone() == (1,)
    again = here.run("devices", "revoke", "C01", "--dsn", centre.dsn, "--json")
    assert (again.code, again.json["error"]) == (1, "device.revoked")
    assert "accès retiré le" in here.run("devices", "list", "--dsn", centre.dsn).out


def test_a_machine_that_is_not_there_cannot_be_turned_out(here: Place, centre: CentralDatabase) -> None:
    done = here.run("devices", "revoke", "C09", "--dsn", centre.dsn)
    assert done.code == 1
    assert "ne connaît pas de poste C09" in done.err


@pytest.mark.parametrize("wrong", [("--kind", "bar"), ("--minutes", "0"), ("--kind",), ()])
def test_a_mistyped_order_issues_no_code(here: Place, centre: CentralDatabase, wrong: tuple[str, ...]) -> None:
    assert here.run("devices", "code", "--dsn", centre.dsn, *wrong).code == 2
    with centre.connect() as connection:
        assert connection.execute("SELECT count(*) FROM sync.enrolment_codes").fetchone() == (0,)


def test_an_office_lets_in_lists_and_turns_out_without_an_administrator(
    joined_shop: JoinedShop, tmp_path: Path
) -> None:
    office, file = joined_shop.office, tmp_path / "code.json"
    given = office.run("devices", "code", "--kind", "till", "--file", str(file), "--json")
    assert (given.code, given.json["host"], given.json["database"]) == (0, joined_shop.base.host, joined_shop.base.name)
    newcomer = Place(tmp_path / "new")
    code = newcomer.run("enrol", "--code-file", str(file), "--json").json["workstation"]
    assert code in {one["code"] for one in office.run("devices", "list", "--json").json["devices"]}
    assert office.run("devices", "revoke", code, "--json").json["revoked"] == code
    refused = newcomer.run("sync", "--once", "--json")
    assert (refused.code, refused.json["error"]) == (1, "sync.revoked")
    again = office.run("devices", "revoke", code, "--json")
    assert again.json["error"] == "device.revoked"


def test_a_till_lets_nobody_in_and_turns_nobody_out(joined_shop: JoinedShop, tmp_path: Path) -> None:
    for typed in (("code", "--kind", "till", "--file", str(tmp_path / "x.json")), ("list",), ("revoke", "B01")):
        done = joined_shop.till.run("devices", *typed, "--json")
        assert (done.code, done.json["error"]) == (1, "shared.office_only")
    assert not (tmp_path / "x.json").exists()


def test_an_office_does_not_turn_itself_out(joined_shop: JoinedShop) -> None:
    done = joined_shop.office.run("devices", "revoke", "B01", "--json")
    assert (done.code, done.json["error"]) == (1, "device.self")
    assert joined_shop.office.run("sync", "--once").code == 0
