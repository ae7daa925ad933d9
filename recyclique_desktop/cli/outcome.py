"""What a command answers, and how it is shown: words for people, one JSON object for scripts."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TextIO

from recyclique_desktop.system.messages import sentence

if TYPE_CHECKING:
    from recyclique_desktop.domain.errors import UserError


class Exit(IntEnum):
    """Exit codes: zero only on success."""

    SUCCESS = 0
    REFUSED = 1
    USAGE = 2
    BREACH = 3
    BUG = 70
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command found or did.

    Attributes:
        text: For people.
        data: For scripts; money and weight are exact decimal text, moments ISO-8601.
    """

    text: str
    data: dict[str, Any] = field(default_factory=dict)
    code: Exit = Exit.SUCCESS


def show(outcome: Outcome, *, as_json: bool) -> int:
    """Write the answer and return the exit code."""
    _write(sys.stdout, _as_json(outcome.data) if as_json else outcome.text)
    return outcome.code


def refuse(error: UserError, *, as_json: bool) -> int:
    """Write why nothing was done: a sentence on the error output, or the one JSON object."""
    return fail(error.code, sentence(error), Exit.REFUSED, as_json=as_json)


def fail(error: str, message: str, code: Exit, *, as_json: bool) -> int:
    """Write a failure and return its exit code."""
    if as_json:
        _write(sys.stdout, _as_json({"error": error, "message": message}))
    else:
        _write(sys.stderr, message)
    return code


def _as_json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _write(stream: TextIO, text: str) -> None:
    """Write a text; a console that lacks a sign shows ``?`` instead of failing."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    stream.write(text.rstrip("\n") + "\n")
    stream.flush()
