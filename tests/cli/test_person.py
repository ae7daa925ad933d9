"""``recyclique person``: a file to take away, a person forgotten, a register to print; each only for who may."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import NewShop


def test_a_persons_data_are_written_once_and_never_over_another_file(new_shop: NewShop, tmp_path: Path) -> None:
    file = tmp_path / "zoe.zip"
    done = new_shop.place.run("person", "export", "Zoé Martin", str(file), "--json", password=new_shop.password)
    assert done.code == 0, done.err
    assert done.json["rows"] > 2
    with zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read("donnees.json"))["person"]["name"] == "Zoé Martin"
    again = new_shop.place.run("person", "export", "Zoé Martin", str(file), "--json", password=new_shop.password)
    assert (again.code, again.json["error"]) == (1, "privacy.file_exists")


def test_nobody_takes_anything_away_without_a_password(new_shop: NewShop, tmp_path: Path) -> None:
    done = new_shop.place.run("person", "export", "Zoé Martin", str(tmp_path / "x.zip"), "--json")
    assert done.code == 1
    assert not (tmp_path / "x.zip").exists()


def test_one_does_not_forget_oneself_nor_somebody_unknown(new_shop: NewShop) -> None:
    own = new_shop.place.run(
        "person", "anonymise", "Zoé Martin", "--reason", "départ", "--json", password=new_shop.password
    )
    assert own.json["error"] == "person.own_account"
    nobody = new_shop.place.run(
        "person", "anonymise", "Nemo", "--reason", "départ", "--json", password=new_shop.password
    )
    assert nobody.json["error"] == "person.not_found"


def test_the_register_names_the_shop(new_shop: NewShop) -> None:
    text = new_shop.place.run("person", "register").out
    assert "REGISTRE DES TRAITEMENTS" in text
    assert "La Ressourcerie" in text


def test_the_settings_are_listed_with_what_holds(new_shop: NewShop) -> None:
    told = new_shop.place.run("settings", "list", "--json").json["settings"]
    assert told["token_expiration_minutes"] == "480"
    assert "Verrouillage d’une caisse" in new_shop.place.run("settings", "list").out


def test_the_key_of_the_web_application_is_kept_and_never_shown(
    new_shop: NewShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "une-cle-secrete-de-serveur"
    monkeypatch.setenv("RECYCLIQUE_SECRET_KEY", secret)
    done = new_shop.place.run("settings", "secret-key", password=new_shop.password)
    assert done.code == 0, done.err
    assert secret not in done.out + done.err
