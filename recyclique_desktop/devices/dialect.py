"""How one make of scale speaks, as data: a file of ``resources/scales``, or of ``scales`` in the data folder.

A new make is a new file, never new code. The shipped files say, in comments, what each key means.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.paths import resource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_NAME = re.compile(r"[a-z0-9-]+")
_FRAMING = re.compile(r"([5-8])([NEO])([12])")


class Meaning(StrEnum):
    """What a frame says.

    WEIGHT: a weight. MOVING: no weight yet. SAME: the weight of the frame before still stands. OVERLOAD, UNDERLOAD:
    outside what it can weigh. GO_ON: nothing yet; the answer's ``reply`` brings more.
    """

    WEIGHT = "weight"
    MOVING = "moving"
    SAME = "same"
    OVERLOAD = "overload"
    UNDERLOAD = "underload"
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True)
class Framing:
    """How bits travel: ``8N1`` is 8 bits, no parity, one stop bit."""

    bits: int = 8
    parity: str = "N"
    stops: int = 1

    @classmethod
    def of(cls, text: str) -> Framing:
        """Read text like ``7E1``.

        Raises:
            ValueError: It is nothing of the kind.
        """
        match = _FRAMING.fullmatch(text)
        if match is None:
            raise ValueError(f"framing {text!r}")
        return cls(int(match[1]), match[2], int(match[3]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One kind of whole frame.

    Attributes:
        pattern: Matches the whole frame without its start and end; groups ``weight``, ``unit``, ``stable``.
        stable: What the group ``stable`` holds when the weight stands still. Empty: such a frame always means it.
        unit: When there is no group ``unit``, or an empty one.
        decimals: How many of the digits are decimals, when the weight has neither point nor comma.
        reply: What is sent at once after it.
    """

    pattern: re.Pattern[bytes]
    means: Meaning
    stable: tuple[bytes, ...] = ()
    unit: str = "kg"
    decimals: int = 0
    reply: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one make of scale speaks.

    Attributes:
        name: Of its file.
        baud: Bits per second.
        request: What makes it speak; empty when it speaks by itself.
        every_s: Between an answer and the next request.
        patience_s: A request without an answer is sent again after this time.
        start: The byte every frame begins with; empty when frames only have an end.
        end: The bytes every frame ends with.
        alone: Bytes that are a frame each, outside of frames that have a start.
        longest: No frame is longer.
        confirm: So many frames in a row must say the same weight before it may be taken: a byte lost on the cable can
            make two frames look like a third.
        answers: Tried in this order.
    """

    name: str
    baud: int = 9600
    framing: Framing = field(default_factory=Framing)
    request: bytes = b""
    every_s: float = 0.15
    patience_s: float = 0.5
    start: bytes = b""
    end: bytes
    alone: bytes = b""
    longest: int = 64
    confirm: int = 2
    answers: tuple[Answer, ...]


def load(name: str, folder: Path | None = None) -> Dialect:
    """Read the dialect of that name: the shop's own file in ``folder``, else the shipped one.

    Raises:
        UserError: ``scale.dialect_unknown``; ``scale.dialect_wrong`` when the file is not as it should be.
    """
    places = [*([folder] if folder is not None else []), resource("scales")]
    files = [place / f"{name}.toml" for place in places if _NAME.fullmatch(name)]
    file = next((one for one in files if one.exists()), None)
    if file is None:
        raise UserError("scale.dialect_unknown", name=name)
    try:
        return from_toml(name, file.read_text("utf-8"))
    except (OSError, ValueError, re.error) as error:
        raise UserError("scale.dialect_wrong", file=file.name) from error


def shipped() -> tuple[str, ...]:
    """Return the names of the dialects that come with the program."""
    return tuple(sorted(file.stem for file in resource("scales").glob("*.toml")))


def from_toml(name: str, text: str) -> Dialect:
    """Read the text of a file.

    Raises:
        ValueError: A key is missing, unknown or not as it should be.
        re.error: A pattern is none.
    """
    told = tomllib.loads(text)
    told["answers"] = tuple(_section(Answer, one) for one in _tables(told.pop("answer", [])))
    dialect: Dialect = _section(Dialect, {"name": name, **told})
    if not dialect.end or len(dialect.start) > 1 or not dialect.answers or dialect.confirm < 1:
        raise ValueError("end, start, answer or confirm")
    if any(one.means is Meaning.WEIGHT and "weight" not in one.pattern.groupindex for one in dialect.answers):
        raise ValueError("a weight without a group called weight")
    return dialect


def _tables(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise ValueError("answer must be written [[answer]]")  # noqa: TRY004  one kind of error for a wrong file
    return value


def _section(kind: type[Any], told: dict[str, Any]) -> Any:
    known = {one.name: str(one.type) for one in fields(kind)}
    unknown = set(told) - set(known)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))} unknown")
    needed = {one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}
    if missing := needed - set(told):
        raise ValueError(f"{', '.join(sorted(missing))} missing")
    return kind(**{name: _read(known[name], value) for name, value in told.items()})


def _read(kind: str, value: Any) -> Any:
    """Return a value of the file as the type of its field; text becomes the bytes of the same numbers."""
    taken, reader = _READERS[kind]
    if not isinstance(value, taken) or isinstance(value, bool):
        raise ValueError(f"{value!r} is not {kind}")  # noqa: TRY004  one kind of error for a wrong file
    return reader(value)


def _bytes(text: str) -> bytes:
    return text.encode("latin-1")


_READERS: dict[str, tuple[type[Any], Callable[[Any], Any]]] = {
    "str": (str, str),
    "int": (int, int),
    "float": (float, float),
    "bytes": (str, _bytes),
    "Framing": (str, Framing.of),
    "Meaning": (str, Meaning),
    "re.Pattern[bytes]": (str, lambda text: re.compile(_bytes(text), re.DOTALL)),
    "tuple[bytes, ...]": (list, lambda texts: tuple(_bytes(text) for text in texts)),
    "tuple[Answer, ...]": (tuple, tuple),
}
