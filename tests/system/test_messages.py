from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from recyclique_desktop.domain.clock import PARIS
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.system import messages
from recyclique_desktop.system.messages import SENTENCES, fill, sentence, tr, trn
from recyclique_desktop.system.sentences import AT_WORK
from recyclique_desktop.system.sentences_machine import CENTRE_AND_MACHINE

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parents[2] / "recyclique_desktop"
AT = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    messages.use_language("fr")
    yield
    messages.use_language("fr")
    messages.use_zone(PARIS)
    messages.install_transform(None)


SPOKEN = ("UserError", "sentence")
TABLED = re.compile(r"(verify|storage)\.[a-z_]+")
"""Codes of these families stand in tables, and are raised by name of the table's entry."""


def said_codes() -> set[str]:
    """Return each code the program raises or says, directly or from a table of codes."""
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SPOKEN:
                found.update(code for arg in node.args[:1] if (code := literal(arg)))
            elif (code := literal(node)) and TABLED.fullmatch(code):
                found.add(code)
    return found


def literal(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_every_refusal_has_its_sentence() -> None:
    assert sorted(said_codes() - SENTENCES.keys()) == []


def test_sentences_are_in_order_so_that_nobody_writes_one_twice() -> None:
    for table in (AT_WORK, CENTRE_AND_MACHINE):
        assert list(table) == sorted(table)
    assert not AT_WORK.keys() & CENTRE_AND_MACHINE.keys()


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_fits_on_the_message_line(code: str) -> None:
    bare = re.sub(r"\{[^}]*\}", "0000", SENTENCES[code])
    assert len(bare) <= 140, bare


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_speaks_as_the_design_says(code: str) -> None:
    text = SENTENCES[code]
    assert not re.search(r"Veuillez|\bOK\b|Êtes-vous sûr|Erreur|en attente", text)
    assert text[0].isupper() or text[0] in "«{"
    assert text[-1] in ".?"


def test_money_weight_and_time_are_written_as_people_read_them() -> None:
    def shown(template: str) -> str:
        text = fill(template, cents=Cents(-123456), grams=Grams(1180), at=AT, day=date(2026, 8, 3), n=12345)
        return text.replace("\u00a0", " ")

    assert shown("{cents:euros} / {cents:amount}") == "−1 234,56 € / −1 234,56"
    assert shown("{grams:kilos} / {grams:kilos1}") == "1,180 kg / 1,2 kg"
    assert shown("{at:time} / {at:date} / {at:datetime}") == "11:15 / 22/11/2026 / 22/11/2026 11:15"
    assert shown("{day:date} / {day:day} / {at:day}") == "03/08/2026 / lundi 3 août 2026 / dimanche 22 novembre 2026"
    assert shown("{n:number} / {n:03d}") == "12 345 / 12345"


def test_the_last_try_is_in_the_singular() -> None:
    assert sentence("signin.pin_wrong", left=3) == "Code faux. Encore 3 essais."
    assert sentence("signin.pin_wrong", left=1) == "Code faux. Encore 1 essai."


def test_a_shop_overseas_reads_its_own_time() -> None:
    messages.use_zone(ZoneInfo("Indian/Reunion"))
    assert fill("{at:time}", at=AT) == "14:15"


@pytest.mark.parametrize("template", ["{x:euros}", "{x:kilos}", "{x:number}", "{x:time}", "{x:day}"])
def test_an_amount_of_the_wrong_type_is_a_bug_not_a_wrong_figure(template: str) -> None:
    with pytest.raises(TypeError):
        fill(template, x=1.5)


def test_an_error_speaks_with_what_it_carries() -> None:
    error = UserError("recovery.words_wrong", position=5, word="ressourcerie")
    assert sentence(error).startswith("Le mot 5, « ressourcerie », n’est pas")
    assert sentence("recovery.words_wrong", position=5, word="ressourcerie") == sentence(error)


def test_a_name_with_braces_is_shown_as_it_is() -> None:
    assert tr("Bonjour {name}", name="{x}") == "Bonjour {x}"
    assert tr("100 {sûr}") == "100 {sûr}"


def test_an_unforeseen_code_still_says_what_is_safe() -> None:
    assert "some.code" in sentence("some.code")
    assert "enregistré" in sentence("some.code")


@pytest.mark.parametrize(("n", "text"), [(0, "0 ticket"), (1, "1 ticket"), (2, "2 tickets"), (-1, "-1 ticket")])
def test_french_counts_zero_in_the_singular(n: int, text: str) -> None:
    assert trn("{n} ticket", "{n} tickets", n) == text


def test_an_unknown_language_is_french() -> None:
    messages.use_language("xx")
    assert tr("Encaisser") == "Encaisser"


def test_layouts_can_be_tried_with_longer_words() -> None:
    messages.install_transform(lambda text: f"[{text}~~~]")
    assert tr("Encaisser") == "[Encaisser~~~]"
    assert trn("{n} ticket", "{n} tickets", 2) == "[2 tickets~~~]"
    assert sentence("pin.format").endswith("~~~]")
