"""The journal's bytes: other programs, and we in ten years, must read and check them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.domain import journal
from recyclique_desktop.domain.enums import JournalClass, Series

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "journal-v1.json").read_bytes())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(max_codepoint=126)), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_published_entries_verify_for_ever() -> None:
    prev = journal.GENESIS
    for entry in VECTORS["entries"]:
        raw, payload = entry["header"].encode(), entry["payload"].encode()
        header = journal.Header.from_bytes(raw)
        assert header.to_bytes() == raw
        assert header.prev_hash == prev
        assert header.payload_digest == journal.digest_of(payload)
        prev = journal.digest_of(raw)
        assert prev.hex() == entry["hash"]
        assert journal.is_signed_by(bytes.fromhex(VECTORS["public_key"]), prev, bytes.fromhex(entry["signature"]))


def test_a_published_payload_is_its_own_canonical_form() -> None:
    for entry in VECTORS["entries"]:
        assert journal.canonical(json.loads(entry["payload"])) == entry["payload"].encode()


def test_the_same_key_signs_the_same_bytes() -> None:
    signer = journal.Ed25519Signer(bytes.fromhex(VECTORS["private_key"]))
    entry = VECTORS["entries"][0]
    sealed = journal.seal(journal.Header.from_bytes(entry["header"].encode()), entry["payload"].encode(), signer)
    assert sealed.hash.hex() == entry["hash"]
    assert sealed.signature is not None
    assert sealed.signature.hex() == entry["signature"]


@given(JSON)
def test_canonical_form_reads_back_as_the_same_value(value: Any) -> None:
    try:
        raw = journal.canonical(value)
    except UnicodeEncodeError:
        return  # a lone surrogate is not text
    assert json.loads(raw) == value


@given(st.dictionaries(st.text(st.characters(max_codepoint=126)), st.integers(), max_size=6), st.randoms())
def test_order_of_writing_does_not_change_the_hash(value: dict[str, int], chance: Any) -> None:
    names = list(value)
    chance.shuffle(names)
    assert journal.canonical({name: value[name] for name in names}) == journal.canonical(value)


@pytest.mark.parametrize("value", [1.5, {"a": [1, {"b": 0.1}]}, {"prix": b"x"}, {"é": 1}, {1: 2}])
def test_no_float_and_no_foreign_key_can_enter_a_body(value: Any) -> None:
    with pytest.raises(TypeError):
        journal.canonical(value)


def test_a_changed_bit_anywhere_in_a_signature_is_seen() -> None:
    signer = journal.Ed25519Signer(bytes(32))
    digest = journal.digest_of(b"x")
    signature = signer.sign(digest)
    assert journal.is_signed_by(signer.public_key, digest, signature)
    for place in range(64):
        forged = bytearray(signature)
        forged[place] ^= 1
        assert not journal.is_signed_by(signer.public_key, digest, bytes(forged))
    assert not journal.is_signed_by(signer.public_key, digest, None)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"v":1}', b"\xff", b"nonsense"])
def test_bytes_that_are_no_header_are_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        journal.Header.from_bytes(raw)


def test_header_leaves_out_what_has_no_value() -> None:
    header = journal.Header(
        stream_id=UUID(int=1), seq=1, entry_id=UUID(int=2), tx=UUID(int=3), act="a.b",
        journal_class=JournalClass.OPERATIONAL, actor="op-1", at="2026-09-17T10:42:05+02:00", hlc=1, software="0.1.0",
        schema_version="1", prev_hash=journal.GENESIS, payload_digest=bytes(32),
    )  # fmt: skip
    assert not {"series", "number", "key_id"} & set(json.loads(header.to_bytes()))
    numbered = journal.Header.from_bytes(header.to_bytes().replace(b'"hlc":1', b'"hlc":1,"number":7,"series":"T"'))
    assert (numbered.series, numbered.number) == (Series.TICKET, 7)
