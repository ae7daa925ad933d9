"""« Sons »: how loud a workstation is, heard at once, kept for the next start, and never the only sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.devices.sound import Cue, HeardSounds
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.ui.login.account_page import AccountPage
from recyclique_desktop.ui.widgets.base import BoxButton
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from recyclique_desktop.ui.context import AppContext
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


class KeptSounds(HeardSounds):
    """Keeps what a configuration would; a full disk refuses."""

    def __init__(self) -> None:
        super().__init__(60)
        self.kept: list[int] = []
        self.refuses = False

    def keep(self) -> None:
        if self.refuses:
            raise UserError("folder.unwritable", folder="RecyClique")
        self.kept.append(self.volume)


@pytest.fixture
def seat(app: QApplication, shop: Shop) -> Iterator[tuple[Desk, KeptSounds]]:
    sounds = KeptSounds()

    def page(context: AppContext) -> AccountPage:
        return AccountPage(replace(context, sounds=sounds))

    with at(shop, page) as desk:
        desk.arrive("own_code", shop.volunteer)
        desk.tap("own_tab_sound")
        yield desk, sounds


def chosen(desk: Desk) -> list[int]:
    return [volume for volume in (0, 30, 60, 100) if desk.find(BoxButton, f"own_sound_{volume}").chosen]


def test_a_volume_is_heard_at_once_and_kept_for_the_next_start(seat: tuple[Desk, KeptSounds]) -> None:
    desk, sounds = seat
    assert chosen(desk) == [60]
    desk.tap("own_sound_100")
    assert (sounds.volume, sounds.heard, sounds.kept, chosen(desk)) == (100, [Cue.PAID], [100], [100])


def test_a_muted_workstation_sounds_nothing(seat: tuple[Desk, KeptSounds]) -> None:
    desk, sounds = seat
    desk.tap("own_sound_0")
    sounds.play(Cue.LINE)
    assert (sounds.heard, sounds.kept) == ([], [0])


def test_a_volume_that_cannot_be_kept_is_said_and_holds_until_the_end_of_the_day(
    seat: tuple[Desk, KeptSounds],
) -> None:
    desk, sounds = seat
    sounds.refuses = True
    desk.tap("own_sound_30")
    assert (sounds.volume, chosen(desk)) == (30, [30])
    assert "RecyClique" in desk.said()


@pytest.mark.parametrize("name", LOOKS)
def test_the_panel_holds_wide_and_narrow_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    with look(app, name), at(shop, AccountPage) as desk:
        desk.arrive("own_code", shop.volunteer)
        desk.tap("own_tab_sound")
        assert desk.faults() == []


def test_the_volume_of_a_workstation_is_in_its_configuration(tmp_path: Path) -> None:
    from recyclique_desktop.system import config  # noqa: PLC0415
    from tests.system.test_config import make  # noqa: PLC0415

    config.save(tmp_path, make().changed(sound=config.SoundConfig(volume=30)))
    found = config.load(tmp_path).sound
    assert found is not None
    assert found.volume == 30
    with pytest.raises(ValueError, match="volume"):
        config.SoundConfig(volume=101)
