"""Makes the three sounds of the till, once: ``python packaging/sounds.py`` writes ``resources/sounds/*.wav``.

Our own synthesis: a few sine tones with a soft attack and an exponential end, 16-bit mono, under 150 ms each. A line is
one short high tick, a payment two rising notes, a refusal two low notes that fall: told apart without seeing anything.
"""

from __future__ import annotations

import array
import math
import sys
import wave
from pathlib import Path

RATE = 22_050
FOLDER = Path(__file__).resolve().parents[1] / "resources" / "sounds"
SOUNDS: dict[str, tuple[tuple[float, float], ...]] = {
    "line": ((1318.5, 0.045),),
    "paid": ((880.0, 0.055), (1318.5, 0.085)),
    "refused": ((311.1, 0.07), (233.1, 0.075)),
}
"""Of each sound its notes: hertz and seconds."""
_LOUD = 0.5
_ATTACK_S = 0.004


def tone(hertz: float, seconds: float) -> list[int]:
    """Return one note that begins and ends in silence."""
    count = round(RATE * seconds)
    samples = []
    for at in range(count):
        since, left = at / RATE, (count - at) / RATE
        swell = min(1.0, since / _ATTACK_S, left / _ATTACK_S) * math.exp(-3.0 * at / count)
        wave_ = math.sin(2 * math.pi * hertz * since) + 0.25 * math.sin(4 * math.pi * hertz * since)
        samples.append(round(32_767 * _LOUD * swell * wave_ / 1.25))
    return samples


def write(name: str, folder: Path = FOLDER) -> Path:
    """Write one sound and return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    samples = array.array("h", (sample for note in SOUNDS[name] for sample in tone(*note)))
    if sys.byteorder == "big":
        samples.byteswap()
    file = folder / f"{name}.wav"
    with wave.open(str(file), "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(samples.tobytes())
    return file


if __name__ == "__main__":
    for sound in SOUNDS:
        print(write(sound))
