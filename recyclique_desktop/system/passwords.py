"""PINs and passwords: their rules, and their hashes. Call the hashing functions off the screen's thread."""

from __future__ import annotations

import string
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import argon2
import bcrypt

from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

PIN_LENGTH = 4
PASSWORD_LENGTH = 8
SPECIALS = '!@#$%^&*(),.?":{}|<>'
"""The special characters that RecyClique 1.4.4 counts (``reception-admin.md`` 3.2.2)."""

_BCRYPT_BYTES = 72
"""1.4.4 hashed the first 72 bytes and ignored the rest."""
_BCRYPT_MARKS = ("$2a$", "$2b$", "$2y$")

_YEARS = range(1900, 2030)

_UPPER = "ABCDEFGHJKMNPQRSTUVWXYZ"
_LOWER = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"


@dataclass(frozen=True, slots=True)
class Costs:
    """What one Argon2id hash costs.

    Attributes:
        memory_kib: Memory in KiB.
        rounds: Passes over it.
        lanes: Parallel lanes.
    """

    memory_kib: int = 19 * 1024
    rounds: int = 2
    lanes: int = 1


STANDARD = Costs()
"""About 35 ms on a till; a stolen file is encrypted besides."""
CHEAP = Costs(memory_kib=8, rounds=1)
"""For people who do not exist: demonstrations and tests."""


def hash_secret(secret: str, costs: Costs = STANDARD) -> str:
    """Return the Argon2id hash of a PIN or password, with its salt and costs inside."""
    return _hasher(costs).hash(secret)


def verify_secret(secret: str, stored: str | None, costs: Costs = STANDARD) -> bool:
    """Tell whether ``secret`` is the one that ``stored`` was made of: Argon2id, or bcrypt as 1.4.4 wrote it.

    Without a stored hash (unknown person, no PIN) the same work is done, and the answer is no.
    """
    if not stored:
        hash_secret(secret, costs)
        return False
    if stored.startswith(_BCRYPT_MARKS):
        return _verify_bcrypt(secret, stored)
    try:
        return _hasher(costs).verify(stored, secret)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def needs_rehash(stored: str, costs: Costs = STANDARD) -> bool:
    """Tell whether a verified hash should be written anew: bcrypt, or other costs than today's."""
    return stored.startswith(_BCRYPT_MARKS) or _hasher(costs).check_needs_rehash(stored)


def check_pin(pin: str) -> None:
    """Refuse a PIN that is not four digits or that anyone would try first.

    Raises:
        UserError: ``pin.format`` or ``pin.trivial``.
    """
    if len(pin) != PIN_LENGTH or any(c not in string.digits for c in pin):
        raise UserError("pin.format")
    if _is_trivial(pin):
        raise UserError("pin.trivial")


def check_password(password: str) -> None:
    """Refuse a weak password (``reception-admin.md`` 3.2.2); names the first thing missing.

    Raises:
        UserError: ``password.too_short``, ``.no_upper``, ``.no_lower``, ``.no_digit`` or ``.no_special``.
    """
    missing = password_gaps(password)
    if missing:
        raise missing[0]


def password_gaps(password: str) -> tuple[UserError, ...]:
    """Return everything a password still lacks, in the order a form lists it."""
    wanted = {
        "password.too_short": len(password) >= PASSWORD_LENGTH,
        "password.no_upper": any(c in string.ascii_uppercase for c in password),
        "password.no_lower": any(c in string.ascii_lowercase for c in password),
        "password.no_digit": any(c in string.digits for c in password),
        "password.no_special": any(c in SPECIALS for c in password),
    }
    return tuple(UserError(code) for code, present in wanted.items() if not present)


def one_time_password(random_bytes: Callable[[int], bytes]) -> str:
    """Return a password such as ``Kq7m.Tx4b.Rd9f.Hn3p``: 67 bits, easy to copy by hand, strong by the rule.

    Args:
        random_bytes: ``secrets.token_bytes``, or a seeded source in simulations.
    """
    shape = (_UPPER, _LOWER, _DIGITS, _LOWER)
    groups = ("".join(_pick(alphabet, random_bytes) for alphabet in shape) for _ in range(4))
    return ".".join(groups)


def _hasher(costs: Costs) -> argon2.PasswordHasher:
    return argon2.PasswordHasher(time_cost=costs.rounds, memory_cost=costs.memory_kib, parallelism=costs.lanes)


def _verify_bcrypt(secret: str, stored: str) -> bool:
    try:
        return bcrypt.checkpw(secret.encode("utf-8")[:_BCRYPT_BYTES], stored.encode("ascii"))
    except ValueError:
        return False


def _is_trivial(pin: str) -> bool:
    """One digit repeated, a run such as 1234, 7890 or 4321, the same pair twice, or a year somebody may be born in."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    return steps in ({0}, {1}, {9}) or pin[:2] == pin[2:] or int(pin) in _YEARS


def _pick(alphabet: str, random_bytes: Callable[[int], bytes]) -> str:
    """Choose one character, each as likely: bytes past the last whole multiple are thrown away."""
    limit = 256 - 256 % len(alphabet)
    while (byte := random_bytes(1)[0]) >= limit:
        pass
    return alphabet[byte % len(alphabet)]
