"""What an English-speaking contributor or shop would meet: a French screen, a sentence cut, an amount left out."""

from __future__ import annotations

import gettext
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from recyclique_desktop.system import messages
from recyclique_desktop.system.messages import SENTENCES, sentence, tr, trn

ROOT = Path(__file__).resolve().parents[2]
RUN = "run packaging/messages.py, translate what it prints, run it again"


def collector() -> ModuleType:
    """Return ``packaging/messages.py``, which is a command and no part of the program."""
    spec = importlib.util.spec_from_file_location("collector", ROOT / "packaging" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def collect() -> ModuleType:
    return collector()


def test_no_text_of_the_program_stays_french_in_english(collect: ModuleType) -> None:
    known = collect.read(collect.FOLDER / "recyclique.po")
    assert collect.missing(collect.updated(known, collect.texts())) == [], RUN


def test_no_english_text_loses_an_amount_or_a_name(collect: ModuleType) -> None:
    assert collect.differing(collect.read(collect.FOLDER / "recyclique.po")) == []


def test_the_compiled_catalogue_is_the_one_people_translate_in(collect: ModuleType) -> None:
    po = collect.FOLDER / "recyclique.po"
    new = collect.updated(collect.read(po), collect.texts())
    assert po.read_bytes() == collect.po_bytes(new), RUN
    assert po.with_suffix(".mo").read_bytes() == collect.mo_bytes(new), RUN


def test_an_english_text_with_another_placeholder_is_found(collect: ModuleType) -> None:
    catalogue = collect.updated(collect.Catalog(), {"Reste {a:euros}", "{n} {n:essai|essais}", ("{n} sac", "{n} sacs")})
    catalogue["Reste {a:euros}"].string = "{a:amount} left"
    catalogue["{n} {n:essai|essais}"].string = "{n} {n:try|tries}"
    catalogue["{n} sac"].string = ("{n} bag", "bags")
    assert sorted(collect.differing(catalogue)) == ["bags", "{a:amount} left"]


def test_a_text_whose_english_is_empty_is_found_in_both_forms(collect: ModuleType) -> None:
    catalogue = collect.updated(collect.Catalog(), {"Reste", ("{n} sac", "{n} sacs")})
    catalogue["{n} sac"].string = ("{n} bag", "")
    assert sorted(collect.missing(catalogue)) == ["Reste", "{n} sac"]


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_an_english_sentence_fits_on_the_message_line_and_has_as_many_parts(code: str) -> None:
    english = gettext.translation("recyclique", str(ROOT / "resources" / "locale"), ["en"]).gettext(SENTENCES[code])
    assert len(re.sub(r"\{[^}]*\}", "0000", english)) <= 140
    assert parts(english) == parts(SENTENCES[code])


def parts(text: str) -> int:
    """Count the sentences of a message: what happened, what is safe, what to do."""
    return len(re.findall(r"[.?](?= |$)", re.sub(r"\{[^}]*\}|! ou \?|! or \?", "x", text)))


def test_an_english_till_counts_its_nouns_as_english_does() -> None:
    messages.use_language("en")
    try:
        assert tr("Encaisser") == "Take payment"
        assert [trn("{n} ligne", "{n} lignes", n) for n in (0, 1, 2)] == ["0 lines", "1 line", "2 lines"]
        assert sentence("signin.pin_wrong", left=1) == "Wrong code. 1 try left."
        assert sentence("signin.pin_wrong", left=3) == "Wrong code. 3 tries left."
    finally:
        messages.use_language("fr")
