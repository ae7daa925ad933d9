"""Sounds that nobody waits for: a till without a loudspeaker, with a player that hangs, or muted, sells as fast."""

from __future__ import annotations

import shutil
import sys
import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from recyclique_desktop.devices.player import PlayedSounds, sounds_of
from recyclique_desktop.devices.sound import FOLDER, Cue, HeardSounds, Silence
from recyclique_desktop.system.paths import resource

WAVS = resource(FOLDER)


class Loudspeaker:
    """Notes what it was given; may hang until it is let go."""

    def __init__(self, *, hangs: bool = False, breaks: bool = False) -> None:
        self.files: list[tuple[str, int]] = []
        self.let_go = threading.Event()
        self.breaks = breaks
        if not hangs:
            self.let_go.set()

    def __call__(self, file: Path) -> None:
        self.files.append((file.name, loudest(file)))
        self.let_go.wait(5)
        if self.breaks:
            raise OSError("no sound card")

    def wait_for(self, count: int) -> None:
        until = time.monotonic() + 5
        while len(self.files) < count and time.monotonic() < until:
            time.sleep(0.005)


def loudest(file: Path) -> int:
    with wave.open(str(file), "rb") as sound:
        frames = sound.readframes(sound.getnframes())
    return max(abs(int.from_bytes(frames[at : at + 2], "little", signed=True)) for at in range(0, len(frames), 2))


def played(speaker: Loudspeaker, volume: int = 100) -> PlayedSounds:
    return PlayedSounds(WAVS, speaker, volume)


@pytest.fixture
def speaker() -> Iterator[Loudspeaker]:
    made = Loudspeaker()
    yield made
    made.let_go.set()


@pytest.mark.parametrize("cue", list(Cue))
def test_each_cue_has_a_file_shorter_than_a_gesture(cue: Cue) -> None:
    with wave.open(str(WAVS / f"{cue.value}.wav"), "rb") as sound:
        assert sound.getsampwidth() == 2
        assert sound.getnframes() / sound.getframerate() < 0.150
    assert loudest(WAVS / f"{cue.value}.wav") > 3000, "nobody would hear it"


def test_the_three_cues_do_not_sound_alike() -> None:
    assert len({(WAVS / f"{cue.value}.wav").read_bytes() for cue in Cue}) == 3


def test_cues_are_played_in_the_order_of_the_gestures(speaker: Loudspeaker) -> None:
    sounds = played(speaker)
    sounds.play(Cue.LINE)
    sounds.play(Cue.PAID)
    speaker.wait_for(2)
    sounds.stop()
    assert [name for name, _ in speaker.files] == ["line.wav", "paid.wav"]


def test_a_player_that_hangs_never_holds_the_till_up() -> None:
    speaker = Loudspeaker(hangs=True)
    sounds = played(speaker)
    began = time.monotonic()
    for _ in range(50):
        sounds.play(Cue.LINE)
    assert time.monotonic() - began < 0.5, "fifty gestures waited for one sound"
    speaker.wait_for(1)
    speaker.let_go.set()
    sounds.stop()
    assert len(speaker.files) <= 4, "late sounds are dropped, they would be heard under the wrong line"


def test_a_player_that_breaks_leaves_the_next_sound_a_chance() -> None:
    speaker = Loudspeaker(breaks=True)
    sounds = played(speaker)
    sounds.play(Cue.LINE)
    speaker.wait_for(1)
    sounds.play(Cue.PAID)
    speaker.wait_for(2)
    sounds.stop()
    assert len(speaker.files) == 2


def test_a_muted_workstation_sounds_nothing_and_starts_no_thread(speaker: Loudspeaker) -> None:
    sounds = played(speaker, 0)
    sounds.play(Cue.LINE)
    assert "dev-sound" not in {thread.name for thread in threading.enumerate()}
    sounds.set_volume(100)
    sounds.play(Cue.PAID)
    speaker.wait_for(1)
    sounds.stop()
    assert [name for name, _ in speaker.files] == ["paid.wav"]


def test_half_the_volume_is_half_as_loud(speaker: Loudspeaker) -> None:
    sounds = played(speaker, 50)
    sounds.play(Cue.PAID)
    speaker.wait_for(1)
    sounds.stop()
    assert speaker.files[0][1] == pytest.approx(loudest(WAVS / "paid.wav") / 2, abs=2)


def test_a_machine_without_a_player_is_silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    sounds = sounds_of(WAVS, 60)
    assert type(sounds) is Silence
    sounds.play(Cue.REFUSED)
    sounds.stop()
    assert sounds.volume == 60


def test_the_first_player_of_the_machine_is_run_on_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = tmp_path / "told"
    fake = tmp_path / "aplay"
    fake.write_text(f'#!/bin/sh\necho "$@" >> {told}\n')
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: str(fake) if name == "aplay" else None)
    sounds = sounds_of(WAVS, 100)
    sounds.play(Cue.LINE)
    until = time.monotonic() + 5
    while not told.exists() and time.monotonic() < until:
        time.sleep(0.01)
    sounds.stop()
    assert told.read_text().split() == ["-q", str(WAVS / "line.wav")]


def test_a_volume_is_kept_for_the_next_start() -> None:
    kept: list[int] = []
    sounds = Silence(60, kept.append)
    sounds.set_volume(30)
    sounds.keep()
    sounds.set_volume(400)
    sounds.keep()
    assert kept == [30, 100]


def test_what_a_test_hears_is_what_would_have_sounded() -> None:
    sounds = HeardSounds()
    sounds.play(Cue.LINE)
    sounds.set_volume(0)
    sounds.play(Cue.PAID)
    assert sounds.heard == [Cue.LINE]
