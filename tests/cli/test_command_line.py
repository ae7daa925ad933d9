"""The command line itself: scripts get one object and a code they can trust, people get French."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.cli import main as program
from recyclique_desktop.cli.main import main
from recyclique_desktop.cli.outcome import Outcome
from recyclique_desktop.domain.errors import UserError
from tests.cli.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.place import Place

EVERY = ("init", "demo-day", "verify", "doctor", "recover", "enrol", "sync", "compare")
GROUPED = (
    ("import", "categories"), ("central", "init"), ("central", "check"), ("devices", "code"), ("devices", "list"),
    ("devices", "revoke"), ("sync", "status"), ("sync", "problems"),
)  # fmt: skip
_HEAVY = (
    "PySide6", "sqlalchemy", "sqlcipher3", "cryptography", "keyring", "alembic", "pydantic", "argon2", "psycopg",
)  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [(), ("--help",), *[(name, "--help") for name in EVERY], *[(*name, "-h") for name in GROUPED], ("--version",)],
)
def test_help_is_french(capsys: pytest.CaptureFixture[str], typed: tuple[str, ...]) -> None:
    code = main(typed)
    said = capsys.readouterr()
    assert code == (0 if typed else 2)
    assert not re.search(r"\b(usage|options|show this|positional|required)\b", said.out + said.err)


def test_help_answers_before_anything_heavy_is_loaded() -> None:
    script = (
        "import sys; from recyclique_desktop.cli.main import main; main(['--help']);"
        f" print(sorted(set({_HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("vendre",), "choix inconnu"),
        (("init", "--site", "X"), "il manque : --register, --admin"),
        (("verify", "--vite"), "argument inconnu : --vite"),
        (("demo-day", "--days"), "--days attend une valeur"),
        (("demo-day", "--days", "0"), "un nombre entier"),
        (("init", "--site", "X", "--register", "Y", "--admin", "Z", "--kind", "bar"), "choix inconnu : 'bar'"),
    ],
)
def test_a_mistyped_command_is_explained_in_french(
    capsys: pytest.CaptureFixture[str], typed: tuple[str, ...], words: str
) -> None:
    assert main(typed) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err
    assert said.err.startswith("Utilisation : recyclique")


def test_a_script_gets_one_object_for_a_mistyped_command_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--json", "--vite"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["error"] == "usage"
    assert said.err == ""


def test_a_refusal_is_one_object_for_scripts_and_a_sentence_for_people(place: Place) -> None:
    for command in (("verify",), ("report", "session", "last"), ("recover",)):
        told = place.run(*command, "--json")
        assert (told.code, told.json["error"], told.err) == (1, "config.missing", "")
        said = place.run(*command)
        assert (said.code, said.out, said.err.strip()) == (1, "", told.json["message"])
    assert not place.folders.data.exists()


def asked(place: Place, run: Callable[[argparse.Namespace], Outcome], *, as_json: bool) -> argparse.Namespace:
    return argparse.Namespace(run=run, json=as_json, data_dir=place.folders.data)


def test_a_bug_is_logged_whole_and_shown_as_one_sentence(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(_arguments: argparse.Namespace) -> Outcome:
        raise ZeroDivisionError("the detail for who repairs it")

    assert program._run(asked(place, broken, as_json=False)) == 70
    said = capsys.readouterr()
    log = place.folders.logs / "recyclique.log"
    assert str(log) in said.err
    assert "the detail" not in said.err
    assert "ZeroDivisionError: the detail for who repairs it" in log.read_text("utf-8")
    assert program._run(asked(place, broken, as_json=True)) == 70
    assert json.loads(capsys.readouterr().out)["error"] == "bug"


def test_a_bug_is_told_on_the_error_output_where_no_log_can_be_written(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.folders.data.parent.mkdir(exist_ok=True)
    place.folders.data.write_text("a file where the folder should be", "ascii")

    def broken(_arguments: argparse.Namespace) -> Outcome:
        raise KeyError("detail")

    assert program._run(asked(place, broken, as_json=False)) == 70
    assert "KeyError" in capsys.readouterr().err


def test_control_c_is_no_success(place: Place) -> None:
    def stopped(_arguments: argparse.Namespace) -> Outcome:
        raise KeyboardInterrupt

    assert program._run(asked(place, stopped, as_json=False)) == 130


def test_a_refusal_leaves_no_log_behind(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    def refused(_arguments: argparse.Namespace) -> Outcome:
        raise UserError("ticket.empty")

    assert program._run(asked(place, refused, as_json=False)) == 1
    assert capsys.readouterr().err.startswith("Le ticket est vide.")
    assert not place.folders.logs.exists()


def test_a_console_without_our_signs_still_gets_the_answer(place: Place) -> None:
    environment = {**place.environment, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "recyclique_desktop.cli", "doctor", "--data-dir", str(place.folders.data)],
        cwd=ROOT, env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"SQLite" in done.stdout


def test_the_installed_program_answers_scripts_in_its_own_process(place: Place) -> None:
    done = place.start("doctor", "--json")
    out, err = done.communicate(timeout=60)
    assert (done.returncode, err) == (0, "")
    assert json.loads(out)["ok"] is True
