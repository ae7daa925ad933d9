"""``recyclique enrol``: what was sold alone is kept, a newcomer knows the shop, a refusal leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from recyclique_desktop.system import code_file
from recyclique_desktop.system import config as configuration
from tests.cli.conftest import JoinedShop, NewShop
from tests.faults.place import Place
from tests.postgres import CentralDatabase

pytestmark = pytest.mark.postgres


def access(base: CentralDatabase, root: Path, kind: str = "till") -> str:
    """Return a fresh access file."""
    path = str(root / f"access-{kind}.json")
    done = Place(root / "nobody").run("devices", "code", "--kind", kind, "--dsn", base.dsn, "--file", path)
    assert done.code == 0, done.err
    return path


def test_a_shop_that_worked_alone_hands_itself_over_and_goes_on(
    new_shop: NewShop, centre: CentralDatabase, tmp_path: Path
) -> None:
    shop = new_shop.place
    done = shop.run("enrol", "--code-file", access(centre, tmp_path), "--json")
    assert (done.code, done.json["founded"], done.json["workstation"]) == (0, True, "C01")
    assert shop.run("sync", "--once").code == 0
    assert shop.run("compare", "--dsn", centre.dsn, "--json").json["equal"]
    assert shop.run("verify", "--full").code == 0
    again = shop.run("enrol", "--code-file", access(centre, tmp_path), "--json")
    assert (again.code, again.json["error"]) == (1, "enrol.enrolled"), "a code for a newcomer is not one for it"
    assert shop.run("sync", "--once").code == 0


def test_a_shop_is_not_poured_into_another_ones_centre(
    new_shop: NewShop, joined_shop: JoinedShop, tmp_path: Path
) -> None:
    shop = new_shop.place
    done = shop.run("enrol", "--code-file", access(joined_shop.base, tmp_path), "--json")
    assert (done.code, done.json["error"]) == (1, "enrol.not_empty")
    assert configuration.load(shop.folders.data).centre is None
    assert shop.run("sync", "status", "--json").json["light"] == "alone"
    assert shop.run("verify", "--full").code == 0


def test_a_newcomer_gets_a_number_of_its_own_its_sheet_and_the_whole_shop(
    joined_shop: JoinedShop, tmp_path: Path
) -> None:
    place = Place(tmp_path / "new")
    done = place.run(
        "enrol", "--code-file", access(joined_shop.base, tmp_path, "reception"), "--name", "Réception", "--json"
    )
    assert done.code == 0, done.out
    assert (done.json["kind"], done.json["founded"], len(done.json["recovery_words"])) == ("reception", False, 24)
    assert done.json["workstation"].startswith("R")
    with place.raw() as file, joined_shop.till.raw() as first:
        for table in ("sales", "categories", "users"):
            query = f"SELECT count(*) FROM {table}"
            assert file.execute(query).fetchone() == first.execute(query).fetchone(), table
    assert place.run("verify", "--full").code == 0
    assert place.run("compare", "--json").json["equal"]


def test_a_person_reads_who_the_machine_is_now_and_gets_its_sheet(joined_shop: JoinedShop, tmp_path: Path) -> None:
    shown = Place(tmp_path / "new").run("enrol", "--code-file", access(joined_shop.base, tmp_path, "office"))
    assert shown.code == 0, shown.err
    assert "Ce poste est B0" in shown.out
    assert "FEUILLE DE SECOURS" in shown.out


def test_an_address_and_a_code_read_out_loud_let_in_as_well(joined_shop: JoinedShop, tmp_path: Path) -> None:
    given = code_file.read(Path(access(joined_shop.base, tmp_path, "office")))
    dsn = make_conninfo(
        host=given.host, port=given.port, dbname=given.database, user=given.login, password=given.password
    )
    done = Place(tmp_path / "new").run("enrol", "--dsn", dsn, "--code", given.code.lower().replace("-", ""), "--json")
    assert (done.code, done.json["kind"]) == (0, "office")


def test_a_refused_newcomer_is_no_workstation_and_may_try_again(joined_shop: JoinedShop, tmp_path: Path) -> None:
    file, place = access(joined_shop.base, tmp_path, "office"), Place(tmp_path / "new")
    refused = place.run("enrol", "--code-file", file, "--code", "AAAA-AAAA", "--json")
    assert (refused.code, refused.json["error"]) == (1, "enrol.unknown")
    assert not place.is_installed
    assert place.run("enrol", "--code-file", file, "--json").code == 0


@pytest.mark.parametrize("typed", [(), ("--code", "K7QM-4TXB"), ("--dsn", "host=127.0.0.1")])
def test_half_an_access_is_said_and_makes_nothing(place: Place, typed: tuple[str, ...]) -> None:
    done = place.run("enrol", *typed, "--json")
    assert (done.code, done.json["error"]) == (1, "enrol.access_missing")
    assert not place.folders.data.exists()


def test_the_first_machine_of_a_centre_must_bring_a_shop(centre: CentralDatabase, tmp_path: Path) -> None:
    place = Place(tmp_path / "new")
    done = place.run("enrol", "--code-file", access(centre, tmp_path), "--json")
    assert (done.code, done.json["error"]) == (1, "enrol.empty")
    assert not place.is_installed


def test_the_password_of_the_login_lies_with_the_keys_and_nowhere_else(joined_shop: JoinedShop) -> None:
    data = joined_shop.till.folders.data
    kept = json.loads((joined_shop.till.folders.config / "keys.json").read_text("ascii"))
    (password,) = [bytes.fromhex(value) for name, value in kept.items() if name.endswith(":centre")]
    content = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert password not in content


def test_a_workstation_whose_login_is_gone_comes_back_with_a_code_for_it(
    new_shop: NewShop, centre: CentralDatabase, tmp_path: Path
) -> None:
    shop = new_shop.place
    assert shop.run("enrol", "--code-file", access(centre, tmp_path)).code == 0
    with centre.connect() as connection:
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD NULL").format(sql.Identifier(_role(shop))))
    assert shop.run("sync", "--once", "--json").json["cause"] == "auth"
    path = str(tmp_path / "back.json")
    made = Place(tmp_path / "nobody").run(
        "devices", "code", "--for", "c01", "--dsn", centre.dsn, "--file", path, "--json"
    )
    assert (made.code, made.json["workstation"], made.json["kind"]) == (0, "C01", "till"), made.out
    done = shop.run("enrol", "--code-file", path, "--json")
    assert (done.code, done.json["back"], done.json["workstation"]) == (0, True, "C01"), done.out
    assert shop.run("sync", "--once").code == 0
    assert shop.run("compare", "--dsn", centre.dsn, "--json").json["equal"]
    wrong = Place(tmp_path / "nobody").run("devices", "code", "--for", "C09", "--dsn", centre.dsn, "--json")
    assert (wrong.code, wrong.json["error"]) == (1, "device.unknown")


def _role(place: Place) -> str:
    centre = configuration.load(place.folders.data).centre
    assert centre is not None
    return centre.role
