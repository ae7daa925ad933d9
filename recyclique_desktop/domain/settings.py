"""The settings of the shop, declared once: key, form, and what holds until somebody sets another value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from recyclique_desktop.domain.cash_count import TOLERANCE
from recyclique_desktop.domain.money import ZERO, Cents, from_decimal, to_decimal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SettingKey(Generic[T]):
    """One key of the ``settings`` table.

    Attributes:
        default: What holds while the table does not say, or says something unreadable.
    """

    name: str
    default: T


SIGN_IN_MINUTES = SettingKey("token_expiration_minutes", 480)
"""How long a sign-in lasts; 1.4.4's own key, 1 to 10080."""
VARIANCE_TOLERANCE = SettingKey("cash.variance_tolerance", TOLERANCE)
"""Largest variance that needs no word at closing, in euros."""
VARIANCE_APPROVAL = SettingKey("cash.variance_approval", ZERO)
"""Variance from which a manager's word is needed to close, in euros; zero asks nobody."""
FISCAL_REGIME = "fiscal_regime"
"""Key of the dated setting (``setting_versions``) that the law wants; scope is the site."""


def read_whole(key: SettingKey[int], stored: str | None) -> int:
    """Return a whole number setting."""
    return int(stored) if stored is not None and stored.isascii() and stored.isdecimal() else key.default


def read_amount(key: SettingKey[Cents], stored: str | None) -> Cents:
    """Return an amount setting, stored as ``"0.05"``."""
    if stored is None:
        return key.default
    try:
        return from_decimal(stored)
    except ValueError:
        return key.default


def write_amount(amount: Cents) -> str:
    """Return an amount as the table keeps it."""
    return to_decimal(amount)
