"""Errors a person can act on.

A ``UserError`` carries a code and the values its sentence needs; the sentence itself (French first)
is looked up in ``system.messages``. Anything that is not a ``UserError`` is a bug: it is logged whole.
"""

from __future__ import annotations


class UserError(Exception):
    """A known, expected refusal or failure.

    Args:
        code: Dotted key of the sentence in the message catalogue, e.g. ``"session.already_open"``.
        **params: Values for the sentence: already typed (``Cents``, ``Grams``, ``datetime``, ``str``, ``int``).
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in sorted(self.params.items()))
        return f"{self.code}({shown})"
