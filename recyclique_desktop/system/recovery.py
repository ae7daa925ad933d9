"""The « feuille de secours »: a key pair whose private half exists on paper only.

What must survive a dead computer (the database key first) is sealed to the public half. Opening it takes the
24 words or the QR code of the sheet. X25519, HKDF-SHA256, ChaCha20-Poly1305; a fresh key for each seal.
"""

from __future__ import annotations

import base64
import binascii
import io
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import folded, nfc
from recyclique_desktop.system.messages import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from uuid import UUID

    import segno
    from mnemonic import Mnemonic

WORDS = 24
KEY_BYTES = 32
_VERSION = b"\x01"
_PURPOSE = b"recyclique recovery sheet v1"
_NONCE = bytes(12)
"""Always zero: each sealing key is used once."""
_QR_MARK = "RECYCLIQUE-SECOURS-1:"
_SEALED_HEAD = len(_VERSION) + KEY_BYTES
_COLUMNS = 4
_ENOUGH = 4
"""Letters that tell the words of the list apart."""


@dataclass(frozen=True, slots=True)
class RecoveryPair:
    """Both halves, 32 bytes each; ``private`` is printed and forgotten."""

    private: bytes
    public: bytes


def new_pair(random_bytes: Callable[[int], bytes]) -> RecoveryPair:
    """Make a pair from a source of random bytes (``secrets.token_bytes``)."""
    private = random_bytes(KEY_BYTES)
    return RecoveryPair(private, public_half(private))


