from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system import config
from recyclique_desktop.system.config import CentreConfig, ScaleConfig, WorkstationConfig

if TYPE_CHECKING:
    from pathlib import Path


def make(key_id: str = "k1", public: str = "ab" * 32) -> WorkstationConfig:
    ids = [UUID(int=n) for n in range(1, 6)]
    return WorkstationConfig(
        installation_id=ids[0], workstation_id=ids[1], site_id=ids[2], stream_id=ids[3], centre_stream_id=ids[4],
        code="C01", kind=WorkstationKind.TILL, key_id=key_id, recovery_public_key=public,
    )  # fmt: skip


def test_a_workstation_knows_who_it_is_after_a_restart(tmp_path: Path) -> None:
    assert not config.exists(tmp_path)
    config.save(tmp_path, make())
    assert config.exists(tmp_path)
    assert config.load(tmp_path) == make()


def test_a_workstation_finds_its_centre_again_after_a_restart(tmp_path: Path) -> None:
    where = CentreConfig(host="centre.example", database="recyclique", role="dev_3", ca="C:\\été\\ca.pem")
    joined = make().changed(centre=where)
    config.save(tmp_path, joined)
    assert config.load(tmp_path) == joined


@pytest.mark.parametrize(
    "scale",
    [
        ScaleConfig(port="/dev/serial/by-id/usb-1", profile="continuous-ascii"),
        ScaleConfig(port="COM3", profile="dialog-06", baud=4800, framing="7O1"),
        ScaleConfig(profile="simulated"),
    ],
)
def test_a_workstation_finds_its_scale_again_after_a_restart(tmp_path: Path, scale: ScaleConfig) -> None:
    weighs = make().changed(scale=scale, centre=CentreConfig(host="centre", database="recyclique", role="dev_3"))
    config.save(tmp_path, weighs)
    assert config.load(tmp_path) == weighs


def test_a_person_writes_the_scale_by_hand_in_two_lines() -> None:
    text = config.to_toml(make()) + '\n[scale]\nport = "/dev/ttyUSB0"\nprofile = "continuous-ascii"\n'
    assert config.from_toml(text).scale == ScaleConfig(port="/dev/ttyUSB0", profile="continuous-ascii")
    assert config.from_toml(config.to_toml(make())).scale is None


@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_character_of_a_value_can_break_the_file(key_id: str) -> None:
    written = config.to_toml(make(key_id=key_id))
    assert config.from_toml(written) == make(key_id=key_id)


def test_an_empty_folder_says_that_nothing_is_installed_there(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        config.load(tmp_path)
    assert caught.value.code == "config.missing"


@pytest.mark.parametrize(
    "damage",
    [
        b"\xff\xfe not text",
        b"format = ",
        b"format = 1\n",
        config.to_toml(make()).replace("format = 1", "format = 2").encode(),
        config.to_toml(make()).replace('"C01"', '"till one"').encode(),
        (config.to_toml(make()) + 'surprise = "x"\n').encode(),
        (config.to_toml(make()) + 'scale = "simulated"\n').encode(),
        (config.to_toml(make()) + '[scale]\nprofile = "sma"\n').encode(),
        (config.to_toml(make()) + '[scale]\nprofile = "sma"\nport = "COM3"\nbaud = "9600"\n').encode(),
        (config.to_toml(make()) + '[scale]\nprofile = "sma"\nport = "COM3"\nframing = "9N1"\n').encode(),
        (config.to_toml(make()) + '[scale]\nport = "COM3"\n').encode(),
    ],
)
def test_a_damaged_or_later_file_is_refused_and_left_as_it_is(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / config.FILE_NAME).write_bytes(damage)
    with pytest.raises(UserError) as caught:
        config.load(tmp_path)
    assert caught.value.code == "config.unreadable"
    assert (tmp_path / config.FILE_NAME).read_bytes() == damage
