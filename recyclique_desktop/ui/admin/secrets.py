"""What is wrong with a code or a password as it is typed; the rules are the system's own."""

from __future__ import annotations

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import sentence
from recyclique_desktop.system.passwords import check_pin, password_gaps


def pin_error(text: str) -> str:
    """Return what is wrong with a new code, or nothing."""
    try:
        check_pin(text)
    except UserError as error:
        return sentence(error)
    return ""


def password_error(text: str) -> str:
    """Return the first thing that a new password lacks, or nothing."""
    gaps = password_gaps(text)
    return sentence(gaps[0]) if gaps else ""
