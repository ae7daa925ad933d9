"""``recyclique export audit``: the journal of what was done, in a file, by somebody who may."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import NewShop


def test_history_comes_out_as_a_file_that_a_french_spreadsheet_opens(new_shop: NewShop, tmp_path: Path) -> None:
    out = tmp_path / "sortie.csv"
    done = new_shop.place.run(
        "export", "audit", "--format", "csv", "--out", str(out), "--json", password=new_shop.password
    )
    assert done.code == 0, done.out
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig")), delimiter=";"))
    assert done.json == {"file": str(out), "rows": len(rows), "format": "csv"}
    assert [row["Type"] for row in rows][:2] == ["Connexion réussie", "Poste installé"]
    again = new_shop.place.run("export", "audit", "--type", "data_exported", "--out", str(tmp_path), "--json",
                               password=new_shop.password).json  # fmt: skip
    assert (again["rows"], again["file"].endswith(".xlsx")) == (1, True)


def test_only_the_days_asked_for_come_out(new_shop: NewShop, tmp_path: Path) -> None:
    done = new_shop.place.run("export", "audit", "--from", "2001-01-01", "--to", "2001-12-31", "--out", str(tmp_path),
                              password=new_shop.password)  # fmt: skip

    assert (done.code, "0 ligne écrite" in done.out) == (0, True)


def test_a_day_that_is_none_is_refused_in_french(new_shop: NewShop, tmp_path: Path) -> None:
    done = new_shop.place.run("export", "audit", "--from", "hier", "--out", str(tmp_path))
    assert done.code == 2
    assert "un jour est attendu" in done.err


def test_a_wrong_password_takes_nothing_out(new_shop: NewShop, tmp_path: Path) -> None:
    done = new_shop.place.run("export", "audit", "--out", str(tmp_path), "--json", password="Pas-le-bon-1")
    assert (done.code, done.json["error"]) == (1, "signin.password_wrong")
    assert list(tmp_path.glob("journal-*")) == []
