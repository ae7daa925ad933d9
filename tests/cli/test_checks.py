"""``recyclique doctor``: what is wrong is said, on any folder, and nothing is touched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import NewShop
    from tests.faults.place import Place


def states(place: Place) -> tuple[int, dict[str, str]]:
    done = place.run("doctor", "--json")
    return done.code, {name: check["state"] for name, check in done.json["checks"].items()}


def test_an_empty_folder_is_examined_and_stays_empty(tmp_path: Path, place: Place) -> None:
    code, found = states(place)
    assert code == 0
    assert found["workstation"] == "note"
    assert {"program", "python", "sqlite", "qt", "folder_data", "folder_config", "disk", "clock"} <= found.keys()
    assert "fault" not in found.values()
    assert list(tmp_path.iterdir()) == []


def test_a_well_shop_is_said_to_be_well(new_shop: NewShop) -> None:
    code, found = states(new_shop.place)
    assert code == 0
    assert {
        name: found[name] for name in ("key_database", "key_signing", "database", "schema", "journal")
    } == dict.fromkeys(("key_database", "key_signing", "database", "schema", "journal"), "ok")


def test_a_lost_key_is_named(new_shop: NewShop) -> None:
    path = new_shop.place.folders.config / "keys.json"
    kept = {name: key for name, key in json.loads(path.read_text("ascii")).items() if "database" not in name}
    path.write_text(json.dumps(kept), "ascii")
    code, found = states(new_shop.place)
    assert code == 1
    assert (found["key_database"], found["key_signing"], found["database"]) == ("fault", "ok", "fault")


def test_a_damaged_file_is_named_and_left_alone(new_shop: NewShop) -> None:
    file = new_shop.place.file
    file.write_bytes(b"x" * 8192 + file.read_bytes()[8192:])
    before = file.read_bytes()
    code, found = states(new_shop.place)
    assert (code, found["database"]) == (1, "fault")
    assert file.read_bytes() == before


def test_a_clock_behind_the_last_sale_is_warned_about(new_shop: NewShop) -> None:
    with new_shop.place.raw() as file:
        file.execute("DROP TRIGGER journal_no_update")
        file.execute(
            "UPDATE journal SET at = '2999-01-01T00:00:00.000000Z' WHERE rowid = (SELECT max(rowid) FROM journal)"
        )
    _, found = states(new_shop.place)
    assert found["journal"] == "warning"


def test_people_read_one_line_per_finding(new_shop: NewShop) -> None:
    done = new_shop.place.run("doctor")
    assert "✓ Bibliothèque de la base : SQLite" in done.out
    assert "✓ Poste : C01 (caisse)" in done.out
