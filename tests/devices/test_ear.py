"""What is understood of a scale, without a cable: which weights could be taken that nobody put on it."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.devices.dialect import load, shipped
from recyclique_desktop.devices.ear import SILENCE_S, Ear
from recyclique_desktop.devices.scale import Reading, ScaleStatus, Trouble
from recyclique_desktop.domain.weight import Grams
from tests.devices.cable import frame

CONTINUOUS = load("continuous-ascii")
WHOLE = re.compile(rb"(?:ST|US),(?:GS|NT),([+-])(\d{3})\.(\d{3}),kg")
READY, SILENT, SEARCHING = DeviceState.READY, DeviceState.SILENT, DeviceState.SEARCHING


def hear(*parts: bytes, name: str = "continuous-ascii", step: float = 0.01) -> list[ScaleStatus]:
    """Return what is understood after each part."""
    ear, now, told = Ear(load(name), 0.0), 0.0, []
    for part in parts:
        now += step
        ear.hear(part, now)
        told.append(ear.status)
    return told


def weights(told: list[ScaleStatus]) -> set[int]:
    return {status.stable for status in told if status.stable is not None}


def test_a_weight_that_swings_is_shown_and_cannot_be_taken() -> None:
    told = hear(b"\r\n", frame(900, "US"), frame(1180, "US"), frame(1180, "US"))
    assert told[-1] == ScaleStatus(READY, Reading(Grams(1180), is_stable=False))
    assert weights(told) == set()


def test_a_weight_can_be_taken_once_two_frames_said_it() -> None:
    told = hear(b"\r\n", frame(1180), frame(1180))
    assert [status.stable for status in told] == [None, None, 1180]


def test_the_weight_before_goes_as_soon_as_the_pan_moves() -> None:
    told = hear(b"\r\n", frame(1180), frame(1180), frame(1180, "US"), frame(1180))
    assert [status.stable for status in told] == [None, None, 1180, None, None]


def test_a_scale_zeroed_with_a_crate_on_it_says_so() -> None:
    assert hear(b"\r\n", frame(-350), frame(-350))[-1].stable == -350


@pytest.mark.parametrize(
    ("said", "trouble", "code"),
    [
        (b"OL,GS,+999.999,kg\r\n", Trouble.OVERLOAD, "scale.overload"),
        (b"UL,GS,-999.999,kg\r\n", Trouble.UNDERLOAD, "scale.underload"),
        (b"ST,GS,+002.600,lb\r\n", Trouble.OTHER_UNIT, "scale.other_unit"),
    ],
)
def test_a_scale_that_cannot_weigh_gives_the_reason_and_no_weight(said: bytes, trouble: Trouble, code: str) -> None:
    told = hear(b"\r\n", frame(1180), frame(1180), said)
    assert told[-1] == ScaleStatus(READY, trouble=trouble)
    assert told[-1].code == code


@pytest.mark.parametrize(
    ("said", "grams"),
    [
        (b"ST,GS,+  4.876kg\r\n", 4876), (b"ST,NT,+ 01,180,kg\r\n", 1180), (b"ST,GS,+1180.00,g\r\n", 1180),
        (b"ST,+00123.45  g\r\n", 123), (b"ST,+0001.180 kg\r\n", 1180), (b"QT,+0001.180 kg\r\n", 1180),
        (b"ST,GS, 001.180,KG\r\n", 1180),
    ],
)  # fmt: skip
def test_the_cousins_of_the_standard_frame_are_read(said: bytes, grams: int) -> None:
    assert hear(b"\r\n", said, said)[-1].stable == grams


def test_a_second_without_a_whole_frame_is_silence_and_noise_is_no_frame() -> None:
    ear = Ear(CONTINUOUS, 0.0)
    ear.hear(b"\r\n" + frame(1180) * 2, 0.1)
    assert ear.status.stable == 1180
    ear.hear(b"ST,GS,+0", 0.1 + SILENCE_S * 0.99)
    assert ear.status.stable == 1180
    ear.hear(b"#!?\r\n", 0.1 + SILENCE_S)
    assert ear.status == ScaleStatus(SILENT)
    ear.hear(frame(1180) * 2, 1.2)
    assert ear.status.stable == 1180


def test_a_scale_that_never_spoke_is_searched_for_then_silent() -> None:
    ear = Ear(CONTINUOUS, 0.0)
    ear.hear(b"", SILENCE_S / 2)
    assert ear.status == ScaleStatus(SEARCHING)
    ear.hear(b"", SILENCE_S)
    assert ear.status.code == "scale.silent"


@pytest.mark.parametrize("lost", range(1, len(frame(0))))
def test_a_frame_without_its_end_or_its_beginning_says_nothing(lost: int) -> None:
    cut_off, headless = frame(7777)[:-lost], frame(7777)[lost:]
    assert weights(hear(b"\r\n", *[cut_off + frame(1)[:1] + frame(2), headless] * 3)) <= {2}


FRAMES = st.builds(frame, st.integers(-999_999, 999_999), st.sampled_from(["ST", "US"]))
HALVES = st.builds(lambda whole, cut: whole[:cut], FRAMES, st.integers(1, 18))
TAILS = st.builds(lambda whole, cut: whole[cut:], FRAMES, st.integers(1, 18))
NOISE = st.one_of(st.binary(max_size=30), HALVES, TAILS, st.text("ST,GSkg+-.0123456789\r\n").map(str.encode))
TWICE = FRAMES.map(lambda whole: whole * 2)


@settings(max_examples=400)
@given(st.lists(st.one_of(NOISE, FRAMES, TWICE), max_size=30), st.floats(0.0, 0.4))
def test_no_noise_becomes_a_weight_that_no_whole_frame_said(parts: list[bytes], step: float) -> None:
    said = Counter(
        int(kilos + rest) * (-1 if sign == b"-" else 1)
        for line in b"".join(parts).split(b"\r\n")
        for sign, kilos, rest in WHOLE.findall(line)
        if WHOLE.fullmatch(line)
    )
    assert weights(hear(*parts, step=step)) <= {grams for grams, times in said.items() if times >= 2}


@settings(max_examples=400)
@given(st.data())
def test_one_damage_on_the_cable_never_makes_a_weight_that_was_not_sent(data: st.DataObject) -> None:
    sent = data.draw(st.lists(st.integers(-999_999, 999_999), min_size=2, max_size=6))
    stream = b"\r\n" + b"".join(frame(grams) * 3 for grams in sent)
    at = data.draw(st.integers(0, len(stream)))
    length = data.draw(st.integers(0, 60))
    noise = data.draw(st.binary(max_size=8))
    damaged = stream[:at] + noise + stream[at + length :]
    assert weights(hear(*(damaged[i : i + 5] for i in range(0, len(damaged), 5)))) <= set(sent)


@pytest.mark.parametrize("name", shipped())
@given(parts=st.lists(st.binary(max_size=40), max_size=30))
def test_no_make_of_scale_takes_pure_noise_for_a_weight(name: str, parts: list[bytes]) -> None:
    assert weights(hear(*parts, name=name)) == set()


def test_a_scale_that_refuses_for_ever_is_silent_and_does_not_keep_the_program_busy() -> None:
    ear, sent = Ear(load("dialog-06"), 0.0), 0
    for step in range(200):
        sent += bool(ear.hear(b"\x15", step * 0.01))
    assert ear.status == ScaleStatus(SILENT)
    assert sent < 40
