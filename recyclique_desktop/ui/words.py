"""Small phrases that several screens build the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.money import NBSP
from recyclique_desktop.domain.weight import format_kilos
from recyclique_desktop.system.messages import long_date, sentence
from recyclique_desktop.ui.widgets.message import Message, MessageKind

if TYPE_CHECKING:
    from datetime import date

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.domain.weight import Grams

_DATE: Final = "date."
"""Refusals that a wrong clock is behind, after a person said that it is wrong: nothing failed."""


def day_without_year(day: date) -> str:
    """Return « samedi 21 novembre »."""
    return long_date(day).rpartition(" ")[0]


def day_and_month(day: date) -> str:
    """Return « 21 novembre »."""
    return day_without_year(day).partition(" ")[2]


def in_two(text: str) -> tuple[str, str]:
    """Part a three-part sentence into what happened, and what is safe and to do."""
    happened, stop, advice = text.partition(". ")
    return (f"{happened}.", advice) if stop else (text, "")


def refusal(error: UserError, *, kind: MessageKind | None = None) -> Message:
    """Return what the message band says of a known error: a failure, unless somebody only has to look at the clock."""
    happened, advice = in_two(sentence(error))
    usual = MessageKind.LOOK if error.code.startswith(_DATE) else MessageKind.FAILED
    return Message(kind or usual, happened, advice, closable=True)


def joined(*parts: str) -> str:
    """Join what there is with « · »."""
    return " · ".join(part for part in parts if part)


def short_kilos(grams: Grams) -> str:
    """Return a weight without idle zeros: « 960 kg », « 75,5 kg »."""
    kilos, rest = divmod(grams, 1000)
    decimals = f",{rest:03d}".rstrip("0") if rest else ""
    return f"{kilos}{decimals}{NBSP}kg"


def bare_kilos(grams: Grams) -> str:
    """Return a weight without its unit: « 2,820 »."""
    return format_kilos(grams).removesuffix(f"{NBSP}kg")
