"""A scale on a real cable: what a volunteer sees when it speaks, stutters, falls silent, is pulled out and put back."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from recyclique_desktop.devices.base import DeviceState, DeviceThread
from recyclique_desktop.devices.dialect import Framing
from recyclique_desktop.devices.ports import PortError, open_port
from recyclique_desktop.devices.scale import OFF, ScaleStatus, Trouble
from recyclique_desktop.devices.serial_scale import SerialScale
from tests.devices.cable import Cable, Notes, Talker, frame, plain, speaking, until

SEARCHING, READY, SILENT = DeviceState.SEARCHING, DeviceState.READY, DeviceState.SILENT
SOON_S = 0.05


pytestmark = pytest.mark.usefixtures("nothing_left")


class Heard:
    """A scale at the end of a cable, started, and what it told."""

    def __init__(self, port: str, profile: str = "continuous-ascii", retry_s: float = SOON_S) -> None:
        self.notes = Notes()
        self.scale = SerialScale(port, plain(profile), retry_s=retry_s)

    def __enter__(self) -> Heard:
        self.scale.start(self.notes)
        return self

    def __exit__(self, *_error: object) -> None:
        self.scale.stop()


def test_a_weight_on_the_pan_is_there_to_be_taken(cable: Cable) -> None:
    with Heard(cable.port) as heard, speaking(cable, 1180):
        heard.notes.wait_weight(1180)
        assert heard.scale.status == heard.notes.last
        assert heard.scale.state is READY
    assert heard.notes.states == [SEARCHING, READY]


def test_weights_follow_one_another_and_none_is_invented_between_them(cable: Cable) -> None:
    with Heard(cable.port) as heard:
        for grams in (1180, 0, 20_050, -350):
            with speaking(cable, grams - 7, "US"):
                time.sleep(0.03)
            with speaking(cable, grams):
                heard.notes.wait_weight(grams)
    assert heard.notes.weights == [1180, 0, 20_050, -350]


def test_noise_halves_and_glued_frames_give_only_what_was_whole(cable: Cable) -> None:
    whole = frame(2500)
    with Heard(cable.port) as heard:
        until(lambda: heard.notes.all)
        cable.say(b"\xff\x00#", whole[:9], whole[3:], b"ST,GS,+0", whole, b"\r\n99.999,kg\r\n", pause_s=0.01)
        cable.say(whole * 3 + whole[:5], pause_s=0.05)
        cable.say(whole[5:] + b"ST,GS,+00", pause_s=0.05)
        heard.notes.wait_weight(2500)
        heard.notes.wait(SILENT)
    assert set(heard.notes.weights) == {2500}


def test_a_second_of_silence_takes_the_weight_away_and_the_next_frames_bring_it_back(cable: Cable) -> None:
    with Heard(cable.port) as heard:
        with speaking(cable, 1180):
            heard.notes.wait_weight(1180)
        began = time.monotonic()
        heard.notes.wait(SILENT)
        assert 0.8 < time.monotonic() - began < 3.0
        assert heard.notes.last == ScaleStatus(SILENT)
        with speaking(cable, 1180):
            heard.notes.wait_weight(1180)
    assert heard.notes.states == [SEARCHING, READY, SILENT, READY]


def test_a_cable_pulled_in_mid_frame_and_put_back_never_glues_two_weights(cable: Cable) -> None:
    with Heard(cable.port) as heard:
        with speaking(cable, 1180):
            heard.notes.wait_weight(1180)
        cable.say(b"ST,GS,+009.9")
        time.sleep(0.02)
        cable.unplug()
        heard.notes.wait(SEARCHING)
        assert heard.notes.last == ScaleStatus(SEARCHING)
        assert heard.notes.last.code == "scale.absent"
        cable.plug()
        time.sleep(3 * SOON_S)
        cable.say(b"99,kg\r\n" * 3)
        with speaking(cable, 640):
            heard.notes.wait_weight(640)
    assert [grams for grams in heard.notes.weights if grams != 1180] == [640]
    assert heard.notes.states == [SEARCHING, READY, SEARCHING, READY]


def test_a_scale_plugged_in_after_the_program_started_is_found(cable: Cable) -> None:
    cable.unplug()
    with Heard(cable.port) as heard:
        time.sleep(3 * SOON_S)
        assert heard.notes.all == [ScaleStatus(SEARCHING)]
        cable.plug()
        with speaking(cable, 300):
            heard.notes.wait_weight(300)


def test_ten_pulled_cables_leave_no_open_port_behind(cable: Cable) -> None:
    """The check is the fixture's: no file open after the test that was not open before."""
    with Heard(cable.port) as heard:
        for grams in range(10):
            with speaking(cable, grams):
                heard.notes.wait_weight(grams)
            cable.unplug()
            heard.notes.wait(SEARCHING)
            cable.plug()


def test_retry_looks_at_once_instead_of_waiting(cable: Cable) -> None:
    cable.unplug()
    with Heard(cable.port, retry_s=3600) as heard:
        time.sleep(0.1)
        cable.plug()
        heard.scale.retry()
        with speaking(cable, 300):
            heard.notes.wait_weight(300)


