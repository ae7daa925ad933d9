"""Which key may have signed which entry: the key store's own, and those it was handed the journal by.

A workstation that lost its signing key goes on with a new one. The entry ``key.changed`` is signed by the new key and
names the old one: whoever is believed now vouches for who was believed before, and for nothing after.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recyclique_desktop.domain import acts, journal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import Connection

_CHANGES = "SELECT seq, header, payload, hash, signature FROM journal WHERE stream_id = ? AND act = ? ORDER BY seq DESC"


@dataclass(frozen=True, slots=True)
class _Key:
    public: bytes
    upto: int | None


@dataclass(slots=True)
class KeyBook:
    """Public keys by key id, each with the last sequence that it may have signed."""

    _known: dict[str, list[_Key]] = field(default_factory=dict)

    @classmethod
    def of(cls, keys: Mapping[str, bytes]) -> KeyBook:
        """Begin with what is believed from outside the file."""
        return cls({key_id: [_Key(public, None)] for key_id, public in keys.items()})

    def find(self, key_id: str | None, seq: int) -> bytes | None:
        """Return the public key of that name, if it may have signed that entry."""
        for key in self._known.get(key_id or "", ()):
            if key.upto is None or seq <= key.upto:
                return key.public
        return None

    def knows(self, key_id: str | None) -> bool:
        """Tell whether a key of that name is believed for some entries."""
        return (key_id or "") in self._known

    def vouch(self, public: bytes, upto: int) -> None:
        """Believe an older key for the entries up to a sequence."""
        self._known.setdefault(journal.key_id_of(public), []).append(_Key(public, upto))


def read_keys(connection: Connection, stream: UUID, keys: Mapping[str, bytes]) -> KeyBook:
    """Return every key that signed a stream, as vouched for by those believed from outside the file.

    Args:
        connection: On the file.
        stream: A signed one.
        keys: Public keys by key id, from the key store.
    """
    book = KeyBook.of(keys)
    for row in connection.exec_driver_sql(_CHANGES, (stream.bytes, acts.KEY_CHANGED.name)).all():
        old = vouched_for(book, row.header, row.payload, row.hash, row.signature)
        if old is not None:
            book.vouch(old, row.seq - 1)
    return book


def vouched_for(book: KeyBook, header: bytes, payload: bytes, digest: bytes, signature: bytes | None) -> bytes | None:
    """Return the older key that an entry ``key.changed`` vouches for, if the entry itself can be believed."""
    try:
        read = journal.Header.from_bytes(header)
        body: Any = json.loads(payload)
        old = bytes.fromhex(body["doc"]["old_public_key"])
    except (ValueError, KeyError, TypeError):
        return None
    key = book.find(read.key_id, read.seq)
    is_whole = journal.digest_of(header) == digest and journal.digest_of(payload) == read.payload_digest
    if key is None or not is_whole or not journal.is_signed_by(key, digest, signature):
        return None
    return old if len(old) == len(key) else None
