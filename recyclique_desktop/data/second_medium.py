"""The journal on a second medium: one file, append only, encrypted, that alone can bring a dead workstation back.

Layout: a first line that names the format; a label in clear (one line of JSON) with what the recovery sheet opens; then
records, each ``length · number · nonce · ciphertext · length``, so that the end is found without reading all. A record
holds entries byte for byte, the heads of the streams after them, and, when it changed, the workstation's configuration.
The file's key comes from the database key, which the label carries sealed to the recovery sheet. A record is bound to
the label and to its place: none can be moved, left out or taken from another file. A record that a pulled plug cut in
two is taken away at the next writing.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
import struct
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.journal import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

FIRST_LINE = b"RECYCLIQUE-JOURNAL 1\n"
_FAMILY = b"RECYCLIQUE-JOURNAL "
SUFFIX = ".journal"
_PURPOSE = b"recyclique second medium v1"
_NONCE = 12
_TAG = 16
_BEFORE, _LENGTH = struct.Struct(">IQ"), struct.Struct(">I")
_ENTRY = struct.Struct(">16sQ32sBII")
_SENTENCES = {
    errno.ENOSPC: "medium.full",
    errno.EROFS: "medium.readonly",
    errno.EACCES: "medium.readonly",
    errno.EPERM: "medium.readonly",
}
LONGEST = 64 << 20
"""Bytes of a record at most: a longer one is damage, not a record."""


@dataclass(frozen=True, slots=True)
class CopiedEntry:
    """An entry of a stream, byte for byte."""

    stream: UUID
    seq: int
    header: bytes
    payload: bytes
    hash: bytes
    signature: bytes | None


@dataclass(frozen=True, slots=True)
class Label:
    """What is written in clear.

    Attributes:
        code: Of the workstation, for people.
        sealed_key: The database key, sealed to the recovery sheet, in hexadecimal.
        salt: Makes this file's key its own.
    """

    installation_id: UUID
    code: str
    recovery_public_key: str
    sealed_key: str
    salt: bytes

    def to_bytes(self) -> bytes:
        """Return the line."""
        told = {
            "installation_id": str(self.installation_id), "code": self.code,
            "recovery_public_key": self.recovery_public_key, "sealed_key": self.sealed_key, "salt": self.salt.hex(),
        }  # fmt: skip
        return json.dumps(told, sort_keys=True).encode("ascii") + b"\n"

    @classmethod
    def from_bytes(cls, line: bytes) -> Label:
        """Read the line.

        Raises:
            ValueError: It is no label.
        """
        try:
            told = json.loads(line)
            return cls(
                UUID(told["installation_id"]), told["code"], told["recovery_public_key"], told["sealed_key"],
                bytes.fromhex(told["salt"]),
            )  # fmt: skip
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a label") from error


@dataclass(frozen=True, slots=True)
class Record:
    """What one record says.

    Attributes:
        config: Text of the workstation's configuration, where it changed.
        heads: Last entry of each stream once these are added.
    """

    entries: tuple[CopiedEntry, ...]
    heads: Mapping[UUID, Mark]
    config: str | None = None
    config_digest: bytes = b""


@dataclass(slots=True)
class MediumFile:
    """One open file of a second medium. The file itself is opened for each use: the stick may be pulled at any time.

    Attributes:
        records: How many whole ones it has.
        size: Bytes of these, label included.
        heads: How far each stream is here.
        config_digest: SHA-256 of the configuration kept last; empty before the first.
    """

    path: Path
    label: Label
    _cipher: ChaCha20Poly1305
    _bound: bytes
    records: int = 0
    size: int = 0
    heads: dict[UUID, Mark] = field(default_factory=dict)
    config_digest: bytes = b""

    def append(self, entries: Sequence[CopiedEntry], config: str | None = None) -> None:
        """Add a record and put it on the medium before this returns.

        Raises:
            UserError: ``medium.absent``, ``medium.full``, ``medium.changed`` when somebody else wrote in the file.
        """
        heads = dict(self.heads)
        for entry in entries:
            heads[entry.stream] = Mark(entry.seq, entry.hash)
        digest = self.config_digest if config is None else hashlib.sha256(config.encode()).digest()
        sealed = self._sealed(_packed(Record(tuple(entries), heads, config, digest)))
        with in_words(self.path):
            self._write(sealed)
        self.records += 1
        self.size += len(sealed)
        self.heads, self.config_digest = heads, digest

    def read(self) -> Iterator[Record]:
        """Yield every whole record, from the first.

        Raises:
            UserError: ``medium.damaged`` at a record that is not what was written; ``medium.absent``.
        """
        with in_words(self.path), self.path.open("rb") as file:
            file.seek(self._begins)
            for number in range(self.records):
                yield self._opened(number, *self._body(file))

    def _body(self, file: Any) -> tuple[int, bytes]:
        """Read the record that begins here: the number it says, and its bytes."""
        before = file.read(_BEFORE.size)
        if len(before) < _BEFORE.size:
            return -1, b""
        length, said = _BEFORE.unpack(before)
        body = file.read(min(length, LONGEST))
        return (said, body) if file.read(_LENGTH.size) == _LENGTH.pack(length) else (-1, b"")

    def _write(self, sealed: bytes) -> None:
        with self.path.open("r+b") as file:
            end = file.seek(0, os.SEEK_END)
            if end < self.size:
                raise UserError("medium.changed", file=str(self.path))
            file.truncate(self.size)  # what a pulled plug left half written
            file.seek(self.size)
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())

    def _sealed(self, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        body = nonce + self._cipher.encrypt(nonce, plain, self._place(self.records))
        return _BEFORE.pack(len(body), self.records) + body + _LENGTH.pack(len(body))

    def _opened(self, number: int, said: int, body: bytes) -> Record:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  a shop without a second medium never loads it

        try:
            plain = self._cipher.decrypt(body[:_NONCE], body[_NONCE:], self._place(number) if said == number else None)
            return _unpacked(plain)
        except (InvalidTag, ValueError, KeyError, struct.error, zlib.error) as error:
            raise UserError("medium.damaged", file=str(self.path), record=number + 1) from error

    def _place(self, number: int) -> bytes:
        return self._bound + number.to_bytes(8, "big")

    @property
    def _begins(self) -> int:
        return len(FIRST_LINE) + len(self.label.to_bytes())

    def _find_end(self) -> None:
        """Find the last whole record: from the end, or from the beginning where the plug was pulled in mid-writing."""
        with in_words(self.path), self.path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            if end > self._begins and not self._ends_at(file, end):
                self._scan(file, end)
            elif end == self._begins:
                self.size = end

    def _ends_at(self, file: Any, end: int) -> bool:
        """Take up the record that ends here; whether there is one."""
        file.seek(max(end - _LENGTH.size, self._begins))
        (length,) = _LENGTH.unpack(file.read(_LENGTH.size).rjust(_LENGTH.size, b"\0"))
        start = end - 2 * _LENGTH.size - 8 - length
        if start < self._begins:
            return False
        file.seek(start)
        said, body = self._body(file)
        if said < 0:
            return False
        try:
            last = self._opened(said, said, body)
        except UserError:
            return False
        self.records, self.size = said + 1, end
        self.heads, self.config_digest = dict(last.heads), last.config_digest
        return True

    def _scan(self, file: Any, end: int) -> None:
        """Walk from the beginning to the last record that opens.

        Raises:
            UserError: ``medium.damaged`` when not even the first one opens.
        """
        at = found = self._begins
        while at + _BEFORE.size <= end:
            file.seek(at)
            length, _ = _BEFORE.unpack(file.read(_BEFORE.size))
            at += _BEFORE.size + length + _LENGTH.size
            if at > end or not self._ends_at(file, at):
                break
            found = at
        self.size = found
        if found == self._begins and end - found > _BEFORE.size + _NONCE + _TAG:
            raise UserError("medium.damaged", file=str(self.path), record=1)


def read_label(path: Path) -> Label:
    """Read what a file of a second medium says in clear.

    Raises:
        UserError: ``medium.absent``; ``medium.other`` when it is no such file; ``medium.newer``.
    """
    with in_words(path), path.open("rb") as file:
        first = file.readline(64)
        line = file.readline(4096)
    if first != FIRST_LINE:
        raise UserError("medium.newer" if first.startswith(_FAMILY) else "medium.other", file=str(path))
    try:
        label = Label.from_bytes(line)
    except ValueError as error:
        raise UserError("medium.other", file=str(path)) from error
    if label.to_bytes() != line:
        raise UserError("medium.damaged", file=str(path), record=0)
    return label


def create(path: Path, label: Label, key: bytes) -> MediumFile:
    """Begin a file; one of that name is replaced once the new one is whole on the medium.

    Args:
        path: In a folder that exists.
        label: What it says in clear.
        key: The database key.

    Raises:
        UserError: ``medium.absent``, ``medium.full``.
    """
    part = path.with_name(f".{path.name}.part")
    with in_words(path), part.open("wb") as file:
        file.write(FIRST_LINE + label.to_bytes())
        file.flush()
        os.fsync(file.fileno())
    with in_words(path):
        part.replace(path)
    return open_file(path, key)


def open_file(path: Path, key: bytes) -> MediumFile:
    """Open a file and find its end.

    Args:
        path: Of the file.
        key: The database key.

    Raises:
        UserError: As ``read_label``; ``medium.damaged`` when its last whole record does not open with this key.
    """
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415  as above
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    label = read_label(path)
    derived = HKDF(algorithm=SHA256(), length=32, salt=label.salt, info=_PURPOSE).derive(key)
    bound = hashlib.sha256(FIRST_LINE + label.to_bytes()).digest()
    file = MediumFile(path, label, ChaCha20Poly1305(derived), bound)
    file._find_end()  # noqa: SLF001  the one way to make one
    return file


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what a medium does into sentences.

    Raises:
        UserError: ``medium.absent``, ``medium.full``, ``medium.readonly``.
    """
    try:
        yield
    except OSError as error:
        raise UserError(_SENTENCES.get(error.errno or 0, "medium.absent"), file=str(path)) from error


