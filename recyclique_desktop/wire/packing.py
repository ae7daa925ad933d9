"""Fewer bytes on the way: what a batch of entries repeats is said once, and ``%3$s`` stands for it where it was.

That is what PostgreSQL's ``format`` reads, in one pass. The centre puts the words back before it looks at anything:
hashes and signatures are over the entries as they were written.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_WORDS = 16
LONGEST = 256
_SHORTEST = 10
_MARK = 4
_LOOKED_AT = 8
_COMPARED = 100
_SAMPLE = 24_000
_BEGINNINGS = re.compile(rb'[,{\[]?"[a-z_]+":|\},\{')
_GAP = b"\x00"


def pack(headers: Sequence[bytes], payloads: Sequence[bytes]) -> tuple[list[str], list[bytes], list[bytes]]:
    """Return the words left out, and the entries without them."""
    apart = max(len(payloads) // _LOOKED_AT, 1)
    words = words_of([*payloads[::apart], *headers[:: 2 * apart]])
    return [word.decode() for word in words], _without(headers, words), _without(payloads, words)


def words_of(texts: Iterable[bytes]) -> list[bytes]:
    """Return the words worth leaving out of texts like these, at most ``MOST_WORDS``, the best first."""
    sample = _GAP.join(texts)[:_SAMPLE]
    candidates = _repeated(sample)
    words: list[bytes] = []
    while candidates and len(words) < MOST_WORDS:
        gains = {word: _gain(word, sample) for word in candidates}
        best = max(candidates, key=lambda word: (gains[word], word))
        if gains[best] <= 0:
            break
        words.append(best)
        sample = sample.replace(best, _GAP)
        candidates = [word for word in candidates if word != best and gains[word] > 0]
    return words


def _repeated(sample: bytes) -> list[bytes]:
    """Return stretches from the beginning of a member on that the sample holds at least twice."""
    places = sorted(sample[found.start() : found.start() + LONGEST] for found in _BEGINNINGS.finditer(sample))
    found = {_common(one, other) for one, other in pairwise(places)}
    long = [word for word in found if len(word) >= _SHORTEST]
    return sorted(long, key=lambda word: (_gain(word, sample), word), reverse=True)[:_COMPARED]


def _gain(word: bytes, sample: bytes) -> int:
    """Return how many bytes leaving this word out would save: it travels once itself."""
    return sample.count(word) * (len(word) - _MARK) - len(word) - _MARK


def _common(one: bytes, other: bytes) -> bytes:
    """Return how both begin, up to a gap and never in the middle of a character."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    word = one[:low].partition(_GAP)[0]
    return word.decode("utf-8", "ignore").encode()


def _without(texts: Sequence[bytes], words: Sequence[bytes]) -> list[bytes]:
    return [_replaced(text, words) for text in texts]


def _replaced(text: bytes, words: Sequence[bytes]) -> bytes:
    """Return the text with marks for words: bare control characters first, which canonical JSON never holds."""
    for place, word in enumerate(words, start=1):
        text = text.replace(word, bytes((place,)))
    text = text.replace(b"%", b"%%")
    for place in range(1, len(words) + 1):
        text = text.replace(bytes((place,)), b"%%%d$s" % place)
    return text
