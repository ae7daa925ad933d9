"""Fewer bytes on the way, the same bytes at the end."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from recyclique_desktop.domain.journal import canonical
from recyclique_desktop.wire import Kind, WireError, pack
from recyclique_desktop.wire.packing import LONGEST, MOST_WORDS
from tests.central_api.conftest import joined, office, till, unsent  # noqa: F401
from tests.central_api.machines import Machine, admin
from tests.conftest import Shop
from tests.known import STREAM
from tests.services.selling import open_till

_LINE = some.fixed_dictionaries(
    {
        "site_id": some.sampled_from(["a" * 36, "b" * 36]),
        "label": some.text(max_size=8) | some.sampled_from(["100 %", "%1$s", "%%"]),
        "n": some.integers(),
    }
)
_BODY = some.fixed_dictionaries({"rows": some.lists(_LINE, max_size=6), "v": some.just(1)})


def unpacked(words: list[str], packed: list[bytes]) -> list[bytes]:
    """What PostgreSQL's ``format`` makes of it."""

    def put_back(found: re.Match[bytes]) -> bytes:
        return b"%" if found[1] is None else words[int(found[1]) - 1].encode()

    return [re.sub(rb"%(?:%|(\d+)\$s)", put_back, text) for text in packed]


@given(some.lists(_BODY, min_size=1, max_size=20))
def test_whatever_is_left_out_can_be_put_back(bodies: list[object]) -> None:
    raw = [canonical(body) for body in bodies]
    words, headers, payloads = pack(raw, raw)
    assert unpacked(words, headers) == unpacked(words, payloads) == raw
    assert len(words) <= MOST_WORDS
    assert all(0 < len(word.encode()) <= LONGEST and not re.search(r"[\x00-\x1f]", word) for word in words)


def test_a_word_is_never_cut_in_the_middle_of_a_letter() -> None:
    raw = [canonical({"label_of_something": "é" * 200 + str(n), "more_of_it": "ü" * 200}) for n in range(9)]
    words, _, payloads = pack(raw, raw)
    assert unpacked(words, payloads) == raw


@pytest.mark.postgres
def test_a_day_takes_a_quarter_less_on_the_way(shop: Shop, till: Machine) -> None:  # noqa: F811
    opened = open_till(shop)
    for _ in range(12):
        opened.sell()
    journal = unsent(shop, till)
    headers, payloads, hashes, signatures = journal.arrays()
    words, packed, bodies = pack(headers, payloads)
    sent = sum(map(len, [*packed, *bodies, *hashes])) + sum(len(word) for word in words) + 64 * len(journal)
    assert sent < 0.75 * journal.size
    receipt = till.call("push", STREAM, 1, packed, bodies, hashes, signatures, None, None, words)
    assert (receipt["outcome"], receipt["stored"]) == ("ok", len(journal))
    with till.base.connect() as connection:
        query = "SELECT header, payload FROM sync.ledger WHERE stream_id = %s ORDER BY seq"
        assert connection.execute(query, (STREAM,)).fetchall() == list(zip(headers, payloads, strict=True))


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("words", "mark"),
    [
        (["x"] * 33, b"%1$s"),
        (["x" * 257], b"%1$s"),
        (["x"], b"%2$s"),
        (["x"], b"%d"),
        (["x"], b"%1$99999s"),
        (["x" * 256], b"%1$s"),
    ],
    ids=["many", "long", "missing", "strange", "wide", "bomb"],
)
def test_words_cannot_be_used_to_fill_the_centres_memory(
    shop: Shop,
    till: Machine,  # noqa: F811
    words: list[str],
    mark: bytes,
) -> None:
    headers, payloads, hashes, signatures = unsent(shop, till).arrays()
    bomb = [mark * 60_000 for _ in payloads]
    with pytest.raises(WireError) as refused:
        till.call("push", STREAM, 1, headers, bomb, hashes, signatures, None, None, words)
    assert (refused.value.kind, refused.value.sqlstate) == (Kind.BUG, "RQ400")
    assert admin(till.base, "SELECT count(*) FROM sync.ledger") == 0
