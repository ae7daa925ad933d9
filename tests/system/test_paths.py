from __future__ import annotations

import os
from pathlib import Path

import pytest

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system import paths
from recyclique_desktop.system.files import write_whole

ROOT = Path(__file__).resolve().parents[2]


def test_icons_and_migrations_are_found_in_a_checkout() -> None:
    assert paths.resource("locale") == ROOT / "resources" / "locale"
    assert paths.migrations() == ROOT / "alembic"


def test_keys_do_not_lie_in_the_folder_a_backup_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.CONFIG_VARIABLE, raising=False)
    chosen = paths.folders(tmp_path / "shop")
    assert chosen.data == tmp_path / "shop"
    assert chosen.data not in (chosen.config, *chosen.config.parents)


def test_the_config_folder_can_be_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.CONFIG_VARIABLE, str(tmp_path / "keys"))
    assert paths.folders().config == tmp_path / "keys"
    assert paths.folders(tmp_path).config == tmp_path / "keys"


def test_created_folders_are_closed_to_other_people(tmp_path: Path) -> None:
    made = paths.Folders(tmp_path / "a", tmp_path / "b", tmp_path / "c")
    made.create()
    made.create()
    assert [folder.stat().st_mode & 0o077 for folder in (made.data, made.config, made.logs)] == [0, 0, 0]


def test_a_folder_that_cannot_be_made_is_a_sentence_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    with pytest.raises(UserError) as caught:
        paths.Folders(tmp_path / "file" / "data", tmp_path, tmp_path).create()
    assert caught.value.code == "folder.unwritable"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder_is_a_sentence_not_a_crash(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UserError) as caught:
        paths.Folders(tmp_path, tmp_path, tmp_path).create()
    assert caught.value.code == "folder.unwritable"


def test_a_failed_write_leaves_the_old_file_whole_and_no_rubbish(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "inside").write_text("old")
    with pytest.raises(UserError) as caught:
        write_whole(tmp_path / "kept", b"new")
    assert caught.value.code == "folder.unwritable"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (tmp_path / "kept" / "inside").read_text() == "old"
