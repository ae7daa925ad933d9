"""Pulled entries are read by a faster parser: it may never say anything else than the standard one."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from recyclique_desktop.data.parsing import parsed
from recyclique_desktop.domain import journal

_PAYLOAD = journal.canonical({
    "v": 1,
    "doc": {"label": "Vélo d’enfant \u2028 \U0001f6b2", "at": "2026-03-02T09:00:00.000000Z", "n": 12, "vat": []},
    "rows": [
        {"table": "sales", "op": "I", "id": "01a206e6-dea2-4b7b-9947-547fb1fd169b", "set": {"total_amount": "9.00"}},
        {"table": "users", "op": "U", "id": ["a", "b"], "set": {"is_active": [True, False], "note": [None, "\\\"\t"]}},
    ],
})  # fmt: skip
_ODD = (
    b'{"a":1,"a":2}', b'{"a":1,"b":2,"a":3}', b"123456789012345678901234567890", b"9223372036854775808", b"-0", b"-0.0",
    b"1.10", b"0.1", b"5e-324", b"2.2250738585072011e-308", b"1E400", b"-1e400", b"1e-400", b"NaN", b"-NaN",
    b"Infinity", b"-Infinity", b"+1", b"01", b"1.", b".5", b"-", b"1_0", b'"\\ud800"', b'"\\ud83d\\ude00"',
    b'"\\u0000"', b'"\x00"', b'"\x1f"', b'"\x7f"', b"\xff", b'"\xff"', b'"\xed\xa0\x80"', b"\xef\xbb\xbf{}",
    '{"a":1}'.encode("utf-16"), b"[1,]", '{"a":"é"}'.encode(), b'{"a":"\xed\xa0\x80"}', b'{"a":"\xff"}', b'{"a" 1}',
    b'{"a":1}{"b":2}', b'{"a":}', b' {"a":1}', b'{"a":1}\n',
    b'{"a":1,}', b"{}x", b" {} \n", b"\x0b{}", b"", b"null", b"'a'", b"[1 2]", b"{1:2}", b'"a', b"nul", b"9" * 4300,
    b"9" * 4301, b"[" * 150 + b"]" * 150, b"[" * 400 + b"]" * 400, b"4" * 5000 + b".0",
)  # fmt: skip


def said(read: Any, raw: bytes) -> str:
    """Return what a parser makes of bytes, type by type, in their order; a refusal is one whatever its words."""
    try:
        return repr(read(raw))
    except ValueError:
        return "refused"


@pytest.mark.parametrize("raw", _ODD, ids=lambda raw: repr(raw[:12]))
def test_no_odd_bytes_mean_something_else_on_the_till_that_pulls_them(raw: bytes) -> None:
    assert said(parsed, raw) == said(json.loads, raw)


def test_no_damaged_payload_is_read_otherwise_than_before() -> None:
    chance = random.Random(11)
    assert parsed(_PAYLOAD) == json.loads(_PAYLOAD)
    outcomes = set()
    for _ in range(4_000):
        raw = bytearray(_PAYLOAD)
        for _ in range(chance.choice((1, 1, 2, 3))):
            place = chance.randrange(len(raw))
            raw[place : place + chance.randrange(2)] = bytes((chance.choice(b'"\\{}[],:0189.eE+-u \xc3\xa9nN'),))
        expected = said(json.loads, bytes(raw))
        outcomes.add(expected == "refused")
        assert said(parsed, bytes(raw)) == expected
    assert outcomes == {True, False}
