"""The file that lets a new machine in: whole, for its owner's eyes, and refused in words when it is not one."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system import code_file
from recyclique_desktop.system.code_file import CodeFile
from tests.e2e.certificates import Authority

CONTENT = CodeFile(
    host="centre.example", port=5432, database="recyclique", login="recyclique_enrol", password="s3cret",
    code="K7QM-4TXB", kind=WorkstationKind.TILL, ca=Authority.new("Autorité").pem.decode(),
)  # fmt: skip


def test_a_newcomer_reads_what_the_office_wrote(tmp_path: Path) -> None:
    code_file.write(tmp_path / "code.json", CONTENT)
    assert code_file.read(tmp_path / "code.json") == CONTENT


def test_the_file_lets_nobody_else_on_this_machine_in(tmp_path: Path) -> None:
    code_file.write(tmp_path / "code.json", CONTENT)
    assert stat.S_IMODE((tmp_path / "code.json").stat().st_mode) == 0o600


def test_the_fingerprint_is_the_one_that_people_compare() -> None:
    authority = Authority.new("Centre")
    known = CONTENT.model_copy(update={"ca": authority.pem.decode()})

    assert known.ca_fingerprint == authority.certificate.fingerprint(hashes.SHA256()).hex()
    assert CONTENT.model_copy(update={"ca": ""}).ca_fingerprint == ""


@pytest.mark.parametrize("content", ["", "pas du tout", '{"host": "x"}', '{"format": 9}'])
def test_another_file_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "code.json"
    path.write_text(content, "utf-8")
    with pytest.raises(UserError) as refused:
        code_file.read(path)
    assert refused.value.code == "code_file.unreadable"


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        code_file.read(tmp_path / "absent.json")
    assert refused.value.code == "code_file.unreadable"
