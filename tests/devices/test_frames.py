"""Cutting bytes into frames and reading weights: what a volunteer would write down wrong."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.devices.dialect import load
from recyclique_desktop.devices.frames import GAP_S, Cutter, grams_of
from tests.devices.cable import frame


@pytest.mark.parametrize(
    ("text", "unit", "decimals", "grams"),
    [
        (b"+001.234", "kg", 0, 1234), (b"  1,234 ", "kg", 0, 1234), (b"+  4.876", "kg", 0, 4876),
        (b"-  0.050", "kg", 0, -50), (b"- 1", "kg", 0, -1000), (b"123.5", "g", 0, 124), (b"123,4", "G", 0, 123),
        (b"-0.5", "g", 0, -1), (b"01180", "g", 0, 1180), (b"01180", "kg", 3, 1180), (b"5.", "Kg", 3, 5000),
        (b".5", " kg ", 0, 500), (b"0.0004", "kg", 0, 0), (b"0.0005", "kg", 0, 1), (b"1.2", "t", 0, 1_200_000),
    ],
)  # fmt: skip
def test_a_weight_is_read_to_the_gram_whatever_its_unit_and_comma(
    text: bytes, unit: str, decimals: int, grams: int
) -> None:
    assert grams_of(text, unit, decimals) == grams


@pytest.mark.parametrize("text", [b"", b" ", b"+", b".", b"1.2.3", b"1 2", b"1,2.3", b"12a", b"--1", b"1-", b"\xb2"])
def test_what_is_no_number_is_no_weight(text: bytes) -> None:
    assert grams_of(text, "kg") is None


@pytest.mark.parametrize("unit", ["lb", "", "oz", "k", "pcs"])
def test_pounds_are_never_taken_for_kilograms(unit: str) -> None:
    assert grams_of(b"1.0", unit) is None


@given(st.decimals(min_value=-9999, max_value=9999, places=5), st.sampled_from([".", ","]))
def test_no_gram_is_lost_to_rounding(kilos: Decimal, point: str) -> None:
    told = f"{kilos:.5f}".replace(".", point).encode("ascii")
    assert grams_of(told, "kg") == int((kilos * 1000).quantize(Decimal(1), ROUND_HALF_UP))


def cut(name: str, *parts: bytes, pause: float = 0.0) -> list[bytes]:
    cutter, now, frames = Cutter(load(name), 0.0), 0.0, []
    for part in parts:
        now += pause
        frames += list(cutter.cut(part, now))
    return frames


@given(st.lists(st.integers(1, 7), max_size=40))
def test_frames_that_arrive_in_crumbs_or_glued_are_the_same_frames(sizes: list[int]) -> None:
    stream = b"\r\n" + b"".join(frame(grams) for grams in (1234, -5, 99_999))
    crumbs, at = [], 0
    for size in sizes:
        crumbs.append(stream[at : at + size])
        at += size
    whole = [b"ST,GS,+001.234,kg", b"ST,GS,-000.005,kg", b"ST,GS,+099.999,kg"]
    assert cut("continuous-ascii", *crumbs, stream[at:]) == whole


def test_the_end_of_a_frame_that_began_before_us_is_no_frame() -> None:
    assert cut("continuous-ascii", b"34,kg\r\n", frame(5)) == [b"ST,GS,+000.005,kg"]


def test_two_halves_with_a_pause_between_them_are_no_frame() -> None:
    assert cut("continuous-ascii", b"\r\n", b"ST,GS,+001.2", b"78,kg\r\n", frame(5), pause=GAP_S * 1.2) == [
        b"ST,GS,+000.005,kg"
    ]


def test_a_slow_scale_that_pauses_between_frames_is_heard_whole() -> None:
    assert cut("continuous-ascii", b"\r\n", frame(1), frame(2), pause=3 * GAP_S) == [frame(1)[:-2], frame(2)[:-2]]


def test_a_start_in_the_middle_of_a_frame_begins_a_new_one() -> None:
    assert cut("mettler-8217", b"\x0201.1\x0202.500\r", b"99.999\r") == [b"02.500"]


def test_single_bytes_count_only_outside_of_frames() -> None:
    assert cut("dialog-06", b"\x06zz\x02a\x06b\x03\x15") == [b"\x06", b"a\x06b", b"\x15"]


def test_endless_noise_does_not_fill_the_memory() -> None:
    cutter = Cutter(load("continuous-ascii"), 0.0)
    assert list(cutter.cut(b"x" * 100_000, 0.0)) == []
    assert len(cutter._frame) < 100
    assert list(cutter.cut(b"\r\n" + frame(7), 0.0)) == [frame(7)[:-2]]