def public_half(private: bytes) -> bytes:
    """Return the public half of a private one."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(public: bytes, secret: bytes, random_bytes: Callable[[int], bytes]) -> bytes:
    """Close ``secret`` so that only the sheet opens it: version, fresh public key, ciphertext."""
    fresh = X25519PrivateKey.from_private_bytes(random_bytes(KEY_BYTES))
    head = _VERSION + fresh.public_key().public_bytes_raw()
    shared = fresh.exchange(X25519PublicKey.from_public_bytes(public))
    return head + _cipher(shared, head, public).encrypt(_NONCE, secret, head)


def unseal(private: bytes, sealed: bytes) -> bytes:
    """Open what ``seal`` closed.

    Raises:
        UserError: ``recovery.other_sheet`` when the sheet is another one's, or the sealed bytes are damaged.
    """
    head, body = sealed[:_SEALED_HEAD], sealed[_SEALED_HEAD:]
    if len(head) < _SEALED_HEAD or not head.startswith(_VERSION):
        raise UserError("recovery.other_sheet")
    fresh = X25519PublicKey.from_public_bytes(head[len(_VERSION) :])
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(fresh)
        return _cipher(shared, head, public_half(private)).decrypt(_NONCE, body, head)
    except (InvalidTag, ValueError) as error:
        raise UserError("recovery.other_sheet") from error


def to_words(private: bytes) -> tuple[str, ...]:
    """Return the 24 French words of a private half."""
    return tuple(nfc(word) for word in _french().to_mnemonic(private).split())


def from_words(words: Sequence[str]) -> bytes:
    """Read the 24 words back, with or without accents, in any case.

    Raises:
        UserError: ``recovery.words_count`` (``count``), ``recovery.words_wrong`` (``position`` from 1, ``word``) for
            a word of no list, ``recovery.words_mismatch`` when each word exists but not together.
    """
    if len(words) != WORDS:
        raise UserError("recovery.words_count", count=len(words))
    known = [_known_word(position, word) for position, word in enumerate(words, start=1)]
    try:
        return bytes(_french().to_entropy(known))
    except ValueError as error:
        raise UserError("recovery.words_mismatch") from error


def completed(text: str) -> str | None:
    """Return the word of the list that somebody means: written whole, or by its first four letters or more."""
    begun = folded(text.strip())
    exact = _spellings().get(begun)
    if exact is not None or len(begun) < _ENOUGH:
        return nfc(exact) if exact is not None else None
    found = [word for spelling, word in _spellings().items() if spelling.startswith(begun)]
    return nfc(found[0]) if len(found) == 1 else None


def qr_content(private: bytes, installation_id: UUID) -> str:
    """Return the text of the QR code: a mark, the installation, the private half in base 32."""
    return f"{_QR_MARK}{installation_id.hex.upper()}:{base64.b32encode(private).decode('ascii').rstrip('=')}"


def from_qr(content: str) -> bytes:
    """Read the private half out of a scanned code.

    Raises:
        UserError: ``recovery.qr_wrong``.
    """
    text = content.strip().upper()
    try:
        private = base64.b32decode(text.rpartition(":")[2] + "====")
    except binascii.Error as error:
        raise UserError("recovery.qr_wrong") from error
    if not text.startswith(_QR_MARK) or len(private) != KEY_BYTES:
        raise UserError("recovery.qr_wrong")
    return private


def qr_svg(content: str, *, scale: int = 4) -> bytes:
    """Draw the code as SVG, for paper."""
    return _drawn(content, "svg", scale)


def qr_png(content: str, *, scale: int = 6) -> bytes:
    """Draw the code as PNG, ``scale`` pixels a module, for the screen."""
    return _drawn(content, "png", scale)


def qr_text(content: str) -> str:
    """Draw the code with half blocks, for a terminal."""
    out = io.StringIO()
    _code(content).terminal(out, compact=True)
    return out.getvalue()


def sheet_text(words: Sequence[str], *, site: str, workstation: str, installation_id: UUID, made_on: date) -> str:
    """Return the sheet as text to print: what it is, where to keep it, the numbered words.

    Args:
        words: The 24 words.
        site: Name of the shop.
        workstation: Code and name of the workstation, e.g. ``C01 Caisse 1``.
        installation_id: Tells which installation the sheet opens.
        made_on: Day of the first run.
    """
    head = tr(
        "FEUILLE DE SECOURS\n{site} · {workstation} · {made_on:date}\nInstallation {installation}",
        site=site, workstation=workstation, made_on=made_on, installation=str(installation_id),
    )  # fmt: skip
    why = tr(
        "Ces 24 mots ouvrent les données de ce poste si l’ordinateur tombe en panne.\n"
        "Le programme ne les garde pas : ils ne seront plus jamais affichés.\n"
        "Rangez cette feuille hors du magasin, sous enveloppe. Qui la lit peut ouvrir les données."
    )
    return f"{head}\n\n{why}\n\n{_word_table(words)}\n"


def _word_table(words: Sequence[str]) -> str:
    """Number the words down four columns."""
    rows = -(-len(words) // _COLUMNS)
    cells = [f"{number:2d}. {word:<10}" for number, word in enumerate(words, start=1)]
    return "\n".join("   ".join(cells[row::rows]).rstrip() for row in range(rows))


def _cipher(shared: bytes, head: bytes, public: bytes) -> ChaCha20Poly1305:
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=head + public, info=_PURPOSE).derive(shared)
    return ChaCha20Poly1305(derived)


def _known_word(position: int, word: str) -> str:
    known = _spellings().get(folded(word))
    if known is None:
        raise UserError("recovery.words_wrong", position=position, word=word)
    return known


@cache
def _french() -> Mnemonic:
    from mnemonic import Mnemonic  # noqa: PLC0415  a till that starts does not pay for a sheet made once

    return Mnemonic("french")


@cache
def _spellings() -> dict[str, str]:
    """Return each word of the list under its form without accents or capitals."""
    return {folded(word): word for word in _french().wordlist}


def _code(content: str) -> segno.QRCode:
    import segno  # noqa: PLC0415

    return segno.make_qr(content, error="m")


def _drawn(content: str, kind: str, scale: int) -> bytes:
    out = io.BytesIO()
    _code(content).save(out, kind=kind, scale=scale)
    return out.getvalue()
