"""« Where does this go? »: finding a category by what people call a thing, accents and slips aside (R-06).

Words of the names and official names come first, those of the categories above next; a table of everyday things leads
to the words that price lists use. Everything is worked out here, without a network and without a score to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

_WORD: Final = re.compile(r"[a-z0-9]+")
_EMPTY: Final = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "un", "une"}
)
_PLURAL: Final = 3
"""Words of more letters lose a final s or x."""
_NAME, _OFFICIAL, _THING, _ABOVE = 1.0, 0.9, 0.85, 0.5
_BEGINS, _SLIP, _STEP = 0.9, 0.75, 0.12
_LEAST: Final = 0.42
"""Below this, what was found is not what was meant."""
_SURE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Family:
    """Things that go together.

    Attributes:
        words: Under which price lists may have them, the likeliest first.
        things: What people call them.
    """

    words: tuple[str, ...]
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A category that may be found.

    Attributes:
        above: Names of those above it, the root first.
    """

    id: UUID
    name: str
    above: tuple[str, ...] = ()
    official_name: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A category, and how well it answers: 1 at best.

    Attributes:
        because: The everyday thing that led to it, or nothing when its own name did.
    """

    known: Known
    score: float
    because: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether it may be proposed without hesitation."""
        return self.score >= _SURE


def look_up(typed: str, known: Sequence[Known], families: Sequence[Family] = (), *, most: int = 6) -> tuple[Found, ...]:
    """Return the categories that answer, the best first; of two as good, the lower one, which can be weighed."""
    asked = words_of(typed)
    if not asked:
        return ()
    meant = _meant(asked, families)
    found = [_best(asked, meant, one) for one in known]
    good = [one for one in found if one.score >= _LEAST]
    return tuple(sorted(good, key=lambda one: (-round(one.score, 3), -len(one.known.above)))[:most])


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words that count of a text: no case, no accents, no articles, singular."""
    bare = folded(text).replace("œ", "oe")
    return tuple(_singular(word) for word in _WORD.findall(bare) if word not in _EMPTY)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _PLURAL and word[-1] in "sx" else word


def _meant(asked: tuple[str, ...], families: Iterable[Family]) -> list[tuple[float, str, Family]]:
    """Return the families that have such a thing, with how alike the thing is."""
    meant = []
    for family in families:
        score, thing = max((_phrase(asked, words_of(thing)), thing) for thing in family.things)
        if score >= _LEAST:
            meant.append((score, thing, family))
    return meant


def _best(asked: tuple[str, ...], meant: Iterable[tuple[float, str, Family]], known: Known) -> Found:
    own = max(
        _NAME * _phrase(asked, words_of(known.name)),
        _OFFICIAL * _phrase(asked, words_of(known.official_name)),
        _ABOVE * max((_phrase(asked, words_of(name)) for name in known.above), default=0.0),
    )
    best = Found(known, own)
    for likeness, thing, family in meant:
        score = _THING * likeness * _fits(family, known)
        if score > best.score:
            best = Found(known, score, thing)
    return best


def _fits(family: Family, known: Known) -> float:
    """Return how well a category takes a family: by its own name best, then by those above, first words first."""
    scores = [0.0]
    for place, word in enumerate(family.words):
        asked, weight = words_of(word), 1.0 - _STEP * place
        scores.append(weight * _covered(asked, words_of(f"{known.name} {known.official_name}")))
        scores.append(weight * (1.0 - _STEP) * max((_covered(asked, words_of(one)) for one in known.above), default=0))
    return max(scores)


def _covered(asked: tuple[str, ...], there: tuple[str, ...]) -> float:
    """Return 1 when every asked word is there, 0 otherwise: a family's word is never spelt wrong."""
    return float(bool(asked) and all(any(_begins(word, one) for one in there) for word in asked))


def _begins(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > _PLURAL and long.startswith(short))


def _phrase(asked: tuple[str, ...], there: tuple[str, ...]) -> float:
    """Return how much two texts say the same: the words asked count most, words left over a little."""
    if not there:
        return 0.0
    hits = [max(_alike(word, one) for one in there) for word in asked]
    back = [max(_alike(word, one) for word in asked) for one in there]
    return 0.7 * sum(hits) / len(hits) + 0.3 * sum(back) / len(back)


@lru_cache(maxsize=65536)
def _alike(one: str, other: str) -> float:
    """Return 1 for equal words, less for a beginning or a slip, 0 for others."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and long.startswith(short):
        return _BEGINS if len(long) - len(short) <= 4 else _SLIP
    allowed = 0 if len(short) < 4 else 1 if len(short) < 8 else 2
    return _SLIP if allowed and _slips(one, other, allowed) <= allowed else 0.0


def _slips(one: str, other: str, most: int) -> int:
    """Return how many letters were left out, added, changed or swapped; more than ``most`` is not counted further."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]