def test_nothing_is_told_after_the_end_and_it_may_begin_again(cable: Cable) -> None:
    with speaking(cable, 1180):
        with Heard(cable.port) as heard:
            heard.notes.wait_weight(1180)
        told = len(heard.notes.all)
        assert heard.scale.status == OFF
        assert [one.name for one in threading.enumerate() if one.name.startswith("dev-")] == []
        time.sleep(0.1)
        assert len(heard.notes.all) == told
        heard.scale.stop()
        with heard:
            until(lambda: len(heard.notes.all) > told and heard.notes.last.stable == 1180)


def test_the_program_closes_without_waiting_for_a_silent_scale(cable: Cable) -> None:
    with Heard(cable.port) as heard:
        until(lambda: heard.notes.all)
        time.sleep(0.05)
        began = time.monotonic()
        heard.scale.stop()
        assert time.monotonic() - began < 1.0


def test_a_scale_behind_a_network_adapter_is_one_like_another() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        Heard(f"socket://127.0.0.1:{server.getsockname()[1]}") as heard,
    ):
        adapter, _ = server.accept()
        with adapter, Talker(lambda: adapter.sendall(frame(1180))):
            heard.notes.wait_weight(1180)
        heard.notes.wait(SEARCHING)


def test_two_programs_do_not_share_one_scale(cable: Cable) -> None:
    with open_port(cable.port, 9600, Framing()), Heard(cable.port) as heard:
        heard.notes.wait(DeviceState.FAILED)
        assert heard.notes.last.code == "scale.busy"
    with Heard(cable.port) as heard, speaking(cable, 5):
        heard.notes.wait_weight(5)


def test_a_port_that_cannot_travel_so_asks_for_other_settings(cable: Cable) -> None:
    with pytest.raises(PortError) as caught:
        open_port(cable.port, 9600, Framing(9))
    assert caught.value.trouble is Trouble.SETTINGS
    with pytest.raises(PortError) as caught:
        open_port("nonsense://x", 9600, Framing())
    assert caught.value.trouble is Trouble.SETTINGS


@pytest.mark.skipif(os.name != "posix", reason="rights are the system's")
def test_a_port_that_is_forbidden_asks_for_somebody_with_rights(tmp_path: Path) -> None:
    (tmp_path / "port").touch(mode=0)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        with pytest.raises(PortError) as caught:
            open_port(str(tmp_path / "port"), 9600, Framing())
    finally:
        if me == 0:
            os.seteuid(me)
    assert caught.value.trouble is Trouble.DENIED


def test_a_bug_in_the_reading_is_said_and_the_next_visit_comes(caplog: pytest.LogCaptureFixture) -> None:
    visits, bugs = [], []

    def visit() -> None:
        visits.append(threading.current_thread().name)
        if len(visits) < 3:
            raise ZeroDivisionError
        until(lambda: thread.is_leaving)

    thread = DeviceThread("scale", visit, lambda: bugs.append(1), retry_s=0.01)
    thread.start()
    thread.start()
    until(lambda: len(visits) == 3)
    thread.stop()
    assert (visits, bugs) == (["dev-scale"] * 3, [1, 1])
    assert "met a bug" in caplog.text


@dataclass
class Answering:
    """A scale that answers when asked, with 1,180 kg on it: each text it waits for, and what it says then.

    The last answer of a list is said again and again.
    """

    answers: dict[bytes, list[bytes]]

    def at(self, cable: Cable) -> Talker:
        """Let it stand at the end of a cable."""
        return Talker(lambda: self._turn(cable))

    def _turn(self, cable: Cable) -> None:
        asked = cable.heard()
        for question, answers in self.answers.items():
            if question in asked:
                cable.say(answers.pop(0) if len(answers) > 1 else answers[0])


def dialog_06() -> Answering:
    weight, nothing_new = b"\x0202\x1b3\x1b01180\x1b000001\x1b000001\x03", b"\x0209\x1b21\x03"
    price, ask, why = b"\x0201\x1b000001\x1b\x03", b"\x04\x05", b"\x0208\x1b\x03"
    return Answering({price: [b"\x06"], ask: [weight, b"\x15"], why: [nothing_new]})


@pytest.mark.parametrize(
    ("profile", "scale"),
    [
        ("mt-sics", lambda: Answering({b"SI\r\n": [b"S S      1.180 kg\r\n"]})),
        ("sma", lambda: Answering({b"\nW\r": [b"\n 1G       1.180kg \r"]})),
        ("mettler-8217", lambda: Answering({b"W": [b"\x02?a\r", b"\x0201.180\r"]})),
        ("dollar", lambda: Answering({b"$": [b"0.970\r", b"1.180\r"]})),
        ("dialog-06", dialog_06),
    ],
)
def test_a_scale_that_speaks_when_asked_gives_its_weight_falls_silent_and_comes_back(
    cable: Cable, profile: str, scale: Callable[[], Answering]
) -> None:
    with Heard(cable.port, profile) as heard:
        with scale().at(cable):
            heard.notes.wait_weight(1180)
        heard.notes.wait(SILENT)
        with scale().at(cable):
            heard.notes.wait_weight(1180)
        cable.unplug()
        heard.notes.wait(SEARCHING)
    assert set(heard.notes.weights) == {1180}
    assert heard.notes.states == [SEARCHING, READY, SILENT, READY, SEARCHING]
