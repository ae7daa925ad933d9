"""The journal's bytes: canonical JSON, headers, hashes, signatures (``sync.md`` §1 and §8.2).

One format, version 1, with published vectors in ``tests/vectors/journal-v1.json``. Pure: no database, no key store.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from recyclique_desktop.domain.enums import JournalClass, Series

VERSION = 1
GENESIS = bytes(32)
"""Hash before the first entry of a stream: 32 zero bytes, written as 64 zeros."""
MAX_ROWS = 500
MAX_BYTES = 256 * 1024


def canonical(value: Any) -> bytes:
    """Return the one byte form of a JSON value: sorted ASCII keys, no spaces, UTF-8 unescaped.

    Raises:
        TypeError: A float, a key that is not ASCII text, or anything JSON does not know.
    """
    _refuse_inexact(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def _refuse_inexact(value: Any) -> None:
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise TypeError(f"a journal key is ASCII text, not {key!r}")
            _refuse_inexact(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_inexact(inner)
    else:
        raise TypeError(f"the journal cannot hold {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class Header:
    """What is hashed: who did what, where, when, after what, and the digest of the payload.

    Attributes:
        key_id: Key that signs, or nothing in the unsigned stream of a stand-alone centre.
        tx: Identifier shared by the entries of one transaction.
        number: Gap-free within ``series`` of this stream.
        actor: Stable pseudonymous operator code, never a name.
        at: Local time in seconds with offset, as the clock said.
        prev_hash: Hash of the entry before, 32 bytes.
        payload_digest: SHA-256 of the payload, 32 bytes.
    """

    stream_id: UUID
    seq: int
    entry_id: UUID
    tx: UUID
    act: str
    journal_class: JournalClass
    actor: str
    at: str
    hlc: int
    software: str
    schema_version: str
    prev_hash: bytes
    payload_digest: bytes
    series: Series | None = None
    number: int | None = None
    key_id: str | None = None
    version: int = VERSION

    def to_bytes(self) -> bytes:
        """Return the canonical form; fields without a value are left out."""
        fields: dict[str, str | int] = {
            "v": self.version,
            "stream_id": str(self.stream_id),
            "seq": self.seq,
            "entry_id": str(self.entry_id),
            "tx": str(self.tx),
            "act": self.act,
            "class": self.journal_class.value,
            "actor": self.actor,
            "at": self.at,
            "hlc": self.hlc,
            "software": self.software,
            "schema_version": self.schema_version,
            "prev_hash": self.prev_hash.hex(),
            "payload_digest": self.payload_digest.hex(),
        }
        if self.key_id is not None:
            fields["key_id"] = self.key_id
        if self.series is not None and self.number is not None:
            fields["series"] = self.series.value
            fields["number"] = self.number
        return canonical(fields)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Header:
        """Read a stored header back.

        Raises:
            ValueError: The bytes are not a version 1 header.
        """
        return cls.from_fields(json.loads(raw))

    @classmethod
    def from_fields(cls, fields: Any) -> Header:
        """Read a header back that is parsed already.

        Raises:
            ValueError: It is not a version 1 header.
        """
        try:
            return cls(
                stream_id=UUID(fields["stream_id"]),
                seq=fields["seq"],
                entry_id=UUID(fields["entry_id"]),
                tx=UUID(fields["tx"]),
                act=fields["act"],
                journal_class=JournalClass(fields["class"]),
                actor=fields["actor"],
                at=fields["at"],
                hlc=fields["hlc"],
                software=fields["software"],
                schema_version=fields["schema_version"],
                prev_hash=bytes.fromhex(fields["prev_hash"]),
                payload_digest=bytes.fromhex(fields["payload_digest"]),
                series=Series(fields["series"]) if "series" in fields else None,
                number=fields.get("number"),
                key_id=fields.get("key_id"),
                version=fields["v"],
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a journal header") from error


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored entry: verbatim bytes, their hash and its signature."""

    header: bytes
    payload: bytes
    hash: bytes
    signature: bytes | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a stream: a sequence and the hash of its entry."""

    seq: int
    hash: bytes


class Signer(Protocol):
    """Whoever holds a workstation's signing key."""

    @property
    def key_id(self) -> str:
        """Short name of the key, derived from its public half."""

    def sign(self, digest: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of a 32-byte hash."""


class Ed25519Signer:
    """A signing key in memory.

    Args:
        private_key: The 32 raw bytes of an Ed25519 private key.
    """

    def __init__(self, private_key: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(private_key)
        self.public_key = self._key.public_key().public_bytes_raw()
        self._key_id = key_id_of(self.public_key)

    @property
    def key_id(self) -> str:
        """Short name of this key."""
        return self._key_id

    def sign(self, digest: bytes) -> bytes:
        """Return the signature of ``digest``."""
        return self._key.sign(digest)


def key_id_of(public_key: bytes) -> str:
    """Return the short name of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def is_signed_by(public_key: bytes, digest: bytes, signature: bytes | None) -> bool:
    """Tell whether ``signature`` over ``digest`` was made with the private half of ``public_key``."""
    if signature is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, digest)
    except InvalidSignature:
        return False
    return True


def extract_of(signature: bytes) -> str:
    """Return what paper shows of a signature: characters 3, 7, 13 and 19 of its base 64 (``french-practice.md`` §5)."""
    written = base64.b64encode(signature).decode("ascii")
    return "".join(written[place - 1] for place in (3, 7, 13, 19))


def digest_of(raw: bytes) -> bytes:
    """Return the SHA-256 of stored bytes."""
    return hashlib.sha256(raw).digest()


def seal(header: Header, payload: bytes, signer: Signer | None) -> Entry:
    """Close an entry: its bytes, their hash, and the signature when the stream is signed."""
    raw = header.to_bytes()
    digest = digest_of(raw)
    return Entry(raw, payload, digest, signer.sign(digest) if signer else None)
