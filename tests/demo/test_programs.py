"""Which PostgreSQL the demonstration takes: one that is new enough, and the one that made its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from recyclique_desktop.demo.programs import VARIABLE, programs_for
from recyclique_desktop.domain.errors import UserError


def installed(folder: Path, version: str) -> Path:
    """Install a server that can only say its version."""
    folder.mkdir()
    program = folder / "postgres"
    program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n", encoding="ascii")
    program.chmod(0o755)
    return folder


def test_the_folder_that_was_named_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(installed(tmp_path / "bin", "16.4 (Debian 16.4-1)")))
    assert programs_for(tmp_path / "cluster") == tmp_path / "bin"


@pytest.mark.parametrize("version", ["14.9", "9.6.24"])
def test_a_server_too_old_for_a_centre_is_as_good_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setenv(VARIABLE, str(installed(tmp_path / "bin", version)))
    with pytest.raises(UserError, match="no_postgres"):
        programs_for(tmp_path / "cluster")


def test_a_folder_without_programs_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(UserError, match="no_postgres"):
        programs_for(tmp_path / "cluster")
