"""``recyclique backup``, ``restore``, ``medium`` and ``recover``: a manager at a terminal, the day a machine dies."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import NewShop
from tests.faults.place import Place


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "cle-usb"
    folder.mkdir()
    return folder


def test_a_backup_is_made_checked_and_brings_the_shop_to_a_new_computer(new_shop: NewShop, stick: Path) -> None:
    done = new_shop.place.run("backup", str(stick), "--json")
    assert done.code == 0, done.out
    file = done.json["file"]
    assert [path.name for path in stick.iterdir()] == [Path(file).name], "nothing half made is left beside it"
    assert new_shop.place.run("restore", file, "--check").code == 0
    other = Place(stick.parent / "other")
    back = other.run("restore", file, "--json", typed=" ".join(new_shop.words))
    assert back.code == 0, back.out + back.err
    assert (back.json["code"], back.json["sound"], back.json["new_signing_key"]) == ("C01b", True, True)
    assert other.run("verify", "--full").code == 0
    assert other.run("doctor").code == 0


def test_people_read_what_came_back_and_what_nobody_can_know(new_shop: NewShop, stick: Path) -> None:
    file = new_shop.place.run("backup", str(stick), "--json").json["file"]
    said = Place(stick.parent / "other").run("restore", file, typed=" ".join(new_shop.words)).out
    assert "Le poste C01b est reconstruit" in said
    assert "ne jamais doubler un numéro" in said
    assert "La clé de signature était perdue" in said


def test_the_second_medium_alone_is_enough(new_shop: NewShop, stick: Path) -> None:
    chosen = new_shop.place.run("medium", str(stick), "--json")
    assert chosen.code == 0, chosen.out + chosen.err
    file = chosen.json["file"]
    checked = new_shop.place.run("medium", "--check", "--json")
    assert (checked.code, checked.json["waiting"]) == (0, 0)
    shutil.rmtree(new_shop.place.folders.data)
    shutil.rmtree(new_shop.place.folders.config)
    back = new_shop.place.run("restore", file, "--json", typed=" ".join(new_shop.words))
    assert back.code == 0, back.out + back.err
    assert back.json["from_medium"] == checked.json["entries"]
    assert new_shop.place.run("verify", "--full").code == 0
    again = new_shop.place.run("medium", "--json")
    assert again.json["file"] == file


def test_a_stick_that_is_away_is_said_and_refuses_nothing(new_shop: NewShop, stick: Path) -> None:
    assert new_shop.place.run("medium").err.startswith("Aucun second support")
    new_shop.place.run("medium", str(stick))
    assert new_shop.place.run("doctor", "--json").json["checks"]["second_medium"]["state"] == "ok"
    stick.rename(stick.with_name("poche"))
    looked = new_shop.place.run("doctor", "--json")
    assert (looked.code, looked.json["checks"]["second_medium"]["state"]) == (0, "warning")
    away = new_shop.place.run("medium", "--json")
    assert (away.code, away.json["error"]) == (1, "medium.absent")
    assert new_shop.place.run("medium", "--off").code == 0
    assert new_shop.place.run("medium", "--json").json["error"] == "medium.none"


def test_a_folder_that_does_not_exist_gets_nothing(new_shop: NewShop, stick: Path) -> None:
    for command in ("backup", "medium"):
        done = new_shop.place.run(command, str(stick / "nowhere"))
        assert done.code == 1
        assert "n’existe pas" in done.err
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.jpg", b"\xff\xd8\xff", "n’est pas une sauvegarde"),
        ("vide.sauvegarde", b"", "n’est pas une sauvegarde"),
        ("coupe.sauvegarde", b"PK\x03\x04xxxxxxxx", "abîmée ou incomplète"),
        ("x.journal", b"xxx", "n’est pas un journal de secours"),
        ("x2.journal", b"RECYCLIQUE-JOURNAL 7\n", "version plus récente"),
    ],
)
def test_a_bad_file_gets_a_sentence_and_installs_nothing(
    place: Place, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    done = place.run("restore", str(file))
    assert done.code == 1
    assert said in done.err
    assert not place.is_installed
    assert place.run("restore", str(tmp_path / "absent.sauvegarde")).err.endswith("corrigez le nom.\n")


def test_a_shop_that_stands_is_moved_aside_only_when_asked(new_shop: NewShop, stick: Path) -> None:
    file = new_shop.place.run("backup", str(stick), "--json").json["file"]
    assert new_shop.place.run("restore", file, "--json").json["error"] == "workstation.exists"
    done = new_shop.place.run("restore", file, "--replace", "--json")
    assert done.code == 0, done.out
    assert (done.json["code"], done.json["proven"], done.json["new_signing_key"]) == ("C01", True, False)
    assert (Path(done.json["aside"]) / "recyclique.sqlite").exists()
    assert new_shop.place.run("verify", "--full").code == 0


def test_without_its_signing_key_a_shop_can_still_be_examined(new_shop: NewShop) -> None:
    place = new_shop.place
    keys = place.folders.config / "keys.json"
    kept = {name: key for name, key in json.loads(keys.read_text("ascii")).items() if "signing" not in name}
    keys.write_text(json.dumps(kept), "ascii")
    done = place.run("verify", "--full", "--json")
    assert (done.code, done.json["key"]) == (0, "witness")
    next(place.folders.config.glob("witness-*")).unlink()
    done = place.run("verify", "--full")
    assert done.code == 0
    assert "La clé de signature manque ici" in done.out
    assert place.run("doctor", "--json").json["checks"]["key_signing"]["state"] == "fault"
    assert place.run("recover", typed=" ".join(new_shop.words)).code == 0
    assert place.run("verify", "--full", "--json").json["key"] == "store"
