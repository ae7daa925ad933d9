"""Values as 1.4.4's web application encrypts them: a Fernet token under the SHA-256 of its SECRET_KEY.

Losing that key makes a value unreadable; it then says so, and never stands for a default.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

from recyclique_desktop.domain.errors import UserError


def key_of(secret_key: str) -> bytes:
    """Return the key that 1.4.4 derives from its SECRET_KEY."""
    return base64.urlsafe_b64encode(hashlib.sha256(secret_key.encode()).digest())


def new_key() -> bytes:
    """Return a key of our own, for a shop that has no web application."""
    return Fernet.generate_key()


def seal(key: bytes, text: str) -> str:
    """Return the token of a text."""
    return Fernet(key).encrypt(text.encode()).decode("ascii")


def unseal(key: bytes, token: str) -> str:
    """Return the text of a token.

    Raises:
        UserError: ``admin_setting.unreadable``: another key, or spoiled.
    """
    try:
        return Fernet(key).decrypt(token.encode()).decode()
    except (InvalidToken, ValueError) as error:
        raise UserError("admin_setting.unreadable") from error
