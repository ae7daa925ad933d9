"""Makes of scales are files: what each shipped one understands, and what a wrong file of a shop's own does."""

from __future__ import annotations

from pathlib import Path

import pytest

from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.devices.choose import FOLDER, UnusableScale, scale_of
from recyclique_desktop.devices.dialect import Framing, from_toml, load, shipped
from recyclique_desktop.devices.ear import Ear
from recyclique_desktop.devices.scale import Reading, ScaleStatus, Trouble
from recyclique_desktop.devices.serial_scale import SerialScale
from recyclique_desktop.devices.simulated import SimulatedScale
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.system.config import ScaleConfig
from recyclique_desktop.system.messages import sentence
from tests.devices.cable import Notes

OWN = """
baud = 4800
framing = "7E2"
request = "P\\r"
end = "\\n"

[[answer]]
means = "weight"
pattern = '(?P<weight>[0-9.]+)(?P<unit>kg)'
"""


def answered(name: str, *answers: bytes) -> ScaleStatus:
    """Return what is understood when a scale gives these answers, one to each request."""
    ear, now = Ear(load(name), 0.0), 0.0
    assert ear.hear(b"", now) == load(name).request
    for answer in answers:
        ear.hear(answer, now + 0.05)
        now += 0.3
        ear.hear(b"", now)
    return ear.status


def weight(grams: int, *, is_stable: bool = True) -> ScaleStatus:
    return ScaleStatus(DeviceState.READY, Reading(Grams(grams), is_stable=is_stable))


OVER = ScaleStatus(DeviceState.READY, trouble=Trouble.OVERLOAD)
UNDER = ScaleStatus(DeviceState.READY, trouble=Trouble.UNDERLOAD)
MOVING = ScaleStatus(DeviceState.READY)


@pytest.mark.parametrize(
    ("name", "answer", "understood"),
    [
        ("mt-sics", b"S S      1.180 kg\r\n", weight(1180)),
        ("mt-sics", b"S S     -0.350 kg\r\n", weight(-350)),
        ("mt-sics", b"S S     1180.4 g\r\n", weight(1180)),
        ("mt-sics", b"S D      1.180 kg\r\n", weight(1180, is_stable=False)),
        ("mt-sics", b"S +\r\n", OVER),
        ("mt-sics", b"S -\r\n", UNDER),
        ("mt-sics", b"S I\r\n", MOVING),
        ("sma", b"\n 1G       1.180kg \r", weight(1180)),
        ("sma", b"\nZ1G       0.000kg \r", weight(0)),
        ("sma", b"\n 1GM      1.180kg \r", weight(1180, is_stable=False)),
        ("sma", b"\n 1G       2.600lb \r", ScaleStatus(DeviceState.READY, trouble=Trouble.OTHER_UNIT)),
        ("sma", b"\nO1G    +99.000kg  \r", OVER),
        ("sma", b"\nU1G    -99.000kg  \r", UNDER),
        ("sma", b"\nE1G     00.000kg  \r", MOVING),
        ("mettler-8217", b"\x0201.180\r", weight(1180)),
        ("mettler-8217", b"\x02?a\r", MOVING),
        ("mettler-8217", b"\x02?b\r", OVER),
        ("mettler-8217", b"\x02?d\r", UNDER),
        ("dollar", b"1.180\r", weight(1180)),
        ("dollar", b"\x02!   1,180\r\x03", weight(1180)),
        ("dollar", b"  -0.350 kg\r\n", weight(-350)),
        ("dialog-06", b"\x0202\x1b3\x1b01180\x1b000001\x1b000001\x03", weight(1180)),
        ("dialog-06", b"\x0209\x1b20\x03", MOVING),
        ("dialog-06", b"\x0209\x1b21\x03", MOVING),
        ("dialog-06", b"\x0209\x1b31\x03", UNDER),
        ("dialog-06", b"\x0209\x1b32\x03", OVER),
    ],
)
def test_each_make_of_scale_is_understood(name: str, answer: bytes, understood: ScaleStatus) -> None:
    times = load(name).confirm
    assert answered(name, *[answer] * times) == understood
    if understood.stable is not None:
        assert answered(name, *[answer] * (times - 1)) == weight(understood.stable, is_stable=False)


