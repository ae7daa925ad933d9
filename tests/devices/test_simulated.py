"""The scale without a cable behaves as one: tests and the demonstration stand on it."""

from __future__ import annotations

import pytest

from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.devices.scale import OFF, Reading, ScaleStatus, Trouble
from recyclique_desktop.devices.simulated import SimulatedScale
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.system.messages import SENTENCES
from tests.devices.cable import Notes


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def scale(notes: Notes) -> SimulatedScale:
    scale = SimulatedScale()
    scale.start(notes)
    return scale


def test_what_is_put_on_it_is_told_once(scale: SimulatedScale, notes: Notes) -> None:
    scale.put(Grams(1180), stable=False)
    scale.put(Grams(1180))
    scale.put(Grams(1180))
    scale.take_away()
    assert [(status.state, status.reading, status.stable) for status in notes.all] == [
        (DeviceState.READY, Reading(Grams(0), is_stable=True), 0),
        (DeviceState.READY, Reading(Grams(1180), is_stable=False), None),
        (DeviceState.READY, Reading(Grams(1180), is_stable=True), 1180),
        (DeviceState.READY, Reading(Grams(0), is_stable=True), 0),
    ]


def test_unplugged_it_has_no_weight_and_plugged_in_again_it_has(scale: SimulatedScale, notes: Notes) -> None:
    scale.put(Grams(1180))
    scale.unplug()
    assert scale.status == ScaleStatus(DeviceState.SEARCHING)
    scale.retry()
    scale.fall_silent()
    assert scale.state is DeviceState.SILENT
    scale.plug()
    assert notes.last.stable == 1180


def test_too_much_on_it_is_no_weight(scale: SimulatedScale, notes: Notes) -> None:
    scale.overload()
    assert notes.last == ScaleStatus(DeviceState.READY, trouble=Trouble.OVERLOAD)
    scale.put(Grams(5))
    assert notes.last.stable == 5


def test_stopped_it_tells_nothing(scale: SimulatedScale, notes: Notes) -> None:
    scale.stop()
    scale.put(Grams(5))
    assert (scale.status, len(notes.all)) == (OFF, 1)


@pytest.mark.parametrize("state", DeviceState)
@pytest.mark.parametrize("trouble", Trouble)
def test_every_state_that_keeps_a_weight_away_has_its_sentence(state: DeviceState, trouble: Trouble) -> None:
    code = ScaleStatus(state, trouble=trouble).code
    is_well = trouble is Trouble.NONE and state in {DeviceState.OFF, DeviceState.READY}
    assert code == "" if is_well else code in SENTENCES


def test_the_sentence_of_a_silent_scale_is_the_one_of_the_design() -> None:
    assert SENTENCES[ScaleStatus(DeviceState.SILENT).code] == (
        "La balance ne répond plus. Les pesées prises restent. Tapez le poids, ou rebranchez-la."
    )
