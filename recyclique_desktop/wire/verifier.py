"""A password as PostgreSQL keeps it, made here so that the password itself never leaves this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac

ITERATIONS = 4096


def scram_verifier(password: str, salt: bytes) -> str:
    """Return the SCRAM-SHA-256 verifier (RFC 5803 as PostgreSQL writes it) of an ASCII password.

    Args:
        password: Random, ASCII: it needs no normalisation.
        salt: 16 random bytes.
    """
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ITERATIONS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    server = hmac.digest(salted, b"Server Key", "sha256")
    stored = hashlib.sha256(client).digest()
    return f"SCRAM-SHA-256${ITERATIONS}:{_text(salt)}${_text(stored)}:{_text(server)}"


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