def test_dialog_06_goes_through_price_question_and_reason() -> None:
    ear = Ear(load("dialog-06"), 0.0)
    assert ear.hear(b"", 0.0) == b"\x04\x0201\x1b000001\x1b\x03"
    assert ear.hear(b"\x06", 0.02) == b"\x04\x05"
    assert ear.hear(b"\x0202\x1b3\x1b01180\x1b000001\x1b000001\x03", 0.06) == b""
    assert ear.status == weight(1180, is_stable=False)
    assert ear.hear(b"", 0.2) == b"\x04\x0201\x1b000001\x1b\x03"
    assert ear.hear(b"\x06", 0.22) == b"\x04\x05"
    assert ear.hear(b"\x15", 0.24) == b"\x04\x0208\x1b\x03"
    ear.hear(b"\x0209\x1b21\x03", 0.26)
    assert ear.status == weight(1180)


def test_a_request_without_an_answer_is_repeated_before_the_scale_is_called_silent() -> None:
    ear = Ear(load("mettler-8217"), 0.0)
    sent = [step for step in range(100) if ear.hear(b"", step / 100) == b"W"]
    assert sent == [0, 50]
    assert ear.status.state is DeviceState.SEARCHING


def test_every_shipped_make_says_how_its_bits_travel_and_what_a_weight_is() -> None:
    assert shipped() == ("continuous-ascii", "dialog-06", "dollar", "mettler-8217", "mt-sics", "sma")
    for name in shipped():
        assert load(name).baud == 9600
        assert any("weight" in one.pattern.groupindex for one in load(name).answers)


def test_a_shop_adds_its_own_scale_without_programming(tmp_path: Path) -> None:
    (tmp_path / "barn.toml").write_text(OWN, "utf-8")
    (tmp_path / "sma.toml").write_text(OWN, "utf-8")
    own = load("barn", tmp_path)
    assert (own.baud, own.framing, own.request, own.end) == (4800, Framing(7, "E", 2), b"P\r", b"\n")
    assert load("sma", tmp_path).request == b"P\r"
    assert load("mt-sics", tmp_path) == load("mt-sics")


@pytest.mark.parametrize("name", ["nothing", "../scales/sma", "", "SMA"])
def test_an_unknown_make_is_named(name: str) -> None:
    with pytest.raises(UserError) as caught:
        load(name)
    assert caught.value.code == "scale.dialect_unknown"
    assert f"« {name} »" in sentence(caught.value)


@pytest.mark.parametrize(
    "damage",
    [
        ("baud = 4800", 'baud = "fast"'), ("baud = 4800", "baud = true"), ('framing = "7E2"', 'framing = "7E3"'),
        ('end = "\\n"', ""), ('end = "\\n"', 'end = ""'), ('means = "weight"', 'means = "price"'),
        ("(?P<weight>[0-9.]+)", "([0-9.]+)"), ("[0-9.]+", "[0-9.+"), ("[[answer]]", "[answer]"),
        ("[[answer]]", "surprise = 1\n[[answer]]"), ("pattern =", "patern ="), ("baud = 4800", "baud ="),
        ("baud = 4800", "confirm = 0"), ("baud = 4800", 'start = "ab"'), ('request = "P\\r"', 'request = "€"'),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named_and_nothing_is_read_with_it(tmp_path: Path, damage: tuple[str, str]) -> None:
    assert from_toml("barn", OWN).name == "barn"
    (tmp_path / "barn.toml").write_text(OWN.replace(*damage), "utf-8")
    with pytest.raises(UserError) as caught:
        load("barn", tmp_path)
    assert (caught.value.code, caught.value.params) == ("scale.dialect_wrong", {"file": "barn.toml"})


def test_the_configuration_chooses_the_scale_and_the_speed_it_was_set_to(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "barn.toml").write_text(OWN, "utf-8")
    chosen = scale_of(ScaleConfig(port="COM3", profile="barn", baud=1200, framing="8N1"), tmp_path)
    assert isinstance(chosen, SerialScale)
    assert (chosen._dialect.baud, chosen._dialect.framing) == (1200, Framing())
    plain = scale_of(ScaleConfig(port="COM3", profile="barn"), tmp_path)
    assert isinstance(plain, SerialScale)
    assert plain._dialect == from_toml("barn", OWN)
    assert isinstance(scale_of(ScaleConfig(profile="simulated")), SimulatedScale)


def test_a_scale_that_cannot_be_says_so_and_the_program_goes_on() -> None:
    scale, notes = scale_of(ScaleConfig(port="COM3", profile="nothing")), Notes()
    assert isinstance(scale, UnusableScale)
    scale.start(notes)
    scale.retry()
    assert (notes.last, notes.last.code) == (scale.status, "scale.settings")
    assert notes.last.state is DeviceState.FAILED
    scale.stop()
    assert scale.state is DeviceState.OFF
