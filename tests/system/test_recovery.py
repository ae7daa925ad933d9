from __future__ import annotations

import random
import re
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import folded
from recyclique_desktop.system import recovery

if TYPE_CHECKING:
    from recyclique_desktop.system.recovery import RecoveryPair

HERE = UUID(int=42)


def pair(seed: int = 1) -> RecoveryPair:
    return recovery.new_pair(random.Random(seed).randbytes)


def sealed(secret: bytes, to: RecoveryPair, seed: int = 5) -> bytes:
    return recovery.seal(to.public, secret, random.Random(seed).randbytes)


@given(st.binary(max_size=200), st.integers(0, 1000))
def test_the_sheet_opens_what_was_sealed_to_it(secret: bytes, seed: int) -> None:
    assert recovery.unseal(pair(seed).private, sealed(secret, pair(seed))) == secret


def test_two_seals_of_one_key_do_not_look_alike() -> None:
    assert sealed(b"key", pair(), 5) != sealed(b"key", pair(), 6)


def test_another_shops_sheet_opens_nothing() -> None:
    with pytest.raises(UserError) as caught:
        recovery.unseal(pair(2).private, sealed(b"key", pair(1)))
    assert caught.value.code == "recovery.other_sheet"


def test_no_damaged_byte_goes_unnoticed() -> None:
    whole = sealed(bytes(32), pair())
    for position in range(len(whole)):
        damaged = whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :]
        with pytest.raises(UserError):
            recovery.unseal(pair().private, damaged)
    for length in range(len(whole)):
        with pytest.raises(UserError):
            recovery.unseal(pair().private, whole[:length])


@given(st.binary(min_size=32, max_size=32))
def test_the_words_give_the_key_back_however_they_are_typed(private: bytes) -> None:
    words = recovery.to_words(private)
    assert len(words) == 24
    assert recovery.from_words(words) == private
    assert recovery.from_words([f" {folded(word).upper()} " for word in words]) == private


def test_a_mistyped_word_is_pointed_at() -> None:
    words = list(recovery.to_words(pair().private))
    words[4] = "ressourcerie"
    with pytest.raises(UserError) as caught:
        recovery.from_words(words)
    assert caught.value.code == "recovery.words_wrong"
    assert caught.value.params == {"position": 5, "word": "ressourcerie"}


def test_words_in_the_wrong_order_are_refused() -> None:
    words = list(recovery.to_words(pair(3).private))
    words[0], words[1] = words[1], words[0]
    with pytest.raises(UserError) as caught:
        recovery.from_words(words)
    assert caught.value.code == "recovery.words_mismatch"


def test_a_forgotten_word_is_counted() -> None:
    with pytest.raises(UserError) as caught:
        recovery.from_words(recovery.to_words(pair().private)[:-1])
    assert (caught.value.code, caught.value.params) == ("recovery.words_count", {"count": 23})


@given(st.binary(min_size=32, max_size=32))
def test_the_qr_code_carries_the_key(private: bytes) -> None:
    content = recovery.qr_content(private, HERE)
    assert re.fullmatch(r"[0-9A-Z:-]+", content)
    assert recovery.from_qr(f" {content.lower()}\n") == private


@pytest.mark.parametrize(
    "content", ["", "hello", "RECYCLIQUE-SECOURS-1:00:ABC", "https://example.org/", "AUTRE-1:A:" + "A" * 52]
)
def test_another_qr_code_is_refused(content: str) -> None:
    with pytest.raises(UserError) as caught:
        recovery.from_qr(content)
    assert caught.value.code == "recovery.qr_wrong"


def test_the_code_is_drawn_for_screen_paper_and_terminal() -> None:
    content = recovery.qr_content(pair().private, HERE)
    image = QImage.fromData(recovery.qr_png(content, scale=6))
    assert image.width() == image.height()
    assert image.width() >= 6 * 41
    assert b"<svg" in recovery.qr_svg(content)
    assert "█" in recovery.qr_text(content)


def test_the_sheet_holds_every_word_with_its_number_and_fits_a_page() -> None:
    words = recovery.to_words(pair().private)
    text = recovery.sheet_text(
        words, site="La Clique", workstation="C01 Caisse 1", installation_id=HERE, made_on=date(2026, 11, 22)
    )
    for number, word in enumerate(words, start=1):
        assert re.search(rf"(?<!\d){number}\. {word}(?!\w)", text)
    assert "La Clique · C01 Caisse 1 · 22/11/2026" in text
    assert str(HERE) in text
    assert max(len(line) for line in text.splitlines()) <= 90
