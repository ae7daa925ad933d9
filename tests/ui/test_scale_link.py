"""The scale as screens get it: on their own thread, only the latest, and nothing after the end."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recyclique_desktop.app import Means
from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.devices.scale import OFF, ScaleStatus
from recyclique_desktop.devices.simulated import SimulatedScale
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.system import config
from recyclique_desktop.system.config import ScaleConfig
from recyclique_desktop.ui.scale_link import ScaleLink
from tests.devices.cable import Cable, speaking
from tests.ui.test_app import Running, means, template

__all__ = ["means", "template"]


class Screen:
    """What a page is told, and on which thread."""

    def __init__(self, link: ScaleLink) -> None:
        self.told: list[ScaleStatus] = []
        self.foreign = 0
        link.changed.connect(self._on_changed)

    def _on_changed(self, status: ScaleStatus) -> None:
        self.told.append(status)
        self.foreign += QThread.currentThread() is not QApplication.instance().thread()  # type: ignore[union-attr]


@pytest.fixture
def scale(app: QApplication) -> SimulatedScale:
    return SimulatedScale()


@pytest.fixture
def link(scale: SimulatedScale) -> ScaleLink:
    return ScaleLink(scale)


def test_a_flood_from_the_cable_reaches_the_screen_on_its_own_thread_as_its_last_word(
    link: ScaleLink, scale: SimulatedScale, qtbot: QtBot
) -> None:
    screen = Screen(link)
    link.start()
    link.start()

    def pour() -> None:
        for grams in range(5001):
            scale.put(Grams(grams))

    flood = threading.Thread(target=pour)
    flood.start()
    flood.join()
    qtbot.waitUntil(lambda: link.status.stable == 5000)
    assert screen.told[-1] == link.status
    assert (len(screen.told), screen.foreign) == (1, 0)
    link.stop()


def test_what_was_shown_is_what_a_key_takes(link: ScaleLink, scale: SimulatedScale, qtbot: QtBot) -> None:
    link.start()
    scale.put(Grams(1180))
    qtbot.waitUntil(lambda: link.status.stable == 1180)
    scale.put(Grams(9000))
    assert link.status.stable == 1180
    qtbot.waitUntil(lambda: link.status.stable == 9000)
    link.stop()


def test_after_the_end_no_weight_is_left_and_none_comes(link: ScaleLink, scale: SimulatedScale) -> None:
    screen = Screen(link)
    link.start()
    scale.put(Grams(1180))
    QTest.qWait(1)
    scale.put(Grams(9000))
    link.stop()
    QTest.qWait(1)
    assert (link.status, screen.told[-1]) == (OFF, OFF)
    assert 9000 not in [status.stable for status in screen.told]
    link.start()
    QTest.qWait(1)
    assert link.status.stable == 9000
    link.stop()


def give_scale(means: Means, scale: ScaleConfig) -> None:
    config.save(means.folders.data, config.load(means.folders.data).changed(scale=scale))


def devices() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("dev-")]


@pytest.mark.screen
def test_a_workstation_without_a_scale_starts_no_thread_for_one(means: Means, app: QApplication) -> None:
    running = Running(means)
    running.come_in()
    assert running.program.context is not None
    assert (running.program.context.scale, devices()) == (None, [])
    running.stop()


@pytest.mark.screen
def test_the_scale_of_the_workstation_weighs_until_the_program_closes(
    means: Means, app: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    cable = Cable(tmp_path)
    cable.plug()
    give_scale(means, ScaleConfig(port=cable.port, profile="continuous-ascii"))
    running = Running(means)
    running.come_in()
    context = running.program.context
    assert context is not None
    link = context.scale
    assert link is not None
    with speaking(cable, 1180):
        qtbot.waitUntil(lambda: link.status.stable == 1180)
    assert devices() == ["dev-scale"]
    running.stop()
    assert (link.status, devices()) == (OFF, [])
    cable.unplug()


@pytest.mark.screen
def test_a_scale_that_nobody_knows_does_not_stop_the_shop_from_selling(
    means: Means, app: QApplication, qtbot: QtBot
) -> None:
    give_scale(means, ScaleConfig(port="COM3", profile="nothing"))
    running = Running(means)
    running.come_in()
    assert running.page == "home"
    assert running.program.context is not None
    link = running.program.context.scale
    assert link is not None
    qtbot.waitUntil(lambda: link.status.state is DeviceState.FAILED)
    assert link.status.code == "scale.settings"
    running.stop()
