"""The session report: a volunteer reads it, an accountant adds it up, a narrow printer holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop import __version__
from recyclique_desktop.data.queries.figures import SessionFigures
from recyclique_desktop.data.queries.reports import ClosureReport, MethodReport, SessionReportData, VatReport
from recyclique_desktop.documents.columns import WIDTH
from recyclique_desktop.documents.session_report import session_report
from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.money import NBSP, Cents
from recyclique_desktop.domain.weight import Grams

CLOSURE = ClosureReport(
    closure_id=UUID(int=7), number="C01-000007", closed_at=datetime(2026, 11, 21, 16, 34, tzinfo=UTC),
    expected=Cents(39_250), counted=Cents(39_050), variance=Cents(-200), perpetual_algebraic=Cents(1_234_567),
    perpetual_absolute=Cents(1_240_000), perpetual_donations=Cents(6_550), vat=(), hash="9cbd4d3fd1c5fdc7" + "0" * 48,
)  # fmt: skip
FIGURES = SessionFigures(
    tickets=58, sales_total=Cents(40_600), absolute_total=Cents(40_600), donations=Cents(650),
    weight_out=Grams(166_249), objects=112, movements=Cents(-7_000), first_number="C01-000070",
    last_number="C01-000127", last_ticket_at=None, expected=(),
)  # fmt: skip
DATA = SessionReportData(
    session_id=UUID(int=42), number="C01-000042", workstation_code="C01", register_name="Caisse 1",
    establishment={"name": "La Clique", "siret": "12345678200002", "address": "3 rue des Tilleuls",
                   "postal_code": "09000", "city": "Foix", "regime": "exempt_261_7_1"},
    operator_code="op-7f3a", operator_name="Émilie R.", opened_at=datetime(2026, 11, 21, 8, 2, tzinfo=UTC),
    float_amount=Cents(6_000), is_empty=False, comment="Erreur de rendu — 12,00 au lieu de 10,00 sur le ticket 0119",
    figures=FIGURES, closure=CLOSURE,
    methods=(MethodReport("Espèces", PaymentKind.CASH, Cents(24_850), Cents(24_650), 41),
             MethodReport("Chèque", PaymentKind.CHECK, Cents(6_400), Cents(6_400), 3),
             MethodReport("Carte", PaymentKind.CARD, Cents(0), None, 0)),
)  # fmt: skip

GOLDEN = """\
                La Clique
            3 rue des Tilleuls
                09000 Foix
           SIRET 12345678200002
 Exonéré de TVA, article 261, 7-1° du CGI
------------------------------------------
RAPPORT DE FERMETURE (Z)
Session                         C01-000042
Clôture                         C01-000007
Caisse                      Caisse 1 · C01
Ouverte par                      Émilie R.
Code                               op-7f3a
Ouverte le                21/11/2026 09:02
Fermée le                 21/11/2026 17:34
------------------------------------------
Tickets                                 58
Premier ticket                  C01-000070
Dernier ticket                  C01-000127
Ventes                            406,00 €
Dons                                6,50 €
Encaissé                          412,50 €
Articles sortis                        112
Poids sorti                       166,2 kg
------------------------------------------
Fond de caisse                     60,00 €
Entrées et sorties d’espèces      −70,00 €
Espèces                     paiements : 41
  attendu                         248,50 €
  compté                          246,50 €
  écart                            −2,00 €
Chèque                       paiements : 3
  attendu                          64,00 €
  compté                           64,00 €
  écart                             0,00 €
Total attendu                     392,50 €
Total compté                      390,50 €
Écart                              −2,00 €
Motif : Erreur de rendu — 12,00 au lieu de
10,00 sur le ticket 0119
------------------------------------------
Totaux perpétuels du poste
  ventes                       12 345,67 €
  en valeur absolue            12 400,00 €
  dons                             65,50 €
Empreinte                 9cbd4d3fd1c5fdc7
RecyClique Desktop                   {version}
------------------------------------------
"""


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_the_report_reads_as_it_did_yesterday() -> None:
    assert plain(session_report(DATA)) == GOLDEN.format(version=__version__)


def test_an_open_session_is_a_reading_not_a_closing() -> None:
    text = session_report(replace(DATA, closure=None, comment=None))
    assert "LECTURE DE CAISSE (X)" in text
    assert "Fermée le" not in text
    assert "perpétuels" not in text


def test_an_empty_session_says_so() -> None:
    empty = replace(FIGURES, tickets=0, first_number=None, last_number=None, sales_total=Cents(0), donations=Cents(0))
    text = session_report(replace(DATA, is_empty=True, figures=empty))
    assert "Session vide" in text
    assert "Premier ticket" not in text


@pytest.mark.parametrize(
    ("regime", "mention"),
    [
        ("exempt_261_7_1", "261, 7-1°"),
        ("franchise_206_1bis", "206, 1 bis"),
        ("franchise_293B", "293 B"),
        ("taxable", "TVA comprise"),
    ],
)
def test_each_regime_has_its_mention(regime: str, mention: str) -> None:
    text = plain(session_report(replace(DATA, establishment={"name": "La Clique", "regime": regime})))
    assert mention in " ".join(text.split())


def test_a_taxable_shop_reads_its_tax() -> None:
    vat = VatReport("TVA_20", "20.00", Cents(33_833), Cents(6_767))
    text = plain(session_report(replace(DATA, closure=replace(CLOSURE, vat=(vat,)))))
    assert "Hors taxes                        338,33 €" in text
    assert "TVA 20,00 %                        67,67 €" in text


def test_a_shop_without_siret_shows_its_rna() -> None:
    assert "RNA W123456789" in session_report(replace(DATA, establishment={"name": "A", "rna": "W123456789"}))


def test_a_way_to_pay_that_took_nothing_takes_no_room() -> None:
    assert "Carte" not in session_report(DATA)


@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Mn"]), max_size=120),
    amount=st.integers(-(10**11), 10**11).map(Cents),
    comment=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300),
)
def test_no_name_amount_or_comment_breaks_the_forty_two_columns(name: str, amount: Cents, comment: str) -> None:
    method = MethodReport(name, PaymentKind.CASH, amount, amount, 3)
    long = replace(
        DATA, establishment={"name": name, "address": name}, register_name=name, operator_name=name, comment=comment,
        methods=(method,), float_amount=amount, closure=replace(CLOSURE, expected=amount, perpetual_absolute=amount),
    )  # fmt: skip
    lines = session_report(long).splitlines()
    assert max(len(line) for line in lines) <= WIDTH
    assert any(line.strip().endswith("€") for line in lines)


def test_a_report_of_the_training_says_so_above_and_below_and_one_of_the_shop_says_nothing() -> None:
    lines = session_report(replace(DATA, number="E-000042")).splitlines()
    assert [line.strip() for line in (lines[1], lines[-3])] == ["ENTRAÎNEMENT · RIEN N’EST ENCAISSÉ"] * 2
    assert [line.strip() for line in (lines[2], lines[-2])] == ["document sans valeur"] * 2
    assert max(map(len, lines)) <= WIDTH
    assert "ENTRAÎNEMENT" not in session_report(DATA)
