"""The file on the stick: whatever is pulled, torn or changed there, what was written whole is read whole."""

from __future__ import annotations

import random
import secrets
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest

from recyclique_desktop.data.second_medium import CopiedEntry, Label, MediumFile, create, open_file, read_label
from recyclique_desktop.domain.errors import UserError

KEY = bytes(range(32))
STREAM = UUID("0aaaaaaa-0000-4000-8000-000000000001")
LABEL = Label(STREAM, "C01", "ab" * 32, "cd" * 40, bytes(16))


def entry(seq: int, size: int = 300) -> CopiedEntry:
    chance = random.Random(seq)
    return CopiedEntry(STREAM, seq, chance.randbytes(size), chance.randbytes(2 * size), chance.randbytes(32), bytes(64))


@pytest.fixture
def stick(tmp_path: Path) -> MediumFile:
    file = create(tmp_path / "recyclique.journal", LABEL, KEY)
    file.append([entry(1), entry(2)], "kind = 1\n")
    file.append([entry(3)])
    return file


def entries(path: Path) -> list[CopiedEntry]:
    return [one for record in open_file(path, KEY).read() for one in record.entries]


def test_what_was_written_is_read_again_byte_for_byte(stick: MediumFile) -> None:
    again = open_file(stick.path, KEY)
    assert (again.label, again.records, again.heads) == (LABEL, 2, stick.heads)
    assert again.config_digest == stick.config_digest
    assert entries(stick.path) == [entry(1), entry(2), entry(3)]
    assert [record.config for record in again.read()] == ["kind = 1\n", None]


def test_a_stick_pulled_at_any_byte_loses_at_most_the_record_under_way(stick: MediumFile) -> None:
    before = stick.path.read_bytes()
    stick.append([entry(4)])
    whole = stick.path.read_bytes()
    for cut in range(len(before), len(whole)):
        stick.path.write_bytes(whole[:cut])
        again = open_file(stick.path, KEY)
        assert again.heads[STREAM].seq == 3
        if cut % 97 == 0:
            again.append([entry(4), entry(5)])
            assert entries(stick.path) == [entry(n) for n in range(1, 6)]


def test_a_stick_whose_last_blocks_never_reached_it_is_written_on(stick: MediumFile) -> None:
    before = stick.path.stat().st_size
    stick.append([entry(4)])
    torn = stick.path.read_bytes()[: before + 30]
    stick.path.write_bytes(torn.ljust(stick.size, b"\0"))
    again = open_file(stick.path, KEY)
    assert again.heads[STREAM].seq == 3
    again.append([entry(4)])
    assert [one.seq for one in entries(stick.path)] == [1, 2, 3, 4]


@pytest.mark.parametrize("seed", range(8))
def test_a_changed_byte_is_never_taken_for_an_entry(stick: MediumFile, seed: int) -> None:
    stick.append([entry(4)])
    raw = bytearray(stick.path.read_bytes())
    begins = len(raw) - stick.size + len(LABEL.to_bytes()) + 21
    raw[random.Random(seed).randrange(begins, len(raw))] ^= 1 << (seed % 8)
    stick.path.write_bytes(raw)
    good = [entry(n) for n in range(1, 5)]
    found: list[CopiedEntry] = []
    with suppress(UserError):
        for record in open_file(stick.path, KEY).read():
            found += record.entries
    assert found == good[: len(found)]
    assert len(found) < 4


def test_records_of_another_place_or_another_file_are_refused(stick: MediumFile, tmp_path: Path) -> None:
    first = stick.path.read_bytes()
    begins = 21 + len(LABEL.to_bytes())
    other = create(tmp_path / "other.journal", Label(STREAM, "C01", "ab" * 32, "cd" * 40, bytes(15) + b"\1"), KEY)
    other.path.write_bytes(other.path.read_bytes() + first[begins:])
    with pytest.raises(UserError, match=r"medium\.damaged"):
        open_file(other.path, KEY)
    stick.path.write_bytes(first + first[begins:])
    assert open_file(stick.path, KEY).heads[STREAM].seq == 3


def test_nobody_reads_the_stick_without_the_key(stick: MediumFile) -> None:
    with pytest.raises(UserError, match=r"medium\.damaged"):
        open_file(stick.path, secrets.token_bytes(32))
    assert entry(1).payload not in stick.path.read_bytes()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "medium.other"),
        (b"PK\x03\x04", "medium.other"),
        (b"RECYCLIQUE-JOURNAL 2\n{}\n", "medium.newer"),
        (b"RECYCLIQUE-JOURNAL 1\n", "medium.other"),
        (b"RECYCLIQUE-JOURNAL 1\n[]\n", "medium.other"),
        (b"RECYCLIQUE-JOURNAL 1\n\xff\n", "medium.other"),
    ],
)
def test_a_file_that_is_no_journal_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.journal"
    path.write_bytes(content)
    with pytest.raises(UserError, match=code.replace(".", r"\.")):
        read_label(path)


def test_a_stick_that_is_away_or_full_is_said_so(stick: MediumFile) -> None:
    stick.path.unlink()
    with pytest.raises(UserError, match=r"medium\.absent"):
        stick.append([entry(4)])
    assert not stick.path.exists()


def test_a_file_that_was_cut_behind_our_back_is_not_written_over(stick: MediumFile) -> None:
    stick.path.write_bytes(stick.path.read_bytes()[:-10])
    with pytest.raises(UserError, match=r"medium\.changed"):
        stick.append([entry(4)])