def _packed(record: Record) -> bytes:
    told: dict[str, Any] = {
        "heads": {str(stream): [mark.seq, mark.hash.hex()] for stream, mark in record.heads.items()}
    }
    if record.config is not None:
        told["config"] = record.config
    told["config_digest"] = record.config_digest.hex()
    meta = json.dumps(told, sort_keys=True).encode()
    parts = [_LENGTH.pack(len(meta)), meta]
    for entry in record.entries:
        signature = entry.signature or b""
        parts.append(
            _ENTRY.pack(
                entry.stream.bytes, entry.seq, entry.hash, len(signature), len(entry.header), len(entry.payload)
            )
        )
        parts += [signature, entry.header, entry.payload]
    return zlib.compress(b"".join(parts), 6)


def _unpacked(plain: bytes) -> Record:
    raw = zlib.decompress(plain)
    (length,) = _LENGTH.unpack_from(raw)
    at = _LENGTH.size + length
    told = json.loads(raw[_LENGTH.size : at])
    entries = []
    while at < len(raw):
        stream, seq, digest, *lengths = _ENTRY.unpack_from(raw, at)
        at += _ENTRY.size
        parts = []
        for one in lengths:
            parts.append(raw[at : at + one])
            at += one
        signature, header, payload = parts
        entries.append(CopiedEntry(UUID(bytes=stream), seq, header, payload, digest, signature or None))
    heads = {UUID(stream): Mark(seq, bytes.fromhex(digest)) for stream, (seq, digest) in told["heads"].items()}
    return Record(tuple(entries), heads, told.get("config"), bytes.fromhex(told["config_digest"]))
